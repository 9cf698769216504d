# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Puts events into code: in a row, and runs of them behind helpers, members,
lambdas, conditions, loops and whatever else wrappers.py knows."""

from __future__ import annotations

from .events import Event
from .ir import Node, block, line
from .maker import Maker
from .objects import TASKS, LAZIES, Access, Object, Site
from .passing import HOLDERS, PREFIX, missing

class Composer:
    """Turns the events of one program into the body of its `run()`."""

    def __init__(self, maker: Maker, events: list[Event], wrappers: dict):
        self.maker = maker
        self._wrappers = wrappers
        self._order = {event: number for number, event in enumerate(events)}
        self._last_use: dict[Object, int] = {}
        for number, event in enumerate(events):
            for thing in event.objects:
                self._last_use[thing] = number

    def compose(self, site: Site, events: list[Event], depth: int) -> list[Node]:
        """The statements of `events` at `site`, wrappers nested `depth` deep."""
        nodes: list[Node] = []
        at = 0
        while at < len(events):
            size = 1
            while at + size < len(events) and self.maker.chance("longer_chunk"):
                size += 1
            chunk = events[at:at + size]
            nodes += self._place(site, chunk, depth)
            at += size
            if self.maker.chance("mark"):
                nodes.append(self.maker.mark())
        return nodes

    def exports(self, chunk: list[Event]) -> list[Object]:
        """What is made in `chunk` and used behind it."""
        end = max(self._order[event] for event in chunk)
        return [o for e in chunk for o in e.makes if self._last_use.get(o, -1) > end]

    def _place(self, site: Site, chunk: list[Event], depth: int) -> list[Node]:
        made = {o for e in chunk for o in e.makes}
        doubts = {o for e in chunk for o in e.objects
                  if o.doubtful and o not in site.sure and o not in made}
        if doubts:
            return self._place_guarded(site, chunk, depth, doubts)
        if site.kind == "plain" and all(e.inside for e in chunk) and self.maker.chance("inside"):
            return self._place_inside(site, chunk, depth)
        must = not all(e.allowed(site.kind, site.running) for e in chunk)
        if depth <= 0 and not must:
            return self._plain(site, chunk, depth)
        if not must and not self.maker.chance("wrap"):
            return self._plain(site, chunk, depth)
        usable = [] if missing(site, chunk) else [
            name for name, wrapper in self._wrappers.items() if wrapper.fits(self, site, chunk)]
        name = self.maker.pick("wrappers", set(usable))
        if name is None:
            return self._plain(site, chunk, depth)
        return self._wrapped(self._wrappers[name], site, chunk, depth)

    def _wrapped(self, wrapper, site: Site, chunk: list[Event], depth: int) -> list[Node]:
        nodes = self._predeclare(site, chunk, wrapper.conditional)
        nodes += wrapper.wrap(self, site, chunk, depth - 1)
        made = {o for e in chunk for o in e.makes}
        site.sure |= {o for o in made if o in site.access and not o.doubtful}
        return nodes

    def _place_inside(self, site: Site, chunk: list[Event], depth: int) -> list[Node]:
        """Behind what their loop runs, and on from there."""
        hosts = {"callback", "coroutine"}
        usable = [] if missing(site, chunk) else [
            name for name in sorted(hosts) if self._wrappers[name].fits(self, site, chunk)]
        if not usable:
            return self._plain(site, chunk, depth)
        return self._wrapped(self._wrappers[self.maker.any(usable)], site, chunk, max(depth, 2))

    def test(self, site: Site, chunk: list[Event], depth: int) -> list[Node]:
        """The events as one test of a program that has several."""
        nodes = self._predeclare(site, chunk, conditional=False)
        name = self.maker.name("test")
        head = line(f'refloop::testing::TestScope {name}("{name}");', name)
        body = [head, *self.compose(site.inner(), chunk, depth)]
        site.sure |= {o for e in chunk for o in e.makes if o in site.access and not o.doubtful}
        if self.maker.chance("caught"):
            mark = [self.maker.mark()]
            return [*nodes, Node(["try {", "} catch (const std::exception &) {", "}"],
                                 [body, mark])]
        return [*nodes, block("{", body)]

    def _plain(self, site: Site, chunk: list[Event], depth: int) -> list[Node]:
        if len(chunk) > 1:
            return [n for e in chunk for n in self._place(site, [e], depth)]
        event = chunk[0]
        if not event.allowed(site.kind, site.running) or missing(site, chunk):
            return []
        nodes = event.emit(self.maker, site)
        site.sure |= set(event.makes)
        return nodes

    def _predeclare(self, site: Site, chunk: list[Event], conditional: bool) -> list[Node]:
        nodes = []
        for thing in self.exports(chunk):
            if thing not in site.access:
                spelled, kind = self.maker.any(HOLDERS[thing.type])
                name = self.maker.name(PREFIX[thing.type])
                nodes.append(line(f"{spelled} {name};", name))
                site.show(thing, Access(name, kind))
            if conditional and thing.type not in (TASKS, LAZIES):
                thing.doubtful = True
        return nodes

    def _place_guarded(self, site: Site, chunk: list[Event], depth: int,
                       doubts: set[Object]) -> list[Node]:
        nodes = self._predeclare(site, chunk, conditional=True)
        inner = site.inner(sure=site.sure | doubts)
        ordered = sorted(doubts, key=lambda o: site.access[o][0].base)
        condition = " && ".join(site.access[o][0].base for o in ordered)
        body = self._place(inner, chunk, depth)
        return [*nodes, block(f"if ({condition}) {{", body, unwraps=True)] if body else nodes
