# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Loops, sessions, tasks and the ways in which code gets at them, and the sites
at which code is made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

LOOP, SESSION = "EventLoop", "ClientSession"
TASK, TASKS = "TaskHandle<>", "std::vector<TaskHandle<>>"
LAZY, LAZIES = "Task<>", "std::vector<Task<>>"
POOL, JOB = "ThreadPoolExecutor", "Future<>"


@dataclass(frozen=True)
class Access:
    """An expression that leads to an object: itself, or what points to it."""

    base: str
    kind: str = "object"  # object, pointer, unique, shared, optional
    everywhere: bool = False  # a global's name: nobody has to be handed it

    def call(self, text: str) -> str:
        return f"{self.base}{'.' if self.kind == 'object' else '->'}{text}"

    @property
    def ref(self) -> str:
        return self.base if self.kind == "object" else f"*{self.base}"

    @property
    def pointer(self) -> str:
        return {"object": f"&{self.base}", "pointer": self.base,
                "optional": f"&*{self.base}"}.get(self.kind, f"{self.base}.get()")


@dataclass(eq=False)
class Object:
    """An object of the generated program."""

    type: str
    loop: Object | None = None   # what it is bound to
    doubtful: bool = False       # it was made on some paths only


@dataclass(frozen=True)
class Flag:
    """A condition that was decided before, and its two spellings: "{} > 0"."""

    type: str
    name: str
    when_true: str
    when_false: str
    everywhere: bool = False

    @property
    def true(self) -> str:
        return self.when_true.format(self.name)

    @property
    def false(self) -> str:
        return self.when_false.format(self.name)

    def renamed(self, name: str) -> Flag:
        """The same condition, handed on under another name."""
        return replace(self, name=name)


@dataclass
class Site:
    """Where code is being made: what it can see and what it may do."""

    kind: str                                   # plain, coroutine, callback
    running: Object | None = None               # the loop that runs this code
    repeats: int = 1                            # how often this code runs at most
    access: dict[Object, list[Access]] = field(default_factory=dict)
    owners: dict[Object, Access] = field(default_factory=dict)  # what may be moved from
    flags: list[Flag] = field(default_factory=list)
    sure: frozenset[Object] = frozenset()  # doubtful ones that are known to be there

    def inner(self, **changes) -> Site:
        """A site nested in this one, that sees all this one sees."""
        fresh = {"access": {o: list(a) for o, a in self.access.items()}, "owners": {},
                 "flags": list(self.flags)}
        return replace(self, **{**fresh, **changes})

    def show(self, thing: Object, access: Access) -> None:
        self.access.setdefault(thing, []).append(access)
