# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The program that a seed makes, as a tree of statements, functions and types,
and its C++. Every name that the generator makes is unique in its program, so
that nodes can be moved or deleted without a look at scopes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Iterator

# A made name: letters, digits at the end. Library names have no such form.
_NAME = re.compile(r"\b[A-Za-z_]+\d+\b")


@dataclass
class Node:
    """`heads[0] blocks[0] heads[1] ... heads[n]`: a statement has one head and no
    block, an `if`/`else` three heads and two blocks, a function two and one."""

    heads: list[str]
    blocks: list[list[Node]] = field(default_factory=list)
    defines: tuple[str, ...] = ()  # the first is its own, the others its parameters
    kept: bool = False    # without it, what surrounds it does not compile
    unwraps: bool = False  # each of its blocks can stand in its place

    def uses(self) -> set[str]:
        """The made names in its own heads that it does not define."""
        return {name for head in self.heads for name in _NAME.findall(head)} - set(self.defines)

    def lines(self, depth: int = 0) -> Iterator[tuple[str, Node]]:
        """Its lines of C++, each with the node that it belongs to."""
        for index, head in enumerate(self.heads):
            if head:
                yield "  " * depth + head, self
            if index < len(self.blocks):
                for node in self.blocks[index]:
                    yield from node.lines(depth + 1)

    def walk(self) -> Iterator[Node]:
        """Itself and all below it."""
        yield self
        for block in self.blocks:
            for node in block:
                yield from node.walk()


def line(text: str, *defines: str, kept: bool = False) -> Node:
    """A statement or declaration of one line."""
    return Node([text], [], defines, kept)


def block(head: str, body: list[Node], tail: str = "}", *, defines: tuple = (),
          kept: bool = False, unwraps: bool = False) -> Node:
    """A node with one block: a function, a lambda, a loop, a scope."""
    return Node([head, tail], [body], defines, kept, unwraps)


@dataclass
class Program:
    """Declarations in order; the last one defines `run()`."""

    seed: int
    nodes: list[Node]
    planted: dict[str, int] = field(default_factory=dict)  # by check, see planted.py

    def walk(self) -> Iterator[Node]:
        for node in self.nodes:
            yield from node.walk()

    def lines(self) -> list[tuple[str, Node]]:
        return [pair for node in self.nodes for pair in node.lines()]

    def size(self) -> int:
        """What the shrinker makes smaller."""
        return len(self.lines())


def namespace(name: str, program: Program) -> list[str]:
    """The program's lines, in a namespace of its own."""
    return [f"namespace {name} {{", *(text for text, _ in program.lines()), f"}} // {name}"]
