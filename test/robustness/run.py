#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs eventloop-tidy with all checks on broken translation units: mutants of
the scenario files. What it says of them is all the same; that it ends, and ends
as it should, is not.

usage: run.py [--seeds A:B] [--minutes N] [--keep DIR] ...

The seed chooses file, edits and whether the fix-its are applied, so that
`run.py --seeds N:N+1` repeats mutant N. Failing mutants are kept in --keep,
each with its report and its command. Exit status: 0 nothing failed, 1 something did.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import os
import pathlib
import random
import resource
import shlex
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
REPO = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "harness"))

import mutants  # noqa: E402  (pylint: disable=wrong-import-position)
import scenarios  # noqa: E402
from settings import Settings  # noqa: E402

CHECKS = "-*,eventloop-*"
LEAK = "LeakSanitizer"
WORDS_OF_A_CRASH = ("Stack dump:", "PLEASE submit a bug report", "ERROR: AddressSanitizer", LEAK,
                    "runtime error:", "Assertion `", "UNREACHABLE executed",
                    "terminate called", "LLVM ERROR")
WALL_FACTOR = 10  # a busy machine: what has not used its CPU time yet may still wait


@dataclasses.dataclass
class Outcome:
    """What became of one mutant."""

    failure: str  # "" is none
    compiles: bool
    seconds: float
    output: str


@dataclasses.dataclass
class Mutant:
    """A mutant on disk, and what analyses it."""

    file: pathlib.Path
    origin: pathlib.Path
    command: list[str]


def judge(status: int, output: str, limit: int) -> str:
    """Why this end is a failure, "" if it is none. clang-tidy ends with 0 or 1; a
    signal is negative, or 128 and more where a handler caught it first."""
    for words in WORDS_OF_A_CRASH:
        if words in output:
            return f"said '{words}'"
    if status in (-24, -9, 137, 152):  # SIGXCPU, or SIGKILL behind it
        return f"no end after {limit} s of CPU"
    if status not in (0, 1):
        return f"exit status {status}"
    return ""


def with_whole_stacks() -> dict[str, str]:
    """The environment in which LeakSanitizer knows who allocates, and is silent about
    what Clang leaks. Too slow for every run."""
    leaks = HERE / "clang_leaks.supp"
    return {**os.environ, "ASAN_OPTIONS": "fast_unwind_on_malloc=0",
            "LSAN_OPTIONS": f"suppressions={leaks}:print_suppressions=0"}


def run_tool(command: list[str], limit: int, env: dict[str, str] | None = None) -> Outcome:
    """Runs the tool under a limit of CPU time, which no other process shortens."""
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    began = time.monotonic()
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", check=False, timeout=limit * WALL_FACTOR,
                              preexec_fn=limited, env=env)
    except subprocess.TimeoutExpired:
        return Outcome(f"no end after {limit * WALL_FACTOR} s", False, limit * WALL_FACTOR, "")
    return Outcome(judge(done.returncode, done.stdout, limit), "error:" not in done.stdout,
                   time.monotonic() - began, done.stdout)


class Campaign:
    """Makes the mutants of seeds and runs the tool on them."""

    def __init__(self, options: argparse.Namespace, folder: pathlib.Path) -> None:
        self._settings = Settings(REPO, options.build, pathlib.Path())
        self._tidy = options.tidy or self._settings.tidy
        self._limit = options.cpu_seconds
        self._keep = options.keep
        self._folder = folder
        self._files = sorted(file for file in (REPO / "test" / "checks").glob("*/*.c*")
                             if options.only in str(file.relative_to(REPO)))
        self.counts: collections.Counter[str] = collections.Counter()
        self.slowest = 0.0

    @property
    def files(self) -> int:
        """How many files there are to mutate."""
        return len(self._files)

    def mutant(self, seed: int) -> Mutant:
        """Writes the mutant of a seed."""
        rng = random.Random(f"mutant {seed}")
        origin = rng.choice(self._files)
        text = origin.read_text(encoding="utf-8")
        file = self._folder / f"{seed}-{origin.parent.name}-{origin.name}"
        file.write_text(mutants.mutate(text, seed), encoding="utf-8")
        # Not --fix-errors: the compiler's own fixes may lie in a library's header.
        fix = ["--fix"] if rng.random() < 0.2 else []
        library = scenarios.parse(origin, text).library
        return Mutant(file, origin, [str(self._tidy), "--quiet", "--config={}", f"--checks={CHECKS}",
                                     *fix, str(file), "--",
                                     *self._settings.analysis_flags(origin, library)])

    def run(self, seed: int) -> Outcome:
        """Runs the mutant of a seed, counts it, and keeps it if it fails."""
        mutant = self.mutant(seed)
        before = mutant.file.read_bytes()
        outcome = run_tool(mutant.command, self._limit)
        if LEAK in outcome.failure:
            mutant.file.write_bytes(before)
            outcome = run_tool(mutant.command, self._limit, with_whole_stacks())
        self.counts["mutants"] += 1
        self.counts["compile"] += outcome.compiles
        self.counts["fixed"] += "--fix" in mutant.command
        self.counts["warnings"] += outcome.output.count("[eventloop-")
        self.slowest = max(self.slowest, outcome.seconds)
        if outcome.failure:
            self.counts["failed"] += 1
            self._remember(seed, mutant, before, outcome)
        mutant.file.unlink()
        return outcome

    def _remember(self, seed: int, mutant: Mutant, text: bytes, outcome: Outcome) -> None:
        print(f"FAILED seed {seed} ({mutant.origin.relative_to(REPO)}): {outcome.failure}",
              flush=True)
        self._keep.mkdir(parents=True, exist_ok=True)
        kept = self._keep / mutant.file.name
        kept.write_bytes(text)
        command = shlex.join(str(kept) if word == str(mutant.file) else word
                             for word in mutant.command)
        kept.with_suffix(".txt").write_text(
            f"seed {seed}: {outcome.failure}\n{command}\n\n{outcome.output}", encoding="utf-8")


def seeds_of(text: str) -> range:
    first, _, last = text.partition(":")
    return range(int(first), int(last))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=REPO / "build")
    parser.add_argument("--tidy", help="default: BUILD/bin/eventloop-tidy")
    parser.add_argument("--seeds", type=seeds_of, default=range(1, 101), metavar="A:B")
    parser.add_argument("--minutes", type=float, help="stop after this long")
    parser.add_argument("--only", default="", help="scenario files whose path contains this")
    parser.add_argument("--cpu-seconds", type=int, default=60, help="limit of one mutant")
    parser.add_argument("--keep", type=pathlib.Path, default=pathlib.Path("robustness-failures"))
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        campaign = Campaign(options, pathlib.Path(folder))
        if not campaign.files:
            parser.error("no such scenario file")
        for seed in options.seeds:
            if options.minutes and time.monotonic() - began > options.minutes * 60:
                break
            campaign.run(seed)
            if campaign.counts["mutants"] % 100 == 0:
                print(f"seed {seed}: {dict(campaign.counts)}", flush=True)
    counts, minutes = campaign.counts, (time.monotonic() - began) / 60
    print(f"{counts['mutants']} mutants of {campaign.files} files in {minutes:.1f} minutes: "
          f"{counts['compile']} compile, {counts['fixed']} with --fix, {counts['warnings']} warnings, "
          f"slowest {campaign.slowest:.1f} s, {counts['failed']} failed")
    return 1 if counts["failed"] or not counts["mutants"] else 0


if __name__ == "__main__":
    sys.exit(main())
