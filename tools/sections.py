# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The commands of a program of the bundled example: each is a section, which a
line `//-- NAME ----` opens. Knows nothing of what is in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPENS = re.compile(r"//-- (?P<name>[\w-]+) -+$")


@dataclass(frozen=True)
class Section:
    """Lines `first` to `last`, without the line that opens it."""

    name: str
    first: int
    last: int
    text: str

    def has(self, line: int) -> bool:
        return self.first <= line <= self.last


def sections(source: str) -> list[Section]:
    """The sections of a program, in their order; blank lines around their text
    are no part of them. What stands before the first is in none."""
    lines = source.splitlines()
    opened = [(match["name"], number) for number, line in enumerate(lines)
              if (match := _OPENS.match(line))]
    found = []
    for (name, start), (_, end) in zip(opened, [*opened[1:], ("", len(lines))]):
        first, last = start + 1, end - 1
        while first < last and not lines[first].strip():
            first += 1
        while last > first and not lines[last].strip():
            last -= 1
        found.append(Section(name, first + 1, last + 1, "\n".join(lines[first:last + 1]) + "\n"))
    return found


def section_at(found: list[Section], line: int) -> Section | None:
    """The section that the line stands in."""
    return next((section for section in found if section.has(line)), None)
