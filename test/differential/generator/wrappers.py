# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Conditions, loops and exceptions around a run of events. Calls are in calls.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from .events import Event
from .ir import Node, block, line
from .objects import Flag, Site


@dataclass(frozen=True)
class Wrapper:
    """A way to put code around events."""

    wrap: Callable  # (composer, site, events, depth) -> nodes
    fits: Callable = lambda composer, site, chunk: allowed_here(site, chunk)
    conditional: bool = False  # what it makes may not be there afterwards


def allowed_here(site: Site, chunk: list[Event]) -> bool:
    return all(event.allowed(site.kind, site.running) for event in chunk)


def early_return(composer, site: Site, chunk: list[Event]) -> list[Node]:
    """Sometimes a way out before the events; `site` is a function's own. What
    others rely on is made in any case."""
    if composer.exports(chunk) or not composer.maker.chance("early_return"):
        return []
    before, condition = composer.maker.condition(site)
    leave = "co_return;" if site.kind == "coroutine" else "return;"
    return [*before, block(f"if ({condition}) {{", [line(leave)])]


def _scope(composer, site: Site, chunk, depth) -> list[Node]:
    return [block("{", composer.compose(site.inner(), chunk, depth), unwraps=True)]


def _if(composer, site: Site, chunk, depth) -> list[Node]:
    before, condition = composer.maker.condition(site)
    body = composer.compose(site.inner(), chunk, depth)
    if composer.maker.chance("else"):
        other = [composer.maker.mark()]
        heads = [f"if ({condition}) {{", "} else {", "}"]
        return [*before, Node(heads, [body, other], unwraps=True)]
    if composer.maker.chance("if_init"):
        name = composer.maker.name("b")
        return [*before, block(f"if (const bool {name} = {condition}; {name}) {{", body,
                               defines=(name,))]
    return [*before, block(f"if ({condition}) {{", body, unwraps=True)]


def _if_recorded(composer, site: Site, chunk, depth) -> list[Node]:
    """Whether it happened is known afterwards."""
    maker = composer.maker
    before, condition = maker.condition(site)
    name = maker.name("b")
    if maker.chance("record_number"):
        flag, decided = Flag("int", name, "{} == 1", "{} != 1"), line(f"int {name} = 0;", name)
        record = line(f"{name} = 1;")
    else:
        flag, decided = Flag("bool", name, "{}", "!{}"), line(f"bool {name} = false;", name)
        record = line(f"{name} = true;")
    body = composer.compose(site.inner(), chunk, depth)
    site.flags.append(flag)
    return [decided, *before, block(f"if ({condition}) {{", [*body, record], unwraps=True)]


def _switch(composer, site: Site, chunk, depth) -> list[Node]:
    maker = composer.maker
    name = maker.name("b")
    asked = f"{maker.ask(site)} ? 1 : {maker.any(['0', '2'])}"
    body = composer.compose(site.inner(), chunk, depth)
    stop = line("break;", kept=True)
    arms = [block(f"case 1: {{", [*body, stop]), block("default: {", [maker.mark(), stop])]
    if maker.chance("else"):
        arms.insert(0, block("case 0:", [] if maker.chance("else") else [stop], ""))
    return [line(f"const int {name} = {asked};", name), block(f"switch ({name}) {{", arms)]


def _short_circuit(composer, site: Site, chunk, depth) -> list[Node]:
    maker = composer.maker
    before, condition = maker.condition(site)
    name = maker.name("f")
    body = composer.compose(site.inner(kind=lambda_kind(site)), chunk, depth)
    made = block(f"auto {name} = [&] {{", [*body, line("return true;", kept=True)], "};",
                 defines=(name,))
    use = maker.any([f"static_cast<void>(({condition}) && {name}());",
                     f"static_cast<void>(!({condition}) || {name}());",
                     f"static_cast<void>(({condition}) ? {name}() : false);"])
    return [*before, made, line(use)]


