# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads checks/Checks.def, the one declaration of the checks' metadata, and
knows the spellings of a check's name. Writes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

STATUSES = ("Stable", "Preview")
CONFIDENCES = ("High", "Medium", "Low")
FIXES = ("NoFix", "SomeFix")
_ENTRY = re.compile(
    r'^EVENTLOOP_CHECK\((?P<cls>\w+), "(?P<name>[a-z-]+)", (?P<status>\w+), '
    r'(?P<confidence>\w+), (?P<fix>\w+),\s*'
    r'"(?P<summary>(?:[^"\\]|\\.)*)"\)',
    re.MULTILINE,
)
_NAME = re.compile(r"[a-z]+(-[a-z]+)*")


@dataclass(frozen=True)
class Check:
    """One entry of Checks.def."""

    cls: str  # "UnawaitedTask"
    name: str  # "unawaited-task"
    status: str
    confidence: str
    fix: str
    summary: str

    @property
    def full_name(self) -> str:
        return f"eventloop-{self.name}"

    @property
    def header(self) -> str:
        return f"checks/{self.cls}Check.h"

    @property
    def source(self) -> str:
        return f"checks/{self.cls}Check.cpp"

    @property
    def page(self) -> str:
        return f"docs/checks/{self.name}.md"

    @property
    def tests(self) -> str:
        return f"test/checks/{self.name}"

    def entry(self) -> str:
        return (f'EVENTLOOP_CHECK({self.cls}, "{self.name}", {self.status}, {self.confidence}, '
                f'{self.fix},\n                "{self.summary}")\n')


def class_of(name: str) -> str:
    """'unawaited-task' as 'UnawaitedTask'."""
    return "".join(word.capitalize() for word in name.split("-"))


def name_problem(name: str) -> str | None:
    """Why `name` cannot be a check's, or None: it names the bad thing and has
    to read well after "allow"."""
    if not _NAME.fullmatch(name):
        return "a check's name is lower-case words with hyphens between them"
    if name.startswith("eventloop-"):
        return "give the name without 'eventloop-'"
    if name.startswith(("no-", "avoid-")):
        return "a check is named after the bad thing: no 'no-', no 'avoid-'"
    return None


def read(root: Path) -> list[Check]:
    """All checks of the tree, in the order of Checks.def."""
    text = (root / "checks" / "Checks.def").read_text(encoding="utf-8")
    found = [Check(**match.groupdict()) for match in _ENTRY.finditer(text)]
    written = len(re.findall(r"^EVENTLOOP_CHECK\(", text, re.MULTILINE))
    if written != len(found):
        raise ValueError(f"checks/Checks.def: {written} entries, {len(found)} of them readable")
    for check in found:
        if (check.status not in STATUSES or check.confidence not in CONFIDENCES
                or check.fix not in FIXES):
            raise ValueError(f"checks/Checks.def: {check.name}: unknown status, confidence or fix")
        if check.cls != class_of(check.name):
            raise ValueError(f"checks/Checks.def: {check.cls} is not {check.name}")
    return found
