# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Rewrites the CHECK lines of a scenario file from what the analysis says now.
What it writes is read by a person before it is committed: it records, it does
not judge."""

from __future__ import annotations

from diagnostics import CHECK_PREFIX, Diagnostic

_COMMENT = f"// {CHECK_PREFIX}:"


def rewrite(text: str, diagnostics: list[Diagnostic]) -> str:
    """`text` with a CHECK line for every warning and note, below the line that
    the warning is at, in place of those it has."""
    lines = text.splitlines()
    kept = [n for n, line in enumerate(lines, 1) if not line.strip().startswith(_COMMENT)]
    after: dict[int, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        if diagnostic.file:
            raise ValueError(f"a warning in another file: {diagnostic.file}")
        after.setdefault(diagnostic.line, []).append(diagnostic)
    moved = _new_numbers(kept, after)
    result: list[str] = []
    for number in kept:
        line = lines[number - 1]
        result.append(line)
        indent = line[: len(line) - len(line.lstrip())]
        for diagnostic in after.get(number, []):
            for entry in _entries(diagnostic):
                result.append(indent + _format(entry, moved, len(result) + 1))
    return "\n".join(result) + "\n"


def _entries(diagnostic: Diagnostic) -> list[tuple[str, int, int, str]]:
    text = f"warning: {diagnostic.text} [{diagnostic.check}]"
    first = (diagnostic.file, diagnostic.line, diagnostic.column, text)
    return [first] + [(n.file, n.line, n.column, f"note: {n.text}") for n in diagnostic.notes]


def _new_numbers(kept: list[int], after: dict[int, list[Diagnostic]]) -> dict[int, int]:
    """Old line number: its number among the new CHECK lines."""
    moved, added = {}, 0
    for index, number in enumerate(kept, start=1):
        moved[number] = index + added
        added += sum(1 + len(d.notes) for d in after.get(number, []))
    return moved


def _format(entry: tuple[str, int, int, str], moved: dict[int, int], at: int) -> str:
    file, line, column, text = entry
    if file:
        return f"{_COMMENT} {file}:{{{{[0-9]+}}}}:{column}: {text}"
    return f"{_COMMENT} :[[@LINE{moved[line] - at:+d}]]:{column}: {text}"
