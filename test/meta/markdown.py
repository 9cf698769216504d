# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Finds the fenced blocks of a Markdown page: their language, their section,
and the mark in an HTML comment above them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FENCE = re.compile(r"^```(?P<language>\w*)\s*$")
_MARK = re.compile(r"^<!--\s*(?P<mark>[\w-]+)\s*-->$")


@dataclass(frozen=True)
class Block:
    language: str
    section: str  # the heading above it, in lower case
    mark: str  # "run" of a line `<!-- run -->` right above the fence
    line: int  # of its first line
    text: str


def blocks(page: str) -> list[Block]:
    """All fenced blocks of a page."""
    result: list[Block] = []
    section, mark, language = "", "", None
    start, body = 0, []
    for number, line in enumerate(page.splitlines(), start=1):
        fence = _FENCE.match(line)
        if language is not None:
            if line.startswith("```"):
                result.append(Block(language, section, mark, start, "\n".join(body) + "\n"))
                language, mark = None, ""
            else:
                body.append(line)
        elif fence:
            language, start, body = fence["language"], number + 1, []
        elif line.startswith("#"):
            section, mark = line.lstrip("#").strip().lower(), ""
        elif line.strip():
            found = _MARK.match(line.strip())
            mark = found["mark"] if found else ""
    if language is not None:
        raise ValueError(f"line {start}: a block that does not end")
    return result
