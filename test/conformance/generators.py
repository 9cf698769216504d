# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scenarios: asynchronous generators. Twin: generators.cpp.

`next_of` is the shape of the C++ twin: None at the end, in place of an
exception.
"""

import asyncio

from coroutines import outcome
from support import drive, elapsed, scenario, ticks


async def next_of(generator):
    """The next value; None when there is none."""
    return await anext(generator, None)


async def counting(log, name, count):
    """Yields numbers; logs where it is, and how it ends."""
    log(name, "begins")
    try:
        for i in range(count):
            await asyncio.sleep(ticks(1))
            yield i
    finally:
        log(name, "ends")


async def stubborn():
    """Goes on when it should end."""
    try:
        yield 1
    except GeneratorExit:
        pass
    yield 2


async def failing():
    """Yields once, then fails."""
    yield 1
    raise ValueError("generator")


@scenario
def yields_until_it_returns(log):
    async def main():
        numbers = counting(log, "g", 2)
        for _ in range(4):
            log(await next_of(numbers))

    drive(main())


@scenario
def nothing_runs_before_the_first_next(log):
    async def main():
        numbers = counting(log, "g", 1)
        await asyncio.sleep(ticks(1))
        log("made")
        log(await next_of(numbers))
        await numbers.aclose()

    drive(main())


@scenario
def it_may_sleep_between_values(log):
    async def main():
        loop, numbers = asyncio.get_running_loop(), counting(log, "g", 3)
        while await next_of(numbers) is not None:
            log("at", elapsed(loop))

    drive(main())


@scenario
def what_it_raises_comes_out_once(log):
    async def main():
        generator = failing()
        for _ in range(3):
            await outcome(log, "next", next_of(generator))

    drive(main())


@scenario
def close_cleans_up(log):
    async def main():
        numbers = counting(log, "g", 5)
        log(await next_of(numbers))
        await numbers.aclose()
        log("closed")
        log(await next_of(numbers))

    drive(main())


@scenario
def close_twice(log):
    async def main():
        numbers = counting(log, "g", 5)
        await next_of(numbers)
        await outcome(log, "first", numbers.aclose())
        await outcome(log, "second", numbers.aclose())

    drive(main())


@scenario
def close_before_the_first_next(log):
    async def main():
        numbers = counting(log, "g", 5)
        await outcome(log, "close", numbers.aclose())
        log(await next_of(numbers))

    drive(main())


@scenario
def close_of_an_exhausted_one(log):
    async def main():
        numbers = counting(log, "g", 0)
        log(await next_of(numbers))
        await outcome(log, "close", numbers.aclose())

    drive(main())


@scenario
def ignoring_the_end(log):
    async def main():
        generator = stubborn()
        log(await next_of(generator))
        await outcome(log, "close", generator.aclose())
        log(await next_of(generator))

    drive(main())


@scenario
def clean_up_may_wait(log):
    async def slow():
        try:
            yield 1
        finally:
            await asyncio.sleep(ticks(3))
            log("clean")

    async def main():
        generator = slow()
        await next_of(generator)
        await generator.aclose()
        log("at", elapsed(asyncio.get_running_loop()))

    drive(main())


@scenario
def clean_up_that_fails(log):
    async def messy():
        try:
            yield 1
        except GeneratorExit:
            raise ValueError("messy") from None

    async def main():
        generator = messy()
        await next_of(generator)
        await outcome(log, "close", generator.aclose())
        await outcome(log, "again", generator.aclose())

    drive(main())


@scenario
def one_next_at_a_time(log):
    async def main():
        numbers = counting(log, "g", 2)
        first = asyncio.create_task(next_of(numbers))
        await asyncio.sleep(0)
        await outcome(log, "next", next_of(numbers))
        await outcome(log, "close", numbers.aclose())
        log(await first)
        await numbers.aclose()

    drive(main())


@scenario
def two_consumers_take_turns(log):
    async def main():
        numbers = counting(log, "g", 4)

        async def consume(name):
            log(name, await next_of(numbers))

        for name in ("a", "b", "a", "b"):
            await asyncio.create_task(consume(name))
        await numbers.aclose()

    drive(main())


@scenario
def cancelling_who_waits_ends_it(log):
    async def main():
        numbers = counting(log, "g", 5)
        waiting = asyncio.create_task(next_of(numbers))
        await asyncio.sleep(0)
        waiting.cancel()
        await outcome(log, "waiting", waiting)
        log(await next_of(numbers))

    drive(main())


@scenario
def a_generator_uses_another(log):
    async def doubled(inner):
        async for value in inner:
            yield 2 * value

    async def main():
        numbers = doubled(counting(log, "g", 3))
        while (value := await next_of(numbers)) is not None:
            log(value)

    drive(main())


@scenario
def shutdown_closes_what_has_begun(log):
    loop = asyncio.new_event_loop()
    begun, unused = counting(log, "begun", 5), counting(log, "unused", 5)
    log(loop.run_until_complete(next_of(begun)))
    loop.run_until_complete(loop.shutdown_asyncgens())
    log("shut down")
    log(loop.run_until_complete(next_of(begun)))
    loop.run_until_complete(unused.aclose())
    loop.close()


@scenario
def shutdown_survives_a_failure(log):
    loop = asyncio.new_event_loop()
    bad, good = stubborn(), counting(log, "good", 5)
    loop.run_until_complete(next_of(bad))
    loop.run_until_complete(next_of(good))
    loop.run_until_complete(loop.shutdown_asyncgens())
    log("shut down")
    loop.close()


@scenario
def run_closes_what_is_left(log):
    kept = []

    async def main():
        kept.append(counting(log, "g", 5))
        log(await next_of(kept[0]))

    asyncio.run(main())
    log("run is over")


@scenario
def letting_go_closes_it_in_a_task(log):
    async def main():
        numbers = counting(log, "g", 5)
        await next_of(numbers)
        del numbers
        for turn in range(4):
            log("turn", turn)
            await asyncio.sleep(0)

    drive(main())
