# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How objects and flags are handed to a function, a method or a constructor."""

from __future__ import annotations

from dataclasses import dataclass, field

from .events import Event
from .maker import Maker
from .objects import (JOB, LAZIES, LAZY, LOOP, POOL, SESSION, TASK, TASKS, Access, Object,
                      Site)

PREFIX = {LOOP: "l", SESSION: "s", TASK: "t", TASKS: "v", LAZY: "k",
          LAZIES: "v", POOL: "x", JOB: "j"}
HOLDERS = {  # of an object that a nested scope is to make: declared before it
    LOOP: [("std::unique_ptr<EventLoop>", "unique"), ("std::optional<EventLoop>", "optional")],
    SESSION: [("std::unique_ptr<ClientSession>", "unique"),
              ("std::optional<ClientSession>", "optional")],
    TASK: [("TaskHandle<>", "object")],
    TASKS: [("std::vector<TaskHandle<>>", "object")],
    LAZY: [("Task<>", "object")],
    LAZIES: [("std::vector<Task<>>", "object")],
    POOL: [("std::unique_ptr<ThreadPoolExecutor>", "unique"),
           ("std::optional<ThreadPoolExecutor>", "optional")],
    JOB: [("Future<>", "object")],
}
_BY_HOLDER = {"unique": "std::unique_ptr<{}> &", "shared": "std::shared_ptr<{}> &",
            "optional": "std::optional<{}> &"}


@dataclass
class Passed:
    """Parameters, the arguments for them, and the site they make."""

    parameters: list[str] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    site: Site | None = None


def needed(site: Site, chunk: list[Event]) -> list[Object]:
    """What the events use or make of what `site` sees, in a fixed order."""
    things = [o for event in chunk for o in [*event.objects, *event.makes] if o in site.access]
    return list(dict.fromkeys(things))


def missing(site: Site, chunk: list[Event]) -> bool:
    """Whether an event needs what is not to be seen here."""
    made = {o for event in chunk for o in event.makes}
    return any(o not in site.access and o not in made for e in chunk for o in e.objects)


def hand_on(maker: Maker, site: Site, chunk: list[Event], *, kind: str, more: list[Object] = (),
            template: bool = False, owning: bool = True) -> Passed:
    """Parameters for what the events need, and `more`; some flags, too."""
    made = {o for event in chunk for o in event.makes}
    result = Passed(site=Site(kind, site.running, site.repeats, sure=site.sure))
    for thing in dict.fromkeys([*needed(site, chunk), *more]):
        known = [a for a in site.access[thing] if a.everywhere]
        if known and maker.chance("global_by_name"):
            result.site.access[thing] = known
            continue
        name = maker.name(PREFIX[thing.type])
        at = site.access[thing][0] if thing in made else maker.any(site.access[thing])
        spelled, argument, inside = _form(maker, at, thing.type, name, holder=thing in made
                                          or thing.doubtful, owning=owning)
        if template and inside.kind == "object":
            spelled = "{} &"
        result.parameters.append(f"{spelled}{name}")
        result.arguments.append(argument)
        result.names.append(name)
        result.site.show(thing, inside)
    for flag in site.flags:
        if flag.everywhere:
            result.site.flags.append(flag)
        elif maker.chance("pass_flag"):
            name = maker.name("b")
            spelled = flag.type if flag.type.endswith("*") else f"{flag.type} "
            result.parameters.append(f"{spelled}{name}")
            result.arguments.append(flag.name)
            result.names.append(name)
            result.site.flags.append(flag.renamed(name))
    return result


def _form(maker: Maker, at: Access, type_: str, name: str, *, holder: bool,
          owning: bool) -> tuple[str, str, Access]:
    """A parameter's type, its argument and how it is used."""
    if at.kind in _BY_HOLDER and owning and (holder or maker.chance("pass_holder")):
        if at.kind == "shared" and maker.chance("pass_by_value"):
            return f"std::shared_ptr<{type_}> ", at.base, Access(name, "shared")
        return _BY_HOLDER[at.kind].format(type_), at.base, Access(name, at.kind)
    if maker.chance("pass_pointer") and not at.base.endswith(")"):
        return f"{type_} *", at.pointer, Access(name, "pointer")
    return f"{type_} &", at.ref, Access(name)
