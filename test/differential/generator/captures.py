# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Callbacks and tasks that refer to a future: one that is gone when they run, or
one that they keep. The reference loop knows its own objects; that a number is
gone would show under a sanitizer only."""

from __future__ import annotations

from .events import Event, access
from .ir import Node, block, line
from .maker import Maker
from .objects import Access, Object, Site


def refer(loop: Object) -> Event:
    """Schedules what refers to a future of an inner scope."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        at = access(maker, site, loop)
        where = maker.pick("capture_scopes")
        if where == "helper":
            helper, given = maker.name("post"), maker.name("l")
            maker.declare(block(f"void {helper}(EventLoop &{given}) {{",
                                _schedules(maker, Access(given)), defines=(helper, given)))
            return [line(f"{helper}({at.ref});")]
        inside = _schedules(maker, at)
        if where == "lambda":
            name = maker.name("f")
            return [block(f"auto {name} = [&] {{", inside, "};", defines=(name,)),
                    line(f"{name}();")]
        return [block("{", inside)]
    return Event(emit, [loop])


def _schedules(maker: Maker, at: Access) -> list[Node]:
    name = maker.name("fu")
    how = maker.pick("captures")
    if how in ("shared", "cancelled", "unused"):
        return _right(maker, at, name, how)
    maker.plant("dangling-capture")
    made = line(f"auto {name} = {at.call('create_future()')};", name)
    if how == "task":
        return [made, line(at.call(f"create_task({_task(maker)}({name})).detach();"))]
    if how == "pointer":
        pointer = maker.name("n")
        return [made, line(f"Future<> *{pointer} = &{name};", pointer),
                line(at.call(f"call_soon([{pointer}] {{ static_cast<void>({pointer}->done()); }});"))]
    post = {"later": "call_later(std::chrono::milliseconds(0), "}.get(how, "call_soon(")
    return [made, line(at.call(f"{post}{maker.any(['[&]', f'[&{name}]'])} "
                               f"{{ static_cast<void>({name}.done()); }});"))]


def _right(maker: Maker, at: Access, name: str, how: str) -> list[Node]:
    if how == "shared":
        return [line(f"auto {name} = std::make_shared<Future<>>({at.call('create_future()')});",
                     name),
                line(at.call(f"call_soon([{name}] {{ static_cast<void>({name}->done()); }});"))]
    made = line(f"auto {name} = {at.call('create_future()')};", name)
    if how == "unused":
        return [made, line(at.call(f"call_soon([] {{ {maker.marking()} }});"))]
    handle = maker.name("h")
    call = at.call(f"call_soon([&{name}] {{ static_cast<void>({name}.done()); }})")
    return [made, line(f"auto {handle} = {call};", handle), line(f"{handle}.cancel();")]


def _task(maker: Maker) -> str:
    """A coroutine that looks at a future that it is given by reference."""
    name, given = maker.name("look"), maker.name("fu")
    maker.declare(block(f"Task<> {name}(Future<> &{given}) {{",
                        [line(f"static_cast<void>({given}.done());"),
                         line("co_return;", kept=True)], defines=(name, given)))
    return name
