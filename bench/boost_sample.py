# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The sample of Boost's examples: the first that compile in the shuffled order of
test/corpus/boost.py, whose answers of the build folder it reads."""

from __future__ import annotations

import json
import pathlib
import sys

from measure import REPO, CannotMeasure, Subject

sys.path.insert(0, str(REPO / "test" / "corpus"))
import boost  # noqa: E402  (pylint: disable=wrong-import-position)

SIZE = 50


def sample(build: pathlib.Path, size: int = SIZE) -> list[Subject]:
    """`size` examples and how they are compiled; raises CannotMeasure if there are fewer answers."""
    file = build / "corpus" / "boost.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    compiled = {answer["example"]: answer["std"] for answer in map(json.loads, lines)
                if answer["status"] == "ok"}
    order = [ident for ident in boost.find_all(seed=1) if ident in compiled]
    if len(order) < size:
        raise CannotMeasure(f"{len(order)} examples are known to compile, {size} are needed: "
                            f"test/corpus/boost.py --build {build} --count {2 * size}")
    return [Subject(boost.ROOT / ident, boost.flags_of(boost.ROOT / ident, compiled[ident]))
            for ident in order[:size]]
