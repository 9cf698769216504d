# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs eventloop-tidy on single files and says what became of each.

Responsible for: the command line, the time-out, telling a crash from a file
that does not compile from an answer, and reading the diagnostics. Judges no
diagnostic: run.py and mutants.py do.
"""
import concurrent.futures
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field

CHECKS = "-*,eventloop-*"
CHECK_NAME = re.compile(r" \[([\w.,-]+)\]$")
DIAGNOSTIC = re.compile(r"^(/[^:]+):(\d+):\d+: (warning|error|note): (.*)$")

OK, CRASH, TIMEOUT, BROKEN = "ok", "crash", "time-out", "does not compile"


@dataclass(frozen=True, order=True)
class Diagnostic:
    file: str
    line: int
    check: str
    text: str


@dataclass
class Result:
    status: str
    seconds: float
    diagnostics: list = field(default_factory=list)
    detail: str = ""  # the last words of a run that gave no answer


def tool_path(build, given):
    """The eventloop-tidy to run; ends the run when there is none."""
    path = shutil.which(given or f"{build}/bin/eventloop-tidy")
    if not path:
        sys.exit(f"no eventloop-tidy at {given or build + '/bin'}; build it "
                 "with: tools/run.sh")
    return path


def read_diagnostics(output):
    found = set()
    for line in output.splitlines():
        match = DIAGNOSTIC.match(line)
        name = match and CHECK_NAME.search(match[4])
        if name and match[3] != "note":
            found.add(Diagnostic(match[1], int(match[2]), name[1],
                                 match[4][:name.start()]))
    return sorted(found)


def analyse(tidy, path, flags, timeout, checks=CHECKS):
    """Analyses one file. The configuration is empty so that no .clang-tidy
    above the file takes part; headers of the example count as its own."""
    command = [tidy, "--quiet", "--config={}", f"--checks={checks}",
               "--header-filter=.*", str(path), "--", *flags]
    begin = time.monotonic()
    try:
        done = subprocess.run(command, capture_output=True, text=True,
                              errors="replace", timeout=timeout)
    except subprocess.TimeoutExpired:
        return Result(TIMEOUT, time.monotonic() - begin,
                      detail=f"no answer in {timeout} s")
    seconds = time.monotonic() - begin
    words = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
    found = read_diagnostics(done.stdout)
    errors = [d for d in found if d.check.startswith("clang-diagnostic-error")]
    if errors:
        first = errors[0]
        return Result(BROKEN, seconds,
                      detail=f"{first.file}:{first.line}: {first.text}")
    # clang-tidy answers 0 or 1; a signal is negative, or 128 and more when a
    # crash handler caught it first.
    if done.returncode not in (0, 1):
        return Result(CRASH, seconds, found,
                      f"exit status {done.returncode}\n{words}")
    if done.returncode == 1 and not found:
        return Result(BROKEN, seconds, detail=words)
    return Result(OK, seconds, found)


def analyse_all(tidy, work, timeout, jobs=2, progress=None, checks=CHECKS):
    """Analyses (key, path, flags) triples, `jobs` at a time; yields (key,
    result) in their order."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        results = pool.map(
            lambda item: analyse(tidy, item[1], item[2], timeout, checks), work)
        for number, (item, result) in enumerate(zip(work, results), 1):
            if progress:
                progress(number, len(work), item[0])
            yield item[0], result
