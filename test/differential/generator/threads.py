# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What another thread does to a loop. It is waited for at once, so that what
happens depends on nothing but where it stands."""

from __future__ import annotations

from .events import Event, access, worker
from .ir import Node, block, line
from .maker import Maker
from .objects import Object, Site


def from_thread(loop: Object) -> Event:
    """A call on the loop by another thread, safe or not; wrong while it runs."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        at, name = access(maker, site, loop), maker.name("l")
        call = _call(maker, site, loop, name)
        body = [Node(["try {", "} catch (const RuntimeError &) {", "}"], [[line(call)], []])]
        if maker.chance("thread_helper"):
            helper, given = maker.name("helper"), maker.name("l")
            inside = [line(call.replace(f"{name}.", f"{given}."))]
            maker.declare(block(f"void {helper}(EventLoop &{given}) {{", inside,
                                defines=(helper, given)))
            body = [Node(["try {", "} catch (const RuntimeError &) {", "}"],
                         [[line(f"{helper}({name});")], []])]
        return _on_thread(maker, site, f"[&{name} = {at.ref}]", name, body)
    return Event(emit, [loop], inside=loop)


def _call(maker: Maker, site: Site, loop: Object, name: str) -> str:
    how = maker.pick("thread_calls")
    if how == "threadsafe":
        return f"{name}.call_soon_threadsafe([] {{ {maker.marking()} }});"
    if how == "guarded":
        return f"if (!{name}.is_running()) {name}.call_soon([] {{ {maker.marking()} }});"
    if site.running is loop:
        maker.plant("cross-thread-schedule")
    if how == "later":
        return f"{name}.call_later(std::chrono::milliseconds(1), [] {{ {maker.marking()} }});"
    if how == "spawn":
        return f"{name}.create_task({worker(maker)}()).detach();"
    return f"{name}.call_soon([] {{ {maker.marking()} }});"


def _on_thread(maker: Maker, site: Site, captures: str, name: str,
               body: list[Node]) -> list[Node]:
    thread = maker.name("th")
    how = maker.pick("thread_kinds")
    if how == "jthread":
        return [block("{", [block(f"std::jthread {thread}({captures} {{", body, "});",
                                  defines=(thread, name))])]
    if how == "async":
        return [block(f"auto {thread} = std::async(std::launch::async, {captures} {{", body,
                      "});", defines=(thread, name)), line(f"{thread}.wait();")]
    if how == "job" and site.kind == "coroutine" and site.running is not None:
        return [block(f"co_await get_running_loop().run_in_executor({captures} {{", body, "});",
                      defines=(name,))]
    return [block(f"std::thread {thread}({captures} {{", body, "});", defines=(thread, name)),
            line(f"{thread}.join();", kept=True)]
