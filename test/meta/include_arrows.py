# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Includes point one way, as docs/architecture.md draws the house: checks to
lib, in lib only towards the model. And what belongs to one room stays there."""

from __future__ import annotations

import re

import tree

LAYERS = ["model", "facts", "dataflow", "typestate", "findings"]
_INCLUDE = re.compile(r'^\s*#\s*include\s+[<"](?P<path>[^>"]+)[>"]', re.MULTILINE)
_LIBRARY_NAME = re.compile(r"\b(refloop|asio|boost|uv|folly|QEventLoop)(::|_)")
SOURCES = (".h", ".cpp", ".def", ".inc")
# Precompiles the heavy headers of all rooms of lib; no file relies on it.
PRECOMPILED = "lib/Pch.h"


def layer_of(path: str) -> int | None:
    """The floor of a file of lib or of an included path: 0 is the model."""
    parts = path.removeprefix("lib/").split("/")
    return LAYERS.index(parts[0]) if parts[0] in LAYERS and len(parts) > 1 else None


def complaints_about(name: str, text: str) -> list[str]:
    """What is wrong with the includes and names of one file."""
    result = []
    for match in _INCLUDE.finditer(text):
        reason = _forbidden(name, match["path"])
        if reason:
            line = text.count("\n", 0, match.start("path")) + 1
            result.append(f"{name}:{line}: includes {match['path']}: {reason}")
    if name.startswith(("lib/", "checks/")):
        found = _LIBRARY_NAME.search(tree.code_with_strings(text))
        if found:
            result.append(f"{name}: names '{found.group(0)}': libraries' names belong to "
                          "lib/model/libraries/*.yaml")
    return result


def _forbidden(name: str, included: str) -> str | None:
    room = name.split("/")[0]
    if room == "runtime-model":
        if included.startswith(("clang", "llvm", "lib/", "checks/")) or layer_of(included):
            return "the reference loop knows nothing of the analysis"
        return None
    if included.startswith("refloop/"):
        return "the analysis knows nothing of the reference loop"
    if included.startswith("clang-tidy/") and room == "lib":
        return "clang-tidy's headers appear in checks/ alone"
    if included == "clang/Analysis/CFG.h" and name != PRECOMPILED and not name.startswith(
            ("lib/facts/", "lib/dataflow/")):
        return "CFG.h appears in lib/facts and lib/dataflow alone"
    own, target = layer_of(name) if room == "lib" else None, layer_of(included)
    if room == "lib" and included.startswith("checks/"):
        return "lib does not know the checks"
    if own is not None and target is not None and target > own:
        return f"{LAYERS[own]} does not know {LAYERS[target]}"
    return None


def main() -> None:
    paths = [path for room in ("lib", "checks", "tools", "runtime-model")
             for path in tree.under(room, *SOURCES)]
    complaints = []
    for path in paths:
        complaints += complaints_about(tree.name(path), path.read_text(encoding="utf-8"))
    tree.finish(complaints, len(paths))


if __name__ == "__main__":
    main()
