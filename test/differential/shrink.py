# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes programs smaller while the runs and the analysis still disagree in the
same way: delta debugging, a translation unit full of candidates at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import batch
import judge
from edits import Edit, apply, edits
from generator.ir import Program
from toolchain import Toolchain

CANDIDATES = 60  # a translation unit
ROUNDS = 30


@dataclass(frozen=True)
class Target:
    """The disagreement to keep."""

    check: str
    kind: str
    truth: str
    said: str
    @staticmethod
    def of(verdict: judge.Verdict) -> Target:
        return Target(verdict.check, verdict.kind, verdict.truth, verdict.said)

    def holds(self, seen: batch.Observed) -> bool:
        return any(Target.of(v) == self for v in judge.disagreements(seen))


def shrink(tools: Toolchain, place: Path, program: Program, target: Target) -> Program:
    """The smallest program that was found."""
    for _ in range(ROUNDS):
        smaller = _round(tools, place, program, target)
        if smaller is None:
            break
        program = smaller
    return program


def _round(tools: Toolchain, place: Path, program: Program, target: Target) -> Program | None:
    """Tries all single edits, some at a time; then the good ones together."""
    texts = {_text(program)}
    waiting: list[tuple[Edit, Program]] = []
    for edit in edits(program):
        edited = apply(program, edit)
        if edited is not None and _text(edited) not in texts:
            texts.add(_text(edited))
            waiting.append((edit, edited))
    waiting.sort(key=lambda pair: pair[1].size())
    good: list[tuple[Edit, Program]] = []
    while waiting and not good:
        good = _holding(tools, place, waiting[:CANDIDATES], target)
        waiting = waiting[CANDIDATES:]
    good = [pair for pair in good if _weight(pair[1]) < _weight(program)]
    if not good:
        return None
    good.sort(key=lambda pair: _weight(pair[1]))
    together = []
    union = good[0][0]
    for edit, _ in good[1:]:
        union = union | edit
        edited = apply(program, union)
        if edited is not None:
            together.append((union, edited))
    both = good + _holding(tools, place, together[-CANDIDATES:], target)
    return min((pair[1] for pair in both), key=_weight)


def _weight(program: Program) -> tuple[int, int]:
    return program.size(), len(_text(program))


def _text(program: Program) -> str:
    return "\n".join(text for text, _ in program.lines())


def _holding(tools: Toolchain, place: Path, candidates: list[tuple[Edit, Program]],
             target: Target) -> list[tuple[Edit, Program]]:
    named = {f"c{n}": pair for n, pair in enumerate(candidates)}
    seen, _ = batch.observe(tools, place, {name: pair[1] for name, pair in named.items()})
    return [pair for name, pair in named.items() if target.holds(seen[name])]


_MARKING = re.compile(r"\{ oracle::mark\(\d+\); \}")
_NUMBERED = re.compile(r"\b([A-Za-z_]+)(\d+)\b")
_WORDS = {"l": "loop", "s": "session", "t": "task", "v": "tasks", "k": "coroutine", "b": "flag",
          "p": "pointer", "n": "number", "i": "count", "f": "lambda", "c": "holder", "o": "owner",
          "g": "guard", "a": "given", "main": "run_all", "e": "loops"}


def scenario(program: Program, seen: batch.Observed, target: Target, name: str) -> str:
    """The program as a file that can become an fn_ or fp_ scenario."""
    short = target.check.removeprefix("eventloop-")
    prefix = {"fn": "fn", "fp": "fp", "unreached": "fp", "grade": "bad" if target.truth == "definite" else "maybe"}
    function = f"{prefix[target.kind]}_{name}"
    says = {judge_line.line: judge_line for judge_line in judge.disagreements(seen)
            if Target.of(judge_line) == target}
    numbered: dict[str, dict[str, int]] = {}

    def renamed(match: re.Match) -> str:
        names = numbered.setdefault(match[1], {})
        number = names.setdefault(match[2], len(names) + 1)
        return _WORDS.get(match[1], match[1]) + (str(number) if number > 1 else "")

    body = []
    for number, (text, node) in enumerate(program.lines(), start=1):
        if "run" in node.defines and text.startswith("void run()"):
            text = f"void {function}() {{"
        else:
            text = _NUMBERED.sub(renamed, _MARKING.sub("{}", text))
        if number in says:
            body.append(f"  // {short}: the runs say '{target.truth or 'nothing'}', "
                        f"the analysis '{target.said or 'nothing'}'.")
        body.append(text)
    head = [f"// Seed {program.seed}; {target.kind} of {short}.", "", "#include <refloop/refloop.h>",
            "#include <refloop/testing.h>", "", "#include <functional>", "#include <memory>",
            "#include <optional>", "#include <vector>", "", "using namespace refloop;",
            "using namespace std::chrono_literals;", ""]
    return "\n".join([*head, *body]) + "\n"
