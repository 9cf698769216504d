# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares what the analysis said and what the runs did with what a scenario's
name promises. Pure functions over data; they start nothing and read no file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from diagnostics import Diagnostic
from scenarios import Scenario, ScenarioFile

EXCEPTION_EXIT = 3  # the generated main: the scenario let an exception out
ABORT_EXIT = -6  # an exception out of a destructor
PREFERENCE = "eventloop-prefer-"  # of a program that is right, and could be shorter


@dataclass(frozen=True)
class Violation:
    """One place where some run broke the lifecycle."""

    file: str  # "" is the scenario file
    line: int
    check: str
    message: str = ""


@dataclass
class Runs:
    """What all runs of one scenario did."""

    total: int = 0
    reached: dict[int, int] = field(default_factory=dict)  # line: in how many runs
    violated: dict[Violation, int] = field(default_factory=dict)
    # For each run: its exit status and whether it violated anything.
    exits: list[tuple[int, bool]] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)  # what each run printed
    trouble: list[str] = field(default_factory=list)
    # For the violation of a check at a line: the lines that set it up, a set
    # for each way in which it came about.
    stories: dict[tuple[int, str], set[frozenset[int]]] = field(default_factory=dict)

    def count(self, line: int, check: str) -> int:
        return sum(n for v, n in self.violated.items()
                   if v.line == line and not v.file and v.check == check)


def attribute(file: ScenarioFile, diagnostics: list[Diagnostic],
              runs: dict[str, Runs]) -> tuple[dict[str, list[Diagnostic]], list[Diagnostic]]:
    """Gives each diagnostic to the scenarios it is about: those that its
    warning or one of its notes stands in, and, for a line of a shared helper,
    those whose runs violate there. Also returns the diagnostics of nobody."""
    owned: dict[str, list[Diagnostic]] = {s.name: [] for s in file.scenarios}
    unowned = []
    for diagnostic in diagnostics:
        owner = file.at(diagnostic.line) if not diagnostic.file else None
        owners = {owner.name} if owner else _owners_of_helper(file, diagnostic, runs)
        for name in owners:
            owned[name].append(diagnostic)
        if not owners:
            unowned.append(diagnostic)
    return owned, unowned


def _owners_of_helper(file: ScenarioFile, diagnostic: Diagnostic,
                      runs: dict[str, Runs]) -> set[str]:
    owners = {s.name for s in map(file.at, diagnostic.lines_here()) if s}
    if not diagnostic.file:
        owners |= {name for name, r in runs.items()
                   if r.count(diagnostic.line, diagnostic.check)
                   or is_preference(diagnostic) and r.reached.get(diagnostic.line)}
    return owners


def is_preference(diagnostic: Diagnostic) -> bool:
    """Whether it asks for another form of a program that is right."""
    return diagnostic.check.startswith(PREFERENCE)


def judge(file: ScenarioFile, diagnostics: list[Diagnostic],
          runs: dict[str, Runs]) -> list[str]:
    """All complaints about a file; none means that every promise is kept."""
    complaints = []
    for diagnostic in diagnostics:
        if diagnostic.kind != "warning":
            complaints.append(f"line {diagnostic.line}: {diagnostic.kind}: {diagnostic.text}")
    owned, unowned = attribute(file, diagnostics, runs)
    for diagnostic in unowned:
        where = diagnostic.file or "line"
        complaints.append(
            f"{where} {diagnostic.line}: a warning that belongs to no scenario: "
            f"{diagnostic.text}"
        )
    for scenario in file.scenarios:
        if scenario.name not in runs:
            complaints.append(f"{scenario.name}: was not run")
            continue
        for complaint in judge_scenario(scenario, owned[scenario.name], runs[scenario.name]):
            complaints.append(f"{scenario.name}: {complaint}")
    return complaints


def judge_scenario(scenario: Scenario, diagnostics: list[Diagnostic], runs: Runs) -> list[str]:
    """Complaints about one scenario."""
    rules = {
        "bad": _judge_bad, "maybe": _judge_maybe, "good": _judge_good,
        "fp": _judge_false_positive, "fn": _judge_false_negative,
        "static_only": _judge_static_only,
    }
    stale = [f"no run violates {check}: its 'ALSO:' is out of date"
             for check in sorted(scenario.also - {v.check for v in runs.violated})]
    left = without_also(scenario, runs)
    return (runs.trouble + stale + _judge_exits(runs)
            + rules[scenario.prefix](diagnostics, left))


