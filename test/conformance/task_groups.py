# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scenarios: task groups that end well. Twin: task_groups.cpp."""

import asyncio

from coroutines import failing, outcome, with_task_group, work
from support import drive, elapsed, scenario, ticks


@scenario
def joins_its_children(log):
    async def body(group):
        group.create_task(work(log, "a", 2))
        group.create_task(work(log, "b", 1))
        log("body ends")

    async def main():
        await outcome(log, "main", with_task_group(body))
        log("at", elapsed(asyncio.get_running_loop()))

    drive(main())


@scenario
def empty_group(log):
    async def body(group):
        log("body")

    async def main():
        asyncio.get_running_loop().call_soon(log, "callback")
        await outcome(log, "main", with_task_group(body))
        await asyncio.sleep(0)

    drive(main())


@scenario
def nested_groups(log):
    async def inner(group):
        group.create_task(work(log, "inner", 5))

    async def outer(group):
        group.create_task(with_task_group(inner))
        group.create_task(failing(log, "outer", 1))

    async def main():
        await outcome(log, "main", with_task_group(outer))

    drive(main())


@scenario
def child_spawns_into_the_group(log):
    async def spawner(group):
        await asyncio.sleep(ticks(1))
        group.create_task(work(log, "grandchild", 1))
        log("spawner ends")

    async def body(group):
        group.create_task(spawner(group))

    async def main():
        await outcome(log, "main", with_task_group(body))
        log("at", elapsed(asyncio.get_running_loop()))

    drive(main())


@scenario
def children_start_when_the_body_suspends(log):
    async def body(group):
        group.create_task(work(log, "a", 1))
        log("body before")
        await asyncio.sleep(0)
        log("body after")

    async def main():
        await outcome(log, "main", with_task_group(body))

    drive(main())


@scenario
def body_awaits_a_child(log):
    async def body(group):
        task = group.create_task(work(log, "a", 1, 6))
        log("got", await task)

    async def main():
        await outcome(log, "main", with_task_group(body))

    drive(main())
