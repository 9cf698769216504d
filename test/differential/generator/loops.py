# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How loops are made and where they are kept. What happens to them is in
events.py."""

from __future__ import annotations

from .events import OWNING, Event, refill
from .ir import Node, block, line
from .maker import Maker
from .objects import Access, Object, Site


def make_loop(loop: Object) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        if loop in site.access:  # a holder that was declared before
            holder = site.access[loop][0]
            return [line(refill(holder))]
        kind = maker.pick("loop_holders")
        name = maker.name("l")
        text = {
            "object": f"EventLoop {name};",
            "unique": f"std::unique_ptr<EventLoop> {name} = new_event_loop();",
            "make_unique": f"auto {name} = std::make_unique<EventLoop>();",
            "shared": f"auto {name} = std::make_shared<EventLoop>();",
            "optional": f"std::optional<EventLoop> {name}(std::in_place);",
        }
        if kind == "member":
            return owner_struct(maker, site, loop, name)
        if kind == "static":
            return _single(maker, site, loop, name)
        if kind in ("global", "getter", "binding"):
            return {"global": _global, "getter": _getter, "binding": _binding}[kind](
                maker, site, loop, name)
        if kind == "factory":
            made = maker.name("make")
            maker.declare(block(f"std::unique_ptr<EventLoop> {made}() {{",
                                [line("return new_event_loop();", kept=True)], defines=(made,)))
            text[kind] = f"auto {name} = {made}();"
        holder = Access(name, {"make_unique": "unique", "factory": "unique"}.get(kind, kind))
        nodes = [line(text[kind], name)]
        site.owners[loop] = holder
        site.show(loop, holder)
        return nodes + alias(maker, site, loop)
    return Event(emit, [], makes=(loop,))


def _single(maker: Maker, site: Site, loop: Object, name: str) -> list[Node]:
    """A loop that lives until the program ends."""
    function = maker.name("single")
    maker.declare(block(f"EventLoop &{function}() {{",
                        [line(f"static EventLoop {name};", name, kept=True),
                         line(f"return {name};", kept=True)], defines=(function,)))
    site.show(loop, Access(f"{function}()"))
    return [line(f"{function}();")]


def _global(maker: Maker, site: Site, loop: Object, name: str) -> list[Node]:
    """A loop of an owner at namespace scope."""
    kind = maker.any(["unique", "optional"])
    spelled = {"unique": "std::unique_ptr", "optional": "std::optional"}[kind]
    maker.declare(line(f"{spelled}<EventLoop> {name};", name))
    holder = Access(name, kind, everywhere=True)
    site.show(loop, holder)
    return [line(refill(holder))]


def _getter(maker: Maker, site: Site, loop: Object, name: str) -> list[Node]:
    """A loop that its owner hands out."""
    struct, variable, method = maker.name("Owner"), maker.name("o"), maker.name("loop")
    head = maker.any(["EventLoop &{}() {{", "EventLoop *{}() {{"]).format(method)
    pointer = "*" in head
    # One line: in-class initialisers and the constructor share it.
    maker.declare(block(f"struct {struct} {{ EventLoop {name};", [
        block(head, [line(f"return {'&' if pointer else ''}{name};", kept=True)],
              defines=(method,))], "};", defines=(struct, name)))
    site.show(loop, Access(f"{variable}.{method}()", "pointer" if pointer else "object"))
    return [line(f"{struct} {variable};", variable)]


def _binding(maker: Maker, site: Site, loop: Object, name: str) -> list[Node]:
    """A loop that comes with something else."""
    struct, other = maker.name("Keeper"), maker.name("n")
    maker.declare(block(f"struct {struct} {{", [
        line("std::unique_ptr<EventLoop> owner;", kept=True), line("int number;", kept=True)],
        "};", defines=(struct,)))
    site.show(loop, Access(name, "unique"))
    return [line(f"auto [{name}, {other}] = {struct}{{new_event_loop(), 1}};", name, other)]


def owner_struct(maker: Maker, site: Site, loop: Object, name: str) -> list[Node]:
    """A loop that is a member of a local object."""
    struct, variable = maker.name("Owner"), maker.name("o")
    kind = maker.any(["object", "unique"])
    text = (f"EventLoop {name};" if kind == "object"
            else f"std::unique_ptr<EventLoop> {name} = new_event_loop();")
    # One line: in-class initialisers and the constructor share it.
    maker.declare(line(f"struct {struct} {{ {text} }};", struct, name))
    site.show(loop, Access(f"{variable}.{name}", kind))
    return [line(f"{struct} {variable};", variable)]


def alias(maker: Maker, site: Site, loop: Object) -> list[Node]:
    """Sometimes another name for what `site` sees of a loop, or a new owner."""
    how = maker.pick("aliases")
    old = site.access[loop][0]
    name = maker.name("l")
    if how == "reference":
        site.show(loop, Access(name))
        return [line(f"EventLoop &{name} = {old.ref};", name)]
    if how == "apart" and loop in site.owners and old.kind in OWNING:
        site.access[loop] = [Access(name, "pointer")]  # it can outlive the loop
        return [line(f"EventLoop *{name} = {old.pointer};", name)]
    if how == "pointer":
        site.show(loop, Access(name, "pointer"))
        return [line(f"EventLoop *{name} = {old.pointer};", name)]
    if how == "moved" and old.kind in ("unique", "shared") and loop in site.owners:
        site.access[loop] = [Access(name, old.kind)]
        site.owners[loop] = site.access[loop][0]
        return [line(f"auto {name} = std::move({old.base});", name)]
    return []
