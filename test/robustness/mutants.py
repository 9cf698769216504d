# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Broken C++ out of good: a program's tokens dropped, duplicated and swapped.

Responsible for the tokens and the edits, which follow from the seed alone. Not
for what is done with a mutant: run.py.
"""

from __future__ import annotations

import random
import re

# A token is what one edit moves. The last alternative takes any character, so
# that no text is lost. A preprocessor's line is cut into its words as well.
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<comment>//[^\n]*|/\*.*?\*/)"
    r'|(?P<string>(?:u8|[uUL])?R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'
    r'|(?:u8|[uUL])?"(?:[^"\\\n]|\\.)*"|(?:u8|[uUL])?\'(?:[^\'\\\n]|\\.)*\')'
    r"|(?P<word>[A-Za-z_]\w*)"
    r"|(?P<number>\.?\d(?:[eEpP][+-]|[\w.'])*)"
    r"|(?P<punctuation><=>|->\*|\.\.\.|<<=|>>=|::|->|\+\+|--|<<|>>|[<>=!+\-*/%&|^]=|&&|\|\||##|.)",
    re.DOTALL)
# Mutants of the gentle kinds often compile, and are analysed to the end.
_GENTLE = ("drop-statement", "duplicate-statement")
_KINDS = ("drop", "duplicate", "swap", "swap-neighbours", "swap-words", "drop-run",
          "duplicate-run", *_GENTLE)
_EDITS = (1, 1, 1, 2, 2, 3, 5)  # how many a mutant gets
_LONGEST_RUN = 12
_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[^\n]*\n", re.MULTILINE)


def tokens(text: str) -> list[str]:
    """The text in pieces; joined they are the text again."""
    return [match[0] for match in _TOKEN.finditer(text)]


def _editable(pieces: list[str], first: int) -> list[int]:
    """The pieces behind the includes that an edit may take: neither space nor comment."""
    return [index for index, piece in enumerate(pieces)
            if index >= first and not piece.isspace() and not piece.startswith(("//", "/*"))]


def _statement(pieces: list[str], places: list[int], where: int) -> tuple[int, int]:
    """First and last piece of what stands around, from one `;`, `{` or `}` to the next."""
    first = last = where
    while first and pieces[places[first - 1]] not in (";", "{", "}"):
        first -= 1
    while last + 1 < len(places) and pieces[places[last]] not in (";", "{", "}"):
        last += 1
    return places[first], places[last]


def _edit(kind: str, pieces: list[str], places: list[int], rng: random.Random) -> None:
    """One edit in place. An emptied piece stays, so that `places` keep their meaning."""
    where = rng.randrange(len(places))
    one = places[where]
    until = places[min(where + rng.randint(1, _LONGEST_RUN), len(places) - 1)]
    if kind == "drop":
        pieces[one] = ""
    elif kind == "duplicate":
        pieces[one] += " " + pieces[one]
    elif kind == "swap":
        other = rng.choice(places)
        pieces[one], pieces[other] = pieces[other], pieces[one]
    elif kind == "swap-words":
        words = [place for place in places if pieces[place].isidentifier()]
        one, other = (rng.choice(words or places) for _ in range(2))
        pieces[one], pieces[other] = pieces[other], pieces[one]
    elif kind == "swap-neighbours":
        other = places[min(where + 1, len(places) - 1)]
        pieces[one], pieces[other] = pieces[other], pieces[one]
    elif kind == "drop-run":
        pieces[one:until] = [""] * (until - one)
    elif kind == "duplicate-run":
        pieces[one] = "".join(pieces[one:until]) + " " + pieces[one]
    else:
        first, last = _statement(pieces, places, where)
        again = "".join(pieces[first:last + 1]) if kind == "duplicate-statement" else ""
        pieces[first:last + 1] = [again * 2] + [""] * (last - first)


def mutate(text: str, seed: int) -> str:
    """`text` after one to five edits behind its includes: a mutant whose headers
    do not parse says nothing about us."""
    rng = random.Random(seed)
    head = max((match.end() for match in _INCLUDE.finditer(text)), default=0)
    pieces = tokens(text[:head]) + tokens(text[head:])
    places = _editable(pieces, len(tokens(text[:head])))
    if not places:
        return text
    kinds = rng.choice((_KINDS, _KINDS, _GENTLE))
    for _ in range(rng.choice(_EDITS)):
        _edit(rng.choice(kinds), pieces, places, rng)
    return "".join(pieces)
