# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a scenario on a real library: the program reports through witness.h
what never ran, AddressSanitizer what was used after its end."""

from __future__ import annotations

import os
import re
from pathlib import Path

from scenarios import Scenario, ScenarioFile
from settings import Settings, run
from verdicts import ABORT_EXIT, Runs, Violation

MAX_RUNS = 64
SANITIZER_EXIT = 97
_WITNESS = re.compile(
    r"^(?P<file>.+):(?P<line>\d+): (?P<what>reached|made|scheduled|violation)"
    r"(?:: (?P<message>.*))?$"
)
_CHOICES = re.compile(r"^witness: choices asked: (\d+)$", re.MULTILINE)
_ASAN = re.compile(r"ERROR: AddressSanitizer: (?P<what>\S+)")
_FRAME = re.compile(r"^\s+#\d+ .* (?P<file>/[^:\s]+):(?P<line>\d+)(?::\d+)?$")


def run_scenario(settings: Settings, file: ScenarioFile, scenario: Scenario, program: Path,
                 check: str) -> Runs:
    """Runs one scenario for every sequence of answers of witness::choose()."""
    result = Runs()
    pending = [""]
    while pending:
        if result.total == MAX_RUNS:
            result.trouble.append(f"more than {MAX_RUNS} sequences of choices")
            break
        answers = pending.pop()
        output, status = _run_once(settings, program, scenario, answers)
        _record(result, file, output, status, check)
        asked = _CHOICES.findall(output)
        count = int(asked[-1]) if asked else len(answers)
        # Answers past the given ones were 0: what is left has a 1 there.
        pending += [answers + "0" * (index - len(answers)) + "1"
                    for index in range(len(answers), count)]
    return result


def _run_once(settings: Settings, program: Path, scenario: Scenario,
              answers: str) -> tuple[str, int]:
    environment = {
        "WITNESS_CHOICES": answers,
        # A C library says by an assertion what it found: where, tells the stack.
        "ASAN_OPTIONS": f"exitcode={SANITIZER_EXIT}:detect_leaks=0:handle_abort=1",
        "ASAN_SYMBOLIZER_PATH": str(settings.llvm_bin / "llvm-symbolizer"),
    }
    result = run([program, scenario.name], env=environment)
    return result.stderr, result.returncode


def _record(result: Runs, file: ScenarioFile, output: str, status: int, check: str) -> None:
    reached, violated = parse_report(output, file.path, check)
    result.total += 1
    for line in reached:
        result.reached[line] = result.reached.get(line, 0) + 1
    for violation in violated:
        result.violated[violation] = result.violated.get(violation, 0) + 1
    # A sanitizer's report is a violation that was witnessed, not a crash.
    by_sanitizer = status == SANITIZER_EXIT and violated
    result.exits.append((ABORT_EXIT if by_sanitizer else status, bool(violated)))


def parse_report(output: str, source: Path, check: str) -> tuple[set[int], set[Violation]]:
    """The lines of `source` that one run reached and violated."""
    here = os.path.realpath(source)
    reached: set[int] = set()
    violated: set[Violation] = set()
    made = scheduled = 0
    for raw in output.splitlines():
        match = _WITNESS.match(raw)
        if not match or os.path.realpath(match["file"]) != here:
            continue
        line = int(match["line"])
        reached.add(line)
        if match["what"] == "violation":
            violated.add(Violation("", line, check, match["message"] or ""))
        elif match["what"] == "made":
            made = line
        elif match["what"] == "scheduled":
            scheduled = line
    sanitizer = _sanitizer_report(output, here)
    if sanitizer:
        line, message, in_destructor = sanitizer
        if made and in_destructor:
            line = made  # who made what lives too long is to blame
        elif scheduled:
            line = scheduled  # who scheduled the use of what is gone
        reached.add(line)
        violated.add(Violation("", line, check, message))
    return reached, violated


def _sanitizer_report(output: str, here: str) -> tuple[int, str, bool] | None:
    """The first frame in the scenario file of AddressSanitizer's first stack,
    and whether a destructor stands above it."""
    found = _ASAN.search(output)
    if not found:
        return None
    in_stack = in_destructor = False
    for raw in output[found.end():].splitlines():
        frame = _FRAME.match(raw)
        if frame:
            in_stack = True
            in_destructor |= "::~" in raw
            if os.path.realpath(frame["file"]) == here:
                return int(frame["line"]), found["what"], in_destructor
        elif in_stack and not raw.strip().startswith("#"):
            break  # the stacks that follow tell where it was freed
    return 0, f"{found['what']}, with no frame in the scenario file", in_destructor
