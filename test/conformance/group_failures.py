# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scenarios: task groups that fail or are cancelled. Twin: group_failures.cpp."""

import asyncio

from coroutines import failing, messy, outcome, stubborn, with_task_group, work
from support import drive, elapsed, scenario, ticks


@scenario
def failure_cancels_the_siblings(log):
    siblings = []  # asyncio cancels them in the order of a set

    async def body(group):
        siblings.append(group.create_task(work(lambda *ignored: None, "a", 5)))
        group.create_task(failing(log, "b", 1))
        siblings.append(group.create_task(work(lambda *ignored: None, "c", 5)))

    async def main():
        await outcome(log, "main", with_task_group(body))
        log([task.cancelled() for task in siblings])
        log("at", elapsed(asyncio.get_running_loop()))

    drive(main())


@scenario
def failure_cancels_the_body(log):
    async def body(group):
        group.create_task(failing(log, "a", 1))
        try:
            await asyncio.sleep(ticks(5))
        except asyncio.CancelledError:
            log("body cancelled")
            raise

    async def main():
        await outcome(log, "main", with_task_group(body))

    drive(main())


@scenario
def two_failures_in_one_turn(log):
    async def body(group):
        group.create_task(failing(log, "a", 1))
        group.create_task(failing(log, "b", 1))

    async def main():
        await outcome(log, "main", with_task_group(body))

    drive(main())


@scenario
def failing_body_cancels_the_children(log):
    async def body(group):
        group.create_task(work(log, "a", 5))
        await asyncio.sleep(ticks(1))
        raise ValueError("body")

    async def main():
        await outcome(log, "main", with_task_group(body))

    drive(main())


@scenario
def failing_body_before_the_children_start(log):
    async def body(group):
        group.create_task(work(log, "a", 5))
        raise ValueError("body")

    async def main():
        await outcome(log, "main", with_task_group(body))

    drive(main())


@scenario
def failing_clean_up_joins_the_group(log):
    async def body(group):
        group.create_task(messy("clean-up"))
        group.create_task(failing(log, "first", 1))

    async def main():
        await outcome(log, "main", with_task_group(body))

    drive(main())


@scenario
def sibling_may_swallow_the_cancellation(log):
    async def body(group):
        group.create_task(stubborn(log, "b", 1))
        group.create_task(failing(log, "a", 1))

    async def main():
        await outcome(log, "main", with_task_group(body))

    drive(main())


@scenario
def cancelled_child_is_no_failure(log):
    async def body(group):
        first = group.create_task(work(log, "a", 5))
        group.create_task(work(log, "b", 2))
        await asyncio.sleep(ticks(1))
        first.cancel()

    async def main():
        await outcome(log, "main", with_task_group(body))

    drive(main())


@scenario
def cancel_of_the_parent_cancels_the_children(log):
    children = []  # asyncio cancels them in the order of a set

    async def body(group):
        for name in "ab":
            children.append(group.create_task(work(lambda *ignored: None, name, 5)))

    async def main():
        task = asyncio.create_task(with_task_group(body))
        await asyncio.sleep(ticks(1))
        task.cancel()
        await outcome(log, "main", task)
        log(task.cancelled(), [child.cancelled() for child in children])

    drive(main())


@scenario
def cancel_of_the_parent_in_its_body(log):
    async def body(group):
        group.create_task(work(log, "a", 5))
        try:
            await asyncio.sleep(ticks(5))
        except asyncio.CancelledError:
            log("body cancelled")
            raise

    async def main():
        task = asyncio.create_task(with_task_group(body))
        await asyncio.sleep(ticks(1))
        task.cancel()
        await outcome(log, "main", task)
        log(task.cancelled())

    drive(main())


@scenario
def inner_failure_reaches_the_outer_group(log):
    async def inner(group):
        group.create_task(failing(log, "inner", 1))

    async def outer(group):
        group.create_task(work(log, "sibling", 5))
        group.create_task(with_task_group(inner))

    async def main():
        await outcome(log, "main", with_task_group(outer))

    drive(main())


@scenario
def parent_goes_on_after_a_failed_group(log):
    async def body(group):
        group.create_task(failing(log, "a", 1))

    async def main():
        await outcome(log, "main", with_task_group(body))
        await asyncio.sleep(ticks(1))
        log("not cancelled", elapsed(asyncio.get_running_loop()))

    drive(main())


@scenario
def group_that_shuts_down_takes_no_task(log):
    refused = []

    async def late(group):
        try:
            await asyncio.sleep(ticks(5))
        except asyncio.CancelledError:
            coroutine = work(log, "never")
            try:
                group.create_task(coroutine)
            except RuntimeError as error:
                refused.append("is shutting down" in str(error))
            coroutine.close()
            raise

    async def body(group):
        group.create_task(late(group))
        group.create_task(failing(log, "a", 1))

    async def main():
        await outcome(log, "main", with_task_group(body))
        log(refused)

    drive(main())
