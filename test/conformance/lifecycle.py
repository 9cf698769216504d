# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scenarios: closing a loop, and using one in the wrong state. Twin: lifecycle.cpp."""

import asyncio

from coroutines import value
from support import attempt, drive, scenario, ticks


def closed_loop():
    """A loop that has been closed."""
    loop = asyncio.new_event_loop()
    loop.close()
    return loop


@scenario
def states_of_a_loop(log):
    loop = asyncio.new_event_loop()
    log(loop.is_running(), loop.is_closed())
    loop.call_soon(lambda: log(loop.is_running(), loop.is_closed()))
    loop.call_soon(loop.stop)
    loop.run_forever()
    log(loop.is_running(), loop.is_closed())
    loop.close()
    log(loop.is_running(), loop.is_closed())


@scenario
def close_twice(log):
    loop = closed_loop()
    attempt(log, "close", loop.close)
    log(loop.is_closed())


@scenario
def schedule_after_close(log):
    loop = closed_loop()
    attempt(log, "call_soon", lambda: loop.call_soon(log, "never"))
    attempt(log, "call_later", lambda: loop.call_later(ticks(1), log, "never"))
    attempt(log, "call_at", lambda: loop.call_at(loop.time(), log, "never"))
    attempt(log, "call_soon_threadsafe", lambda: loop.call_soon_threadsafe(log, "never"))


@scenario
def spawn_after_close(log):
    loop = closed_loop()
    coroutine = value(1)
    attempt(log, "create_task", lambda: loop.create_task(coroutine))
    coroutine.close()


@scenario
def run_after_close(log):
    loop = closed_loop()
    attempt(log, "run_forever", loop.run_forever)
    coroutine = value(1)
    attempt(log, "run_until_complete", lambda: loop.run_until_complete(coroutine))
    coroutine.close()


@scenario
def stop_after_close(log):
    loop = closed_loop()
    attempt(log, "stop", loop.stop)
    log(loop.is_closed())


@scenario
def cancel_after_close(log):
    loop = asyncio.new_event_loop()
    handle = loop.call_soon(log, "never")
    timer = loop.call_later(ticks(1), log, "never")
    loop.close()
    attempt(log, "handle", handle.cancel)
    attempt(log, "timer", timer.cancel)
    log(handle.cancelled(), timer.cancelled())


@scenario
def close_in_a_callback(log):
    loop = asyncio.new_event_loop()
    loop.call_soon(lambda: attempt(log, "close", loop.close))
    loop.call_soon(loop.stop)
    loop.run_forever()
    log(loop.is_closed())
    loop.close()


@scenario
def close_in_a_coroutine(log):
    loop = asyncio.new_event_loop()

    async def main():
        attempt(log, "close", loop.close)
        await asyncio.sleep(0)
        log("goes on")

    loop.run_until_complete(main())
    loop.close()
    log(loop.is_closed())


@scenario
def run_the_running_loop(log):
    loop = asyncio.new_event_loop()

    async def main():
        attempt(log, "run_forever", loop.run_forever)
        coroutine = value(1)
        attempt(log, "run_until_complete", lambda: loop.run_until_complete(coroutine))
        coroutine.close()
        log("goes on")

    loop.run_until_complete(main())
    loop.close()


@scenario
def run_another_loop_inside(log):
    loop = asyncio.new_event_loop()
    other = asyncio.new_event_loop()

    async def main():
        attempt(log, "run_forever", other.run_forever)
        coroutine = value(1)
        attempt(log, "run_until_complete", lambda: other.run_until_complete(coroutine))
        coroutine.close()
        log(other.is_running())

    loop.run_until_complete(main())
    log(other.run_until_complete(value(2)))
    other.close()
    loop.close()


@scenario
def close_another_loop_inside(log):
    other = asyncio.new_event_loop()

    async def main():
        attempt(log, "close", other.close)

    drive(main())
    log(other.is_closed())


@scenario
def stop_before_the_result(log):
    loop = asyncio.new_event_loop()

    async def main():
        loop.stop()
        await asyncio.sleep(ticks(1))
        log("finished")

    task = loop.create_task(main())
    attempt(log, "run", lambda: loop.run_until_complete(task))
    log(task.done())
    loop.run_until_complete(task)
    loop.close()


@scenario
def close_drops_what_is_scheduled(log):
    loop = asyncio.new_event_loop()
    loop.call_soon(log, "never")
    loop.call_later(ticks(1), log, "never")
    loop.close()
    log(loop.is_closed())


@scenario
def loop_is_reused_between_runs(log):
    loop = asyncio.new_event_loop()
    for number in range(3):
        log(loop.run_until_complete(value(number)), loop.is_running())
    loop.close()


@scenario
def failing_run_leaves_the_loop_usable(log):
    loop = asyncio.new_event_loop()

    async def main():
        raise ValueError("from main")

    attempt(log, "run", lambda: loop.run_until_complete(main()))
    log(loop.run_until_complete(value(4)), loop.is_closed())
    loop.close()


@scenario
def no_running_loop_outside(log):
    attempt(log, "before", asyncio.get_running_loop)
    drive(value(1))
    attempt(log, "after", asyncio.get_running_loop)


@scenario
def no_current_loop(log):
    asyncio.set_event_loop(None)
    attempt(log, "get_event_loop", asyncio.get_event_loop)


@scenario
def current_loop_is_the_one_set(log):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    log(asyncio.get_event_loop() is loop)
    asyncio.set_event_loop(None)
    loop.close()
    attempt(log, "get_event_loop", asyncio.get_event_loop)


@scenario
def running_loop_comes_before_the_one_set(log):
    loop = asyncio.new_event_loop()
    other = asyncio.new_event_loop()
    asyncio.set_event_loop(other)
    loop.call_soon(lambda: log(asyncio.get_event_loop() is loop))
    loop.call_soon(loop.stop)
    loop.run_forever()
    log(asyncio.get_event_loop() is other)
    asyncio.set_event_loop(None)
    other.close()
    loop.close()


@scenario
def current_loop_may_be_closed(log):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.close()
    log(asyncio.get_event_loop().is_closed())
    attempt(log, "call_soon", lambda: asyncio.get_event_loop().call_soon(log, "never"))
    asyncio.set_event_loop(None)


@scenario
def future_of_a_closed_loop(log):
    loop = asyncio.new_event_loop()
    future = loop.create_future()
    loop.close()
    attempt(log, "set_result", lambda: future.set_result(1))
    log(future.done())
