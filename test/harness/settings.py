# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Where the tools of a build are, and how a scenario file is compiled."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

STANDARD = "-std=c++20"
C_STANDARD = "-std=gnu17"  # the headers of C libraries use POSIX
# Real libraries: what their scenarios are compiled and linked with.
LIBRARIES = {
    # Asio of Debian 12 looks for the coroutines of clang before 17.
    "asio": ["-DASIO_HAS_CO_AWAIT", "-DASIO_HAS_STD_COROUTINE"],
    "boost-asio": ["-DBOOST_ASIO_HAS_CO_AWAIT", "-DBOOST_ASIO_HAS_STD_COROUTINE"],
    "libuv": [],
}
LIBRARY_LINKS = {"libuv": ["-luv"]}
LIBRARY_SANITIZER = ["-fsanitize=address", "-fno-omit-frame-pointer"]
TIMEOUT = 120  # seconds for any one process


class ToolError(Exception):
    """A tool is missing, failed to start or ran out of time."""


@dataclass
class Settings:
    source_root: Path
    build_root: Path
    llvm_bin: Path
    clangxx: str = "clang++-22"
    cxx_flags: list[str] = field(default_factory=list)  # a sanitizer build's
    jobs: int = 2

    @property
    def tidy(self) -> Path:
        return self.build_root / "bin" / "eventloop-tidy"

    @property
    def refloop_run(self) -> Path:
        return self.build_root / "bin" / "refloop-run"

    @property
    def refloop_include(self) -> Path:
        return self.source_root / "runtime-model" / "include"

    @property
    def refloop_library(self) -> Path:
        return self.build_root / "lib" / "librefloop.a"

    @property
    def harness(self) -> Path:
        return self.source_root / "test" / "harness"

    @property
    def scratch(self) -> Path:
        return self.build_root / "test" / "scenarios"

    def analysis_flags(self, source: Path, library: str) -> list[str]:
        """Flags of the scenario file for compiler and analysis alike."""
        standard = C_STANDARD if is_c(source) else STANDARD
        if not library:
            return [standard, f"-I{self.refloop_include}"]
        if library not in LIBRARIES:
            known = ", ".join(sorted(LIBRARIES))
            raise ToolError(f"unknown LIBRARY '{library}'; known: {known}")
        return [standard, f"-I{self.harness}", *LIBRARIES[library]]


def is_c(source: Path) -> bool:
    """True for a file of C: clients of a C library."""
    return source.suffix == ".c"


def run(command: list, *, cwd: Path | None = None, env: dict | None = None,
        stdin: str | None = None) -> subprocess.CompletedProcess:
    """Runs a command to its end and keeps its output. Never raises on its
    exit status: that is the caller's to judge."""
    words = [str(word) for word in command]
    try:
        return subprocess.run(
            words, cwd=cwd, env={**os.environ, **(env or {})}, input=stdin,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            errors="replace", timeout=TIMEOUT, check=False,
        )
    except FileNotFoundError as error:
        raise ToolError(f"cannot run {words[0]}: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise ToolError(f"no end after {TIMEOUT} s: {' '.join(words)}") from error


def cached_compiler(settings: Settings) -> tuple[list[str], dict[str, str]]:
    """The compiler, through ccache where that is installed, and the environment
    that lets ccache keep results that used a precompiled header."""
    ccache = shutil.which("ccache")
    if not ccache:
        return [settings.clangxx], {}
    sloppiness = "pch_defines,time_macros,include_file_mtime,include_file_ctime"
    return [ccache, settings.clangxx], {"CCACHE_SLOPPINESS": sloppiness}
