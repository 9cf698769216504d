# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs every scenario of a program, each in a process of its own: on the
reference loop through refloop-run, over all answers of choose(); on a real
library through library_runs."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import library_runs
from scenarios import Scenario, ScenarioFile
from settings import Settings, ToolError, run
from verdicts import Runs, Violation

RUN_LIMIT = "20"  # seconds


def run_all(settings: Settings, file: ScenarioFile, program: Path, check: str) -> dict[str, Runs]:
    """What the runs of each scenario did, a few scenarios at a time."""
    def one(scenario: Scenario) -> Runs:
        if file.library:
            return library_runs.run_scenario(settings, file, scenario, program, check)
        return _run_refloop(settings, file, scenario, program)

    with ThreadPoolExecutor(max_workers=settings.jobs) as pool:
        results = list(pool.map(one, file.scenarios))
    return {s.name: result for s, result in zip(file.scenarios, results)}


def _run_refloop(settings: Settings, file: ScenarioFile, scenario: Scenario,
                 program: Path) -> Runs:
    plain_name = scenario.name.replace("::", ".")
    report = program.with_name(f"{program.stem}.{plain_name}.json")
    report.unlink(missing_ok=True)
    environment = {"REFLOOP_ON_VIOLATION": "continue", "LLVM_SYMBOLIZER_PATH":
                   str(settings.llvm_bin / "llvm-symbolizer")}
    if file.sanitized:  # what it finds ends a run as other violations do
        environment["ASAN_OPTIONS"] = "abort_on_error=1:detect_leaks=0"
    result = run([settings.refloop_run, "--json", report, "--timeout", RUN_LIMIT, program,
                  scenario.name], env=environment)
    if not report.exists():
        raise ToolError(f"refloop-run left no report of {scenario.name}: {result.stderr.strip()}")
    return read_report(json.loads(report.read_text(encoding="utf-8")), file.path)


def read_report(report: dict, source: Path) -> Runs:
    """refloop-run's report (runtime-model/refloop-run/report.h) as Runs."""
    here = os.path.realpath(source)

    def local(path: str) -> str:
        return "" if os.path.realpath(path) == here else os.path.basename(path) or "?"

    result = Runs(total=len(report["runs"]))
    if not report["complete"]:
        result.trouble.append("more sequences of choices than refloop-run tries")
    for entry in report["lines"]:
        if not local(entry["file"]):
            result.reached[entry["line"]] = entry["reached"]
    for entry in report["totals"]:
        violation = Violation(local(entry["file"]), entry["line"], entry["check"],
                              entry["message"])
        result.violated[violation] = entry["violated"]
    for one in report["runs"]:
        _add_run(result, one, local)
    return result


def _add_run(result: Runs, one: dict, local) -> None:
    if one["end"] not in ("exited", "signalled"):
        result.trouble.append(f"a run {one['end']}, choices '{one['choices']}'")
    if one["unreadable"]:
        result.trouble.append(f"{one['unreadable']} unreadable lines in a run's log")
    status = one["exit_status"] if one["signal"] is None else -one["signal"]
    result.exits.append((0 if status is None else status, bool(one["violations"])))
    result.outputs.append(one["output"])
    for violation in one["violations"]:
        if local(violation["file"]):
            continue
        lines = frozenset(n["line"] for n in violation["notes"] if not local(n["file"]))
        key = (violation["line"], violation["check"])
        result.stories.setdefault(key, set()).add(lines)
