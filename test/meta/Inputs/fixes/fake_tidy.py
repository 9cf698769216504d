#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Stands in for eventloop-tidy in harness-fixes.test: warns of a call_soon below
a close, and fixes the close marked EARLY as FAKE_FIX says: rightly, by half,
not at all, or so that the file no longer compiles."""

import os
import sys
from pathlib import Path

CHECK = "eventloop-schedule-after-close"
EARLY, LATE = "loop.close(); // EARLY", "// LATE: loop.close();"


def warnings(lines: list[str]) -> list[tuple[int, int]]:
    """Line of each use below a close in its function, and line of that close."""
    found, closed = [], None
    for number, line in enumerate(lines, start=1):
        if line.startswith("}"):
            closed = None
        elif line.startswith("  loop.close();"):
            closed = number
        elif "call_soon" in line and "CHECK" not in line and closed:
            found.append((number, closed))
    return found


def fixed(text: str, how: str) -> str:
    if how == "none":
        return text
    text = text.replace(f"  {EARLY}\n", "")
    if how == "broken":
        return text.replace(LATE, "loop.close(")
    return text if how == "half" else text.replace(LATE, "loop.close();")


def main() -> None:
    source = Path(next(word for word in sys.argv[1:] if word.endswith(".cpp")))
    text = source.read_text(encoding="utf-8")
    lines = text.splitlines()
    yaml = "---\nDiagnostics:\n"
    for at, closed in warnings(lines):
        print(f"{source}:{at}:8: warning: closed [{CHECK}]\n{source}:{closed}:8: note: closed here")
        has_fix = "EARLY" in lines[closed - 1]
        offset = sum(len(line) + 1 for line in lines[: at - 1]) + 7
        yaml += (f"  - DiagnosticName:  {CHECK}\n    DiagnosticMessage:\n"
                 f"      Message:         closed\n      FilePath:        '{source}'\n"
                 f"      FileOffset:      {offset}\n      Replacements:    "
                 + ("\n        - FilePath: x\n" if has_fix else "[]\n"))
    for word in sys.argv[1:]:
        if word.startswith("--export-fixes="):
            Path(word.partition("=")[2]).write_text(yaml, encoding="utf-8")
    if "-fix" in sys.argv:
        source.write_text(fixed(text, os.environ["FAKE_FIX"]), encoding="utf-8")


if __name__ == "__main__":
    main()
