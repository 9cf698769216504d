# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Pools of threads, jobs of loops, and shutdowns in time, too late or never. A
job lasts far longer than a loop needs for its turns: that it is in flight is a
matter of the program, not of the machine."""

from __future__ import annotations

from .events import Event, access
from .ir import Node, line
from .maker import Maker
from .objects import POOL, Access, Object, Site
from .tasks import awaiting

SLOW = "[] { std::this_thread::sleep_for(std::chrono::milliseconds(40)); }"


def make_pool(pool: Object) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        if pool in site.access:
            return [line(_refill(site.access[pool][0]))]
        name, kind = maker.name("x"), maker.pick("pool_holders")
        if kind == "global":
            maker.declare(line(f"std::optional<{POOL}> {name};", name))
            site.show(pool, Access(name, "optional", everywhere=True))
            return [line(f"{name}.emplace(1);")]
        text = {"unique": f"auto {name} = std::make_unique<{POOL}>(1);",
                "optional": f"std::optional<{POOL}> {name}(std::in_place, 1);",
                "object": f"{POOL} {name}(1);"}[kind]
        site.show(pool, Access(name, kind))
        return [line(text, name)]
    return Event(emit, [], makes=(pool,))


def _refill(holder: Access) -> str:
    if holder.kind == "optional":
        return f"{holder.base}.emplace(1);"
    return f"{holder.base} = std::make_unique<{POOL}>(1);"


def renew_pool(pool: Object) -> Event:
    """Another pool in place of the old one, where there is an owner to hold it."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        holders = [a for a in site.access[pool] if a.kind in ("unique", "optional")]
        return [line(_refill(maker.any(holders)))] if holders else []
    return Event(emit, [pool])


def use_pool(pool: Object, how: str) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        return [line(access(maker, site, pool).call(
            {"submit": "submit([] {});", "leave": "shutdown(false);"}.get(how, "shutdown();")))]
    return Event(emit, [pool])


def set_default(loop: Object, pool: Object) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        at, there = access(maker, site, loop), access(maker, site, pool)
        return [line(at.call(f"set_default_executor({there.ref});"))]
    return Event(emit, [loop, pool])


def start_job(loop: Object, pool: Object | None, job: Object) -> Event:
    """A job of the loop, for the pool or the default executor."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        where = f"{access(maker, site, pool).ref}, " if pool else ""
        call = access(maker, site, loop).call(f"run_in_executor({where}{SLOW})")
        if job in site.access:
            return [line(f"{site.access[job][0].ref} = {call};")]
        name = maker.name("j")
        site.show(job, Access(name))
        return [line(f"auto {name} = {call};", name)]
    return Event(emit, [loop, pool] if pool else [loop], makes=(job,))


def await_job(loop: Object, job: Object) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        return awaiting(maker, site, loop, access(maker, site, job).ref)
    return Event(emit, [job, loop], awaits=True, bound=loop)


def shutdown_default(loop: Object) -> Event:
    """The loop's own executor ends; awaited."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        call = access(maker, site, loop).call("shutdown_default_executor()")
        return awaiting(maker, site, loop, call)
    return Event(emit, [loop], awaits=True, bound=loop)