def _for(composer, site: Site, chunk, depth) -> list[Node]:
    maker = composer.maker
    name, times = maker.name("i"), maker.any([1, 2, 2, 2, 3, 5])
    how = maker.pick("loops")
    if how == "all":
        body = composer.compose(site.inner(repeats=site.repeats * times), chunk, depth)
        return [block(f"for (int {name} = 0; {name} < {times}; ++{name}) {{", body,
                      defines=(name,))]
    if how == "unknown" and maker.may_ask(site):
        number = maker.name("n")
        asked = f"const int {number} = {maker.ask(site)} ? 2 : 1;"
        body = composer.compose(site.inner(repeats=site.repeats * 2), chunk, depth)
        return [line(asked, number),
                block(f"for (int {name} = 0; {name} < {number}; ++{name}) {{", body,
                      defines=(name,))]
    if how == "while":
        body = composer.compose(site.inner(repeats=site.repeats * times), chunk, depth)
        return [line(f"int {name} = 0;", name), block(f"while ({name} < {times}) {{",
                                                      [line(f"++{name};", kept=True), *body])]
    if how == "do":
        body = composer.compose(site.inner(), chunk, depth)
        return [block("do {", body, "} while (false);", unwraps=True)]
    if how == "break":
        body = composer.compose(site.inner(), chunk, depth)
        return [block("for (;;) {", [*body, line("break;", kept=True)])]
    body = composer.compose(site.inner(), chunk, depth)
    inside = block(f"if ({name} == {maker.any(range(times))}) {{", body, unwraps=True)
    return [block(f"for (int {name} = 0; {name} < {times}; ++{name}) {{",
                  [inside, maker.mark()], defines=(name,))]


def _try(composer, site: Site, chunk, depth) -> list[Node]:
    maker = composer.maker
    body = composer.compose(site.inner(), chunk, depth)
    handler = [maker.mark()]
    caught = maker.any(["...", "const RuntimeError &", "const std::exception &",
                        "const std::runtime_error &"])
    how = maker.pick("tries")
    if how == "thrown_before" and maker.may_ask(site):
        body = [line(f"if ({maker.ask(site)}) throw std::runtime_error(\"early\");"), *body]
    elif how == "thrown_behind":
        body = [*body, line(f"if ({maker.ask(site)}) throw std::runtime_error(\"late\");")]
    elif how == "rethrown":
        inside = Node(["try {", "} catch (...) {", "}"],
                      [body, [maker.mark(), line("throw;")]])
        body = [inside]
        caught = "const std::exception &"
    return [Node(["try {", f"}} catch ({caught}) {{", "}"], [body, handler], unwraps=False)]


def _catch(composer, site: Site, chunk, depth) -> list[Node]:
    """The events are what a handler does."""
    maker = composer.maker
    condition = maker.any(["true", maker.ask(site)])
    thrown = [line(f"if ({condition}) throw std::runtime_error(\"to be handled\");")]
    body = composer.compose(site.inner(kind=lambda_kind(site)), chunk, depth)
    caught = maker.any(["...", "const std::exception &", "const std::runtime_error &"])
    return [Node(["try {", f"}} catch ({caught}) {{", "}"], [thrown, body])]


def lambda_kind(site: Site) -> str:
    """A place in a coroutine that cannot await."""
    return "callback" if site.kind == "coroutine" else site.kind


def no_await(composer, site: Site, chunk) -> bool:
    kind = lambda_kind(site)
    return all(event.allowed(kind, site.running) for event in chunk)


FLOW = {
    "scope": Wrapper(_scope),
    "if": Wrapper(_if, conditional=True),
    "if_recorded": Wrapper(_if_recorded, conditional=True),
    "switch": Wrapper(_switch, conditional=True),
    "short_circuit": Wrapper(_short_circuit, no_await, conditional=True),
    "for": Wrapper(_for),
    "try": Wrapper(_try, conditional=True),
    "catch": Wrapper(_catch, no_await, conditional=True),
}
