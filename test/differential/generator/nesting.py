# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs and closes of a loop that may be running at the time: wrong in what it
runs, right elsewhere. Where they stand is the composer's choice."""

from __future__ import annotations

from .events import Event, access, worker
from .ir import Node, block, line
from .maker import Maker
from .objects import Object, Site


def perhaps_caught(maker: Maker, nodes: list[Node]) -> list[Node]:
    """Sometimes behind a handler of the runtime's errors, so that the run goes on."""
    if not maker.chance("caught"):
        return nodes
    return [Node(["try {", "} catch (const RuntimeError &) {", "}"], [nodes, [maker.mark()]])]


def run_anyway(loop: Object) -> Event:
    """Runs the loop, or one of its own, whether or not a loop runs already."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        at = access(maker, site, loop)
        how = maker.pick("nested_runs")
        run = line(at.call(f"run_until_complete({worker(maker)}());"))
        if how == "guarded":
            return [block(f"if (!{at.call('is_running()')}) {{", [run], unwraps=True)]
        if how == "allowed":
            return [line(f"allow_nested_run({at.ref});"), run]
        if site.running is not None:
            maker.plant("nested-run")
        if how == "run":
            run = line(f"refloop::run({worker(maker)}());")
        elif how == "forever":
            ends = [] if site.running else [line(at.call("stop();"))]
            return [*ends, *perhaps_caught(maker, [line(at.call("run_forever();"))])]
        return perhaps_caught(maker, [run])
    return Event(emit, [loop], inside=loop)


def close_anyway(loop: Object) -> Event:
    """Closes the loop, whether or not it is the one that runs."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        at = access(maker, site, loop)
        how = maker.pick("running_closes")
        close = line(at.call("close();"))
        if how == "guarded":
            return [block(f"if (!{at.call('is_running()')}) {{", [close], unwraps=True)]
        if how in ("stopped", "both") and site.kind == "plain":
            name = maker.name("l")
            body = [line(f"{name}.stop();", kept=True)]
            if how == "both":
                maker.plant("close-while-running")
                body += perhaps_caught(maker, [line(f"{name}.close();")])
            return [block(at.call(f"call_soon([&{name} = {at.ref}] {{"), body, "});",
                          defines=(name,), kept=True), line(at.call("run_forever();"))]
        if site.running is loop:
            maker.plant("close-while-running")
        return perhaps_caught(maker, [close])
    return Event(emit, [loop], inside=loop)
