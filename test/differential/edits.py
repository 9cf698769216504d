# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Smaller programs: statements deleted with all that depends on them, blocks in
place of what surrounds them, bodies in place of calls."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Iterator

from generator.ir import Node, Program

_CALL = re.compile(r"^(?:co_await )?(?P<name>\w+)\((?P<arguments>.*)\);$")
_SIGNATURE = re.compile(r"^(?:void|Task<>) (?P<name>\w+)\((?P<parameters>.*)\) \{$")


@dataclass(frozen=True)
class Edit:
    """Changes of one program, by the number of the node in walking order."""

    drop: frozenset[int] = frozenset()
    unwrap: tuple[tuple[int, int], ...] = ()  # (node, block that takes its place)
    inline: frozenset[int] = frozenset()      # calls

    def __or__(self, other: Edit) -> Edit:
        return Edit(self.drop | other.drop, (*self.unwrap, *other.unwrap),
                    self.inline | other.inline)


def edits(program: Program) -> Iterator[Edit]:
    """All single edits, the ones that promise most first."""
    numbers = {id(node): number for number, node in enumerate(program.walk())}
    for node in program.walk():
        for inner in [*node.blocks, program.nodes if node is program.nodes[0] else []]:
            half = len(inner) // 2
            if half > 1:
                for part in (inner[:half], inner[half:]):
                    yield Edit(drop=frozenset(numbers[id(n)] for n in part if not n.kept))
    for node in program.walk():
        if not node.kept:
            yield Edit(drop=frozenset({numbers[id(node)]}))
    for node in program.walk():
        if node.kept or node in program.nodes:
            continue
        for index in range(len(node.blocks)):
            yield Edit(unwrap=((numbers[id(node)], index),))
        if _CALL.match(node.heads[0]):
            yield Edit(inline=frozenset({numbers[id(node)]}))


def apply(program: Program, edit: Edit) -> Program | None:
    """The edited program, with all gone that depends on what is gone and all
    declarations that nobody uses. Nothing if its `run` does not survive."""
    numbers = {id(node): number for number, node in enumerate(program.walk())}
    functions = {}
    for node in program.nodes:
        match = _SIGNATURE.match(node.heads[0])
        if match:
            functions[match["name"]] = (match["parameters"], node)
    unwrapped = dict(edit.unwrap)

    def rebuilt(node: Node) -> list[Node]:
        number = numbers[id(node)]
        if number in edit.drop:
            return []
        if number in edit.inline:
            return _inlined(node, functions)
        blocks = [[new for child in block for new in rebuilt(child)] for block in node.blocks]
        if number in unwrapped:
            return blocks[unwrapped[number]]
        return [replace(node, blocks=blocks)]

    nodes = [new for node in program.nodes for new in rebuilt(node)]
    return _settled(Program(program.seed, nodes))


def _inlined(call: Node, functions: dict) -> list[Node]:
    match = _CALL.match(call.heads[0])
    if not match or match["name"] not in functions:
        return [call]
    parameters, function = functions[match["name"]]
    names = [p.split()[-1].lstrip("&*") for p in parameters.split(", ")] if parameters else []
    arguments = match["arguments"].split(", ") if match["arguments"] else []
    if len(names) != len(arguments):
        return [call]
    spelled = {name: argument if argument.isidentifier() else f"({argument})"
               for name, argument in zip(names, arguments)}

    def renamed(node: Node) -> Node:
        heads = [re.sub(r"\b\w+\b", lambda m: spelled.get(m[0], m[0]), h) for h in node.heads]
        return replace(node, heads=heads, blocks=[[renamed(n) for n in b] for b in node.blocks])

    body = [renamed(node) for node in function.blocks[0]]
    return [node for node in body if node.heads[0] != "co_return;"]


def _settled(program: Program) -> Program | None:
    """Deletes what uses undefined names and what nobody uses, until all is well."""
    nodes = program.nodes
    while True:
        size = sum(1 for node in nodes for _ in node.walk())
        defined = {name for node in nodes for n in node.walk() for name in n.defines}
        nodes = [new for node in nodes for new in _with_names(node, defined)]
        nodes = [n for n in nodes if "run" in n.defines or _wanted(n, nodes)]
        if sum(1 for node in nodes for _ in node.walk()) == size:
            break
    alive = any("run" in node.defines for node in nodes)
    return Program(program.seed, nodes) if alive else None


def _with_names(node: Node, defined: set[str]) -> list[Node]:
    """The node without what uses names that are not defined."""
    if node.uses() - defined:
        return []
    blocks = [[new for child in block for new in _with_names(child, defined)]
              for block in node.blocks]
    return [replace(node, blocks=blocks)]


def _wanted(node: Node, nodes: list[Node]) -> bool:
    """Whether another declaration uses a top-level one."""
    return any(node.defines[0] in n.uses() for other in nodes if other is not node
               for n in other.walk())
