# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What can happen to coroutines that nothing runs yet."""

from __future__ import annotations

from .events import Event, access, worker
from .ir import Node, block, line
from .maker import Maker
from .objects import LAZIES, Access, Object, Site
from .tasks import MANY, awaiting, many_times, spawning


def _call(maker: Maker, spawned_at: Site | None = None) -> str:
    """The call of a coroutine, or of a function that returns one."""
    call = f"{worker(maker, spawned_at)}()"
    if not maker.chance("returned_coroutine"):
        return call
    name = maker.name("make")
    maker.declare(block(f"Task<> {name}() {{", [line(f"return {call};", kept=True)],
                        defines=(name,)))
    return f"{name}()"


def lazy(task: Object) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        call = _call(maker, site)
        if task in site.access:
            return [line(f"{site.access[task][0].ref} = {call};")]
        name = maker.name("k")
        site.show(task, Access(name))
        return [line(f"{maker.any(['auto', 'Task<>'])} {name} = {call};", name)]
    return Event(emit, [], makes=(task,))


def use_lazy(task: Object, loop: Object, how: str) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        if site.repeats > 1:  # it is consumed once
            once = use_lazy(task, loop, how).emit(maker, site.inner(repeats=1))
            return [block(f"if ({site.access[task][0].ref}) {{", once, unwraps=True)]
        moved = f"std::move({access(maker, site, task).ref})"
        if how == "forget_spawned":
            return [line(f"{spawning(maker, site, loop, moved)};")]
        if how == "spawn":
            name = maker.name("t")
            return [line(f"auto {name} = {spawning(maker, site, loop, moved)};", name),
                    *awaiting(maker, site, loop, name)]
        return awaiting(maker, site, loop, f"gather({moved})" if how == "gather" else moved)
    waits = how != "forget_spawned"
    return Event(emit, [task, loop], awaits=waits, bound=loop if waits else None)


def called_only() -> Event:
    """A coroutine that is called, and nothing more."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        return [line(f"{_call(maker)};")]
    return Event(emit, [])


def awaited(loop: Object) -> Event:
    """A coroutine that is called and awaited."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        call = _call(maker)
        return awaiting(maker, site, loop, maker.any([call, call, f"gather({call}, {_call(maker)})"]))
    return Event(emit, [loop], awaits=True, bound=loop)


# Many coroutines.

def make_lazies(many: Object) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        if many in site.access:
            return []
        name = maker.name("v")
        site.show(many, Access(name))
        return [line(f"{LAZIES} {name};", name)]
    return Event(emit, [], makes=(many,))


def push_lazy(many: Object) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        at = access(maker, site, many)
        is_many = maker.chance("many_lazies")
        inside = site.inner(repeats=site.repeats * MANY) if is_many else site
        how = maker.any(["push_back", "emplace_back"])
        node = line(at.call(f"{how}({_call(maker, inside)});"))
        return [many_times(maker, node) if is_many else node]
    return Event(emit, [many])


def use_lazies(many: Object, loop: Object, how: str) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        at, one = access(maker, site, many), maker.name("k")
        if how == "clear":
            return [line(at.call("clear();"))]
        if how == "each":
            body = awaiting(maker, site, loop, f"std::move({one})")
            guarded = block(f"if ({one}) {{", body, unwraps=True)
            return [block(f"for (auto &{one} : {at.ref}) {{",
                          [guarded] if site.repeats > 1 else body, defines=(one,))]
        return [*awaiting(maker, site, loop, f"gather(std::move({at.ref}))"),
                line(at.call("clear();"), kept=True)]
    waits = how != "clear"
    return Event(emit, [many, loop], awaits=waits, bound=loop if waits else None)
