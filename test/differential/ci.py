# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The part that every test run does: 300 programs that are always the same and
100 that change every day, against what is recorded."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict
from typing import Callable

import results
from results import Outcome
from toolchain import HERE

FIXED = range(1, 301)
RECORDED = HERE / "recorded.json"


def of_the_day(day: datetime.date) -> range:
    """A hundred seeds that no other day has."""
    start = 1_000_000_000 + day.toordinal() * 1000
    return range(start, start + 100)


def run(judge: Callable[[range], list[Outcome]], record: bool) -> int:
    """Judges both; prints all complaints. With `record`, what the fixed ones
    come to is written down instead: a person looks at the difference."""
    fixed = judge(FIXED)
    if record:
        RECORDED.write_text(json.dumps(recording(fixed), indent=1) + "\n", encoding="utf-8")
        print(results.table(fixed))
        return 0
    day = of_the_day(datetime.datetime.now(datetime.timezone.utc).date())
    todays = judge(day)
    print(f"seeds {FIXED.start}:{FIXED.stop}\n{results.table(fixed)}\n")
    print(f"seeds {day.start}:{day.stop}, of this day\n{results.table(todays)}\n")
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    complaints = complain(fixed, todays, recorded)
    print(*complaints, sep="\n")
    print(f"{len(fixed) + len(todays)} programs, {len(complaints)} complaints")
    return 1 if complaints else 0


def recording(fixed: list[Outcome]) -> dict:
    """What recorded.json holds."""
    return {
        "totals": {name: asdict(entry) for name, entry in results.totals(fixed).items()},
        "false_positives": [_place(o, v) for o in fixed for v in o.verdicts
                            if v.kind == "fp" and not o.trouble],
        "give_ups": [o.seed for o in fixed if o.gave_up],
        "bad_fixes": sum(len(o.bad_fixes) for o in fixed),
        "unusable": sum(1 for o in fixed if o.trouble),
    }


def _place(outcome: Outcome, verdict) -> list:
    return [outcome.seed, verdict.line, verdict.check]


def complain(fixed: list[Outcome], todays: list[Outcome], recorded: dict) -> list[str]:
    """What is worse than recorded."""
    complaints = []
    for outcome in [*fixed, *todays]:
        if outcome.gave_up and outcome.seed not in recorded["give_ups"]:
            complaints.append(f"seed {outcome.seed}: the analysis gave up")
        for verdict in outcome.verdicts:
            if verdict.kind == "fp" and _place(outcome, verdict) not in recorded["false_positives"]:
                complaints.append(f"seed {outcome.seed}, line {verdict.line}: a false positive "
                                  f"of {verdict.check}: run.py --shrink {outcome.seed}")
        if outcome in todays:
            complaints += [f"seed {outcome.seed}: fix: {text}" for text in outcome.bad_fixes]
    now = recording(fixed)
    for name, was in recorded["totals"].items():
        for what, more in (("tp", -1), ("fp", 1), ("fn", 1), ("grade", 1)):
            if (now["totals"][name][what] - was[what]) * more > 0:
                complaints.append(f"{name}: {what} is {now['totals'][name][what]}, "
                                  f"recorded is {was[what]}")
    for what in ("bad_fixes", "unusable"):
        if now[what] > recorded[what]:
            complaints.append(f"{what}: {now[what]}, recorded are {recorded[what]}")
    return complaints
