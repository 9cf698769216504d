# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scenarios: shield. Twin: shields.cpp."""

import asyncio

from coroutines import failing, outcome, work
from support import drive, elapsed, scenario, ticks


async def timed(log, name, awaitable):
    """Logs how an awaitable ended, and when."""
    await outcome(log, name, awaitable)
    log("at", elapsed(asyncio.get_running_loop()))


@scenario
def shield_passes_the_result(log):
    async def main():
        task = asyncio.create_task(work(log, "a", 1, 5))
        await timed(log, "main", asyncio.shield(task))

    drive(main())


@scenario
def shield_passes_the_exception(log):
    async def main():
        task = asyncio.create_task(failing(log, "inner", 1))
        await timed(log, "main", asyncio.shield(task))

    drive(main())


@scenario
def shield_protects_from_cancellation(log):
    async def main():
        inner = asyncio.create_task(work(log, "inner", 3, 6))

        async def guarded():
            return await asyncio.shield(inner)

        outer = asyncio.create_task(guarded())
        await asyncio.sleep(ticks(1))
        outer.cancel()
        await timed(log, "outer", outer)
        log(outer.cancelled(), inner.done())
        await timed(log, "inner", inner)

    drive(main())


@scenario
def shield_passes_the_inner_cancellation(log):
    async def main():
        inner = asyncio.create_task(work(log, "inner", 3))
        asyncio.get_running_loop().call_later(ticks(1), inner.cancel)
        await timed(log, "main", asyncio.shield(inner))
        log(inner.cancelled())

    drive(main())


@scenario
def shield_within_wait_for(log):
    async def main():
        inner = asyncio.create_task(work(log, "inner", 3, 6))

        async def guarded():
            return await asyncio.shield(inner)

        await timed(log, "main", asyncio.wait_for(guarded(), ticks(1)))
        log(inner.done(), inner.cancelled())
        await timed(log, "inner", inner)

    drive(main())


@scenario
def shield_of_a_done_task(log):
    async def main():
        task = asyncio.create_task(work(log, "a", 0, 5))
        await task
        asyncio.get_running_loop().call_soon(log, "callback")
        await timed(log, "main", asyncio.shield(task))
        await asyncio.sleep(0)

    drive(main())


@scenario
def shielded_failure_behind_a_cancellation(log):
    async def main():
        inner = asyncio.create_task(failing(log, "inner", 3))

        async def guarded():
            return await asyncio.shield(inner)

        outer = asyncio.create_task(guarded())
        await asyncio.sleep(ticks(1))
        outer.cancel()
        await timed(log, "outer", outer)
        await timed(log, "inner", inner)

    drive(main())


@scenario
def two_shields_of_one_task(log):
    async def main():
        inner = asyncio.create_task(work(log, "inner", 3, 6))

        async def guarded():
            return await asyncio.shield(inner)

        first = asyncio.create_task(guarded())
        second = asyncio.create_task(guarded())
        await asyncio.sleep(ticks(1))
        first.cancel()
        await timed(log, "first", first)
        await timed(log, "second", second)

    drive(main())
