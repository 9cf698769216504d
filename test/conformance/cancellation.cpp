//===- cancellation.cpp - Scenarios: cancelling a task --------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Twin: cancellation.py.
//
//===----------------------------------------------------------------------===//

#include "coroutines.h"

namespace conformance {
namespace {

using namespace refloop;

void cancel_before_the_start(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(work(log, "a"));
    const bool requested = task.cancel();
    log(requested, task.done(), task.cancelled());
    co_await outcome(log, "main", task);
    log(task.done(), task.cancelled());
  };
  drive(main());
}

void cancel_during_a_sleep(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(work(log, "a"));
    co_await sleep(ticks(1));
    log(task.cancel());
    log("requested", task.done());
    co_await outcome(log, "main", task);
    log(task.cancelled(), "at", elapsed());
  };
  drive(main());
}

void cancel_is_delivered_in_a_later_turn(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(work(log, "a"));
    co_await sleep(ticks(0));
    task.cancel();
    get_running_loop().call_soon([&] { log("callback"); });
    log("requested");
    co_await sleep(ticks(0));
    log("turn", task.done());
    co_await sleep(ticks(0));
    log("turn", task.done());
  };
  drive(main());
}

void swallowed_cancellation(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(stubborn(log, "a", 3));
    co_await sleep(ticks(0));
    log(task.cancel());
    co_await outcome(log, "main", task);
    log(task.cancelled(), task.result());
  };
  drive(main());
}

void cancel_of_a_done_task(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<> task = create_task(sleep(ticks(0)));
    co_await task;
    log(task.cancel(), task.cancelled());
  };
  drive(main());
}

void cancel_twice_is_delivered_once(const Log &log) {
  auto body = [&]() -> Task<std::string> {
    for (const int number : {1, 2}) {
      try {
        co_await sleep(ticks(10));
        log(number, "slept");
      } catch (const CancelledError &) {
        log(number, "cancelled");
      }
    }
    co_return "end";
  };
  auto main = [&]() -> Task<> {
    TaskHandle<std::string> task = create_task(body());
    co_await sleep(ticks(0));
    const bool first = task.cancel();
    log(first, task.cancel());
    co_await outcome(log, "main", task);
    log("at", elapsed());
  };
  drive(main());
}

void clean_up_may_await(const Log &log) {
  auto body = [&]() -> Task<> {
    bool cancelled = false;
    try {
      co_await sleep(ticks(10));
    } catch (const CancelledError &) {
      cancelled = true;
    }
    if (cancelled) {
      log("cleaning");
      co_await sleep(ticks(2));
      log("clean");
      throw CancelledError();
    }
  };
  auto main = [&]() -> Task<> {
    TaskHandle<> task = create_task(body());
    co_await sleep(ticks(1));
    task.cancel();
    co_await outcome(log, "main", task);
    log(task.cancelled(), "at", elapsed());
  };
  drive(main());
}

void cancel_from_a_callback(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(work(log, "a"));
    get_running_loop().call_later(ticks(2), [&] { task.cancel(); });
    co_await outcome(log, "main", task);
    log("at", elapsed());
  };
  drive(main());
}

void done_callback_sees_the_cancellation(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(work(log, "a"));
    task.add_done_callback(
        [&](TaskRef t) { log("callback", t.done(), t.cancelled()); });
    co_await sleep(ticks(0));
    task.cancel();
    co_await outcome(log, "main", task);
  };
  drive(main());
}

void another_exception_replaces_the_cancellation(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(messy("while cancelled"));
    co_await sleep(ticks(0));
    task.cancel();
    co_await outcome(log, "main", task);
    log(task.cancelled());
  };
  drive(main());
}

void result_and_exception_of_a_cancelled_task(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(work(log, "a"));
    task.cancel();
    co_await sleep(ticks(0));
    log(task.cancelled());
    attempt(log, "result", [&] { task.result(); });
    attempt(log, "exception", [&] { task.exception(); });
  };
  drive(main());
}

void task_cancels_itself(const Log &log) {
  auto body = [&]() -> Task<> {
    current_task().cancel();
    log("goes on to the next await");
    co_await sleep(ticks(0));
    log("never");
  };
  auto main = [&]() -> Task<> {
    TaskHandle<> task = create_task(body());
    co_await outcome(log, "main", task);
    log(task.cancelled());
  };
  drive(main());
}

void task_cancels_itself_and_returns(const Log &log) {
  auto body = []() -> Task<int> {
    current_task().cancel();
    co_return 5;
  };
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(body());
    co_await outcome(log, "main", task);
    log(task.cancelled());
  };
  drive(main());
}

void cancel_waits_for_a_real_suspension(const Log &log) {
  auto plain = [&]() -> Task<> {
    log("plain");
    co_return;
  };
  auto body = [&]() -> Task<> {
    current_task().cancel();
    co_await plain();
    log("not suspended yet");
    co_await work(log, "sleep");
  };
  auto main = [&]() -> Task<> {
    TaskHandle<> task = create_task(body());
    co_await outcome(log, "main", task);
  };
  drive(main());
}

void run_raises_the_cancellation(const Log &log) {
  EventLoop loop;
  TaskHandle<int> task = loop.create_task(work(log, "a"));
  loop.call_later(ticks(1), [&] { task.cancel(); });
  attempt(log, "run", [&] { loop.run_until_complete(task); });
  log(task.cancelled(), loop.is_closed());
  loop.close();
}

void cancelled_sleep_leaves_no_timer(const Log &log) {
  EventLoop loop;
  TaskHandle<int> task = loop.create_task(work(log, "a", 1000));
  loop.call_later(ticks(1), [&] { task.cancel(); });
  attempt(log, "run", [&] { loop.run_until_complete(task); });
  loop.run_until_complete(sleep(ticks(1)));
  log("at", elapsed(loop));
  loop.close();
}

constexpr Scenario scenarios[] = {
    {"cancel_before_the_start", cancel_before_the_start},
    {"cancel_during_a_sleep", cancel_during_a_sleep},
    {"cancel_is_delivered_in_a_later_turn",
     cancel_is_delivered_in_a_later_turn},
    {"swallowed_cancellation", swallowed_cancellation},
    {"cancel_of_a_done_task", cancel_of_a_done_task},
    {"cancel_twice_is_delivered_once", cancel_twice_is_delivered_once},
    {"clean_up_may_await", clean_up_may_await},
    {"cancel_from_a_callback", cancel_from_a_callback},
    {"done_callback_sees_the_cancellation",
     done_callback_sees_the_cancellation},
    {"another_exception_replaces_the_cancellation",
     another_exception_replaces_the_cancellation},
    {"result_and_exception_of_a_cancelled_task",
     result_and_exception_of_a_cancelled_task},
    {"task_cancels_itself", task_cancels_itself},
    {"task_cancels_itself_and_returns", task_cancels_itself_and_returns},
    {"cancel_waits_for_a_real_suspension", cancel_waits_for_a_real_suspension},
    {"run_raises_the_cancellation", run_raises_the_cancellation},
    {"cancelled_sleep_leaves_no_timer", cancelled_sleep_leaves_no_timer},
};

} // namespace

Topic cancellation() { return scenarios; }

} // namespace conformance
