# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What came of the programs, as files that can be resumed and merged, and the
numbers that are made of them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from batch import Observed
from judge import JUDGED, Verdict
from shapes import INDIRECT


@dataclass
class Outcome:
    """What came of one program."""

    seed: int
    verdicts: list[Verdict] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)  # no verdict: the program is to blame
    gave_up: bool = False
    fixes: int = 0                                    # diagnostics with a fix-it
    bad_fixes: list[str] = field(default_factory=list)
    uncovered: int = 0                                # found once a fix let the run go on
    shapes: list[str] = field(default_factory=list)
    planted: dict[str, int] = field(default_factory=dict)  # by check


def write(path: Path, outcomes: list[Outcome], label: str) -> None:
    """Written whole or not at all: a run that breaks off can be resumed."""
    rows = [asdict(outcome) for outcome in outcomes]
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"label": label, "programs": rows}) + "\n", encoding="utf-8")
    fresh.rename(path)


def write_truths(path: Path, seen: dict[str, Observed]) -> None:
    """What the runs of a batch did, without what was said of it."""
    rows = {name: {"reached": list(one.reached.items()), "trouble": one.trouble,
                   "violated": [[*key, count] for key, count in one.violated.items()]}
            for name, one in seen.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(rows), encoding="utf-8")
    fresh.rename(path)


def read_truths(path: Path) -> dict[str, Observed] | None:
    """The other way round; nothing if there is no such file."""
    if not path.exists():
        return None
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {name: Observed(reached=dict(map(tuple, row["reached"])), trouble=row["trouble"],
                           violated={(check, line): n for check, line, n in row["violated"]})
            for name, row in rows.items()}


def read(path: Path, label: str | None = None) -> list[Outcome] | None:
    """The outcomes in a file; nothing if it is none or was made otherwise."""
    if not path.exists():
        return None
    data = json.loads(path.read_text(encoding="utf-8"))
    if label is not None and data["label"] != label:
        return None
    return [Outcome(**{**row, "verdicts": [Verdict(**v) for v in row["verdicts"]]})
            for row in data["programs"]]


def merge(folders: list[Path]) -> list[Outcome]:
    """All outcomes below some folders, one for each seed. Refuses to mix what
    different generators or analyses made."""
    labels, outcomes = set(), {}
    for folder in folders:
        for path in sorted(folder.glob("batch-*.json")):
            labels.add(json.loads(path.read_text(encoding="utf-8"))["label"])
            for outcome in read(path) or []:
                outcomes[outcome.seed] = outcome
    if len(labels) > 1:
        raise SystemExit(f"results of different generators or analyses: {sorted(labels)}")
    return [outcomes[seed] for seed in sorted(outcomes)]


@dataclass
class Totals:
    """The numbers of one check."""

    programs: int = 0   # in which it was violated or said to be
    planted: int = 0    # how often the generator made it wrong
    tp: int = 0         # line and grade agree
    fp: int = 0
    fn: int = 0         # or all that is true of a program that was given up
    grade: int = 0      # the line agrees, the grade does not
    unreached: int = 0  # said of lines that no run comes to: as wrong as an fp
    witnessed: int = 0  # such a line, but see witness.py: right, and counts nowhere

    @property
    def hit(self) -> int:
        """Places at which runs violated."""
        return self.tp + self.fn + self.grade

    @property
    def precision(self) -> float:
        return _share(self.tp, self.tp + self.fp + self.unreached + self.grade)

    @property
    def recall(self) -> float:
        return _share(self.tp, self.tp + self.fn + self.grade)

    def add(self, other: Totals) -> None:
        for name, number in asdict(other).items():
            setattr(self, name, getattr(self, name) + number)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def totals(outcomes: list[Outcome]) -> dict[str, Totals]:
    """By check, and `all` of them."""
    result = {check: Totals() for check in JUDGED}
    for outcome in outcomes:
        if outcome.trouble:
            continue
        for check, count in outcome.planted.items():
            result[check].planted += count
        for check in {v.check for v in outcome.verdicts}:
            result[check].programs += 1
        for verdict in outcome.verdicts:
            true = verdict.truth in ("definite", "maybe")
            kind = "fn" if outcome.gave_up and true else verdict.kind
            setattr(result[verdict.check], kind, getattr(result[verdict.check], kind) + 1)
    overall = Totals()
    for entry in result.values():
        overall.add(entry)
    overall.programs = sum(1 for o in outcomes if o.verdicts and not o.trouble)
    return {**result, "all": overall}


def summary(outcomes: list[Outcome]) -> dict:
    """All numbers, as JSON."""
    usable = [o for o in outcomes if not o.trouble]
    return {
        "programs": len(usable), "unusable": len(outcomes) - len(usable),
        "give_ups": sum(1 for o in usable if o.gave_up),
        "fixes": sum(o.fixes for o in usable),
        "bad_fixes": sum(len(o.bad_fixes) for o in usable),
        "uncovered_by_fixes": sum(o.uncovered for o in usable),
        "checks": {name: {**asdict(entry), "hit": entry.hit,
                          "precision": round(entry.precision, 4),
                          "recall": round(entry.recall, 4)}
                   for name, entry in totals(outcomes).items()},
        "bad_programs": sum(1 for o in usable if _bad(o)),
        "indirect_bad_programs": sum(1 for o in usable if _bad(o) and INDIRECT & set(o.shapes)),
        "shapes": by_shape(usable),
        "disagreements": [{"seed": o.seed, **asdict(v), "kind": v.kind}
                          for o in usable for v in o.verdicts if v.kind not in ("tp", "witnessed")],
    }


def _bad(outcome: Outcome) -> bool:
    return any(verdict.truth in ("definite", "maybe") for verdict in outcome.verdicts)


def by_shape(outcomes: list[Outcome]) -> dict[str, dict]:
    """The numbers of the programs that have some kind of code."""
    result = {}
    for shape in sorted({name for o in outcomes for name in o.shapes}):
        having = [o for o in outcomes if shape in o.shapes]
        entry = totals(having)["all"]
        result[shape] = {**asdict(entry), "programs": len(having)}
    return result


def table(outcomes: list[Outcome]) -> str:
    """The numbers for people."""
    numbers = summary(outcomes)
    width = max(len(name) for name in numbers["checks"])
    lines = [f"{'check':{width}}  programs  planted    hit     tp   fp   fn  grade  unreached  witnessed  precision  "
             "recall"]
    for name, e in numbers["checks"].items():
        lines.append(f"{name:{width}}  {e['programs']:8} {e['planted']:8} {e['hit']:6} {e['tp']:6} {e['fp']:4} {e['fn']:4} "
                     f"{e['grade']:6} {e['unreached']:10} {e['witnessed']:10}  {e['precision']:9.4f}  "
                     f"{e['recall']:.4f}")
    lines.append(f"{numbers['programs']} programs, {numbers['unusable']} unusable, "
                 f"{numbers['give_ups']} given up; {numbers['fixes']} fix-its, "
                 f"{numbers['bad_fixes']} bad")
    return "\n".join(lines)
