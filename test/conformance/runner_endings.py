# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scenarios: how run() and Runner end what they ran. Twin: runner_endings.cpp."""

import asyncio
import threading

from coroutines import messy, stubborn, value, work
from support import attempt, elapsed, scenario, ticks


def keep(task):
    """Keeps a task from the garbage collector, as the loop of the twin does."""
    loop = asyncio.get_running_loop()
    loop.kept = [*getattr(loop, "kept", []), task]


@scenario
def leftovers_are_cancelled_together(log):
    ended = []

    async def background(name):
        try:
            await asyncio.sleep(ticks(100))
        finally:
            ended.append(name)
            log("at", elapsed(asyncio.get_running_loop()))

    async def main():
        for name in "abc":
            keep(asyncio.create_task(background(name)))
        await asyncio.sleep(ticks(1))

    asyncio.run(main())
    log(sorted(ended))  # asyncio keeps tasks in a set: their order is anybody's


@scenario
def a_leftover_that_goes_on(log):
    async def goes_on():
        try:
            await asyncio.sleep(ticks(100))
        except asyncio.CancelledError:
            log("cancelled")
        await asyncio.sleep(ticks(5))
        log("done at", elapsed(asyncio.get_running_loop()))

    async def main():
        keep(asyncio.create_task(goes_on()))
        await asyncio.sleep(ticks(2))

    asyncio.run(main())
    log("over")


@scenario
def a_leftover_that_spawns_in_its_clean_up(log):
    async def spawns():
        try:
            await asyncio.sleep(ticks(100))
        except asyncio.CancelledError:
            keep(asyncio.create_task(work(log, "late", 3)))
            raise

    async def main():
        keep(asyncio.create_task(spawns()))
        await asyncio.sleep(ticks(1))

    asyncio.run(main())
    log("over")


@scenario
def a_leftover_that_swallows_its_cancellation(log):
    async def main():
        keep(asyncio.create_task(stubborn(log, "a", 1)))
        keep(asyncio.create_task(messy("b")))
        await asyncio.sleep(ticks(1))
        raise ValueError("main")

    attempt(log, "run", lambda: asyncio.run(main()))


@scenario
def main_that_cancels_itself(log):
    async def main():
        asyncio.current_task().cancel()
        await asyncio.sleep(ticks(1))
        log("not reached")

    attempt(log, "run", lambda: asyncio.run(main()))


@scenario
def callbacks_that_main_leaves(log):
    async def main():
        loop = asyncio.get_running_loop()
        loop.call_soon(log, "soon")
        loop.call_later(ticks(1), log, "later")

    asyncio.run(main())
    log("over")


@scenario
def turns_after_main(log):
    async def main():
        loop = asyncio.get_running_loop()

        def turn(number):
            log("turn", number)
            loop.call_soon(turn, number + 1)

        loop.call_soon(turn, 0)

    asyncio.run(main())
    log("over")


@scenario
def turns_after_main_with_a_leftover(log):
    async def main():
        loop = asyncio.get_running_loop()

        def turn(number):
            log("turn", number)
            loop.call_soon(turn, number + 1)

        keep(asyncio.create_task(work(log, "a")))
        await asyncio.sleep(0)
        loop.call_soon(turn, 0)

    asyncio.run(main())
    log("over")


@scenario
def runner_is_lazy(log):
    with asyncio.Runner() as runner:
        first = runner.get_loop()
        log(first is runner.get_loop(), first.is_closed(), first.is_running())
    log(first.is_closed())


@scenario
def runner_makes_its_loop_the_current_one(log):
    runner = asyncio.Runner()
    loop = runner.get_loop()
    log(asyncio.get_event_loop() is loop)
    runner.run(value(1))
    log(asyncio.get_event_loop() is loop)
    runner.close()
    attempt(log, "get_event_loop", asyncio.get_event_loop)


@scenario
def time_goes_on_between_runs(log):
    async def main(ticks_to_sleep):
        await asyncio.sleep(ticks(ticks_to_sleep))
        return elapsed(asyncio.get_running_loop())

    with asyncio.Runner() as runner:
        log(runner.run(main(2)), runner.run(main(3)))


@scenario
def a_leftover_goes_on_in_the_next_run(log):
    async def main(ticks_to_sleep):
        if ticks_to_sleep == 1:
            keep(asyncio.create_task(work(log, "a", 4)))
        await asyncio.sleep(ticks(ticks_to_sleep))
        log("main ends")

    with asyncio.Runner() as runner:
        runner.run(main(1))
        runner.run(main(9))


@scenario
def close_of_a_runner_whose_loop_is_closed(log):
    runner = asyncio.Runner()
    runner.run(value(1))
    runner.close()
    attempt(log, "close", runner.close)
    attempt(log, "get_loop", runner.get_loop)


@scenario
def run_in_a_thread_of_its_own(log):
    async def main():
        thread = threading.Thread(target=lambda: log("inner", asyncio.run(value(2))))
        thread.start()
        thread.join()
        return 1

    log("outer", asyncio.run(main()))


@scenario
def run_after_a_run_that_failed(log):
    async def fails():
        raise ValueError("first")

    attempt(log, "first", lambda: asyncio.run(fails()))
    log("second", asyncio.run(value(2)))
