# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scenarios: thread pools and run_in_executor. Twin: executors.cpp."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from coroutines import outcome
from support import attempt, drive, fail, scenario


@scenario
def job_yields_its_value(log):
    async def main():
        log(await asyncio.get_running_loop().run_in_executor(None, lambda: 3))

    drive(main())


@scenario
def job_raises(log):
    async def main():
        loop = asyncio.get_running_loop()
        await outcome(log, "job", loop.run_in_executor(None, lambda: fail("job")))

    asyncio.run(main())


@scenario
def jobs_of_one_thread_run_in_order(log):
    async def main():
        loop, order = asyncio.get_running_loop(), []
        with ThreadPoolExecutor(1) as pool:
            loop.set_default_executor(pool)
            jobs = [loop.run_in_executor(None, order.append, i) for i in range(4)]
            await asyncio.gather(*jobs)
        log(order)

    drive(main())


@scenario
def gather_yields_in_the_order_of_its_arguments(log):
    async def main():
        loop, gate = asyncio.get_running_loop(), threading.Event()
        late = loop.run_in_executor(None, lambda: gate.wait() and 1)
        early = loop.run_in_executor(None, lambda: gate.set() or 2)
        log(*await asyncio.gather(late, early))

    asyncio.run(main())


@scenario
def job_runs_elsewhere(log):
    async def main():
        loop, here = asyncio.get_running_loop(), threading.get_ident()
        there = await loop.run_in_executor(None, threading.get_ident)
        log(here == there)

    asyncio.run(main())


@scenario
def job_calls_back(log):
    async def main():
        loop = asyncio.get_running_loop()

        def job():
            loop.call_soon_threadsafe(log, "from the job")
            return "result"

        log(await loop.run_in_executor(None, job))

    asyncio.run(main())


@scenario
def submit_after_shutdown(log):
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    attempt(log, "submit", lambda: pool.submit(print))
    attempt(log, "shutdown", pool.shutdown)


@scenario
def shutdown_waits_for_jobs(log):
    pool, done = ThreadPoolExecutor(1), []
    for i in range(3):
        pool.submit(done.append, i)
    pool.shutdown()
    log(done)


@scenario
def shutdown_without_waiting(log):
    pool, gate = ThreadPoolExecutor(1), threading.Event()
    job = pool.submit(lambda: gate.wait() and 4)
    pool.shutdown(wait=False)
    attempt(log, "submit", lambda: pool.submit(print))
    gate.set()
    log(job.result())


@scenario
def a_job_cannot_wait_for_its_own_pool(log):
    pool = ThreadPoolExecutor(1)
    job = pool.submit(pool.shutdown)
    attempt(log, "job", job.result)
    pool.shutdown()


@scenario
def a_pool_needs_threads(log):
    attempt(log, "pool", lambda: ThreadPoolExecutor(0))


@scenario
def default_executor_after_its_shutdown(log):
    async def main():
        loop = asyncio.get_running_loop()
        log(await loop.run_in_executor(None, lambda: 1))
        await loop.shutdown_default_executor()
        attempt(log, "again", lambda: loop.run_in_executor(None, print))
        await loop.shutdown_default_executor()
        log("twice")

    drive(main())


@scenario
def shutdown_of_an_executor_that_was_never_made(log):
    loop = asyncio.new_event_loop()
    loop.run_until_complete(loop.shutdown_default_executor())
    attempt(log, "run_in_executor", lambda: loop.run_in_executor(None, print))
    loop.close()


@scenario
def shutdown_of_the_default_executor_waits(log):
    async def main():
        loop, gate, done = asyncio.get_running_loop(), threading.Event(), []
        job = loop.run_in_executor(None, lambda: gate.wait() and done.append(1))
        loop.call_soon(gate.set)
        await loop.shutdown_default_executor()
        log(done, job.done())

    drive(main())


@scenario
def own_executor_after_the_default_ones_shutdown(log):
    async def main():
        loop = asyncio.get_running_loop()
        await loop.shutdown_default_executor()
        with ThreadPoolExecutor(1) as pool:
            log(await loop.run_in_executor(pool, lambda: 5))

    drive(main())


@scenario
def run_in_an_executor_that_was_shut_down(log):
    async def main():
        loop, pool = asyncio.get_running_loop(), ThreadPoolExecutor(1)
        loop.set_default_executor(pool)
        pool.shutdown()
        attempt(log, "default", lambda: loop.run_in_executor(None, print))
        attempt(log, "own", lambda: loop.run_in_executor(pool, print))

    drive(main())


@scenario
def run_in_executor_of_a_closed_loop(log):
    loop, pool = asyncio.new_event_loop(), ThreadPoolExecutor(1)
    loop.close()
    attempt(log, "default", lambda: loop.run_in_executor(None, print))
    attempt(log, "own", lambda: loop.run_in_executor(pool, print))
    pool.shutdown()


@scenario
def closing_a_loop_shuts_its_executor_down(log):
    loop, pool = asyncio.new_event_loop(), ThreadPoolExecutor(1)
    loop.set_default_executor(pool)
    loop.close()
    attempt(log, "submit", lambda: pool.submit(print))


@scenario
def a_job_that_is_cancelled_before_it_begins(log):
    async def main():
        loop, gate, ran = asyncio.get_running_loop(), threading.Event(), []
        with ThreadPoolExecutor(1) as pool:
            blocking = loop.run_in_executor(pool, gate.wait)
            waiting = loop.run_in_executor(pool, ran.append, 1)
            log(waiting.cancel(), waiting.cancel(), waiting.cancelled())
            await outcome(log, "waiting", waiting)
            await asyncio.sleep(0)  # asyncio tells the pool a turn later
            gate.set()
            await blocking
        log(ran)

    drive(main())


@scenario
def a_job_that_is_cancelled_while_it_runs(log):
    async def main():
        loop, begun, gate = asyncio.get_running_loop(), threading.Event(), threading.Event()
        with ThreadPoolExecutor(1) as pool:
            job = loop.run_in_executor(pool, lambda: begun.set() or gate.wait())
            begun.wait()
            log(job.cancel())
            await outcome(log, "job", job)
            gate.set()
        log("goes on")

    drive(main())


@scenario
def run_waits_for_its_jobs(log):
    gate, done = threading.Event(), []

    async def main():
        loop = asyncio.get_running_loop()
        loop.run_in_executor(None, lambda: gate.wait() and done.append(1))
        loop.call_soon(gate.set)

    asyncio.run(main())
    log(done)
