# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Counts what bench-tidy needs for a file: instructions under callgrind, which
do not depend on the machine's speed or load, and peak memory."""

from __future__ import annotations

import dataclasses
import math
import os
import pathlib
import re
import subprocess
import sys

REPO = pathlib.Path(__file__).resolve().parent.parent
NOTHING = "bench-noop"
OURS = "bench-noop,eventloop-*"
USE_AFTER_MOVE = "bench-noop,bugprone-use-after-move"

_INSTRUCTIONS = re.compile(r"Collected : (\d+)")
_GIVE_UPS = re.compile(r"gave up (\d+) times")


class CannotMeasure(Exception):
    """The file does not compile, or the tool died."""


@dataclasses.dataclass
class Subject:
    """A file and how it is compiled."""

    file: pathlib.Path
    flags: list[str]


class Tidy:
    """bench-tidy of a build folder."""

    def __init__(self, build: pathlib.Path, verbose: bool = False) -> None:
        self.tool = build / "bin" / "bench-tidy"
        self._verbose = verbose
        if not self.tool.exists():
            raise CannotMeasure(f"no {self.tool}: ninja -C {build} bench-tidy")

    def instructions(self, subject: Subject, checks: str) -> int:
        """All instructions of a run with these checks."""
        valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        result = subprocess.run(valgrind + self._command(subject, checks), text=True, check=False,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        found = _INSTRUCTIONS.search(result.stdout)
        if not found:
            raise CannotMeasure(f"valgrind counted nothing:\n{result.stdout}")
        self._accept(subject, result.returncode, result.stdout)
        count = int(found.group(1))
        self._say(subject, checks, f"{count:,} instructions")
        return count

    def difference(self, subject: Subject, checks: str = OURS) -> int:
        """What these checks need more than a check that does nothing."""
        return self.instructions(subject, checks) - self.instructions(subject, NOTHING)

    def peak(self, subject: Subject, checks: str) -> int:
        """The peak of resident memory, in KiB."""
        with subprocess.Popen(self._command(subject, checks), stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as child:
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        self._accept(subject, child.returncode, "")
        self._say(subject, checks, f"{usage.ru_maxrss:,} KiB")
        return usage.ru_maxrss

    def give_ups(self, subject: Subject) -> int:
        """How often a limit made the analysis give up."""
        option = "--config={CheckOptions: {EventLoopShowGiveUps: true}}"
        result = subprocess.run(self._command(subject, OURS, option), text=True, check=False,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self._accept(subject, result.returncode, result.stdout)
        found = _GIVE_UPS.search(result.stdout)
        if not found:
            raise CannotMeasure(f"{subject.file.name}: the count of give-ups is not printed")
        return int(found.group(1))

    def _command(self, subject: Subject, checks: str, *options: str) -> list[str]:
        return [str(self.tool), f"--checks=-*,{checks}", "--quiet", *options, str(subject.file),
                "--", *subject.flags]

    def _accept(self, subject: Subject, status: int, output: str) -> None:
        if status != 0:
            errors = [line for line in output.splitlines() if "error" in line][:3]
            raise CannotMeasure(f"{subject.file.name}: status {status}\n" + "\n".join(errors))

    def _say(self, subject: Subject, checks: str, what: str) -> None:
        if self._verbose:
            print(f"  {subject.file.name}: {checks}: {what}", file=sys.stderr, flush=True)


def exponent(sizes: list[int], values: list[int]) -> float:
    """The slope of the line through the points on logarithmic scales."""
    xs = [math.log(size) for size in sizes]
    ys = [math.log(max(value, 1)) for value in values]
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    covariance = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys))
    return covariance / sum((x - x_mean) ** 2 for x in xs)
