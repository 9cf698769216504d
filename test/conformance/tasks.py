# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scenarios: tasks, how they start, end and are listed. Twin: tasks.cpp."""

import asyncio

from coroutines import failing, work
from support import attempt, drive, elapsed, scenario, ticks


@scenario
def task_starts_in_the_next_turn(log):
    async def main():
        task = asyncio.create_task(work(log, "a", 0))
        log("created", task.done())
        await asyncio.sleep(0)
        log("a turn later")
        await task
        log("awaited", task.done())

    drive(main())


@scenario
def tasks_start_in_order_of_creation(log):
    async def main():
        tasks = [asyncio.create_task(work(log, name, 1)) for name in "abc"]
        for task in tasks:
            await task

    drive(main())


@scenario
def sleep_zero_interleaves(log):
    async def count(name):
        for i in range(3):
            log(name, i)
            await asyncio.sleep(0)

    async def main():
        first = asyncio.create_task(count("a"))
        second = asyncio.create_task(count("b"))
        await first
        await second

    drive(main())


@scenario
def awaited_coroutine_runs_at_once(log):
    async def inner():
        log("inner")
        return 3

    async def main():
        asyncio.get_running_loop().call_soon(log, "callback")
        log("before")
        log("got", await inner())
        log("after")
        await asyncio.sleep(0)

    drive(main())


@scenario
def coroutine_is_lazy(log):
    async def main():
        pending = work(log, "a", 0)
        await asyncio.sleep(0)
        log("not started")
        await pending

    drive(main())


@scenario
def awaiting_a_done_task_does_not_suspend(log):
    async def main():
        task = asyncio.create_task(work(log, "a", 0, 5))
        await asyncio.sleep(ticks(1))
        asyncio.get_running_loop().call_soon(log, "callback")
        log("got", await task, task.done())
        log("again", await task)
        await asyncio.sleep(0)

    drive(main())


@scenario
def result_of_a_pending_task_is_an_error(log):
    async def main():
        task = asyncio.create_task(work(log, "a", 0, 5))
        attempt(log, "result", task.result)
        attempt(log, "exception", task.exception)
        await task
        log(task.result(), task.exception())

    drive(main())


@scenario
def failed_task_keeps_its_exception(log):
    async def main():
        task = asyncio.create_task(failing(log, "a", 0))
        await asyncio.sleep(ticks(1))
        log(task.done(), task.cancelled())
        attempt(log, "result", task.result)
        log(task.exception())
        try:
            await task
        except ValueError as error:
            log("awaited", error)

    drive(main())


@scenario
def exception_passes_three_levels(log):
    async def middle():
        try:
            await failing(log, "deep", 1)
        except ValueError as error:
            log("middle", error)
            raise

    async def main():
        try:
            await middle()
        except ValueError as error:
            log("main", error)

    drive(main())


@scenario
def all_tasks_are_those_not_done(log):
    async def main():
        log(len(asyncio.all_tasks()))
        done = asyncio.create_task(work(log, "a", 0))
        await done
        pending = asyncio.create_task(work(log, "b", 2))
        log(len(asyncio.all_tasks()))
        await pending
        log(len(asyncio.all_tasks()))

    drive(main())


@scenario
def all_tasks_outside_a_run(log):
    loop = asyncio.new_event_loop()
    task = loop.create_task(work(log, "a", 3, 6))
    log(len(asyncio.all_tasks(loop)))
    loop.run_until_complete(asyncio.sleep(ticks(1)))
    log(len(asyncio.all_tasks(loop)), [t.done() for t in asyncio.all_tasks(loop)])
    log(loop.run_until_complete(task), len(asyncio.all_tasks(loop)))
    attempt(log, "no loop", asyncio.all_tasks)
    loop.close()


@scenario
def current_task_is_the_one_that_runs(log):
    async def named():
        log(asyncio.current_task().done(), len(asyncio.all_tasks()))

    async def main():
        await asyncio.create_task(named())
        await named()

    drive(main())


@scenario
def create_task_needs_a_running_loop(log):
    coroutine = work(log, "a", 0)
    attempt(log, "create_task", lambda: asyncio.create_task(coroutine))
    coroutine.close()


@scenario
def two_tasks_await_a_third(log):
    async def main():
        shared = asyncio.create_task(work(log, "shared", 1, 8))

        async def reader(name):
            log(name, await shared)

        await asyncio.gather(reader("a"), reader("b"))

    drive(main())


@scenario
def detached_task_runs_while_the_loop_does(log):
    async def main():
        asyncio.get_running_loop().background = asyncio.create_task(work(log, "bg", 1))
        await asyncio.sleep(ticks(2))
        log("main ends")

    drive(main())


@scenario
def sleeps_end_by_deadline(log):
    async def main():
        await asyncio.gather(work(log, "a", 3), work(log, "b", 1), work(log, "c", 2))
        log("at", elapsed(asyncio.get_running_loop()))

    drive(main())
