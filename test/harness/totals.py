# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Counts the scenarios of each check: precision and recall.

`totals.py --build build` prints the table of what the last test run judged and
writes it to build/test/scenario-totals.json. A check's docs page quotes the
counts, which a meta-test compares with docs_line()."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import scenarios
from scenarios import PREFIXES, ScenarioFile

MARK_BEGIN, MARK_END = "<!-- totals:begin -->", "<!-- totals:end -->"


@dataclass
class Totals:
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def precision(self) -> float:
        """Warnings that a run, or its reason, confirms, of all warnings."""
        true = self._sum("bad", "maybe", "static_only")
        return _ratio(true, true + self.counts["fp"])

    @property
    def recall(self) -> float:
        """Bugs found, of all bugs that runs show."""
        found = self._sum("bad", "maybe")
        return _ratio(found, found + self.counts["fn"])

    def _sum(self, *prefixes: str) -> int:
        return sum(self.counts[p] for p in prefixes)


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def count(files: list[ScenarioFile]) -> Totals:
    """The scenarios of one check by what their names promise."""
    result = Totals({prefix: 0 for prefix in PREFIXES})
    for file in files:
        for scenario in file.scenarios:
            result.counts[scenario.prefix] += 1
    return result


def declared(source_root: Path) -> dict[str, Totals]:
    """The totals of each check by the scenario files in the tree."""
    result = {}
    for folder in sorted((source_root / "test" / "checks").iterdir()):
        files = [scenarios.parse(path) for path in sorted(folder.glob("*.c*"))]
        if files:
            result[folder.name] = count(files)
    return result


def docs_line(totals: Totals) -> str:
    """What stands between the marks of a check's docs page."""
    parts = ", ".join(f"{totals.counts[p]} `{p}_`" for p in PREFIXES)
    return (f"{totals.total} scenarios ({parts}): precision {totals.precision:.0%}, "
            f"recall {totals.recall:.0%}.")


def write_docs(source_root: Path) -> None:
    """Writes the totals between the marks of each check's docs page."""
    for name, entry in declared(source_root).items():
        page = source_root / "docs" / "checks" / f"{name}.md"
        text = page.read_text(encoding="utf-8")
        head, rest = text.split(MARK_BEGIN)
        tail = rest.split(MARK_END)[1]
        page.write_text(f"{head}{MARK_BEGIN}\n{docs_line(entry)}\n{MARK_END}{tail}",
                        encoding="utf-8")


def result_path(build_root: Path, source: Path) -> Path:
    """Where the harness leaves the result of a scenario file."""
    return build_root / "test" / "totals" / source.parent.name / f"{source.name}.json"


def forget_result(build_root: Path, source: Path) -> None:
    """Drops an earlier result, so that a run that breaks off leaves none."""
    result_path(build_root, source).unlink(missing_ok=True)


def write_result(build_root: Path, file: ScenarioFile, complaints: list[str]) -> None:
    """Leaves the result of one scenario file for the table at the end."""
    path = result_path(build_root, file.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    counts = count([file]).counts
    path.write_text(json.dumps({"counts": counts, "failed": bool(complaints)}), encoding="utf-8")


def judged(build_root: Path, source_root: Path) -> tuple[dict[str, Totals], list[str]]:
    """The totals of the files that the last run judged, and what it left out
    or found wrong: only scenarios that keep their promise count."""
    totals: dict[str, Totals] = {}
    missing = []
    for source in sorted((source_root / "test" / "checks").glob("*/*.c*")):
        path = result_path(build_root, source)
        name = f"{source.parent.name}/{source.name}"
        if not path.exists() or path.stat().st_mtime < source.stat().st_mtime:
            missing.append(f"{name}: not judged")
            continue
        result = json.loads(path.read_text(encoding="utf-8"))
        if result["failed"]:
            missing.append(f"{name}: failed")
            continue
        entry = totals.setdefault(source.parent.name, Totals({p: 0 for p in PREFIXES}))
        for prefix, number in result["counts"].items():
            entry.counts[prefix] += number
    return totals, missing


def table(totals: dict[str, Totals]) -> str:
    """The table that the tests close with."""
    width = max([len(name) for name in totals] + [5])
    head = f"{'check':{width}}  " + "  ".join(f"{p:>11}" for p in PREFIXES)
    lines = [head + "  precision  recall"]
    for name, entry in totals.items():
        numbers = "  ".join(f"{entry.counts[p]:>11}" for p in PREFIXES)
        lines.append(f"{name:{width}}  {numbers}  {entry.precision:>9.0%}  {entry.recall:>6.0%}")
    return "\n".join(lines)


def main() -> int:
    root = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description="Counts the scenarios of each check.")
    parser.add_argument("--build", type=Path, default=root / "build")
    parser.add_argument("--docs", action="store_true", help="write the totals into the docs pages")
    arguments = parser.parse_args()
    if arguments.docs:
        write_docs(root)
        return 0
    totals, missing = judged(arguments.build, root)
    print(table(totals))
    for line in missing:
        print(line)
    output = arguments.build / "test" / "scenario-totals.json"
    output.parent.mkdir(parents=True, exist_ok=True)
    data = {name: {**entry.counts, "precision": entry.precision, "recall": entry.recall}
            for name, entry in totals.items()}
    output.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
