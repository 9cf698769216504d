# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Background tasks that end with an exception, seen by somebody or by nobody."""

from __future__ import annotations

from .events import Event, access
from .ir import Node, block, line
from .maker import Maker
from .objects import Access, Object, Site
from .tasks import awaiting, spawning


def _fails(maker: Maker, site: Site) -> str:
    """The name of a coroutine that throws, always or sometimes."""
    name = maker.name("fail")
    thrown = 'throw std::runtime_error("lost");'
    how = maker.pick("failures")
    if how == "unknown":
        thrown = f"if ({maker.ask(site)}) {thrown}"
    body = [line(thrown)]
    if how == "helper":
        helper = maker.name("helper")
        maker.declare(block(f"void {helper}() {{", body, defines=(helper,)))
        body = [line(f"{helper}();")]
    elif how == "caught":
        body = [Node(["try {", "} catch (const std::exception &) {", "}"], [body, [maker.mark()]])]
    maker.declare(block(f"Task<> {name}() {{", [*body, line("co_return;", kept=True)],
                        defines=(name,)))
    return name


def spawn_failing(task: Object, loop: Object) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        made = spawning(maker, site, loop, f"{_fails(maker, site)}()")
        if task in site.access:
            return [line(f"{site.access[task][0].ref} = {made};")]
        name = maker.name("t")
        site.show(task, Access(name))
        return [line(f"auto {name} = {made};", name)]
    return Event(emit, [loop], makes=(task,))


def forget_failing(loop: Object) -> Event:
    """One whose handle goes away at once."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        return [line(f"{spawning(maker, site, loop, _fails(maker, site) + '()')}.detach();")]
    return Event(emit, [loop])


def see(task: Object, loop: Object, how: str) -> Event:
    """Somebody looks at how the task ended."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        at = access(maker, site, task)
        if how == "asked":
            return [block(f"if ({at.call('done()')}) {{",
                          [line(f"static_cast<void>({at.call('exception()')});")])]
        if how == "collected":
            return awaiting(maker, site, loop, f"gather(return_exceptions, {at.ref})")
        return [Node(["try {", "} catch (const std::exception &) {", "}"],
                     [awaiting(maker, site, loop, at.ref), [maker.mark()]])]
    late = how == "asked"
    return Event(emit, [task, loop], awaits=not late, bound=None if late else loop)
