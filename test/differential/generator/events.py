# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What can happen to a loop. An event makes its statements at whatever site it
is put; where that may be is in its fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable

from .ir import Node, block, line
from .maker import Maker
from .objects import Access, Object, Site

OWNING = ("unique", "shared", "optional")


@dataclass(eq=False)
class Event:
    """Something that happens to objects."""

    emit: Callable[[Maker, Site], list[Node]]
    objects: list[Object]          # what it needs to see
    makes: tuple[Object, ...] = ()
    runs: bool = False             # runs a loop: not while another one runs
    closes: tuple[Object, ...] = ()  # not while one of these runs
    awaits: bool = False           # not in a callback
    bound: Object | None = None    # the only loop that may run meanwhile
    coroutine: bool = False        # in a coroutine only
    inside: Object | None = None   # often put where this loop runs, right or wrong

    def allowed(self, kind: str, running: Object | None) -> bool:
        """Whether it may stand at a site of that kind."""
        if kind == "plain":
            return not self.coroutine
        if self.runs or running in self.closes:
            return False
        if kind == "callback" and (self.awaits or self.coroutine):
            return False
        return self.bound is None or self.bound is running


def access(maker: Maker, site: Site, thing: Object) -> Access:
    return maker.any(site.access[thing])


def refill(holder: Access) -> str:
    """A fresh loop for a holder that may have had one."""
    if holder.kind == "optional":
        return f"{holder.base}.emplace();"
    if holder.kind == "shared":
        return f"{holder.base} = std::make_shared<EventLoop>();"
    return f"{holder.base} = new_event_loop();"


def renew(loop: Object) -> Event:
    """Another loop in place of the old one, where there is an owner to hold it."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        holders = [a for a in site.access[loop] if a.kind in OWNING]
        return [line(refill(maker.any(holders)))] if holders else []
    return Event(emit, [loop], closes=(loop,))


def destroy(loop: Object) -> Event:
    """The loop ends here, where others do not need its owner."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        owner = site.owners.get(loop)
        if owner is None or site.access[loop][0].kind != "pointer":
            return []
        if owner.kind == "unique" and maker.chance("sink"):
            name, given = maker.name("sink"), maker.name("l")
            maker.declare(block(f"void {name}(std::unique_ptr<EventLoop> {given}) {{",
                                [maker.mark()], defines=(name, given)))
            return [line(f"{name}(std::move({owner.base}));")]
        return [line(f"{owner.base}.reset();")]
    return Event(emit, [loop], closes=(loop,))


def close_either(one: Object, other: Object) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        first, second = access(maker, site, one), access(maker, site, other)
        before, condition = maker.condition(site)
        if maker.chance("named_choice"):
            name = maker.name("l")
            return [*before, line(f"EventLoop &{name} = ({condition}) ? {first.ref} : "
                                  f"{second.ref};", name), line(f"{name}.close();")]
        return [*before, line(f"(({condition}) ? {first.pointer} : {second.pointer})->close();")]
    return Event(emit, [one, other], closes=(one, other))


def post(loop: Object) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        at = access(maker, site, loop)
        how = maker.pick("posts")
        callback = f"[] {{ {maker.marking()} }}"
        if how == "current" and site.kind == "plain":
            return [line(f"set_event_loop({at.pointer});"),
                    line(f"get_event_loop().call_soon({callback});")]
        if how == "later":
            return [line(at.call(f"call_later(std::chrono::milliseconds(1), {callback});"))]
        if how == "at":
            return [line(at.call(f"call_at({at.call('time()')}, {callback});"))]
        if how == "threadsafe":
            return [line(at.call(f"call_soon_threadsafe({callback});"))]
        if how == "multi_line":
            return [block(at.call("call_soon([] {"), [maker.mark()], "});")]
        return [line(at.call(f"call_soon({callback});"))]
    return Event(emit, [loop])


def turn(loop: Object) -> Event:
    """Lets a loop run for a little while."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        at = access(maker, site, loop)
        how = maker.pick("turns")
        if how == "stop":
            return [line(at.call("stop();")), line(at.call("run_forever();"))]
        if how == "work":
            return [line(at.call(f"run_until_complete({worker(maker)}());"))]
        return [line(at.call("run_until_complete(sleep(std::chrono::milliseconds(0)));"))]
    return Event(emit, [loop], runs=True)


def close(loop: Object) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        at = access(maker, site, loop)
        if maker.chance("macro"):
            name = maker.name("CLOSE")
            maker.declare(line(f"#define {name}(loop) (loop).close()", name))
            return [line(f"{name}({at.ref});")]
        return [line(at.call("close();"))]
    return Event(emit, [loop], closes=(loop,))


def query(inner: Event, loop: Object, wants_closed: bool = False) -> Event:
    """`inner` unless, or if, the loop is closed."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        question = access(maker, site, loop).call("is_closed()")
        how = maker.pick("queries")
        if how == "return_value":
            name = maker.name("b")
            return [line(f"const bool {name} = {question};", name),
                    block(f"if ({'' if wants_closed else '!'}{name}) {{",
                          inner.emit(maker, site.inner()), unwraps=True)]
        return [block(f"if ({'' if wants_closed else '!'}{question}) {{",
                      inner.emit(maker, site.inner()), unwraps=True)]
    return Event(emit, inner.objects, runs=inner.runs, closes=inner.closes,
                 awaits=inner.awaits, bound=inner.bound)


def worker(maker: Maker, spawned_at: Site | None = None) -> str:
    """The name of a coroutine without parameters. One that is spawned suspends
    for a time that is as unknown as any condition, or never: how long things
    take is to decide nothing that the answers do not show."""
    kind = maker.pick("workers")
    if spawned_at is not None:
        kind = maker.pick("spawned_workers")
        # Time does not jump while a connection is open.
        if maker.connects or not maker.may_ask(spawned_at):
            kind = "now"
    name = maker.name("work")
    body = {"now": [maker.mark()],
            "nap": [line("co_await sleep(std::chrono::milliseconds(0));"), maker.mark()],
            "nested": [line(f"co_await {worker(maker)}();") if kind == "nested" else maker.mark()],
            "unknown": []}[kind]
    if kind == "unknown":
        # One line: no shrinking may make it a matter of time.
        body = [line(f"if ({maker.ask(spawned_at)}) co_await sleep(std::chrono::hours(5));"),
                maker.mark()]
    maker.declare(block(f"Task<> {name}() {{", [*body, line("co_return;", kept=True)],
                        defines=(name,)))
    return name
