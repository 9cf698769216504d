#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Judges branches that hang together: random functions over three flags and a number
that close a loop and use it under conditions, many of which come again. What is true
of them is found by going through every input, so nothing is compiled or run.

  branches.py --seeds 0:120                 the numbers
  branches.py --seeds 0:120 --recorded      fails on more than branches.json has
  branches.py --seeds 0:120 --record        writes branches.json
  branches.py --print 7                     the function of a seed, and what is said of it
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RECORDED = HERE / "branches.json"
CHECKS = "-*,eventloop-schedule-after-close,eventloop-unclosed-loop"
FLAGS = ("a", "b", "c")
NUMBERS = (-1, 0, 1, 2, 3)  # what n may be; conditions compare it with 0, 1 and 2
FORMS = {"variables": "bool a, bool b, bool c, int n", "reference": "S &s", "value": "S s"}
USE, UNCLOSED = "use", "unclosed"


class Leave(Exception):
    """Control leaves a block: by return, an exception, break or continue."""


class Generator:
    """The body of one function: a tree of statements, each a tuple of a kind and its parts."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.conditions: list[str] = []
        self.variables = 0
        self.loops = 0

    def body(self) -> list[tuple]:
        return self.block(list(FLAGS), 0, self.random.randint(3, 7))

    def leaf(self, names: list[str]) -> str:
        if self.random.random() < 0.25:
            return f"n {self.random.choice(('==', '!=', '<', '>', '<=', '>='))} {self.random.choice((0, 1, 2))}"
        return self.random.choice(names)

    def condition(self, names: list[str], depth: int = 0) -> str:
        kind = self.random.random()
        if depth < 2 and kind < 0.35:
            operator = self.random.choice(("&&", "||"))
            return f"({self.condition(names, depth + 1)} {operator} {self.condition(names, depth + 1)})"
        if depth < 2 and kind < 0.6:
            return f"!({self.condition(names, depth + 1)})"
        return self.leaf(names)

    def test(self, names: list[str]) -> str:
        """A condition, most often one that was made before, as it was or negated."""
        known = [c for c in self.conditions if set(re.findall(r"\b[vi]\d+\b", c)) <= set(
            word for name in names for word in name.split())]
        if known and self.random.random() < 0.6:
            again = self.random.choice(known)
            return f"!({again})" if self.random.random() < 0.5 else again
        self.conditions.append(self.condition(names))
        return self.conditions[-1]

    def fresh(self, prefix: str) -> str:
        self.variables += 1
        return f"{prefix}{self.variables}"

    def block(self, names: list[str], depth: int, size: int) -> list[tuple]:
        names = list(names)  # what is declared here ends here
        return [self.statement(names, depth) for _ in range(size)]

    def statement(self, names: list[str], depth: int) -> tuple:
        kind = self.random.random()
        if kind < 0.16:
            return ("close",)
        if kind < 0.34 or depth == 3 or (kind < 0.42 and depth == 0):
            return (USE, None)
        if kind < 0.42:
            return (self.random.choice(("break", "continue")) if self.loops else "return",)
        if kind < 0.55:
            test, name = self.test(names), self.fresh("v")
            names.append(name)
            return ("declare", name, test)
        if kind < 0.63:
            around, self.loops = self.loops, 0  # a break would be the switch's
            cases = [self.block(names, depth + 1, self.random.randint(1, 2)) for _ in range(3)]
            self.loops = around
            return ("switch", self.random.sample((0, 1, 2), 2), cases)
        if kind < 0.7:
            name = self.fresh("i")
            self.loops += 1
            inside = self.block([*names, f"{name} == {self.random.choice((0, 1))}"], depth + 1,
                                self.random.randint(1, 3))
            self.loops -= 1
            return ("for", name, self.random.choice((1, 2, 3)), inside)
        test = self.test(names)
        then = self.block(names, depth + 1, self.random.randint(1, 3))
        otherwise = self.block(names, depth + 1, 1) if self.random.random() < 0.4 else []
        return ("if", test, then, otherwise)


class Source:
    """The C++ of a function. Gives each use the number of its line, from 1."""

    def __init__(self, name: str, form: str, body: list[tuple]) -> None:
        self._fields = form != "variables"
        self.lines = [f"void {name}({FORMS[form]}) {{", "  EventLoop l;"]
        self.block(body)
        self.lines.append("}")

    def add(self, text: str) -> None:
        self.lines.append("  " + (re.sub(r"\b([abcn])\b", r"s.\1", text) if self._fields else text))

    def block(self, body: list[tuple]) -> None:
        for at, (kind, *parts) in enumerate(body):
            if kind == "close":
                self.add("l.close();")
            elif kind == USE:
                self.add("l.call_soon([] {});")
                body[at] = (USE, len(self.lines))
            elif kind in ("return", "break", "continue"):
                self.add(f"{kind};")
            elif kind == "declare":
                self.add(f"const bool {parts[0]} = {parts[1]};")
            elif kind == "for":
                self.add(f"for (int {parts[0]} = 0; {parts[0]} < {parts[1]}; ++{parts[0]}) {{")
                self.block(parts[2])
                self.add("}")
            elif kind == "switch":
                self.add("switch (n) {")
                for label, inside in zip([f"case {c}" for c in parts[0]] + ["default"], parts[1]):
                    self.add(f"{label}: {{")
                    self.block(inside)
                    self.add("} break;")
                self.add("}")
            else:
                self.add(f"if ({parts[0]}) {{")
                self.block(parts[1])
                if parts[2]:
                    self.add("} else {")
                    self.block(parts[2])
                self.add("}")


class Run:
    """One run of a function: whether the loop was closed, which uses were reached, which failed."""

    def __init__(self, values: dict[str, int]) -> None:
        self.values = values
        self.closed, self.reached, self.failed = False, set(), None

    def holds(self, condition: str) -> bool:
        text = re.sub(r"!(?!=)", " not ", condition).replace("&&", " and ").replace("||", " or ")
        return bool(eval(text, {}, self.values))  # pylint: disable=eval-used

    def block(self, body: list[tuple]) -> None:
        for kind, *parts in body:
            if kind == "close":
                self.closed = True
            elif kind == USE:
                self.reached.add(parts[0])
                if self.closed:
                    self.failed = parts[0]
                    raise Leave("return")
            elif kind in ("return", "break", "continue"):
                raise Leave(kind)
            elif kind == "declare":
                self.values[parts[0]] = self.holds(parts[1])
            elif kind == "for":
                self.rounds(*parts)
            elif kind == "switch":
                n = self.values["n"]
                self.block(parts[1][parts[0].index(n) if n in parts[0] else 2])
            else:
                self.block(parts[1] if self.holds(parts[0]) else parts[2])

    def rounds(self, name: str, count: int, body: list[tuple]) -> None:
        for self.values[name] in range(count):
            try:
                self.block(body)
            except Leave as leave:
                if str(leave) == "return":
                    raise
                if str(leave) == "break":
                    return


def truth(body: list[tuple]) -> dict[tuple[str, int], str]:
    """What is wrong with a function, by kind and line: "definite" or "maybe"."""
    runs = []
    for flags in itertools.product((False, True), repeat=len(FLAGS)):
        for n in NUMBERS:
            run = Run({**dict(zip(FLAGS, flags)), "n": n})
            try:
                run.block(body)
            except Leave:
                pass
            runs.append(run)
    wrong = {}
    for line in {run.failed for run in runs} - {None}:
        always = all(run.failed == line for run in runs if line in run.reached)
        wrong[USE, line] = "definite" if always else "maybe"
    unclosed = [not run.closed for run in runs]
    if any(unclosed):
        wrong[UNCLOSED, 2] = "definite" if all(unclosed) else "maybe"
    return wrong


def said(tidy: Path, lines: list[str]) -> dict[tuple[str, int], str]:
    """The diagnostics of the analysis, by kind and line of `lines`."""
    head = ["#include <refloop/refloop.h>", "using namespace refloop;",
            "struct S { bool a, b, c; int n; };"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "branches.cpp"
        file.write_text("\n".join(head + lines) + "\n", encoding="utf-8")
        result = subprocess.run([tidy, "--quiet", f"--checks={CHECKS}", file, "--", "-std=c++20", "-w",
                                 f"-I{ROOT / 'runtime-model' / 'include'}"],
                                capture_output=True, text=True, check=False)
    found = {}
    for line, level, text in re.findall(r":(\d+):\d+: (warning|error): (.*)", result.stdout):
        if level == "error":
            sys.exit(f"branches: a function does not compile: {text}")
        kind = UNCLOSED if "[eventloop-unclosed-loop" in text else USE
        found[kind, int(line) - len(head)] = "maybe" if " may be " in text else "definite"
    if result.returncode:
        sys.exit(f"branches: {tidy} ended with status {result.returncode}: {result.stderr}")
    return found


def judge(tidy: Path, seeds: range) -> tuple[dict[str, int], list[str]]:
    """The numbers of all functions, in each form; and a line for each disagreement."""
    lines, wrong, seed_of = [], {}, {}
    for seed in seeds:
        for form in FORMS:
            body = Generator(seed).body()
            source = Source(f"{form}_{seed}", form, body)
            for (kind, line), grade in truth(body).items():
                wrong[kind, len(lines) + line] = grade
            for line in range(len(source.lines)):
                seed_of[len(lines) + line + 1] = f"seed {seed}, {form}, line {line + 1}"
            lines += source.lines
    reported = said(tidy, lines)
    kinds = {"false_positive": [key for key in reported if key not in wrong],
             "false_negative": [key for key in wrong if key not in reported],
             "grade": [key for key in reported if key in wrong and wrong[key] != reported[key]]}
    numbers = {"functions": len(seeds) * len(FORMS), "true": len(wrong),
               **{kind: len(keys) for kind, keys in kinds.items()}}
    return numbers, [f"{kind}: {seed_of[line]}: {what}" for kind, keys in kinds.items()
                     for what, line in sorted(keys, key=lambda key: key[1])]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--seeds", default="0:120", metavar="A:B")
    parser.add_argument("--print", type=int, metavar="SEED", dest="seed")
    parser.add_argument("--recorded", action="store_true", help="fail on more than was recorded")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    tidy = options.build / "bin" / "eventloop-tidy"
    if not tidy.exists():
        sys.exit(f"branches: no {tidy}; tools/build.sh makes it")
    if options.seed is not None:
        print("\n".join(Source("f", "variables", Generator(options.seed).body()).lines))
        seeds = range(options.seed, options.seed + 1)
    else:
        seeds = range(*map(int, options.seeds.split(":")))
    numbers, disagreements = judge(tidy, seeds)
    print("\n".join(disagreements + [json.dumps(numbers)]))
    if options.record:
        RECORDED.write_text(json.dumps({"seeds": options.seeds, **numbers}, indent=2) + "\n",
                            encoding="utf-8")
    if not options.recorded:
        return 0
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    if recorded["seeds"] != options.seeds or recorded["true"] != numbers["true"]:
        sys.exit("branches: branches.json is of other functions; --record writes it anew")
    worse = [kind for kind in ("false_positive", "false_negative", "grade")
             if numbers[kind] > recorded[kind]]
    for kind in worse:
        print(f"branches: {numbers[kind]} x {kind}, recorded are {recorded[kind]}")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
