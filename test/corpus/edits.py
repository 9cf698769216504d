# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a mutant's text of edits, and finds the lines that may be blamed.

Responsible for: the marks around blamed code, what is put in front of each
mutant, applying edits. Not responsible for what is edited (operators.py,
obligations.py).
"""
import re
from dataclasses import dataclass

TASK = "eventloop_mutant_task"
PRELUDE = f"#include <memory>\nstatic void {TASK}() {{}}\n"

# Marks around the code that may be blamed; they never reach a file.
_OPEN, _CLOSE = "\x01", "\x02"


def blamed(text):
    """`text` with its first line marked: a call is blamed where it begins."""
    first, rest = re.match(r"([^\n]*)(.*)", text, re.DOTALL).groups()
    return f"{_OPEN}{first}{_CLOSE}{rest}"


@dataclass(frozen=True)
class Mutant:
    operator: str
    ident: str
    number: int  # the how-manieth mutant of this operator in the file
    text: str
    lines: frozenset  # where the check may blame it, 1-based

    @property
    def name(self):
        return f"{self.operator} {self.ident} {self.number}"


def apply(source, edits):
    """The text after `edits` [(start, end, replacement)], and its blamed lines."""
    pieces, at = [], 0
    for start, end, replacement in sorted(edits, key=lambda e: e[:2]):
        pieces += [source.text[at:start], replacement]
        at = end
    marked = PRELUDE + "".join(pieces) + source.text[at:]
    lines, line, inside = set(), 1, False
    for sign in marked:
        if sign in (_OPEN, _CLOSE):
            inside = sign == _OPEN
        if inside:
            lines.add(line)
        line += sign == "\n"
    return re.sub(f"[{_OPEN}{_CLOSE}]", "", marked), frozenset(lines)
