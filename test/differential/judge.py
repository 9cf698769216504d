# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares what the runs of a program did with what the analysis said of it.
Pure functions over data."""

from __future__ import annotations

from dataclasses import dataclass

from batch import Observed

# All of checks/Checks.def but the two prefer-checks, whose runs violate nothing.
JUDGED = tuple("eventloop-" + name for name in (
    "close-in-signal-handler", "close-while-running", "close-with-pending-tasks",
    "cross-thread-schedule", "dangling-capture", "executor-not-shutdown",
    "loop-shared-across-tests", "nested-run", "schedule-after-close",
    "session-cleanup-outside-loop", "submit-after-shutdown", "swallowed-task-error",
    "unawaited-task", "unclosed-loop", "unclosed-session"))
WITNESSED = "witnessed "


@dataclass(frozen=True)
class Verdict:
    """One line of one program and one check: what is true and what was said.
    A truth or saying is 'definite', 'maybe' or ''. No run comes to a line whose truth
    is 'unreached'. 'witnessed definite' is such a line that was reached in a
    changed program, see witness.py."""

    check: str
    line: int
    truth: str
    said: str

    @property
    def kind(self) -> str:
        if self.truth == "unreached":
            return "unreached"
        if self.truth.startswith(WITNESSED):
            return {"": "fp", self.said: "witnessed"}.get(self.truth[len(WITNESSED):], "grade")
        if not self.truth:
            return "fp"
        if not self.said:
            return "fn"
        return "tp" if self.truth == self.said else "grade"


def verdicts(seen: Observed) -> list[Verdict]:
    """All that is true or was said about the judged checks."""
    keys = {key for key in [*seen.violated, *seen.said] if key[0] in JUDGED}
    return [Verdict(check, line, truth(seen, check, line), seen.said.get((check, line), ""))
            for check, line in sorted(keys)]


def truth(seen: Observed, check: str, line: int) -> str:
    """Definite: every run that reaches the line violates there."""
    if line not in seen.reached:
        return (WITNESSED + seen.witnessed[check, line] if (check, line) in seen.witnessed
                else "unreached")
    violated = seen.violated.get((check, line), 0)
    if not violated:
        return ""
    return "definite" if violated == seen.reached[line] else "maybe"


def unreached(seen: Observed) -> list[tuple[str, int]]:
    """What was said of lines that no run came to."""
    return [key for key in sorted(seen.said) if key[0] in JUDGED and key[1] not in seen.reached]


def disagreements(seen: Observed) -> list[Verdict]:
    return [] if seen.trouble else [v for v in verdicts(seen) if v.kind not in ("tp", "witnessed")]
