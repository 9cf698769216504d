# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scenarios: futures and their done callbacks. Twin: futures.cpp."""

import asyncio

from coroutines import outcome
from support import attempt, drive, elapsed, fail, scenario, ticks


@scenario
def result_wakes_the_awaiter(log):
    async def main():
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        task = loop.create_task(outcome(log, "a", future))
        await asyncio.sleep(0)
        log("setting")
        future.set_result(5)
        log("set", future.done())
        await task

    drive(main())


@scenario
def exception_wakes_the_awaiter(log):
    async def main():
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        loop.call_soon(lambda: future.set_exception(ValueError("broken")))
        await outcome(log, "a", future)

    drive(main())


@scenario
def awaiting_a_done_future_does_not_suspend(log):
    async def main():
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        future.set_result(1)
        loop.call_soon(log, "callback")
        await outcome(log, "a", future)
        log("still the same turn")
        await asyncio.sleep(0)

    drive(main())


@scenario
def two_awaiters_wake_in_order(log):
    async def main():
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        tasks = [loop.create_task(outcome(log, name, future)) for name in "ab"]
        await asyncio.sleep(0)
        future.set_result(9)
        for task in tasks:
            await task

    drive(main())


@scenario
def result_is_set_once(log):
    loop = asyncio.new_event_loop()
    future = loop.create_future()
    future.set_result(1)
    attempt(log, "second result", lambda: future.set_result(2))
    attempt(log, "exception", lambda: future.set_exception(ValueError("late")))
    log("cancel", future.cancel())
    log(loop.run_until_complete(future))
    loop.close()


@scenario
def cancelled_future_takes_no_result(log):
    loop = asyncio.new_event_loop()
    future = loop.create_future()
    log("cancel", future.cancel(), future.done())
    log("again", future.cancel())
    attempt(log, "result", lambda: future.set_result(2))
    attempt(log, "run", lambda: loop.run_until_complete(future))
    loop.close()


@scenario
def cancelled_future_cancels_the_awaiter(log):
    async def main():
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        loop.call_soon(future.cancel)
        await outcome(log, "a", future)

    drive(main())


@scenario
def timer_resolves_a_future(log):
    loop = asyncio.new_event_loop()
    future = loop.create_future()
    loop.call_later(ticks(2), future.set_result, 3)
    log(loop.run_until_complete(future), "at", elapsed(loop))
    loop.close()


@scenario
def run_raises_the_future_s_exception(log):
    loop = asyncio.new_event_loop()
    future = loop.create_future()
    loop.call_soon(lambda: future.set_exception(ValueError("from a callback")))
    attempt(log, "run", lambda: loop.run_until_complete(future))
    log(loop.is_running(), loop.is_closed())
    loop.close()


@scenario
def done_callbacks_run_a_turn_later(log):
    async def main():
        loop = asyncio.get_running_loop()
        task = loop.create_task(asyncio.sleep(0))
        task.add_done_callback(lambda t: log("first", t.done()))
        task.add_done_callback(lambda t: log("second", t.cancelled()))
        await asyncio.sleep(0)
        log("one turn", task.done())
        await asyncio.sleep(0)
        log("two turns", task.done())
        await asyncio.sleep(0)
        log("three turns")

    drive(main())


@scenario
def late_done_callback_still_runs(log):
    async def main():
        loop = asyncio.get_running_loop()
        task = loop.create_task(asyncio.sleep(0))
        await task
        task.add_done_callback(lambda t: log("callback", t.done()))
        log("added")
        await asyncio.sleep(0)
        log("a turn later")

    drive(main())


@scenario
def failing_done_callback_does_not_stop_the_others(log):
    async def main():
        loop = asyncio.get_running_loop()
        task = loop.create_task(asyncio.sleep(0))
        task.add_done_callback(lambda t: fail("in callback"))
        task.add_done_callback(lambda t: log("second"))
        await task
        await asyncio.sleep(0)
        log("end")

    drive(main())


@scenario
def done_callbacks_and_awaiters_share_one_queue(log):
    async def main():
        loop = asyncio.get_running_loop()
        task = loop.create_task(asyncio.sleep(ticks(1)))

        async def await_it(name):
            await task
            log(name, "resumed")

        first = loop.create_task(await_it("a"))
        await asyncio.sleep(0)
        task.add_done_callback(lambda t: log("callback"))
        second = loop.create_task(await_it("b"))
        await first
        await second

    drive(main())


@scenario
def pending_future_blocks_until_stop(log):
    loop = asyncio.new_event_loop()
    future = loop.create_future()
    loop.call_later(ticks(1), loop.stop)
    attempt(log, "run", lambda: loop.run_until_complete(future))
    log(future.done())
    future.set_result(4)
    log(loop.run_until_complete(future))
    loop.close()


@scenario
def run_a_future_of_another_loop(log):
    loop = asyncio.new_event_loop()
    other = asyncio.new_event_loop()
    future = other.create_future()
    attempt(log, "run", lambda: loop.run_until_complete(future))
    other.close()
    loop.close()
