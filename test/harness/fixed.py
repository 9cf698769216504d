# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The fixed file: after the fix-its it compiles, what had a fix is clean and
silent, and everything else is as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

from diagnostics import Diagnostic
from scenarios import ScenarioFile
from settings import Settings
from verdicts import Runs, attribute, is_preference, without_also


def copy_for_fixing(settings: Settings, file: ScenarioFile) -> Path:
    """A copy of the scenario file that clang-tidy may change."""
    place = settings.scratch / f"{file.path.parent.name}-fixed"
    place.mkdir(parents=True, exist_ok=True)
    copy = place / file.path.name
    shutil.copyfile(file.path, copy)
    return copy


def judge(before: ScenarioFile, diagnostics_before: list[Diagnostic],
          runs_before: dict[str, Runs], after: ScenarioFile,
          diagnostics_after: list[Diagnostic], runs_after: dict[str, Runs]) -> list[str]:
    """Complaints about a fixed file."""
    owned_before, _ = attribute(before, diagnostics_before, runs_before)
    owned_after, unowned = attribute(after, diagnostics_after, runs_after)
    complaints = [f"after the fix: a new warning that belongs to no scenario, line {d.line}: "
                  f"{d.text}" for d in unowned]
    if [s.name for s in before.scenarios] != [s.name for s in after.scenarios]:
        return complaints + ["after the fix: the file has other scenarios than before"]
    for scenario in before.scenarios:
        name = scenario.name
        for complaint in _judge_scenario(owned_before[name],
                                         without_also(scenario, runs_before[name]),
                                         owned_after[name],
                                         without_also(scenario, runs_after[name])):
            complaints.append(f"{name}: after the fix: {complaint}")
    return complaints


def _judge_scenario(before: list[Diagnostic], runs_before: Runs, after: list[Diagnostic],
                    runs_after: Runs) -> list[str]:
    fixed = [d for d in before if d.has_fix]
    left = sorted(d.text for d in before if not d.has_fix)
    now = sorted(d.text for d in after)
    result = list(runs_after.trouble)
    if now != left:
        result.append(f"warns {now}, expected {left}")
    if any(is_preference(d) for d in fixed):
        result += _must_be_equal(runs_before, runs_after)
    if fixed and not left:
        return result + _must_be_clean(runs_after)
    if not fixed and _outcome(runs_after) != _outcome(runs_before):
        result.append(f"runs differently: {_outcome(runs_after)}, was {_outcome(runs_before)}")
    return result


def _must_be_clean(runs: Runs) -> list[str]:
    result = [f"line {v.line}: a run still violates {v.check}: {v.message}"
              for v in runs.violated]
    if any(status != 0 for status, _ in runs.exits):
        result.append(f"runs end with status {sorted({s for s, _ in runs.exits})}")
    return result


def _must_be_equal(before: Runs, after: Runs) -> list[str]:
    """The shorter form does what the longer one did: the same runs, the same
    exits and violations, and the same words."""
    result = []
    if _outcome(before) != _outcome(after):
        result.append(f"runs differently: {_outcome(after)}, was {_outcome(before)}")
    if before.exits != after.exits:
        result.append(f"runs end otherwise: {after.exits}, was {before.exits}")
    if before.outputs != after.outputs:
        result.append(f"runs print {after.outputs}, was {before.outputs}")
    return result


def _outcome(runs: Runs) -> list[tuple[str, int]]:
    """What may not change: how often which check is violated. Lines move."""
    totals: dict[str, int] = {}
    for violation, count in runs.violated.items():
        totals[violation.check] = totals.get(violation.check, 0) + count
    return sorted(totals.items()) + [("runs", runs.total)]

