# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scenarios: the order in which callbacks and timers run. Twin: scheduling.cpp."""

import asyncio
import threading

from support import attempt, elapsed, fail, scenario, ticks


@scenario
def call_soon_is_fifo(log):
    loop = asyncio.new_event_loop()
    for name in "abc":
        loop.call_soon(log, name)
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()


@scenario
def nested_call_soon_waits_a_turn(log):
    loop = asyncio.new_event_loop()

    def first():
        log("first")
        loop.call_soon(log, "from first")
        loop.call_soon(loop.stop)

    loop.call_soon(first)
    loop.call_soon(log, "second")
    loop.run_forever()
    loop.close()


@scenario
def timers_run_by_deadline(log):
    loop = asyncio.new_event_loop()
    for delay in (3, 1, 2):
        loop.call_later(ticks(delay), lambda d=delay: log(d, "at", elapsed(loop)))
    loop.call_later(ticks(4), loop.stop)
    loop.run_forever()
    loop.close()


@scenario
def equal_deadlines_keep_their_order(log):
    loop = asyncio.new_event_loop()
    when = loop.time() + ticks(1)
    for name in "ab":
        loop.call_at(when, log, name)
    loop.call_at(when, loop.stop)
    loop.run_forever()
    loop.close()


@scenario
def zero_delay_runs_behind_call_soon(log):
    loop = asyncio.new_event_loop()
    loop.call_later(0, log, "later")
    loop.call_soon(log, "soon")
    loop.call_later(ticks(1), loop.stop)
    loop.run_forever()
    loop.close()


@scenario
def past_deadline_runs_at_once(log):
    loop = asyncio.new_event_loop()
    loop.call_at(loop.time() - ticks(5), log, "past")
    loop.call_later(ticks(-1), log, "negative")
    loop.call_later(ticks(1), loop.stop)
    loop.run_forever()
    log(elapsed(loop))
    loop.close()


@scenario
def due_timers_run_behind_ready_callbacks(log):
    loop = asyncio.new_event_loop()

    def first():
        loop.call_later(0, log, "timer")
        loop.call_soon(log, "ready")
        loop.call_soon(loop.call_soon, loop.stop)

    loop.call_soon(first)
    loop.run_forever()
    loop.close()


@scenario
def cancelled_handle_does_not_run(log):
    loop = asyncio.new_event_loop()
    handle = loop.call_soon(log, "never")
    log(handle.cancelled())
    handle.cancel()
    handle.cancel()
    log(handle.cancelled())
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()


@scenario
def cancelled_timer_does_not_run(log):
    loop = asyncio.new_event_loop()
    timer = loop.call_later(ticks(1), log, "never")
    loop.call_later(ticks(2), loop.stop)
    timer.cancel()
    log(timer.cancelled())
    loop.run_forever()
    log(elapsed(loop))
    loop.close()


@scenario
def cancel_from_a_callback_of_the_same_turn(log):
    loop = asyncio.new_event_loop()
    handles = []
    loop.call_soon(lambda: handles[0].cancel())
    handles.append(loop.call_soon(log, "never"))
    loop.call_soon(log, "after")
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()


@scenario
def cancel_after_the_run_is_harmless(log):
    loop = asyncio.new_event_loop()
    handle = loop.call_soon(log, "ran")
    loop.call_soon(loop.stop)
    loop.run_forever()
    handle.cancel()
    log(handle.cancelled())
    loop.close()


@scenario
def failing_callback_does_not_stop_the_loop(log):
    loop = asyncio.new_event_loop()
    loop.call_soon(fail, "boom")
    loop.call_soon(log, "still here")
    loop.call_soon(loop.stop)
    attempt(log, "run", loop.run_forever)
    loop.close()


@scenario
def stop_lets_the_turn_finish(log):
    loop = asyncio.new_event_loop()

    def stopping():
        loop.stop()
        log("stopping", loop.is_running())
        loop.call_soon(log, "next run")
        loop.call_soon(loop.stop)

    loop.call_soon(stopping)
    loop.call_soon(log, "same turn")
    loop.run_forever()
    log("between", loop.is_running())
    loop.run_forever()
    loop.close()


@scenario
def stop_before_run_gives_one_turn(log):
    loop = asyncio.new_event_loop()
    loop.call_soon(lambda: loop.call_soon(log, "second turn"))
    loop.call_soon(log, "first turn")
    loop.stop()
    loop.run_forever()
    log("returned")
    loop.stop()
    loop.run_forever()
    loop.close()


@scenario
def run_until_complete_leaves_the_rest_pending(log):
    loop = asyncio.new_event_loop()

    async def main():
        loop.call_later(ticks(1), log, "timer")
        return 7

    log(loop.run_until_complete(main()))
    log("between")
    loop.run_until_complete(asyncio.sleep(ticks(2)))
    loop.close()


@scenario
def threadsafe_call_wakes_the_loop(log):
    loop = asyncio.new_event_loop()

    def wake():
        loop.call_soon_threadsafe(log, "woken")
        loop.call_soon_threadsafe(loop.stop)

    thread = threading.Thread(target=wake)
    loop.call_soon(thread.start)
    loop.run_forever()
    thread.join()
    log(loop.is_running())
    loop.close()


@scenario
def callbacks_see_the_running_loop(log):
    loop = asyncio.new_event_loop()
    loop.call_soon(lambda: log(asyncio.get_running_loop() is loop, loop.is_running()))
    loop.call_soon(loop.stop)
    loop.run_forever()
    attempt(log, "outside", asyncio.get_running_loop)
    loop.close()


@scenario
def virtual_clock_jumps(log):
    loop = asyncio.new_event_loop()

    async def main():
        await asyncio.sleep(ticks(1000))
        log(elapsed(loop))
        await asyncio.sleep(ticks(5))
        log(elapsed(loop))

    loop.run_until_complete(main())
    loop.close()
