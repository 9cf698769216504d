# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What can happen to sessions: opened, closed in time, too late or never."""

from __future__ import annotations

from .events import Event, access
from .ir import Node, block, line
from .loops import make_loop
from .maker import Maker
from .objects import Access, Object, Site
from .tasks import awaiting


def open_session(session: Object, loop: Object) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        at = access(maker, site, loop).ref
        if session in site.access:
            holder = site.access[session][0]
            if holder.kind == "optional":
                return [line(f"{holder.base}.emplace({at});")]
            return [line(f"{holder.base} = std::make_unique<ClientSession>({at});")]
        name = maker.name("s")
        kind = maker.pick("session_holders")
        if kind == "member":
            return _member(maker, site, session, name, at)
        if kind == "global":
            maker.declare(line(f"std::optional<ClientSession> {name};", name))
            site.show(session, Access(name, "optional", everywhere=True))
            return [line(f"{name}.emplace({at});")]
        if kind == "running" and site.running is loop:
            site.show(session, Access(name))
            return [line(f"ClientSession {name};", name)]
        text = {
            "unique": f"auto {name} = std::make_unique<ClientSession>({at});",
            "shared": f"auto {name} = std::make_shared<ClientSession>({at});",
            "optional": f"std::optional<ClientSession> {name}(std::in_place, {at});",
        }.get(kind, f"ClientSession {name}({at});")
        site.show(session, Access(name, kind if kind in ("unique", "shared", "optional")
                                  else "object"))
        return [line(text, name)]
    return Event(emit, [loop], makes=(session,))


def _member(maker: Maker, site: Site, session: Object, name: str, at: str) -> list[Node]:
    """A session that is a member of a local object, made in its constructor."""
    struct, variable, given = maker.name("Client"), maker.name("o"), maker.name("a")
    maker.declare(block(f"struct {struct} {{", [
        line(f"ClientSession {name};", name),
        block(f"explicit {struct}(EventLoop &{given})", [line(f": {name}({given}) {{}}")], "",
              defines=(given,)),
    ], "};", defines=(struct,)))
    site.show(session, Access(f"{variable}.{name}"))
    return [line(f"{struct} {variable}({at});", variable)]


def make_owner(loop: Object, session: Object) -> Event:
    """An object with a loop and a session of it as members, in either order,
    which sometimes cleans up in its destructor, rightly or wrongly."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        if loop in site.access or session in site.access:  # there are holders already
            return [*make_loop(loop).emit(maker, site),
                    *open_session(session, loop).emit(maker, site)]
        struct, variable = maker.name("Owner"), maker.name("o")
        there, here = maker.name("l"), maker.name("s")
        held = maker.pick("owned_loops")
        fields = [line({"object": f"EventLoop {there};",
                        "unique": f"std::unique_ptr<EventLoop> {there} = new_event_loop();"}[held],
                       there)]
        at = Access(there, held)
        if maker.chance("session_first"):
            member = line(f"std::optional<ClientSession> {here};", here)
            made = [block(f"{struct}() {{", [line(f"{here}.emplace({at.ref});")])]
            fields.insert(0, member)
            inside = Access(here, "optional")
        else:
            fields.append(line(f"ClientSession {here};", here))
            made = [block(f"{struct}()", [line(f": {here}({at.ref}) {{}}")], "")]
            inside = Access(here)
        steps = {"close": line(at.call("close();")),
                 "sclose": line(at.call(f"run_until_complete({inside.call('close()')});"))}
        last = [steps[step] for step in maker.pick("owner_destructors").split()]
        if last:
            made.append(block(f"~{struct}() {{", last))
        maker.declare(block(f"struct {struct} {{", [*fields, *made], "};",
                            defines=(struct,)))
        site.show(loop, Access(f"{variable}.{there}", held))
        site.show(session, Access(f"{variable}.{here}", inside.kind))
        return [line(f"{struct} {variable};", variable)]
    return Event(emit, [], makes=(loop, session))


def close_session(session: Object, loop: Object, how: str) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        at = access(maker, site, session)
        call = at.call("close()")
        if how == "forget":
            return [line(f"{call};")]
        if how == "if_open":
            return [block(f"if (!{at.call('closed()')}) {{",
                          awaiting(maker, site, loop, call), unwraps=True)]
        if how == "later":
            name = maker.name("k")
            return [line(f"auto {name} = {call};", name),
                    *awaiting(maker, site, loop, f"std::move({name})")]
        if how == "spawned":
            name = maker.name("t")
            made = access(maker, site, loop).call(f"create_task({call})")
            return [line(f"auto {name} = {made};", name), *awaiting(maker, site, loop, name)]
        return awaiting(maker, site, loop, call)
    waits = how != "forget"
    return Event(emit, [session, loop], awaits=waits, bound=loop if waits else None)


def get(session: Object, loop: Object) -> Event:
    """The session connects."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        return awaiting(maker, site, loop, access(maker, site, session).call("get(url1)"))
    return Event(emit, [session, loop], awaits=True, bound=loop)


def reset(session: Object) -> Event:
    """The session ends here, where its holder can be emptied."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        holders = [a for a in site.access[session] if a.kind in ("optional", "unique", "shared")]
        return [line(f"{holders[0].base}.reset();")] if holders else []
    return Event(emit, [session])


def scoped(loop: Object) -> Event:
    """A session that a scope closes."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        name = maker.name("s")
        at = access(maker, site, loop).ref
        head = f"with_session({at}, [&](ClientSession &{name}) -> Task<> {{"
        body = [maker.mark(), line("co_return;", kept=True)]
        if site.kind == "coroutine":
            return [block(f"co_await {head}", body, "});", defines=(name,))]
        head = access(maker, site, loop).call(f"run_until_complete({head}")
        return [block(head, body, "}));", defines=(name,))]
    return Event(emit, [loop], awaits=True, bound=loop)
