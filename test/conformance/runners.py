# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scenarios: asyncio.run() and Runner. Twin: runners.cpp."""

import asyncio

from coroutines import messy, value
from support import attempt, elapsed, scenario, ticks


async def background(log, name):
    """Runs until it is cancelled and cleans up for a while."""
    cancelled = False
    try:
        await asyncio.sleep(ticks(100))
    except asyncio.CancelledError:
        cancelled = True
    log(name, "cancelled", cancelled)
    await asyncio.sleep(ticks(1))
    log(name, "clean")


@scenario
def run_returns_the_result(log):
    log(asyncio.run(value(3)))


@scenario
def run_raises_the_exception(log):
    async def main():
        await asyncio.sleep(ticks(1))
        raise ValueError("main")

    attempt(log, "run", lambda: asyncio.run(main()))


@scenario
def run_cancels_what_is_left(log):
    async def main():
        asyncio.get_running_loop().kept = asyncio.create_task(background(log, "a"))
        await asyncio.sleep(ticks(1))
        log("main ends")
        return 5

    log(asyncio.run(main()))


@scenario
def run_cancels_what_is_left_by_a_failure(log):
    async def main():
        asyncio.get_running_loop().kept = asyncio.create_task(background(log, "a"))
        await asyncio.sleep(ticks(1))
        raise ValueError("main")

    attempt(log, "run", lambda: asyncio.run(main()))


@scenario
def leftovers_that_never_started(log):
    async def main():
        asyncio.get_running_loop().kept = asyncio.create_task(background(log, "a"))
        return 6

    log(asyncio.run(main()))


@scenario
def run_survives_a_leftover_that_fails(log):
    async def main():
        asyncio.get_running_loop().kept = asyncio.create_task(messy("clean-up"))
        await asyncio.sleep(ticks(1))
        return 7

    log(asyncio.run(main()))


@scenario
def run_inside_a_running_loop(log):
    async def main():
        coroutine = value(1)
        attempt(log, "run", lambda: asyncio.run(coroutine))
        coroutine.close()
        log("goes on")

    asyncio.run(main())


@scenario
def run_leaves_no_current_loop(log):
    asyncio.run(value(1))
    attempt(log, "get_event_loop", asyncio.get_event_loop)
    attempt(log, "get_running_loop", asyncio.get_running_loop)


@scenario
def each_run_has_its_own_loop(log):
    async def main():
        await asyncio.sleep(ticks(2))
        return elapsed(asyncio.get_running_loop())

    start = asyncio.run(main())
    log(start)
    log(asyncio.run(value(2)))


@scenario
def runner_reuses_its_loop(log):
    async def main():
        return asyncio.get_running_loop()

    with asyncio.Runner() as runner:
        loop = runner.run(main())
        log(runner.run(main()) is loop, runner.get_loop() is loop)
        log(loop.is_closed())


@scenario
def runner_after_close(log):
    runner = asyncio.Runner()
    log(runner.run(value(1)))
    runner.close()
    coroutine = value(2)
    attempt(log, "run", lambda: runner.run(coroutine))
    coroutine.close()
    attempt(log, "get_loop", runner.get_loop)
    attempt(log, "close", runner.close)


@scenario
def unused_runner(log):
    runner = asyncio.Runner()
    attempt(log, "close", runner.close)
    with asyncio.Runner():
        log("inside")


@scenario
def runner_keeps_leftovers_until_close(log):
    async def main():
        asyncio.get_running_loop().kept = asyncio.create_task(background(log, "a"))
        await asyncio.sleep(ticks(1))

    runner = asyncio.Runner()
    runner.run(main())
    log("between", len(asyncio.all_tasks(runner.get_loop())))
    log(runner.run(value(4)))
    runner.close()
    log("closed")


@scenario
def runner_inside_a_running_loop(log):
    async def main():
        runner = asyncio.Runner()
        coroutine = value(1)
        attempt(log, "run", lambda: runner.run(coroutine))
        coroutine.close()
        attempt(log, "close", runner.close)

    asyncio.run(main())


@scenario
def runner_survives_a_failing_coroutine(log):
    async def main():
        raise ValueError("first")

    with asyncio.Runner() as runner:
        attempt(log, "run", lambda: runner.run(main()))
        log(runner.run(value(8)))
