# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The part that every test run does: 300 programs that are always the same and
100 that change every day, against what is recorded."""

from __future__ import annotations

import datetime
import json
import math
from dataclasses import asdict
from typing import Callable

import results
from judge import Verdict
from results import Outcome
from toolchain import HERE

FIXED = range(1, 301)
RECORDED = HERE / "recorded.json"
KINDS = ("false_positive", "fn", "grade", "give_up", "bad_fix")
CHANCE = 1e-4  # of a complaint about a day's programs when nothing has become worse


def of_the_day(day: datetime.date) -> range:
    """A hundred seeds that no other day has."""
    start = 1_000_000_000 + day.toordinal() * 1000
    return range(start, start + 100)


def run(judge: Callable[[range], list[Outcome]], record: bool) -> int:
    """Judges both; prints all complaints. With `record`, what the fixed ones
    come to is written down instead: a person looks at the difference."""
    fixed = judge(FIXED)
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    if record:
        _write({**recording(fixed), "measured": recorded["measured"]})
        print(results.table(fixed))
        return 0
    day = of_the_day(datetime.datetime.now(datetime.timezone.utc).date())
    todays = judge(day)
    print(f"seeds {FIXED.start}:{FIXED.stop}\n{results.table(fixed)}\n")
    print(f"seeds {day.start}:{day.stop}, of this day\n{results.table(todays)}\n")
    print(*(text for outcome in todays for text in disagreements(outcome)), sep="\n")
    complaints = (complain(fixed, recorded)
                  + complain_of_the_day(todays, recorded["measured"]))
    print(*complaints, sep="\n")
    print(f"{len(fixed) + len(todays)} programs, {len(complaints)} complaints")
    return 1 if complaints else 0


def measure(outcomes: list[Outcome]) -> None:
    """Records how rare disagreements are in a large range of seeds."""
    usable = [outcome for outcome in outcomes if not outcome.trouble]
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    recorded["measured"] = {"programs": len(usable), **{
        kind: sum(kind in kinds(outcome) for outcome in usable) for kind in KINDS}}
    _write(recorded)


def _write(recorded: dict) -> None:
    RECORDED.write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")


def recording(fixed: list[Outcome]) -> dict:
    """What recorded.json holds."""
    return {
        "totals": {name: asdict(entry) for name, entry in results.totals(fixed).items()},
        "false_positives": [_place(o, v) for o in fixed for v in o.verdicts
                            if _is_false(v) and not o.trouble],
        "give_ups": [o.seed for o in fixed if o.gave_up],
        "bad_fixes": sum(len(o.bad_fixes) for o in fixed),
        "unusable": sum(1 for o in fixed if o.trouble),
    }


def _place(outcome: Outcome, verdict) -> list:
    return [outcome.seed, verdict.line, verdict.check]


def complain(fixed: list[Outcome], recorded: dict) -> list[str]:
    """What is worse than recorded."""
    complaints = []
    for outcome in fixed:
        if outcome.gave_up and outcome.seed not in recorded["give_ups"]:
            complaints.append(f"seed {outcome.seed}: the analysis gave up")
        for verdict in outcome.verdicts:
            if _is_false(verdict) and _place(outcome, verdict) not in recorded["false_positives"]:
                complaints.append(f"seed {outcome.seed}, line {verdict.line}: a false positive "
                                  f"of {verdict.check}: run.py --shrink {outcome.seed}")
    now = recording(fixed)
    for name, was in recorded["totals"].items():
        for what, more in (("tp", -1), ("fp", 1), ("fn", 1), ("grade", 1), ("unreached", 1)):
            if (now["totals"][name][what] - was[what]) * more > 0:
                complaints.append(f"{name}: {what} is {now['totals'][name][what]}, "
                                  f"recorded is {was[what]}")
    for what in ("bad_fixes", "unusable"):
        if now[what] > recorded[what]:
            complaints.append(f"{what}: {now[what]}, recorded are {recorded[what]}")
    return complaints


def _is_false(verdict: Verdict) -> bool:
    return verdict.kind in ("fp", "unreached")


def kinds(outcome: Outcome) -> set[str]:
    """What is wrong with a program, by kind: errors of one program hang together."""
    if outcome.trouble:
        return set()
    found = {"false_positive" if _is_false(v) else v.kind for v in outcome.verdicts}
    found |= {"give_up"} if outcome.gave_up else set()
    found |= {"bad_fix"} if outcome.bad_fixes else set()
    return found & set(KINDS)


def disagreements(outcome: Outcome) -> list[str]:
    """A line for each, for people."""
    if outcome.trouble:
        return []
    lines = [f"line {v.line}: {v.check}: the runs say '{v.truth}', the analysis '{v.said}'"
             for v in outcome.verdicts if v.kind not in ("tp", "witnessed")]
    lines += ["the analysis gave up"] if outcome.gave_up else []
    lines += [f"fix: {text}" for text in outcome.bad_fixes]
    return [f"seed {outcome.seed}: {text} (run.py --shrink {outcome.seed})" for text in lines]


def complain_of_the_day(todays: list[Outcome], measured: dict) -> list[str]:
    """Kinds of errors that are so many that chance would not do it. A new program
    in which the analysis errs is news, and printed, but nobody's fault today."""
    programs = sum(not outcome.trouble for outcome in todays)
    complaints = []
    for kind in KINDS:
        found = sum(kind in kinds(outcome) for outcome in todays)
        bound = most_by_chance(programs, measured[kind], measured["programs"])
        if found > bound:
            complaints.append(f"{kind}: in {found} of the day's {programs} programs; by chance "
                              f"in at most {bound}")
    return complaints


def most_by_chance(programs: int, seen: int, among: int) -> int:
    """The number of programs with some error that is exceeded by chance on at most
    one day in 10,000 (for all kinds together), if there were `seen` in `among`.
    Laplace's rule of succession makes a rate of that, also where none was seen."""
    rate = (seen + 1) / (among + 2)
    more = 1.0  # how likely it is that there are more than `number`
    for number in range(programs + 1):
        more -= math.comb(programs, number) * rate ** number * (1 - rate) ** (programs - number)
        if more <= CHANCE / len(KINDS):
            return number
    return programs
