#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Starts a new check: its docs page, class, scenarios, and the entries in every
list, at their places in the alphabet. The stub compiles; its test fails until
the check finds what its scenario does. CONTRIBUTING.md tells what comes next.

  tools/new_check.py unawaited-task [--summary "Finds ..."]
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import check_list
import check_metadata
from check_metadata import Check

TEMPLATES = Path(__file__).resolve().parent / "new_check"
MODULE = "checks/EventLoopTidyModule.cpp"


class NewCheckError(Exception):
    """The check cannot be started; nothing has been written."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", help="without 'eventloop-', named after the bad thing")
    parser.add_argument("--summary", default="Finds ...",
                        help="one sentence for the list of checks")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[1])
    arguments = parser.parse_args()
    try:
        written = start(arguments.root, arguments.name, arguments.summary)
    except NewCheckError as error:
        print(f"new_check.py: {error}", file=sys.stderr)
        return 2
    print("\n".join(written))
    return 0


def start(root: Path, name: str, summary: str) -> list[str]:
    """Writes everything that a new check needs; returns the changed files."""
    problem = check_metadata.name_problem(name)
    if problem:
        raise NewCheckError(problem)
    checks = check_metadata.read(root)
    check = Check(check_metadata.class_of(name), name, "Preview", "Medium", "NoFix", summary)
    if name in [known.name for known in checks]:
        raise NewCheckError(f"there is a check '{name}' already")
    # Everything is worked out before anything is written.
    files = new_files(check)
    for path in files:
        if (root / path).exists():
            raise NewCheckError(f"{path} is there already")
    files.update(changed_lists(root, check, checks))
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return sorted(files)


def new_files(check: Check) -> dict[str, str]:
    """The class, the docs page and the first scenarios, from the templates."""
    places = {
        "Check.h.in": check.header,
        "Check.cpp.in": check.source,
        "page.md.in": check.page,
        "first.cpp.in": f"{check.tests}/first.cpp",
    }
    return {path: fill((TEMPLATES / template).read_text(encoding="utf-8"), check)
            for template, path in places.items()}


def fill(template: str, check: Check) -> str:
    """A template with the check's names in place of @...@."""
    values = {
        "CLASS": check.cls, "NAME": check.name, "SUMMARY": check.summary,
        "GUARD": f"EVENTLOOP_TIDY_CHECKS_{check.cls.upper()}CHECK_H",
        "HEADER_LINE": _banner(f"{check.cls}Check.h", "*- C++ -*-"),
        "SOURCE_LINE": _banner(f"{check.cls}Check.cpp", ""),
    }
    return re.sub(r"@([A-Z_]+)@", lambda match: values[match.group(1)], template)


def _banner(file: str, mode: str) -> str:
    """The first line of a source file, filled up to 80 columns."""
    start, end = f"//===- {file} - TODO: say what in a few words -", f"{mode}===//"
    return start + "-" * (80 - len(start) - len(end)) + end


def changed_lists(root: Path, check: Check, checks: list[Check]) -> dict[str, str]:
    """Every list that names all checks, with the new one in its place."""
    def text(path: str) -> str:
        return (root / path).read_text(encoding="utf-8")

    result = {
        "checks/Checks.def": insert_entry(text("checks/Checks.def"), check, checks),
        MODULE: insert_line(text(MODULE), f'#include "{check.cls}Check.h"\n',
                            r'#include "\w+Check\.h"\n'),
        "docs/checks/list.md": check_list.text(sorted(checks + [check], key=lambda c: c.name)),
    }
    kinds = kinds_file(root)
    result[kinds] = insert_kind(text(kinds), check.cls)
    return result


def insert_entry(text: str, check: Check, checks: list[Check]) -> str:
    """Checks.def with the entry of the new check."""
    later = [known for known in checks if known.name > check.name]
    marker = f"EVENTLOOP_CHECK({later[0].cls}," if later else "#undef EVENTLOOP_CHECK"
    at = text.index(f"\n{marker}") + 1
    entry = check.entry()
    if later:
        return text[:at] + entry + text[at:]
    return text[:at].rstrip("\n") + "\n" + entry + "\n" + text[at:]


def insert_line(text: str, line: str, sibling: str) -> str:
    """`text` with `line` among the lines that match `sibling`, in order."""
    lines = list(re.finditer(f"^{sibling}", text, re.MULTILINE))
    if not lines:
        raise NewCheckError(f"no line like {sibling!r} to put {line.strip()!r} beside")
    later = next((match for match in lines if match.group(0) > line), None)
    at = later.start() if later else lines[-1].end()
    return text[:at] + line + text[at:]


def kinds_file(root: Path) -> str:
    """The header that declares FindingKind."""
    for path in sorted((root / "lib" / "findings").glob("*.h")):
        if "enum class FindingKind" in path.read_text(encoding="utf-8"):
            return path.relative_to(root).as_posix()
    raise NewCheckError("no header in lib/findings declares FindingKind")


def insert_kind(text: str, cls: str) -> str:
    """The header with an enumerator for the new check."""
    start = text.index("{", text.index("enum class FindingKind")) + 1
    end = text.index("}", start)
    entry = f"  {cls}, ///< TODO: what is found\n"
    lines = re.finditer(r"^ +(?P<name>[A-Z]\w+)\b[^\n]*\n", text[start:end], re.MULTILINE)
    later = next((match for match in lines if match["name"] > cls), None)
    at = start + later.start() if later else text.rindex("\n", start, end + 1) + 1
    head = text[:at]
    if not later:
        head = re.sub(r"(\w)([ \t]*(?:///<[^\n]*)?\n)$", r"\1,\2", head)
    return head + entry + text[at:]


if __name__ == "__main__":
    sys.exit(main())