def without_also(scenario: Scenario, runs: Runs) -> Runs:
    """The runs but for what violates the checks that the scenario sets aside."""
    kept = {v: n for v, n in runs.violated.items() if v.check not in scenario.also}
    return replace(runs, violated=kept)


def _judge_exits(runs: Runs) -> list[str]:
    if not runs.total:
        return ["no run"]
    result = []
    for status, violating in runs.exits:
        allowed = {0, EXCEPTION_EXIT, ABORT_EXIT} if violating else {0}
        if status not in allowed:
            result.append(f"a run {'with' if violating else 'without'} violation "
                          f"ended with status {status}")
    return sorted(set(result))


def _judge_bad(diagnostics: list[Diagnostic], runs: Runs) -> list[str]:
    if not diagnostics:
        return ["silent, but its name promises a warning"] + _unexplained([], runs)
    result = []
    for d in diagnostics:
        if d.maybe:
            result.append(f"line {d.line}: 'may be', but its name promises a definite warning")
        reached, violated = runs.reached.get(d.line, 0), runs.count(d.line, d.check)
        if not reached:
            result.append(f"line {d.line}: blamed, but no run reaches it")
        elif violated < reached and not is_preference(d):
            result.append(f"line {d.line}: definite, but {d.check} is violated there in "
                          f"{violated} of the {reached} runs that reach it")
    # What is right and could be shorter is violated by no run.
    said = [d for d in diagnostics if not is_preference(d)]
    return result + _untold(diagnostics, runs) + _unexplained(said, runs)


def _judge_maybe(diagnostics: list[Diagnostic], runs: Runs) -> list[str]:
    if not diagnostics:
        return ["silent, but its name promises a warning"] + _unexplained([], runs)
    result = []
    for d in diagnostics:
        if not d.maybe:
            result.append(f"line {d.line}: definite, but its name promises 'may be'")
        reached, violated = runs.reached.get(d.line, 0), runs.count(d.line, d.check)
        if not 0 < violated < reached:
            result.append(f"line {d.line}: maybe, but {d.check} is violated there in "
                          f"{violated} of the {reached} runs that reach it")
    return result + _untold(diagnostics, runs) + _unexplained(diagnostics, runs)


def _judge_good(diagnostics: list[Diagnostic], runs: Runs) -> list[str]:
    return _warned(diagnostics) + _unexplained([], runs)


def _judge_false_positive(diagnostics: list[Diagnostic], runs: Runs) -> list[str]:
    result = _unexplained([], runs)
    if not diagnostics:
        result.append("a false positive no more: rename it to good_")
    return result


def _judge_false_negative(diagnostics: list[Diagnostic], runs: Runs) -> list[str]:
    result = []
    if diagnostics:
        result.append(f"line {diagnostics[0].line}: found now: rename it to bad_ or maybe_")
    if not runs.violated:
        result.append("no run violates anything: nothing is missed here")
    return result


def _judge_static_only(diagnostics: list[Diagnostic], runs: Runs) -> list[str]:
    if not diagnostics:
        return ["silent, but its name promises a warning"]
    seen = [d for d in diagnostics if runs.count(d.line, d.check)]
    result = [f"line {d.line}: a run shows it: rename it to bad_ or maybe_" for d in seen]
    return result or _unexplained([], runs)


def _warned(diagnostics: list[Diagnostic]) -> list[str]:
    return [f"line {d.line}: warns, but its name promises silence: {d.text}"
            for d in diagnostics]


def _untold(diagnostics: list[Diagnostic], runs: Runs) -> list[str]:
    """Diagnostics whose notes tell none of the stories that the runs tell."""
    result = []
    for d in diagnostics:
        stories = runs.stories.get((d.line, d.check), set())
        told = set(d.lines_here())
        if stories and not any(story <= told for story in stories):
            lines = " or ".join(str(sorted(story)) for story in sorted(stories, key=sorted))
            result.append(f"line {d.line}: the notes miss how it came about in the runs, "
                          f"lines {lines}")
    return result


def _unexplained(diagnostics: list[Diagnostic], runs: Runs) -> list[str]:
    """Violations at places, or of checks, that no diagnostic names."""
    said = {("", d.line, d.check) for d in diagnostics}
    return [f"{v.file or 'line'} {v.line}: a run violates {v.check} here, "
            f"and no warning says so: {v.message}"
            for v in runs.violated if (v.file, v.line, v.check) not in said]
