//===- executors.cpp - Scenarios: thread pools ----------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Twin: executors.py.
//
//===----------------------------------------------------------------------===//

#include "coroutines.h"

#include <future>
#include <optional>
#include <thread>

namespace conformance {
namespace {

using namespace refloop;

/// threading.Event; shared, so that a job may outlive the scenario's copy.
class Event {
public:
  void set() const { promise_->set_value(); }
  void wait() const { future_.wait(); }

private:
  std::shared_ptr<std::promise<void>> promise_ =
      std::make_shared<std::promise<void>>();
  std::shared_future<void> future_ = promise_->get_future().share();
};

void nothing() {}

void job_yields_its_value(const Log &log) {
  auto main = [&]() -> Task<> {
    log(co_await get_running_loop().run_in_executor([] { return 3; }));
  };
  drive(main());
}

void job_raises(const Log &log) {
  auto main = [&]() -> Task<> {
    auto job =
        get_running_loop().run_in_executor([] { throw ValueError("job"); });
    co_await outcome(log, "job", job);
  };
  refloop::run(main());
}

void jobs_of_one_thread_run_in_order(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    std::vector<int> order;
    {
      ThreadPoolExecutor pool(1);
      loop.set_default_executor(pool);
      const auto job = [&](int i) {
        return loop.run_in_executor([&order, i] { order.push_back(i); });
      };
      auto a = job(0), b = job(1), c = job(2), d = job(3);
      co_await refloop::gather(a, b, c, d);
    }
    log(order);
  };
  drive(main());
}

void gather_yields_in_the_order_of_its_arguments(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    const Event gate;
    auto late = loop.run_in_executor([gate] {
      gate.wait();
      return 1;
    });
    auto early = loop.run_in_executor([gate] {
      gate.set();
      return 2;
    });
    const auto [first, second] = co_await refloop::gather(late, early);
    log(first, second);
  };
  refloop::run(main());
}

void job_runs_elsewhere(const Log &log) {
  auto main = [&]() -> Task<> {
    const auto here = std::this_thread::get_id();
    const auto there = co_await get_running_loop().run_in_executor(
        [] { return std::this_thread::get_id(); });
    log(here == there);
  };
  refloop::run(main());
}

void job_calls_back(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    log(co_await loop.run_in_executor([&] {
      loop.call_soon_threadsafe([&] { log("from the job"); });
      return "result";
    }));
  };
  refloop::run(main());
}

void submit_after_shutdown(const Log &log) {
  ThreadPoolExecutor pool(1);
  pool.shutdown();
  attempt(log, "submit", [&] { pool.submit(nothing); });
  attempt(log, "shutdown", [&] { pool.shutdown(); });
}

void shutdown_waits_for_jobs(const Log &log) {
  ThreadPoolExecutor pool(1);
  std::vector<int> done;
  for (int i = 0; i < 3; ++i)
    pool.submit([&done, i] { done.push_back(i); });
  pool.shutdown();
  log(done);
}

void shutdown_without_waiting(const Log &log) {
  ThreadPoolExecutor pool(1);
  const Event gate;
  auto job = pool.submit([gate] {
    gate.wait();
    return 4;
  });
  pool.shutdown(false);
  attempt(log, "submit", [&] { pool.submit(nothing); });
  gate.set();
  log(job.get());
}

void a_job_cannot_wait_for_its_own_pool(const Log &log) {
  ThreadPoolExecutor pool(1);
  auto job = pool.submit([&] { pool.shutdown(); });
  attempt(log, "job", [&] { job.get(); });
  pool.shutdown();
}

void a_pool_needs_threads(const Log &log) {
  attempt(log, "pool", [] { ThreadPoolExecutor pool(0); });
}

void default_executor_after_its_shutdown(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    log(co_await loop.run_in_executor([] { return 1; }));
    co_await loop.shutdown_default_executor();
    attempt(log, "again", [&] { loop.run_in_executor(nothing); });
    co_await loop.shutdown_default_executor();
    log("twice");
  };
  drive(main());
}

void shutdown_of_an_executor_that_was_never_made(const Log &log) {
  EventLoop loop;
  loop.run_until_complete(loop.shutdown_default_executor());
  attempt(log, "run_in_executor", [&] { loop.run_in_executor(nothing); });
  loop.close();
}

void shutdown_of_the_default_executor_waits(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    const Event gate;
    std::vector<int> done;
    auto job = loop.run_in_executor([gate, &done] {
      gate.wait();
      done.push_back(1);
    });
    loop.call_soon([gate] { gate.set(); });
    co_await loop.shutdown_default_executor();
    log(done, job.done());
  };
  drive(main());
}

