# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scenarios: gather. Twin: gather.cpp."""

import asyncio

from coroutines import failing, work
from support import drive, elapsed, scenario, ticks


@scenario
def gather_keeps_the_order_of_arguments(log):
    async def main():
        log(await asyncio.gather(work(log, "a", 2, 1), work(log, "b", 1, 2)))

    drive(main())


@scenario
def gather_of_mixed_awaitables(log):
    async def main():
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        loop.call_later(ticks(3), future.set_result, 30)
        task = asyncio.create_task(work(log, "task", 1, 20))
        log(await asyncio.gather(work(log, "coroutine", 2, 10), task, future))
        log("at", elapsed(loop))

    drive(main())


@scenario
def gather_raises_the_first_exception(log):
    async def main():
        slow = asyncio.create_task(work(log, "slow", 3))
        try:
            await asyncio.gather(failing(log, "late", 2), failing(log, "early", 1), slow)
        except ValueError as error:
            log("caught", error, slow.done())
        await slow
        log("slow went on", slow.cancelled())

    drive(main())


@scenario
def gather_returns_exceptions(log):
    async def main():
        results = await asyncio.gather(
            failing(log, "a", 1), failing(log, "b", 0), return_exceptions=True)
        log(results)

    drive(main())


@scenario
def gather_of_a_list_of_tasks(log):
    async def main():
        tasks = [asyncio.create_task(work(log, name, delay, delay))
                 for name, delay in (("a", 2), ("b", 1), ("c", 3))]
        log(await asyncio.gather(*tasks))

    drive(main())


@scenario
def gather_of_nothing(log):
    async def main():
        log(await asyncio.gather(*[]))

    drive(main())


@scenario
def gather_of_one_task_twice(log):
    async def main():
        task = asyncio.create_task(work(log, "a", 1, 4))
        log(await asyncio.gather(task, task))

    drive(main())


@scenario
def gather_of_done_tasks_takes_a_turn(log):
    async def main():
        task = asyncio.create_task(work(log, "a", 0, 4))
        await task
        asyncio.get_running_loop().call_soon(log, "callback")
        log(await asyncio.gather(task))

    drive(main())


@scenario
def nested_gather(log):
    async def both(first, second):
        return sum(await asyncio.gather(work(log, first, 2, 1), work(log, second, 1, 2)))

    async def main():
        log(await asyncio.gather(both("a", "b"), both("c", "d")))

    drive(main())


@scenario
def second_failure_of_a_gather_is_ignored(log):
    async def main():
        try:
            await asyncio.gather(failing(log, "a", 1), failing(log, "b", 2))
        except ValueError as error:
            log("caught", error)
        await asyncio.sleep(ticks(3))
        log("went on")

    drive(main())
