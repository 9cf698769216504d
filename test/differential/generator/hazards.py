# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Plots about what runs, other threads, signals, executors, captures and errors
of tasks do to a loop."""

from __future__ import annotations

from . import captures, events, executors, failing, nesting, planted, signals, threads
from .events import Event
from .maker import Maker
from .objects import JOB, POOL, TASK, Object

# Kinds of plots in which one event does it, somewhere between turns.
SINGLE = {"nested": nesting.run_anyway, "running_close": nesting.close_anyway,
          "thread": threads.from_thread, "raw_signal": signals.raw_handler,
          "signal": signals.loop_handler, "capture": captures.refer}
HAZARDS = (*SINGLE, "executor", "pool", "failing")


def middle(maker: Maker, kind: str, loop: Object, end: list[str]) -> list[Event]:
    """What happens between the making of the loop and its end, when others may
    run the loop, too."""
    if kind == "failing":
        return _failing(maker, loop)
    steps = maker.pick("hazard_lives").split()
    table = {"turn": events.turn, "post": events.post, "it": SINGLE[kind]}
    return [table[step](loop) for step in steps]


def _failing(maker: Maker, loop: Object) -> list[Event]:
    steps = maker.pick("failing_lives").split()
    if not {"caught", "collected", "asked"} & set(steps):
        maker.plant("swallowed-task-error")
    if steps[0] == "forget":
        return [failing.forget_failing(loop), *(events.turn(loop) for _ in steps[1:])]
    task = Object(TASK, loop)
    return [failing.spawn_failing(task, loop), *(
        events.turn(loop) if step == "turn" else
        failing.see(task, loop, step) for step in steps)]


def pool(maker: Maker) -> list[Event]:
    """The life of a pool that belongs to no loop."""
    steps = maker.pick("pool_lives").split()
    planted.pool_life(maker, steps)
    thing = Object(POOL)
    return [executors.make_pool(thing), *(
        executors.renew_pool(thing) if step == "renew" else executors.use_pool(thing, step)
        for step in steps)]


def jobs(maker: Maker, make_loop: Event, loop: Object) -> list[Event]:
    """The life of a loop with jobs, of its own executor or of a pool."""
    steps = maker.pick("job_lives").split()
    planted.job_life(maker, steps)
    thing, job = Object(POOL), None
    start = [make_loop]
    if {"pool_job", "default", "shutdown"} & set(steps):
        start.insert(0, executors.make_pool(thing))
    happening = []
    for step in steps:
        if step in ("job", "pool_job"):
            job = Object(JOB, loop)
            happening.append(executors.start_job(loop, thing if step == "pool_job" else None, job))
        elif step == "await":
            happening.append(executors.await_job(loop, job))
        else:
            happening.append({
                "shutdown": lambda: executors.use_pool(thing, "shutdown"),
                "shutdown_default": lambda: executors.shutdown_default(loop),
                "default": lambda: executors.set_default(loop, thing),
                "close": lambda: events.close(loop)}[step]())
    return [*start, *happening]
