# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What all parts of the generator share: chance, names, declarations and the
budget of unknown conditions."""

from __future__ import annotations

import random
from collections import Counter

from .ir import Node, block, line
from .objects import Flag, Site

MAX_QUESTIONS = 5  # 2 ** 5 answer sequences, well below the 64 that are tried


class Maker:
    """Makes one program; the same seed and weights make the same program."""

    def __init__(self, seed: int, weights: dict):
        self.random = random.Random(seed)
        self.weights = weights
        self.declarations: list[Node] = []
        self._names: dict[str, int] = {}
        self._questions = 0
        self._marks = 0
        self.connects = False  # its sessions talk to a server
        self.tests = False     # it consists of tests
        self.planted: Counter = Counter()  # by check: what was made to be wrong

    # Chance.

    def pick(self, table: str, allowed=None) -> str | None:
        """A key of the named table of weights, of those allowed."""
        rows = {key: weight for key, weight in self.weights[table].items()
                if weight > 0 and (allowed is None or key in allowed)}
        if not rows:
            return None
        return self.random.choices(list(rows), list(rows.values()))[0]

    def chance(self, name: str) -> bool:
        return self.random.random() < self.weights["chances"][name]

    def any(self, things):
        return self.random.choice(list(things))

    def plant(self, check: str) -> None:
        """Counts something that is wrong unless what surrounds it prevents that."""
        self.planted["eventloop-" + check] += 1

    # Names and declarations.

    def name(self, prefix: str) -> str:
        self._names[prefix] = self._names.get(prefix, 0) + 1
        return f"{prefix}{self._names[prefix]}"

    def declare(self, node: Node) -> None:
        self.declarations.append(node)

    def mark(self) -> Node:
        """A statement that shows from outside."""
        return line(self.marking())

    def marking(self) -> str:
        self._marks += 1
        return f"oracle::mark({self._marks});"

    # Conditions.

    def may_ask(self, site: Site) -> bool:
        return self._questions + site.repeats <= MAX_QUESTIONS

    def ask(self, site: Site) -> str:
        """An unknown condition; a constant once there were enough of them."""
        if not self.may_ask(site):
            return self.any(["true", "false"])
        self._questions += site.repeats
        return "refloop::testing::choose()"

    def condition(self, site: Site) -> tuple[list[Node], str]:
        """What is to stand before, and a condition: unknown, or correlated with
        others by a flag."""
        how = self.pick("conditions", None if site.flags else {"ask", "new_flag"})
        if how == "ask":
            return [], self.ask(site)
        nodes = []
        if how == "new_flag":
            node, flag = self.new_flag(site)
            nodes = [*node]
        else:
            flag = self.any(site.flags)
        return nodes, flag.true if self.random.random() < 0.6 else flag.false

    def new_flag(self, site: Site) -> tuple[list[Node], Flag]:
        """Decides a condition now, for later."""
        kind = self.pick("flags")
        asked = self.ask(site)
        name = self.name({"pointer": "p"}.get(kind, "b"))
        if kind == "bool":
            flag = Flag("bool", name, "{}", "!{}")
            text = f"const bool {name} = {asked};"
        elif kind == "global":
            self.declare(line(f"bool {name} = false;", name))
            flag, text = Flag("bool", name, "{}", "!{}", everywhere=True), f"{name} = {asked};"
        elif kind == "int":
            flag = Flag("int", name, *self.any([("{} > 0", "{} == 0"), ("{} == 2", "{} < 2"),
                                               ("{} != 0", "!({} != 0)")]))
            text = f"const int {name} = {asked} ? 2 : 0;"
        elif kind == "enum":
            mode = self.name("Mode")
            self.declare(line(f"enum class {mode} {{ off, on }};", mode))
            flag = Flag(mode, name, f"{{}} == {mode}::on", f"{{}} == {mode}::off")
            text = f"const {mode} {name} = {asked} ? {mode}::on : {mode}::off;"
        else:
            target = self.name("n")
            flag = Flag("const int *", name, *self.any([("{}", "!{}"),
                                                       ("{} != nullptr", "{} == nullptr")]))
            site.flags.append(flag)
            return [line(f"const int {target} = 1;", target),
                    line(f"const int *{name} = {asked} ? &{target} : nullptr;", name)], flag
        site.flags.append(flag)
        return [line(text) if flag.everywhere else line(text, name)], flag

    def guarded(self, site: Site, body: list[Node]) -> list[Node]:
        """`body` behind a condition."""
        before, condition = self.condition(site)
        return [*before, block(f"if ({condition}) {{", body, unwraps=True)]
