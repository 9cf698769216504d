# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Applies all fix-its of a batch, runs what comes of it, and looks for harm: a
fixed line that still violates, a violation that was not there, a run that was
clean and now behaves in another way."""

from __future__ import annotations

import difflib
from pathlib import Path

import batch
from batch import Observed, Text
from generator.ir import Program
from results import Outcome
from toolchain import Toolchain

_ENDED_EARLY = 3  # the driver's exit status of a run that let an exception out
# Violations that throw; and those of which the runtime is silent while what they threw
# unwinds: behind a fixed line of the first kind, the others were hidden.
_THROW = {f"eventloop-{name}" for name in (
    "close-while-running", "cross-thread-schedule", "nested-run", "schedule-after-close",
    "submit-after-shutdown")}
_EXCUSED = {f"eventloop-{name}" for name in (
    "executor-not-shutdown", "session-cleanup-outside-loop", "unawaited-task", "unclosed-loop",
    "unclosed-session")}


def check(tools: Toolchain, place: Path, programs: dict[str, Program],
          before: dict[str, Observed], outcomes: dict[str, Outcome]) -> None:
    """Adds what is wrong with the fixes to the outcomes of the batch."""
    fixable = {name: one.fixable for name, one in before.items() if not one.trouble}
    wanted = {name: program for name, program in programs.items() if fixable.get(name)}
    if not wanted:
        return
    # What was kept of earlier runs does not have their output.
    before = {**before, **batch.execute_all(tools, place / "unfixed", wanted)}
    for name in wanted:
        before[name].fixable = fixable[name]
    folder = place / "fixed"
    folder.mkdir(parents=True, exist_ok=True)
    old = batch.text_of(wanted)
    source = folder / "batch.cpp"
    source.write_text("\n".join(old.lines) + "\n", encoding="utf-8")
    tools.analyse(source, "-fix")
    new = _as_text(source.read_text(encoding="utf-8").splitlines(), list(wanted))
    after = {name: Observed() for name in wanted}
    for name, message in batch.build(tools, folder, new).items():
        outcomes[name].bad_fixes.append(f"does not compile: {message}")
    batch.run(tools, folder, new, after)
    for name in new.names:
        lines = _line_map(_part(old, name), _part(new, name))
        _compare(before[name], after[name], lines, outcomes[name])


def _as_text(lines: list[str], names: list[str]) -> Text:
    heads = {line: number for number, line in enumerate(lines, start=1)}
    return Text(lines, [heads[f"namespace {name} {{"] for name in names], names)


def _part(text: Text, name: str) -> list[str]:
    index = text.names.index(name)
    start = text.starts[index]
    end = text.starts[index + 1] - 1 if index + 1 < len(text.starts) else len(text.lines)
    return text.lines[start:end]


def _line_map(old: list[str], new: list[str]) -> dict[int, int]:
    """New line: the old line that it is, be it moved."""
    result: dict[int, int] = {}
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        result.update({b + i + 1: a + i + 1 for i in range(size)})
    gone = {text.strip(): n for n, text in enumerate(old, 1) if n not in result.values()}
    for number, text in enumerate(new, start=1):
        if number not in result and text.strip() in gone:
            result[number] = gone[text.strip()]
    return result


def _compare(before: Observed, after: Observed, lines: dict[int, int], outcome: Outcome) -> None:
    bad = outcome.bad_fixes
    bad += after.trouble
    for run in after.runs:
        old = _counterpart(before.runs, run["choices"])
        if old is None:
            bad.append(f"no run before had the answers '{run['choices']}'")
            continue
        was_clean = not old["violated"]
        has_unwound = any(tuple(key) in before.fixable and key[0] in _THROW
                          for key in old["violated"])
        for key in run["violated"]:
            check_name, line = key[0], lines.get(key[1], 0)
            if (check_name, line) in before.fixable:
                bad.append(f"line {line}: still violates {check_name}")
            elif was_clean:
                bad.append(f"line {line}: {check_name} in a run that was clean")
            elif [check_name, line] in [list(k) for k in old["violated"]]:
                continue
            elif line and (line not in old["reached"] or _ended_early(old)
                           or (has_unwound and check_name in _EXCUSED)):
                outcome.uncovered += 1
            else:
                bad.append(f"line {line}: {check_name} is new")
        if was_clean and any(run[part] != old[part] for part in ("output", "end", "code")):
            bad.append(f"answers '{run['choices']}': a clean run behaves in another way")
    outcome.bad_fixes = sorted(set(bad))


def _ended_early(run: dict) -> bool:
    return run["end"] != "exited" or run["code"] == _ENDED_EARLY


def _counterpart(runs: list[dict], choices: str) -> dict | None:
    """The run that got the same answers, as far as it asked for them."""
    for run in runs:
        if choices.startswith(run["choices"]) or run["choices"].startswith(choices):
            return run
    return None
