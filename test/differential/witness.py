# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Witnesses for warnings at lines that no run comes to. Two things are tried: the
same program with the exceptions of violations swallowed in the lines that throw
them, as if each had been mended; and the function that the line is in, called by
a `run()` of its own. What the line does then says whether the warning is right."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Iterable

import batch
import judge
from batch import Observed
from generator.ir import Node, Program, block, line
from toolchain import Toolchain

ROUNDS = 6  # behind one violation there may be another
_STAYS = ("return", "co_return", "throw", "break", "continue", "try {", ":")
_FUNCTION = re.compile(r"^(?:template <.*> )?(?P<type>void|Task<>|TaskHandle<>) "
                       r"(?P<name>\w+)\((?P<parameters>.*)\)(?: noexcept)? \{$")
_FIELD = re.compile(r"^(?P<type>.*?[ &*])(?P<name>\w+);$")
_METHOD = re.compile(r"^void (?P<name>\w+)\(\) \{$")
_HELD = re.compile(r"^std::(?P<holder>unique_ptr|shared_ptr|optional)<(?P<type>EventLoop|"
                   r"ClientSession)>$")

Key = tuple[str, int]


def check(tools: Toolchain, place: Path, programs: dict[str, Program],
          seen: dict[str, Observed]) -> None:
    """Adds to `witnessed` what is true of lines that something was said of and no
    run came to, where that can be found out."""
    waiting = {name: judge.unreached(one) for name, one in seen.items() if not one.trouble}
    waiting = {name: keys for name, keys in waiting.items() if keys}
    _behind_violations(tools, place, programs, seen, waiting)
    alone = {}
    for name, keys in waiting.items():
        for key in keys:
            callers = called_alone(programs[name], key[1], seen[name].reached)
            alone.update({f"{name}_{len(alone) + n}": (name, key, caller)
                          for n, caller in enumerate(callers)})
    if not alone:
        return
    now = batch.execute_all(tools, place, {n: caller for n, (_, _, caller) in alone.items()})
    for each, (name, key, _) in alone.items():
        if key not in seen[name].witnessed:
            _note(seen[name], now[each], [key])


def _note(seen: Observed, now: Observed, keys: list[Key]) -> list[Key]:
    """Keeps what runs that may be trusted say of lines; the lines they came to."""
    found = [] if now.trouble else [key for key in keys if key[1] in now.reached]
    seen.witnessed.update({key: judge.truth(now, *key) for key in found})
    return found


def _behind_violations(tools: Toolchain, place: Path, programs: dict[str, Program],
                       seen: dict[str, Observed], waiting: dict[str, list[Key]]) -> None:
    """Swallows what ends the runs until they come to the lines of `waiting`."""
    mended = {name: programs[name] for name in waiting}
    lines = {name: {line for _, line in seen[name].violated} for name in waiting}
    for _ in range(ROUNDS):
        mended = {name: swallowing(program, lines[name]) for name, program in mended.items()}
        if not mended:
            return
        for name, now in batch.execute_all(tools, place, mended).items():
            found = _note(seen[name], now, waiting[name])
            waiting[name] = [key for key in waiting[name] if key not in found]
            news = {line for _, line in now.violated} - lines[name]
            lines[name] |= news
            if not news or not waiting[name]:
                del mended[name]


def swallowing(program: Program, lines: set[int]) -> Program:
    """The program with a handler around each of the statements of `lines`. All
    lines keep their numbers. What declares a name stays as it is."""
    chosen = {id(node) for number, (_, node) in enumerate(program.lines(), start=1)
              if number in lines and _can_be_guarded(node)}

    def rebuilt(node: Node) -> Node:
        blocks = [[rebuilt(child) for child in inner] for inner in node.blocks]
        heads = list(node.heads)
        if id(node) in chosen:
            heads[0] = f"try {{ {heads[0]}"
            heads[-1] += " } catch (const RuntimeError &) {}"
        return replace(node, heads=heads, blocks=blocks)

    return Program(program.seed, [rebuilt(node) for node in program.nodes])


def _can_be_guarded(node: Node) -> bool:
    """Whether it is a statement that may stand in a scope of its own."""
    return (not node.defines and node.heads[-1].endswith(";")
            and not node.heads[0].startswith(_STAYS))


def called_alone(program: Program, number: int, reached: Iterable[int]) -> list[Program]:
    """Programs whose `run()` calls, with fresh objects, a function that no run
    entered and that leads to line `number`: whatever calls others of them first."""
    spans, first = {}, 1
    for node in program.nodes:
        spans[id(node)] = range(first, first + sum(1 for _ in node.lines()))
        first = spans[id(node)].stop
    levels = [[node for node in program.nodes if number in spans[id(node)]]]
    while levels[-1]:
        known = [node for level in levels for node in level]
        levels.append([node for node in program.nodes if node not in known and any(
            inner.defines[0] in n.uses() for inner in levels[-1] for n in node.walk())])
    result = []
    for level in reversed(levels):
        for node in level:
            span = spans[id(node)]
            for body in [] if "run" in node.defines else _calls(node, number, span, set(reached)):
                run = block("void run() {", [line(text) for text in body], defines=("run",))
                result.append(Program(program.seed, [*program.nodes[:-1], run]))
    return result


