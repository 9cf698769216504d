# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The coroutines that many asyncio twins run. Twin: coroutines.h.

Responsible for what they log, so that a scenario is only how it uses them.
"""

import asyncio

from support import ticks


async def value(number):
    """A coroutine that does not suspend."""
    return number


async def work(log, name, delay=10, result=0):
    """Sleeps and returns `result`; logs a cancellation and passes it on."""
    log(name, "starts")
    try:
        await asyncio.sleep(ticks(delay))
    except asyncio.CancelledError:
        log(name, "cancelled")
        raise
    log(name, "ends")
    return result


async def failing(log, name, delay):
    """Raises ValueError(name) after a sleep."""
    await asyncio.sleep(ticks(delay))
    log(name, "fails")
    raise ValueError(name)


async def stubborn(log, name, result):
    """Swallows a cancellation and returns `result`."""
    try:
        await asyncio.sleep(ticks(10))
    except asyncio.CancelledError:
        log(name, "swallowed")
    return result


async def messy(text):
    """Fails with ValueError(text) while it is cancelled."""
    try:
        await asyncio.sleep(ticks(10))
    except asyncio.CancelledError:
        raise ValueError(text) from None


async def outcome(log, name, awaitable):
    """Awaits something and logs how that ended."""
    try:
        log(name, "got", await awaitable)
    except (Exception, asyncio.CancelledError) as error:
        log(name, "raised", error)


async def with_task_group(body):
    """The shape of the C++ twin: a group around one coroutine function."""
    async with asyncio.TaskGroup() as group:
        await body(group)


async def with_timeout(delay, body):
    """The shape of the C++ twin: a timeout around one coroutine function."""
    async with asyncio.timeout(delay):
        return await body()
