# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scenarios: cancellation from one awaitable to another. Twin: cancel_propagation.cpp."""

import asyncio

from coroutines import outcome, stubborn, work
from support import drive, scenario, ticks


@scenario
def cancel_reaches_the_innermost_await(log):
    async def middle():
        try:
            await work(log, "inner")
        finally:
            log("middle unwinds")

    async def outer():
        try:
            await middle()
        finally:
            log("outer unwinds")

    async def main():
        task = asyncio.create_task(outer())
        await asyncio.sleep(0)
        task.cancel()
        await outcome(log, "main", task)

    drive(main())


@scenario
def cancel_passes_to_the_awaited_task(log):
    async def main():
        inner = asyncio.create_task(work(log, "inner"))
        outer = asyncio.create_task(outcome(log, "outer", inner))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        outer.cancel()
        await outcome(log, "main", outer)
        log(inner.cancelled(), outer.cancelled())

    drive(main())


@scenario
def cancel_passes_to_the_awaited_future(log):
    async def main():
        future = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(outcome(log, "task", future))
        await asyncio.sleep(0)
        task.cancel()
        log("at once", future.done())
        await task

    drive(main())


@scenario
def cancelled_task_cancels_who_awaits_it(log):
    async def main():
        inner = asyncio.create_task(work(log, "inner"))

        async def outer():
            await inner

        task = asyncio.create_task(outer())
        await asyncio.sleep(ticks(1))
        inner.cancel()
        await outcome(log, "main", task)
        log(inner.cancelled(), task.cancelled())

    drive(main())


@scenario
def cancel_of_a_gather_cancels_all(log):
    async def main():
        async def both():
            await asyncio.gather(work(log, "a"), work(log, "b"))

        task = asyncio.create_task(both())
        await asyncio.sleep(ticks(1))
        task.cancel()
        await outcome(log, "main", task)

    drive(main())


@scenario
def cancelled_part_of_a_gather(log):
    async def main():
        first = asyncio.create_task(work(log, "a"))
        second = asyncio.create_task(work(log, "b", 2))
        asyncio.get_running_loop().call_later(ticks(1), first.cancel)
        try:
            await asyncio.gather(first, second)
        except asyncio.CancelledError as error:
            log("gather", error, second.done())
        await second

    drive(main())


@scenario
def gather_returns_the_cancellation(log):
    async def main():
        first = asyncio.create_task(work(log, "a"))
        asyncio.get_running_loop().call_later(ticks(1), first.cancel)
        results = await asyncio.gather(first, work(log, "b", 2), return_exceptions=True)
        log([r if isinstance(r, BaseException) else None for r in results])

    drive(main())


@scenario
def cancel_beats_a_result_on_its_way(log):
    async def main():
        future = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(outcome(log, "task", future))
        await asyncio.sleep(0)
        future.set_result(1)
        log(task.cancel(), future.cancelled())
        await outcome(log, "main", task)
        log(task.cancelled())

    drive(main())


@scenario
def cancel_all_and_gather(log):
    async def main():
        tasks = [asyncio.create_task(work(log, name)) for name in "abc"]
        await asyncio.sleep(ticks(1))
        for task in tasks:
            task.cancel()
        log(await asyncio.gather(*tasks, return_exceptions=True))
        log(len(asyncio.all_tasks()))

    drive(main())


@scenario
def cancelled_gather_keeps_no_results(log):
    async def both():
        return await asyncio.gather(stubborn(log, "a", 1), stubborn(log, "b", 2),
                                    return_exceptions=True)

    async def main():
        task = asyncio.create_task(both())
        await asyncio.sleep(ticks(1))
        task.cancel()
        await outcome(log, "main", task)

    drive(main())


@scenario
def cancel_during_clean_up(log):
    async def body():
        cancelled = False
        try:
            await asyncio.sleep(ticks(10))
        except asyncio.CancelledError:
            cancelled = True
        log("first", cancelled)
        await work(log, "clean-up", 5)

    async def main():
        task = asyncio.create_task(body())
        await asyncio.sleep(ticks(1))
        task.cancel()
        await asyncio.sleep(ticks(1))
        task.cancel()
        await outcome(log, "main", task)
        log(task.cancelled())

    drive(main())


@scenario
def cancel_of_one_awaiter_reaches_the_other(log):
    async def main():
        shared = asyncio.create_task(work(log, "shared"))
        first = asyncio.create_task(outcome(log, "first", shared))
        second = asyncio.create_task(outcome(log, "second", shared))
        await asyncio.sleep(ticks(1))
        first.cancel()
        await asyncio.gather(first, second)
        log(shared.cancelled(), first.cancelled(), second.cancelled())

    drive(main())


@scenario
def cancel_in_the_turn_of_the_result(log):
    async def main():
        inner = asyncio.create_task(asyncio.sleep(0))
        outer = asyncio.create_task(outcome(log, "outer", inner))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        log(inner.done(), outer.cancel())
        await outcome(log, "main", outer)
        log(inner.cancelled(), outer.cancelled())

    drive(main())
