# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What clang-tidy says, as data: from its output, and from the CHECK lines
that expect it. Judges nothing."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

CHECK_PREFIX = "CHECK-MESSAGES"

_LINE = re.compile(
    r"^(?P<file>[^\s:][^:]*)?:(?P<line>\d+):(?P<col>\d+): "
    r"(?P<kind>warning|note|error|fatal error): (?P<text>.*)$"
)
_CHECK_NAME = re.compile(r" \[(?P<check>[\w.,-]+)\]$")
_MAYBE = re.compile(r"\bmay (?:be|outlive)\b")
_CHECK_LINE = re.compile(r"^\s*//\s*" + CHECK_PREFIX + r":\s*(?P<rest>.*)$")
_HERE = re.compile(r"\[\[(?:@LINE|#@LINE)\s*(?P<offset>[+-]\s*\d+)?\]\]")


@dataclass(frozen=True)
class Note:
    file: str  # "" is the scenario file itself
    line: int
    column: int
    text: str


@dataclass
class Diagnostic:
    """A warning with its notes."""

    file: str
    line: int
    column: int
    text: str
    check: str
    kind: str = "warning"
    notes: list[Note] = field(default_factory=list)
    has_fix: bool = False

    @property
    def maybe(self) -> bool:
        """Whether it is worded as one that only some runs show."""
        return bool(_MAYBE.search(self.text))

    def lines_here(self) -> list[int]:
        """The lines of the scenario file that its story touches."""
        places = [(self.file, self.line)] + [(n.file, n.line) for n in self.notes]
        return [line for file, line in places if not file]


def normalize(output: str, source: Path) -> list[str]:
    """The diagnostic lines of `output`, without source excerpts and with the
    name of the scenario file dropped: ':12:8: warning: ...'."""
    here = os.path.realpath(source)
    lines = []
    for raw in output.splitlines():
        match = _LINE.match(raw)
        if not match:
            continue
        file = match["file"] or ""
        if file and os.path.realpath(file) == here:
            file = ""
        elif file:
            file = os.path.basename(file)
        lines.append(f"{file}:{match['line']}:{match['col']}: {match['kind']}: {match['text']}")
    return lines


def parse(lines: list[str]) -> list[Diagnostic]:
    """Normalized lines as diagnostics; a note belongs to the warning before it."""
    result: list[Diagnostic] = []
    for raw in lines:
        match = _LINE.match(raw)
        if not match:
            raise ValueError(f"no diagnostic: {raw}")
        place = (match["file"] or "", int(match["line"]), int(match["col"]))
        if match["kind"] == "note":
            if not result:
                raise ValueError(f"a note without a warning: {raw}")
            result[-1].notes.append(Note(*place, match["text"]))
            continue
        name = _CHECK_NAME.search(match["text"])
        text = match["text"][: name.start()] if name else match["text"]
        result.append(Diagnostic(*place, text, name["check"] if name else "", match["kind"]))
    return result


def expected_lines(text: str) -> list[str]:
    """The CHECK lines of a scenario file with their line numbers worked out,
    in the form of normalize(). Patterns of FileCheck's stay as they are."""
    result = []
    for number, raw in enumerate(text.splitlines(), start=1):
        match = _CHECK_LINE.match(raw)
        if not match:
            continue

        def here(m: re.Match, number: int = number) -> str:
            offset = (m["offset"] or "0").replace(" ", "")
            return str(number + int(offset))

        result.append(_HERE.sub(here, match["rest"]))
    return result
