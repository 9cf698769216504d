# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A check's name has five spellings, and every list of checks is in the order
of the alphabet. The checks are those that the built tool lists."""

from __future__ import annotations

import re
import subprocess
import sys

import tree  # first: it tells where the tools' modules are
import check_metadata


def listed(tidy: str) -> list[str]:
    """The names that the tool itself lists, without 'eventloop-'."""
    output = subprocess.run([tidy, "-checks=-*,eventloop-*", "--list-checks"], check=True,
                            stdout=subprocess.PIPE, text=True).stdout
    return re.findall(r"^\s+eventloop-(\S+)$", output, re.MULTILINE)


def complaints_about(check: check_metadata.Check) -> list[str]:
    """What is missing of one check."""
    result = []
    for place in (check.header, check.source, check.page):
        if not (tree.ROOT / place).is_file():
            result.append(f"{check.name}: no {place}")
    if not list((tree.ROOT / check.tests).glob("*.cpp")):
        result.append(f"{check.name}: no scenarios in {check.tests}")
    problem = check_metadata.name_problem(check.name)
    if problem:
        result.append(f"{check.name}: {problem}")
    page = tree.ROOT / check.page
    if page.is_file() and not page.read_text(encoding="utf-8").startswith(f"# {check.full_name}\n"):
        result.append(f"{check.page}: its title is not '# {check.full_name}'")
    header = tree.ROOT / check.header
    if header.is_file() and f"docs/checks/{check.name}" not in header.read_text(encoding="utf-8"):
        result.append(f"{check.header}: does not name its docs page")
    return result


def kinds() -> list[str]:
    """The enumerators of FindingKind."""
    for path in tree.under("lib/findings", ".h"):
        match = re.search(r"enum class FindingKind[^{]*\{(?P<body>[^}]*)\}",
                          tree.code_with_strings(path.read_text(encoding="utf-8")))
        if match:
            return re.findall(r"\b([A-Z]\w+)\b", match["body"])
    return []


def unordered(what: str, names: list[str]) -> list[str]:
    if names == sorted(names):
        return []
    return [f"{what}: not in the order of the alphabet: {', '.join(names)}"]


def main() -> None:
    checks = check_metadata.read(tree.ROOT)
    declared = [check.name for check in checks]
    complaints = [text for check in checks for text in complaints_about(check)]
    built = listed(sys.argv[1])
    if sorted(built) != sorted(declared):
        complaints.append(f"--list-checks says {sorted(built)}, Checks.def {sorted(declared)}")
    complaints += unordered("checks/Checks.def", declared)
    complaints += unordered("FindingKind", kinds())
    if sorted(kinds()) != sorted(check.cls for check in checks):
        complaints.append(f"FindingKind has {kinds()}, Checks.def {[c.cls for c in checks]}")
    module = (tree.ROOT / "checks" / "EventLoopTidyModule.cpp").read_text(encoding="utf-8")
    included = re.findall(r'#include "(?:checks/)?(\w+)Check\.h"', module)
    complaints += unordered("EventLoopTidyModule.cpp", included)
    if sorted(included) != sorted(check.cls for check in checks):
        complaints.append(f"EventLoopTidyModule.cpp includes the headers of {included}")
    tests = tree.ROOT / "test" / "checks"
    for folder in sorted(tests.iterdir()):
        if folder.is_dir() and list(folder.glob("*.cpp")) and folder.name not in declared:
            complaints.append(f"test/checks/{folder.name}: no such check")
    for page in (tree.ROOT / "docs" / "checks").glob("*.md"):
        if page.stem not in declared + ["list"]:
            complaints.append(f"docs/checks/{page.name}: no such check")
    tree.finish(complaints, len(checks))


if __name__ == "__main__":
    main()
