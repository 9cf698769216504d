# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the meta-tests share: the repository's files, and how they complain."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "test" / "harness"))

_STRINGS_KEPT = re.compile(r'//[^\n]*|/\*.*?\*/|("(?:\\.|[^"\\\n])*")', re.DOTALL)


def files(*patterns: str) -> list[Path]:
    """Files of the tree that match a pattern, without build folders."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if listed.returncode == 0:
        names = listed.stdout.splitlines()
        return sorted(ROOT / name for name in names if (ROOT / name).is_file())
    # No git: an unpacked archive.
    return sorted(path for pattern in patterns for path in ROOT.glob(f"**/{pattern}")
                  if path.is_file() and not path.relative_to(ROOT).parts[0].startswith("build"))


def under(folder: str, *suffixes: str) -> list[Path]:
    """Files below a top folder with one of the suffixes."""
    return [path for path in files(f"{folder}/*") if path.suffix in suffixes]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code_with_strings(text: str) -> str:
    """C++ text without its comments; string literals stay."""
    return _STRINGS_KEPT.sub(lambda m: m.group(1) or " ", text)


def finish(complaints: list[str], looked_at: int) -> None:
    """Ends a meta-test. Looking at nothing is a failure too."""
    if not looked_at:
        complaints = complaints + ["the test looked at nothing"]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    print(f"{looked_at} looked at, {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)
