# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What happens in a program, in order, and nothing about where in the code."""

from __future__ import annotations

from . import coroutines, events, hazards, loops, planted, sessions, tasks
from .calls import CALLS
from .classes import CLASSES
from .compose import Composer
from .events import Event
from .indirect import INDIRECT
from .ir import Node, Program, block, line
from .maker import Maker
from .objects import LAZIES, LAZY, LOOP, SESSION, TASK, TASKS, Access, Object, Site
from .wrappers import FLOW


def generate(seed: int, weights: dict) -> Program:
    """The program of `seed`."""
    maker = Maker(seed, weights)
    maker.connects = maker.chance("connects")
    maker.tests = maker.chance("tests")
    runner = Object(LOOP) if not maker.tests and maker.chance("root_is_run") else None
    plots = [_plot(maker, runner)]
    while len(plots) < 3 and maker.chance("another_plot"):
        plots.append(_plot(maker, runner))
    happening = _interleave(maker, plots)
    composer = Composer(maker, happening, {**FLOW, **CALLS, **CLASSES, **INDIRECT})
    depth = int(maker.pick("depths"))
    if runner:
        site = Site("coroutine", runner, access={runner: [Access("get_running_loop()")]},
                    sure=frozenset({runner}))
        body = composer.compose(site, happening, depth)
        name = maker.name("main")
        maker.declare(block(f"Task<> {name}() {{", [*body, line("co_return;", kept=True)],
                            defines=(name,)))
        body = [line(f"refloop::run({name}());")]
    elif maker.tests:
        body = _tests(maker, composer, happening, depth)
    else:
        body = composer.compose(Site("plain"), happening, depth)
    if maker.connects:
        maker.declarations.insert(0, line("std::string url1;", "url1"))
        body = [line("refloop::testing::LoopbackServer server1;", "server1"),
                line("url1 = server1.url();"), *body]
    run = block("void run() {", body, defines=("run",), kept=True)
    return Program(seed, [*maker.declarations, run], dict(maker.planted))


def _tests(maker: Maker, composer: Composer, happening: list[Event], depth: int) -> list[Node]:
    """The events as some tests, one after the other."""
    site, nodes, rest = Site("plain"), [], happening
    while rest:
        size = maker.any(range(1, max(2, len(rest))))
        nodes += composer.test(site, rest[:size], depth)
        rest = rest[size:]
    return nodes


def _interleave(maker: Maker, plots: list[list[Event]]) -> list[Event]:
    """All events, those of one plot in their order."""
    rest = [list(plot) for plot in plots if plot]
    result = []
    while rest:
        plot = maker.any(rest)
        result.append(plot.pop(0))
        rest = [p for p in rest if p]
    return result


def _plot(maker: Maker, runner: Object | None) -> list[Event]:
    kind = maker.pick("plots")
    if kind == "loop":
        return _loop_plot(maker)
    if kind == "pool":
        return hazards.pool(maker)
    if kind == "executor":  # a loop that run() closes would have to know when jobs end
        loop = Object(LOOP)
        return hazards.jobs(maker, loops.make_loop(loop), loop)
    loop = runner or Object(LOOP)
    start = [] if runner else [loops.make_loop(loop)]
    steps = [] if runner else maker.pick("loop_ends").split()
    end = [{"turn": events.turn, "close": events.close, "post": events.post}[step](loop)
           for step in steps]
    if kind == "session":
        return _session_plot(maker, loop, start, end, steps, runner is not None)
    if not runner:
        planted.loop_end(maker, steps)
    if kind in hazards.HAZARDS:
        return [*start, *hazards.middle(maker, kind, loop, steps), *end]
    return [*start, *_task_life(maker, loop, steps), *end]


def _loop_plot(maker: Maker) -> list[Event]:
    """The life of a loop: used, closed, used again or renewed."""
    loop = Object(LOOP)
    if maker.chance("two_loops"):
        other = Object(LOOP)
        return [loops.make_loop(loop), loops.make_loop(other), events.close_either(loop, other),
                *(events.post(maker.any([loop, other])) for _ in range(maker.any([1, 2, 3])))]
    table = {"post": events.post, "turn": events.turn, "close": events.close,
             "renew": events.renew, "destroy": events.destroy,
             "post_if_open": lambda l: events.query(events.post(l), l),
             "turn_if_open": lambda l: events.query(events.turn(l), l),
             "close_if_open": lambda l: events.query(events.close(l), l)}
    steps = maker.pick("loop_lives").split()
    planted.loop_life(maker, steps)
    return [loops.make_loop(loop), *(table[step](loop) for step in steps)]


def _task_life(maker: Maker, loop: Object, end: list[str]) -> list[Event]:
    """The life of a task, or of some in a container."""
    kind = maker.pick("task_kinds")
    if kind == "lazy":
        task = Object(LAZY, loop)
        steps = maker.pick("lazy_lives").split()
        planted.task_life(maker, steps, [])
        return [coroutines.lazy(task), *(coroutines.use_lazy(task, loop, step)
                                         for step in steps)]
    if kind == "lazy_container":
        some = Object(LAZIES, loop)
        steps = maker.pick("lazy_container_lives").split()
        planted.task_life(maker, steps, [])
        return [coroutines.make_lazies(some), *(
            coroutines.push_lazy(some) if step == "push" else
            coroutines.use_lazies(some, loop, step) for step in steps)]
    if kind == "container":
        many = Object(TASKS, loop)
        steps = maker.pick("container_lives").split()
        planted.task_life(maker, steps, end)
        return [tasks.make_tasks(many), *(
            tasks.push(many, loop) if step == "push" else
            events.turn(loop) if step == "turn" else tasks.handle_all(many, loop, step)
            for step in steps)]
    if kind == "task":
        task = Object(TASK, loop)
        steps = maker.pick("task_lives").split()
        planted.task_life(maker, steps, end)
        return [tasks.spawn(task, loop), *(
            events.turn(loop) if step == "turn" else tasks.handle(task, loop, step)
            for step in steps)]
    if kind == "drained":
        task = Object(TASK, loop)
        return [tasks.spawn(task, loop), tasks.drain(loop)]
    if kind in ("forgotten", "called_only"):
        planted.task_life(maker, [], end if kind == "forgotten" else [])
    return {"forgotten": lambda: [tasks.forgotten(loop)],
            "called_only": lambda: [coroutines.called_only()],
            "awaited": lambda: [coroutines.awaited(loop)],
            "group": lambda: [tasks.group(loop)]}[kind]()


def _session_plot(maker: Maker, loop: Object, start: list[Event], end: list[Event],
                  ends: list[str], running: bool) -> list[Event]:
    """The life of a session, and of its loop."""
    if maker.chance("scoped_session"):
        return [*start, sessions.scoped(loop), *end]
    session = Object(SESSION, loop)
    opened = [*start, sessions.open_session(session, loop)]
    if not running and maker.chance("owner"):
        opened = [sessions.make_owner(loop, session)]
    table = {"close": events.close, "turn": events.turn, "post": events.post,
             "destroy": events.destroy, "reset": lambda l: sessions.reset(session)}
    table["get"] = lambda l: sessions.get(session, l)
    steps = maker.pick("connected_lives" if maker.connects else "session_lives").split()
    planted.session_life(maker, steps, ends)
    return [*opened, *(table[step](loop) if step in table
                       else sessions.close_session(session, loop, step) for step in steps)]