void own_executor_after_the_default_ones_shutdown(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    co_await loop.shutdown_default_executor();
    ThreadPoolExecutor pool(1);
    log(co_await loop.run_in_executor(pool, [] { return 5; }));
  };
  drive(main());
}

void run_in_an_executor_that_was_shut_down(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    ThreadPoolExecutor pool(1);
    loop.set_default_executor(pool);
    pool.shutdown();
    attempt(log, "default", [&] { loop.run_in_executor(nothing); });
    attempt(log, "own", [&] { loop.run_in_executor(pool, nothing); });
    co_return;
  };
  drive(main());
}

void run_in_executor_of_a_closed_loop(const Log &log) {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.close();
  attempt(log, "default", [&] { loop.run_in_executor(nothing); });
  attempt(log, "own", [&] { loop.run_in_executor(pool, nothing); });
  pool.shutdown();
}

void closing_a_loop_shuts_its_executor_down(const Log &log) {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(pool);
  loop.close();
  attempt(log, "submit", [&] { pool.submit(nothing); });
}

void a_job_that_is_cancelled_before_it_begins(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    const Event gate;
    std::vector<int> ran;
    {
      ThreadPoolExecutor pool(1);
      auto blocking = loop.run_in_executor(pool, [gate] { gate.wait(); });
      auto waiting = loop.run_in_executor(pool, [&ran] { ran.push_back(1); });
      const bool first = waiting.cancel();
      const bool second = waiting.cancel();
      log(first, second, waiting.cancelled());
      co_await outcome(log, "waiting", waiting);
      gate.set();
      co_await blocking;
    }
    log(ran);
  };
  drive(main());
}

void a_job_that_is_cancelled_while_it_runs(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    const Event begun, gate;
    {
      ThreadPoolExecutor pool(1);
      auto job = loop.run_in_executor(pool, [begun, gate] {
        begun.set();
        gate.wait();
      });
      begun.wait();
      log(job.cancel());
      co_await outcome(log, "job", job);
      gate.set();
    }
    log("goes on");
  };
  drive(main());
}

void run_waits_for_its_jobs(const Log &log) {
  const Event gate;
  std::vector<int> done;
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    loop.run_in_executor([gate, &done] {
      gate.wait();
      done.push_back(1);
    });
    loop.call_soon([gate] { gate.set(); });
    co_return;
  };
  refloop::run(main());
  log(done);
}

constexpr Scenario scenarios[] = {
    {"job_yields_its_value", job_yields_its_value},
    {"job_raises", job_raises},
    {"jobs_of_one_thread_run_in_order", jobs_of_one_thread_run_in_order},
    {"gather_yields_in_the_order_of_its_arguments",
     gather_yields_in_the_order_of_its_arguments},
    {"job_runs_elsewhere", job_runs_elsewhere},
    {"job_calls_back", job_calls_back},
    {"submit_after_shutdown", submit_after_shutdown},
    {"shutdown_waits_for_jobs", shutdown_waits_for_jobs},
    {"shutdown_without_waiting", shutdown_without_waiting},
    {"a_job_cannot_wait_for_its_own_pool", a_job_cannot_wait_for_its_own_pool},
    {"a_pool_needs_threads", a_pool_needs_threads},
    {"default_executor_after_its_shutdown",
     default_executor_after_its_shutdown},
    {"shutdown_of_an_executor_that_was_never_made",
     shutdown_of_an_executor_that_was_never_made},
    {"shutdown_of_the_default_executor_waits",
     shutdown_of_the_default_executor_waits},
    {"own_executor_after_the_default_ones_shutdown",
     own_executor_after_the_default_ones_shutdown},
    {"run_in_an_executor_that_was_shut_down",
     run_in_an_executor_that_was_shut_down},
    {"run_in_executor_of_a_closed_loop", run_in_executor_of_a_closed_loop},
    {"closing_a_loop_shuts_its_executor_down",
     closing_a_loop_shuts_its_executor_down},
    {"a_job_that_is_cancelled_before_it_begins",
     a_job_that_is_cancelled_before_it_begins},
    {"a_job_that_is_cancelled_while_it_runs",
     a_job_that_is_cancelled_while_it_runs},
    {"run_waits_for_its_jobs", run_waits_for_its_jobs},
};

} // namespace

Topic executors() { return scenarios; }

} // namespace conformance
