# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the tests of the harness share: a scenario file that is not on disk,
and diagnostics and runs that no tool made."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.dont_write_bytecode = True

import scenarios  # noqa: E402
from diagnostics import Diagnostic, Note  # noqa: E402
from verdicts import Runs, Violation  # noqa: E402

CHECK = "eventloop-schedule-after-close"
DEFINITE = "'call_soon' schedules on loop 'loop', which is closed"
MAYBE = "'call_soon' schedules on loop 'loop', which may be closed"


def one(prefix: str, reason: str = "The reason is a sentence.") -> scenarios.ScenarioFile:
    """A file whose scenario spans lines 4 to 7, below a helper in line 1."""
    text = (f"void helper(EventLoop &loop) {{ loop.call_soon([] {{}}); }}\n\n// {reason}\n"
            f"void {prefix}_it() {{\n  EventLoop loop;\n  loop.close();\n}}\n")
    return scenarios.parse(Path("faked.cpp"), text)


def warning(line: int = 6, text: str = DEFINITE, notes: tuple = (), check: str = CHECK,
            has_fix: bool = False) -> Diagnostic:
    story = [Note("", at, 3, words) for at, words in notes]
    return Diagnostic("", line, 8, text, check, "warning", story, has_fix)


def runs(reached: int = 1, violated: int = 0, line: int = 6, total: int | None = None,
         check: str = CHECK, status: int | None = None) -> Runs:
    """`total` runs of which `reached` came to `line` and `violated` broke it."""
    total = reached if total is None else total
    result = Runs(total=total, reached={line: reached} if reached else {})
    if violated:
        result.violated[Violation("", line, check, "Event loop is closed")] = violated
    broken = 3 if status is None else status
    clean = 0 if status is None else status
    result.exits = [(broken, True)] * violated + [(clean, False)] * (total - violated)
    return result
