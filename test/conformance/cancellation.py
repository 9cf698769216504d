# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scenarios: cancelling a task, and what it does about it. Twin: cancellation.cpp."""

import asyncio

from coroutines import messy, outcome, stubborn, work
from support import attempt, drive, elapsed, scenario, ticks


@scenario
def cancel_before_the_start(log):
    async def main():
        task = asyncio.create_task(work(log, "a"))
        log(task.cancel(), task.done(), task.cancelled())
        await outcome(log, "main", task)
        log(task.done(), task.cancelled())

    drive(main())


@scenario
def cancel_during_a_sleep(log):
    async def main():
        task = asyncio.create_task(work(log, "a"))
        await asyncio.sleep(ticks(1))
        log(task.cancel())
        log("requested", task.done())
        await outcome(log, "main", task)
        log(task.cancelled(), "at", elapsed(asyncio.get_running_loop()))

    drive(main())


@scenario
def cancel_is_delivered_in_a_later_turn(log):
    async def main():
        task = asyncio.create_task(work(log, "a"))
        await asyncio.sleep(0)
        task.cancel()
        asyncio.get_running_loop().call_soon(log, "callback")
        log("requested")
        await asyncio.sleep(0)
        log("turn", task.done())
        await asyncio.sleep(0)
        log("turn", task.done())

    drive(main())


@scenario
def swallowed_cancellation(log):
    async def main():
        task = asyncio.create_task(stubborn(log, "a", 3))
        await asyncio.sleep(0)
        log(task.cancel())
        await outcome(log, "main", task)
        log(task.cancelled(), task.result())

    drive(main())


@scenario
def cancel_of_a_done_task(log):
    async def main():
        task = asyncio.create_task(asyncio.sleep(0))
        await task
        log(task.cancel(), task.cancelled())

    drive(main())


@scenario
def cancel_twice_is_delivered_once(log):
    async def main():
        async def body():
            for attempt_number in (1, 2):
                try:
                    await asyncio.sleep(ticks(10))
                    log(attempt_number, "slept")
                except asyncio.CancelledError:
                    log(attempt_number, "cancelled")
            return "end"

        task = asyncio.create_task(body())
        await asyncio.sleep(0)
        log(task.cancel(), task.cancel())
        await outcome(log, "main", task)
        log("at", elapsed(asyncio.get_running_loop()))

    drive(main())


@scenario
def clean_up_may_await(log):
    async def body():
        cancelled = False
        try:
            await asyncio.sleep(ticks(10))
        except asyncio.CancelledError:
            cancelled = True
        if cancelled:
            log("cleaning")
            await asyncio.sleep(ticks(2))
            log("clean")
            raise asyncio.CancelledError()

    async def main():
        task = asyncio.create_task(body())
        await asyncio.sleep(ticks(1))
        task.cancel()
        await outcome(log, "main", task)
        log(task.cancelled(), "at", elapsed(asyncio.get_running_loop()))

    drive(main())


@scenario
def cancel_from_a_callback(log):
    async def main():
        task = asyncio.create_task(work(log, "a"))
        asyncio.get_running_loop().call_later(ticks(2), task.cancel)
        await outcome(log, "main", task)
        log("at", elapsed(asyncio.get_running_loop()))

    drive(main())


@scenario
def done_callback_sees_the_cancellation(log):
    async def main():
        task = asyncio.create_task(work(log, "a"))
        task.add_done_callback(lambda t: log("callback", t.done(), t.cancelled()))
        await asyncio.sleep(0)
        task.cancel()
        await outcome(log, "main", task)

    drive(main())


@scenario
def another_exception_replaces_the_cancellation(log):
    async def main():
        task = asyncio.create_task(messy("while cancelled"))
        await asyncio.sleep(0)
        task.cancel()
        await outcome(log, "main", task)
        log(task.cancelled())

    drive(main())


@scenario
def result_and_exception_of_a_cancelled_task(log):
    async def main():
        task = asyncio.create_task(work(log, "a"))
        task.cancel()
        await asyncio.sleep(0)
        log(task.cancelled())
        attempt(log, "result", task.result)
        attempt(log, "exception", task.exception)

    drive(main())


@scenario
def task_cancels_itself(log):
    async def body():
        asyncio.current_task().cancel()
        log("goes on to the next await")
        await asyncio.sleep(0)
        log("never")

    async def main():
        task = asyncio.create_task(body())
        await outcome(log, "main", task)
        log(task.cancelled())

    drive(main())


@scenario
def task_cancels_itself_and_returns(log):
    async def body():
        asyncio.current_task().cancel()
        return 5

    async def main():
        task = asyncio.create_task(body())
        await outcome(log, "main", task)
        log(task.cancelled())

    drive(main())


@scenario
def cancel_waits_for_a_real_suspension(log):
    async def plain():
        log("plain")

    async def body():
        asyncio.current_task().cancel()
        await plain()
        log("not suspended yet")
        await work(log, "sleep")

    async def main():
        await outcome(log, "main", asyncio.create_task(body()))

    drive(main())


@scenario
def run_raises_the_cancellation(log):
    loop = asyncio.new_event_loop()
    task = loop.create_task(work(log, "a"))
    loop.call_later(ticks(1), task.cancel)
    attempt(log, "run", lambda: loop.run_until_complete(task))
    log(task.cancelled(), loop.is_closed())
    loop.close()


@scenario
def cancelled_sleep_leaves_no_timer(log):
    loop = asyncio.new_event_loop()
    task = loop.create_task(work(log, "a", 1000))
    loop.call_later(ticks(1), task.cancel)
    attempt(log, "run", lambda: loop.run_until_complete(task))
    loop.run_until_complete(asyncio.sleep(ticks(1)))
    log("at", elapsed(loop))
    loop.close()
