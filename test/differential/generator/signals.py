# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Signal handlers, raw ones and a loop's own, and the signals. They are signals
that are ignored where nobody handles them."""

from __future__ import annotations

from .events import Event, access
from .ir import Node, block, line
from .maker import Maker
from .objects import Object, Site

SIGNALS = ("SIGWINCH", "SIGURG")


def raw_handler(loop: Object) -> Event:
    """A handler of signal() or sigaction(), which gets at the loop by a global."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        at, known, handler = access(maker, site, loop), maker.name("l"), maker.name("on")
        signal = maker.any(SIGNALS)
        maker.declare(line(f"EventLoop *{known} = nullptr;", known))
        body = [line(f"{known}->{_does(maker, raw=True)};")]
        if maker.chance("handler_helper"):
            helper = maker.name("helper")
            maker.declare(block(f"void {helper}() {{", body, defines=(helper,)))
            body = [line(f"{helper}();")]
        nodes = [line(f"{known} = {at.pointer};")]
        how = maker.pick("raw_handlers")
        if how == "lambda":
            nodes.append(block(f"std::signal({signal}, [](int) {{", body, "});"))
        else:
            maker.declare(block(f"void {handler}(int) {{", body, defines=(handler,)))
            if how == "sigaction":
                action = maker.name("action")
                nodes += [line(f"struct sigaction {action} = {{}};", action),
                          line(f"{action}.sa_handler = {handler};", kept=True),
                          line(f"sigaction({signal}, &{action}, nullptr);")]
            else:
                nodes.append(line(f"std::signal({signal}, {handler});"))
        return [*nodes, line(f"std::raise({signal});")]
    return Event(emit, [loop], inside=loop)


def loop_handler(loop: Object) -> Event:
    """A handler that the loop calls, and a signal while it runs."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        if site.kind != "plain":
            return []
        at, inside = access(maker, site, loop), maker.name("l")
        signal = maker.any(SIGNALS)
        does = _does(maker, raw=False)
        body = [line(f"{inside}.{does};")]
        if maker.chance("handler_helper"):
            helper, given = maker.name("helper"), maker.name("l")
            maker.declare(block(f"void {helper}(EventLoop &{given}) {{",
                                [line(f"{given}.{does};")], defines=(helper, given)))
            body = [line(f"{helper}({inside});")]
        # It ends the run in any case; a timer could come before the signal.
        body.insert(0, line(f"{inside}.stop();", kept=True))
        return [block(at.call(f"add_signal_handler({signal}, [&{inside} = {at.ref}] {{"), body,
                      "});", defines=(inside,)),
                line(at.call(f"call_soon([] {{ std::raise({signal}); }});")),
                line(at.call("run_forever();"))]
    return Event(emit, [loop], runs=True)


def _does(maker: Maker, raw: bool) -> str:
    """What a handler does to its loop."""
    how = maker.pick("handler_actions")
    if how == "close":
        maker.plant("close-in-signal-handler")
        return "close()"
    if how == "post" and not raw:
        return f"call_soon([] {{ {maker.marking()} }})"
    return "is_running()"
