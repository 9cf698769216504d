# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scenarios: wait_for and timeout. Twin: timeouts.cpp."""

import asyncio

from coroutines import failing, messy, outcome, stubborn, with_task_group, with_timeout, work
from support import drive, elapsed, scenario, ticks


async def timed(log, name, awaitable):
    """Logs how an awaitable ended, and when."""
    await outcome(log, name, awaitable)
    log("at", elapsed(asyncio.get_running_loop()))


@scenario
def wait_for_in_time(log):
    drive(timed(log, "main", asyncio.wait_for(work(log, "a", 1, 4), ticks(2))))


@scenario
def wait_for_expires(log):
    drive(timed(log, "main", asyncio.wait_for(work(log, "a", 5), ticks(2))))


@scenario
def wait_for_with_no_time(log):
    drive(timed(log, "main", asyncio.wait_for(work(log, "a", 5), 0)))


@scenario
def wait_for_a_value_despite_cancellation(log):
    drive(timed(log, "main", asyncio.wait_for(stubborn(log, "a", 3), ticks(1))))


@scenario
def wait_for_clean_up_that_fails(log):
    drive(timed(log, "main", asyncio.wait_for(messy("clean-up"), ticks(1))))


@scenario
def wait_for_a_failure_in_time(log):
    drive(timed(log, "main", asyncio.wait_for(failing(log, "early", 1), ticks(2))))


@scenario
def wait_for_is_cancelled_from_outside(log):
    async def main():
        task = asyncio.create_task(
            timed(log, "waiter", asyncio.wait_for(work(log, "a", 5), ticks(4))))
        await asyncio.sleep(ticks(1))
        task.cancel()
        await task

    drive(main())


@scenario
def wait_for_a_task(log):
    async def main():
        task = asyncio.create_task(work(log, "a", 5))
        await timed(log, "main", asyncio.wait_for(task, ticks(1)))
        log(task.done(), task.cancelled())

    drive(main())


@scenario
def wait_for_leaves_no_timer(log):
    async def main():
        await timed(log, "main", asyncio.wait_for(work(log, "a", 1), ticks(1000)))
        await asyncio.sleep(ticks(1))
        log("at", elapsed(asyncio.get_running_loop()))

    drive(main())


@scenario
def nested_wait_for_inner_first(log):
    inner = asyncio.wait_for(work(log, "a", 9), ticks(1))
    drive(timed(log, "main", asyncio.wait_for(inner, ticks(3))))


@scenario
def nested_wait_for_outer_first(log):
    inner = asyncio.wait_for(work(log, "a", 9), ticks(3))
    drive(timed(log, "main", asyncio.wait_for(inner, ticks(1))))


@scenario
def timeout_in_time(log):
    drive(timed(log, "main", with_timeout(ticks(2), lambda: work(log, "a", 1, 7))))


@scenario
def timeout_expires(log):
    drive(timed(log, "main", with_timeout(ticks(2), lambda: work(log, "a", 5, 7))))


@scenario
def timeout_of_zero(log):
    drive(timed(log, "main", with_timeout(0, lambda: work(log, "a", 5, 7))))


@scenario
def timeout_of_a_body_that_does_not_suspend(log):
    async def body():
        log("body")
        return 2

    drive(timed(log, "main", with_timeout(0, body)))


@scenario
def timeout_that_is_swallowed(log):
    drive(timed(log, "main", with_timeout(ticks(1), lambda: stubborn(log, "a", 3))))


@scenario
def timeout_of_clean_up_that_fails(log):
    drive(timed(log, "main", with_timeout(ticks(1), lambda: messy("clean-up"))))


@scenario
def timeout_of_a_failing_body(log):
    drive(timed(log, "main", with_timeout(ticks(3), lambda: failing(log, "body", 1))))


@scenario
def timeout_is_cancelled_from_outside(log):
    async def main():
        task = asyncio.create_task(
            timed(log, "waiter", with_timeout(ticks(4), lambda: work(log, "a", 5))))
        await asyncio.sleep(ticks(1))
        task.cancel()
        await task

    drive(main())


@scenario
def nested_timeout_inner_first(log):
    async def body():
        await timed(log, "inner", with_timeout(ticks(1), lambda: work(log, "a", 9)))
        await asyncio.sleep(ticks(1))
        return 8

    drive(timed(log, "outer", with_timeout(ticks(3), body)))


@scenario
def nested_timeout_outer_first(log):
    async def body():
        return await with_timeout(ticks(3), lambda: work(log, "a", 9))

    drive(timed(log, "outer", with_timeout(ticks(1), body)))


@scenario
def task_goes_on_after_its_timeout(log):
    async def main():
        await timed(log, "first", with_timeout(ticks(1), lambda: work(log, "a", 9)))
        await timed(log, "second", work(log, "b", 1, 2))

    drive(main())


@scenario
def wait_for_what_another_cancels(log):
    async def main():
        task = asyncio.create_task(work(log, "a", 5))
        asyncio.get_running_loop().call_later(ticks(1), task.cancel)
        await timed(log, "main", asyncio.wait_for(task, ticks(3)))

    drive(main())


@scenario
def wait_for_ends_with_its_time(log):
    drive(timed(log, "main", asyncio.wait_for(work(log, "a", 1, 4), ticks(1))))


@scenario
def wait_for_is_cancelled_but_not_what_it_waits_for(log):
    async def main():
        task = asyncio.create_task(
            timed(log, "waiter", asyncio.wait_for(stubborn(log, "a", 3), ticks(4))))
        await asyncio.sleep(ticks(1))
        task.cancel()
        await task

    drive(main())


@scenario
def timeout_ends_with_its_time(log):
    drive(timed(log, "main", with_timeout(ticks(1), lambda: work(log, "a", 1, 7))))


@scenario
def timeout_and_cancellation_in_one_turn(log):
    async def main():
        waiter = timed(log, "waiter", with_timeout(ticks(2), lambda: work(log, "a", 5)))
        task = asyncio.create_task(waiter)
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(ticks(2), task.cancel)
        await asyncio.sleep(ticks(3))
        await timed(log, "main", task)

    drive(main())


@scenario
def timeout_around_a_group(log):
    async def body(group):
        group.create_task(work(log, "a", 5))

    async def group_of_one():
        await with_task_group(body)

    drive(timed(log, "main", with_timeout(ticks(1), group_of_one)))
