# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The sample of Boost's examples: the first that compile in the shuffled order of
test/corpus/boost.py, whose answers of the build folder it reads. Counts of the same
tool are kept there: a run of hours goes on where it was stopped."""

from __future__ import annotations

import hashlib
import json
import pathlib
import sys

from measure import NOTHING, OURS, REPO, CannotMeasure, Subject, Tidy

sys.path.insert(0, str(REPO / "test" / "corpus"))
import boost  # noqa: E402  (pylint: disable=wrong-import-position)

SIZE = 50


def ratios(build: pathlib.Path, tidy: Tidy) -> dict[str, float]:
    """By example, how many times the instructions of doing nothing our checks need."""
    kept = build / "corpus" / "boost_counts.jsonl"
    digest = hashlib.sha256(tidy.tool.read_bytes()).hexdigest()
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    known = {(line["example"], line["checks"]): line["instructions"]
             for line in map(json.loads, lines) if line["tool"] == digest}

    def count(subject: Subject, checks: str) -> int:
        example = str(subject.file.relative_to(boost.ROOT))
        if (example, checks) not in known:
            known[example, checks] = tidy.instructions(subject, checks)
            with kept.open("a", encoding="utf-8") as file:
                line = {"tool": digest, "example": example, "checks": checks,
                        "instructions": known[example, checks]}
                file.write(json.dumps(line) + "\n")
        return known[example, checks]

    return {str(subject.file.relative_to(boost.ROOT)):
            count(subject, OURS) / count(subject, NOTHING) for subject in sample(build)}


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
