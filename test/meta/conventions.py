# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every source file opens with its licence and with what it is responsible
for, keeps to the sizes, names no machine's paths, and can be run if it says how."""

from __future__ import annotations

import os
import re

import tree

LICENCE = "SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception"
# The first pattern that matches decides.
SIZES = [
    (r"checks/\w+Check\.h", 60),
    (r"checks/\w+Check\.cpp", 150),
    (r"test/checks/.*", 1000),  # a file of scenarios is a list
    (r"(lib|checks|tools|runtime-model)/.*\.(h|cpp)", 350),
    (r"test/(harness|meta)/.*\.py", 250),
    (r".*\.py", 350),
    (r".*\.(h|cpp)", 700),
]
# A scenario file's first line is its RUN line; its header follows.
NO_LICENCE = re.compile(r"test/(checks|.*/Inputs)/|runtime-model/examples/|.*\.def$")
# The folder of this checkout, and homes: paths that are true on one machine only.
_MACHINE = re.compile(rf"(?<![\w.])({re.escape(str(tree.ROOT))}/|/home/\w+|/root/)")
_CPP_HEAD = re.compile(
    r"\A//===-+ ?(?P<file>[\w.]+) - [^\n]*===//\n//\n// Part of eventloop-tidy[^\n]*\n"
    r"// SPDX-License-Identifier[^\n]*\n//\n//===-+===//\n(?P<purpose>//\n// [^\n]+\n)?"
)


def complaints_about(name: str, text: str, has_header: bool = False) -> list[str]:
    """What is wrong with one file. A source with a header of its name may leave
    its purpose to that."""
    result = []
    if not NO_LICENCE.match(name):
        result += _head(name, text, has_header)
    limit = next((size for pattern, size in SIZES if re.fullmatch(pattern, name)), None)
    lines = text.count("\n")
    if limit and lines > limit:
        result.append(f"{name}: {lines} lines, at most {limit}")
    found = _MACHINE.search(text)
    if found and name != "test/meta/conventions.py":
        result.append(f"{name}: names a path of a machine: {found.group(0)}")
    return result


def complaints_about_running(name: str, text: str, is_executable: bool) -> list[str]:
    """A script is run by its name, as READMEs show, if its first line says by what."""
    if text.startswith("#!") == is_executable:
        return []
    return [f"{name}: {'starts with' if text.startswith('#!') else 'has no'} '#!' and "
            f"{'is' if is_executable else 'is not'} executable"]


def _head(name: str, text: str, has_header: bool) -> list[str]:
    if LICENCE not in text[:600]:
        return [f"{name}: no '{LICENCE}' at its head"]
    if name.endswith((".h", ".cpp")):
        head = _CPP_HEAD.match(text)
        if not head:
            return [f"{name}: its head is not licence, then purpose, as in lib/model/Model.h"]
        if head["file"] != name.rsplit("/", 1)[-1]:
            return [f"{name}: its first line names '{head['file']}'"]
        if not head["purpose"] and not has_header:
            return [f"{name}: does not say what it is responsible for, and has no header that does"]
    elif name.endswith(".py") and '"""' not in text[:400] and "\n# " not in text[:400]:
        return [f"{name}: does not say what it is for"]
    return []


def main() -> None:
    paths = [path for path in tree.files("*.h", "*.cpp", "*.py", "*.def", "*.cmake", "*.sh",
                                         "*.md", "*CMakeLists.txt", "*.yaml", "*.test")]
    headers = {path.stem for path in paths if path.suffix == ".h"}
    complaints = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if path.suffix in (".h", ".cpp", ".py", ".def"):
            has_header = path.suffix == ".cpp" and path.stem in headers
            complaints += complaints_about(tree.name(path), text, has_header)
        elif _MACHINE.search(text):
            complaints.append(f"{tree.name(path)}: names a path of a machine")
        complaints += complaints_about_running(tree.name(path), text, os.access(path, os.X_OK))
    tree.finish(complaints, len(paths))


if __name__ == "__main__":
    main()
