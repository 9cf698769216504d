# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The processes that judge a batch: compiler, driver and analysis."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE_ROOT = HERE.parent.parent
CHECKS = "-*,eventloop-*,-eventloop-prefer-*"
STANDARD = "-std=c++20"
TIMEOUT = 600  # seconds for any one process


class Failure(Exception):
    """A tool did what no program can be blamed for."""


def execute(command: list, **options) -> subprocess.CompletedProcess:
    """Runs a command to its end and keeps its output."""
    try:
        return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                              errors="replace", timeout=TIMEOUT, check=False, **options)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failure(str(error)) from error


@dataclass
class Toolchain:
    """The tools of a build, and what is compiled once for all batches."""

    build: Path
    scratch: Path
    clangxx: str = "clang++-22"
    symboliser: str = "llvm-symbolizer-22"

    @property
    def flags(self) -> list[str]:
        include = SOURCE_ROOT / "runtime-model" / "include"
        # With assertions, a program that looks into an empty holder shows that.
        return [STANDARD, "-O0", "-gline-tables-only", "-pthread", "-D_GLIBCXX_ASSERTIONS",
                f"-I{include}", f"-I{HERE / 'runtime'}", "-Wno-unused-value", "-Xclang",
                "-fno-pch-timestamp"]

    def prepare(self) -> None:
        """Makes the precompiled header and the driver, unless they are there."""
        self._shared = self.scratch / f"shared-{self._digest()}"
        self.scratch.mkdir(parents=True, exist_ok=True)
        with (self.scratch / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if (self._shared / "done").exists():
                return
            for old in self.scratch.glob("shared-*"):
                shutil.rmtree(old)
            self._shared.mkdir()
            self._require([self.clangxx, *self.flags, "-x", "c++-header",
                           HERE / "runtime" / "differential.h", "-o",
                           self._shared / "differential.pch"])
            for name in ("driver", "run_log"):
                self._require([self.clangxx, *self.flags, "-O1", "-c",
                               HERE / "runtime" / f"{name}.cpp", "-o",
                               self._shared / f"{name}.o"])
            (self._shared / "done").touch()

    def _digest(self) -> str:
        digest = hashlib.sha256(" ".join(self.flags).encode())
        for folder in (SOURCE_ROOT / "runtime-model" / "include", HERE / "runtime"):
            for file in sorted(p for p in folder.rglob("*") if p.is_file()):
                digest.update(file.read_bytes())
        return digest.hexdigest()[:16]

    def _require(self, command: list) -> None:
        result = execute(command)
        if result.returncode != 0:
            raise Failure(result.stderr)

    @property
    def _precompiled(self) -> list:
        return ["-include-pch", self._shared / "differential.pch"]

    def compile(self, source: Path, target: Path) -> str:
        """The compiler's errors; empty when there are none."""
        result = execute([self.clangxx, *self.flags, "-w", "-ferror-limit=0", *self._precompiled,
                          "-c", source.name, "-o", target.name], cwd=source.parent)
        return "" if result.returncode == 0 else result.stderr or "the compiler crashed"

    def link(self, place: Path, names: list[str]) -> None:
        """Links a compiled batch with the driver."""
        rows = [*(f'    {{"{name}", &{name}::run}},' for name in names), "    {nullptr, nullptr},"]
        table = ['#include "driver.h"', "",
                 *(f"namespace {name} {{ void run(); }}" for name in names),
                 "const oracle::Program oracle::programs[] = {", *rows, "};"]
        (place / "table.cpp").write_text("\n".join(table) + "\n", encoding="utf-8")
        self._require([self.clangxx, STANDARD, f"-I{HERE / 'runtime'}", place / "table.cpp",
                       place / "batch.o", self._shared / "driver.o", self._shared / "run_log.o",
                       self.build / "lib" / "librefloop.a", "-pthread", "-o", place / "batch.exe"])

    def run(self, place: Path) -> str:
        """A line of JSON for each program."""
        environment = {**os.environ, "REFLOOP_SYMBOLIZER": self.symboliser,
                       "REFLOOP_ON_VIOLATION": "continue"}
        result = execute([place / "batch.exe"], env=environment)
        if result.returncode != 0:
            raise Failure(f"the driver ended with {result.returncode}: {result.stderr[-2000:]}")
        return result.stdout

    def analyse(self, source: Path, *more: str) -> tuple[str, str]:
        """Output and errors of the analysis; a crash of it is a Failure."""
        options = "-config={CheckOptions: {EventLoopShowGiveUps: true}}"
        result = execute([self.build / "bin" / "eventloop-tidy", f"-checks={CHECKS}", options,
                          "-quiet", *more, source, "--", *self.flags, *self._precompiled])
        if result.returncode != 0:
            raise Failure(f"eventloop-tidy ended with {result.returncode}:\n"
                          f"{result.stdout[-1500:]}\n{result.stderr[-2500:]}")
        return result.stdout, result.stderr