def _calls(node: Node, number: int, span: range, reached: set[int]) -> list[list[str]]:
    """Statements for each way to call a function or class that no run entered. Of
    the class that `number` is in, the method that it is in."""
    if match := _FUNCTION.match(node.heads[0]):
        types = [p[:-len(n)] for p, n in _split(match["parameters"])]
        made = None if reached & set(span) else _arguments(types)
        if made is None:
            return []
        call = f"{match['name']}({', '.join(made[1])})"
        running = next((a for t, a in zip(types, made[1]) if t == "EventLoop &"), "w0")
        if match["type"] == "Task<>":
            return [["EventLoop w0;", *made[0], f"({running}).run_until_complete({call});"]]
        return [[*made[0], f"{call};", *_turns(types)]]
    return _calls_of(node, number, span, reached) if node.heads[0].startswith("struct ") else []


def _calls_of(struct: Node, number: int, span: range, reached: set[int]) -> list[list[str]]:
    types, methods, at = [], [], span.start + 1
    for member in struct.blocks[0]:
        inside = range(at, at + sum(1 for _ in member.lines()))
        at = inside.stop
        field = _FIELD.match(member.heads[0]) if not member.blocks else None
        if field and _is_given(field["type"]):
            types.append(field["type"])
        if member.blocks and not reached & set(inside) and (number in inside
                                                            or number not in span):
            match = _METHOD.match(member.heads[0])
            methods.append([f"c0.{match['name']}();", *_turns(types)] if match else [])
    made = _arguments(types)
    if made is None:
        return []
    return [[*made[0], f"{struct.defines[0]} c0{{{', '.join(made[1])}}};", *method]
            for method in methods]


def _split(parameters: str) -> list[tuple[str, str]]:
    """Parameters, each with its name."""
    return [(p, re.search(r"\w+$", p)[0]) for p in parameters.split(", ") if p]


def _is_given(type_: str) -> bool:
    """Whether a field is initialised by who makes the object, not the class's own."""
    return type_[-1] in "&*" or type_.startswith(("std::shared_ptr", "bool", "int", "Mode"))


def _arguments(types: list[str]) -> tuple[list[str], list[str]] | None:
    """Declarations of fresh objects, and arguments of some types that are these."""
    declarations, arguments = [], []
    for index, spelled in enumerate(types, start=1):
        name, type_ = f"w{index}", spelled.rstrip("&* ").removeprefix("const ")
        held = _HELD.match(type_)
        if type_ in ("bool", "int") or type_.startswith("Mode"):
            declarations.append(f"{type_} {name} = {_any_of(type_)};")
        elif "EventLoop" in type_ or "ClientSession" in type_:
            kind = held["type"] if held else type_
            loop = "" if kind == "EventLoop" else f"v{index}"
            declarations += [f"EventLoop {loop};"] if loop else []
            declarations.append(_made(name, held["holder"] if held else "", kind, loop))
        elif type_.startswith(("TaskHandle<>", "std::vector<Task", "Task<>")):
            declarations.append(f"{type_} {name};")
        else:
            return None
        arguments.append(f"&{name}" if spelled.endswith("*") else name)
    return declarations, arguments


def _turns(types: list[str]) -> list[str]:
    """Statements that run the loops among the arguments, as whoever owns them will:
    only then a callback that was left to them shows what it refers to."""
    result = []
    for index, spelled in enumerate(types, start=1):
        type_ = spelled.rstrip("&* ").removeprefix("const ")
        if type_ == "EventLoop" or (held := _HELD.match(type_)) and held["type"] == "EventLoop":
            loop = f"w{index}." if type_ == "EventLoop" else f"if (w{index}) w{index}->"
            result.append(f"try {{ {loop}run_until_complete(sleep(std::chrono::milliseconds(100))); "
                          "} catch (const std::exception &) {}")
    return result


def _any_of(type_: str) -> str:
    """An unknown value of those that flags and counts have."""
    ask = "refloop::testing::choose()"
    return {"bool": ask, "int": f"{ask} ? 2 : {ask} ? 1 : 0"}.get(
        type_, f"{ask} ? {type_}::on : {type_}::off")


def _made(name: str, holder: str, kind: str, loop: str) -> str:
    if not holder:
        return f"{kind} {name}{f'({loop})' if loop else ''};"
    if holder == "optional":
        return f"std::optional<{kind}> {name}(std::in_place{f', {loop}' if loop else ''});"
    return f"auto {name} = std::make_{holder.removesuffix('_ptr')}<{kind}>({loop});"
