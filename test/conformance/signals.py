# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scenarios: signal handlers of loops. Twin: signals.cpp."""

import asyncio
import contextlib
import signal
import threading

from support import attempt, drive, fail, scenario

ONE, OTHER = signal.SIGUSR1, signal.SIGUSR2


@contextlib.contextmanager
def new_loop():
    """The shape of the C++ twin: a loop for a scope."""
    loop = asyncio.new_event_loop()
    try:
        yield loop
    finally:
        loop.close()


def count_turns(log, loop, turns):
    """Logs each turn of the loop, as often as it is told."""
    if turns == 0:
        loop.stop()
        return
    log("turn")
    loop.call_soon(count_turns, log, loop, turns - 1)


@scenario
def handler_runs_two_turns_later(log):
    with new_loop() as loop:
        loop.add_signal_handler(ONE, log, "handled")
        loop.call_soon(lambda: (signal.raise_signal(ONE), log("raised")))
        loop.call_soon(count_turns, log, loop, 5)
        loop.run_forever()


@scenario
def signal_before_the_run(log):
    with new_loop() as loop:
        loop.add_signal_handler(ONE, lambda: (log("handled"), loop.stop()))
        signal.raise_signal(ONE)
        log("raised")
        loop.run_forever()


@scenario
def a_signal_that_comes_thrice(log):
    with new_loop() as loop:
        loop.add_signal_handler(ONE, log, "handled")
        loop.add_signal_handler(OTHER, loop.stop)
        for number in (ONE, ONE, ONE, OTHER):
            signal.raise_signal(number)
        loop.run_forever()


@scenario
def signals_are_handled_in_their_order(log):
    with new_loop() as loop:
        loop.add_signal_handler(ONE, log, "one")
        loop.add_signal_handler(OTHER, log, "other")
        for number in (OTHER, ONE, OTHER):
            signal.raise_signal(number)
        loop.call_soon(count_turns, log, loop, 3)
        loop.run_forever()


@scenario
def later_handlers_replace_earlier_ones(log):
    with new_loop() as loop:
        loop.add_signal_handler(ONE, log, "first")
        loop.add_signal_handler(ONE, lambda: (log("second"), loop.stop()))
        signal.raise_signal(ONE)
        loop.run_forever()


@scenario
def handler_that_is_replaced_after_the_signal(log):
    with new_loop() as loop:
        loop.add_signal_handler(ONE, log, "first")
        signal.raise_signal(ONE)
        loop.add_signal_handler(ONE, lambda: (log("second"), loop.stop()))
        loop.run_forever()


@scenario
def handlers_are_removed_once(log):
    with new_loop() as loop:
        loop.add_signal_handler(ONE, log, "handled")
        log(loop.remove_signal_handler(ONE), loop.remove_signal_handler(ONE))
        log(loop.remove_signal_handler(OTHER))
        log(signal.getsignal(ONE) == signal.SIG_DFL)


@scenario
def handler_that_is_removed_after_the_signal(log):
    with new_loop() as loop:
        loop.add_signal_handler(ONE, log, "handled")
        signal.raise_signal(ONE)
        log(loop.remove_signal_handler(ONE))
        loop.call_soon(count_turns, log, loop, 3)
        loop.run_forever()


@scenario
def handler_that_removes_itself(log):
    with new_loop() as loop:
        loop.add_signal_handler(ONE, lambda: log("handled", loop.remove_signal_handler(ONE)))
        signal.raise_signal(ONE)
        signal.raise_signal(ONE)
        loop.call_soon(count_turns, log, loop, 4)
        loop.run_forever()


@scenario
def close_removes_handlers(log):
    with new_loop() as loop:
        loop.add_signal_handler(ONE, log, "handled")
        log(signal.getsignal(ONE) == signal.SIG_DFL)
    log(signal.getsignal(ONE) == signal.SIG_DFL)


@scenario
def numbers_that_are_no_signals(log):
    with new_loop() as loop:
        attempt(log, "add", lambda: loop.add_signal_handler(4711, print))
        attempt(log, "remove", lambda: loop.remove_signal_handler(0))
        attempt(log, "of the library", lambda: loop.add_signal_handler(32, print))


@scenario
def signals_that_cannot_be_caught(log):
    with new_loop() as loop:
        attempt(log, "kill", lambda: loop.add_signal_handler(signal.SIGKILL, print))
        attempt(log, "stop", lambda: loop.add_signal_handler(signal.SIGSTOP, print))
        log(loop.remove_signal_handler(signal.SIGKILL))


@scenario
def handler_on_a_closed_loop(log):
    loop = asyncio.new_event_loop()
    loop.close()
    attempt(log, "add", lambda: loop.add_signal_handler(ONE, print))
    log(loop.remove_signal_handler(ONE))


@scenario
def handler_from_another_thread(log):
    with new_loop() as loop:
        thread = threading.Thread(
            target=lambda: attempt(log, "add", lambda: loop.add_signal_handler(ONE, print)))
        thread.start()
        thread.join()


@scenario
def handler_that_fails(log):
    with new_loop() as loop:
        loop.add_signal_handler(ONE, fail, "handler")
        loop.add_signal_handler(OTHER, lambda: (log("goes on"), loop.stop()))
        signal.raise_signal(ONE)
        signal.raise_signal(OTHER)
        loop.run_forever()


@scenario
def handler_that_closes_its_loop(log):
    with new_loop() as loop:
        loop.add_signal_handler(ONE, lambda: (attempt(log, "close", loop.close), loop.stop()))
        signal.raise_signal(ONE)
        loop.run_forever()
        log(loop.is_closed())


@scenario
def handler_is_no_task(log):
    async def main():
        loop, done = asyncio.get_running_loop(), asyncio.Event()

        async def work():
            log("task", asyncio.current_task() is not None)
            done.set()

        def handler():
            log("handler", asyncio.current_task() is not None)
            loop.kept = loop.create_task(work())

        loop.add_signal_handler(ONE, handler)
        signal.raise_signal(ONE)
        await done.wait()
        await loop.kept

    drive(main())


@scenario
def handler_cancels_a_task(log):
    async def main():
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        loop.add_signal_handler(ONE, task.cancel)
        signal.raise_signal(ONE)
        try:
            await loop.create_future()
        except asyncio.CancelledError:
            log("cancelled")

    drive(main())
