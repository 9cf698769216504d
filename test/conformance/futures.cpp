//===- futures.cpp - Scenarios: futures, done callbacks -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Twin: futures.py.
//
//===----------------------------------------------------------------------===//

#include "coroutines.h"

namespace conformance {
namespace {

using namespace refloop;

void result_wakes_the_awaiter(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    Future<int> future = loop.create_future<int>();
    TaskHandle<> task = loop.create_task(outcome(log, "a", future));
    co_await sleep(ticks(0));
    log("setting");
    future.set_result(5);
    log("set", future.done());
    co_await task;
  };
  drive(main());
}

void exception_wakes_the_awaiter(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    Future<int> future = loop.create_future<int>();
    loop.call_soon([&] { future.set_exception(ValueError("broken")); });
    co_await outcome(log, "a", future);
  };
  drive(main());
}

void awaiting_a_done_future_does_not_suspend(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    Future<int> future = loop.create_future<int>();
    future.set_result(1);
    loop.call_soon([&] { log("callback"); });
    co_await outcome(log, "a", future);
    log("still the same turn");
    co_await sleep(ticks(0));
  };
  drive(main());
}

void two_awaiters_wake_in_order(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    Future<int> future = loop.create_future<int>();
    std::vector<TaskHandle<>> tasks;
    for (const char *name : {"a", "b"})
      tasks.push_back(loop.create_task(outcome(log, name, future)));
    co_await sleep(ticks(0));
    future.set_result(9);
    for (TaskHandle<> &task : tasks)
      co_await task;
  };
  drive(main());
}

void result_is_set_once(const Log &log) {
  EventLoop loop;
  Future<int> future = loop.create_future<int>();
  future.set_result(1);
  attempt(log, "second result", [&] { future.set_result(2); });
  attempt(log, "exception", [&] { future.set_exception(ValueError("late")); });
  log("cancel", future.cancel());
  log(loop.run_until_complete(future));
  loop.close();
}

void cancelled_future_takes_no_result(const Log &log) {
  EventLoop loop;
  Future<int> future = loop.create_future<int>();
  const bool cancelled = future.cancel();
  log("cancel", cancelled, future.done());
  log("again", future.cancel());
  attempt(log, "result", [&] { future.set_result(2); });
  attempt(log, "run", [&] { loop.run_until_complete(future); });
  loop.close();
}

void cancelled_future_cancels_the_awaiter(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    Future<int> future = loop.create_future<int>();
    loop.call_soon([&] { future.cancel(); });
    co_await outcome(log, "a", future);
  };
  drive(main());
}

void timer_resolves_a_future(const Log &log) {
  EventLoop loop;
  Future<int> future = loop.create_future<int>();
  loop.call_later(ticks(2), [&] { future.set_result(3); });
  const int result = loop.run_until_complete(future);
  log(result, "at", elapsed(loop));
  loop.close();
}

void run_raises_the_future_s_exception(const Log &log) {
  EventLoop loop;
  Future<int> future = loop.create_future<int>();
  loop.call_soon([&] { future.set_exception(ValueError("from a callback")); });
  attempt(log, "run", [&] { loop.run_until_complete(future); });
  log(loop.is_running(), loop.is_closed());
  loop.close();
}

void done_callbacks_run_a_turn_later(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    TaskHandle<> task = loop.create_task(sleep(ticks(0)));
    task.add_done_callback([&](TaskRef t) { log("first", t.done()); });
    task.add_done_callback([&](TaskRef t) { log("second", t.cancelled()); });
    co_await sleep(ticks(0));
    log("one turn", task.done());
    co_await sleep(ticks(0));
    log("two turns", task.done());
    co_await sleep(ticks(0));
    log("three turns");
  };
  drive(main());
}

void late_done_callback_still_runs(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    TaskHandle<> task = loop.create_task(sleep(ticks(0)));
    co_await task;
    task.add_done_callback([&](TaskRef t) { log("callback", t.done()); });
    log("added");
    co_await sleep(ticks(0));
    log("a turn later");
  };
  drive(main());
}

void failing_done_callback_does_not_stop_the_others(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    TaskHandle<> task = loop.create_task(sleep(ticks(0)));
    task.add_done_callback([](TaskRef) { throw ValueError("in callback"); });
    task.add_done_callback([&](TaskRef) { log("second"); });
    co_await task;
    co_await sleep(ticks(0));
    log("end");
  };
  drive(main());
}

void done_callbacks_and_awaiters_share_one_queue(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    TaskHandle<> task = loop.create_task(sleep(ticks(1)));
    auto await_it = [&](const char *name) -> Task<> {
      co_await task;
      log(name, "resumed");
    };
    TaskHandle<> first = loop.create_task(await_it("a"));
    co_await sleep(ticks(0));
    task.add_done_callback([&](TaskRef) { log("callback"); });
    TaskHandle<> second = loop.create_task(await_it("b"));
    co_await first;
    co_await second;
  };
  drive(main());
}

void pending_future_blocks_until_stop(const Log &log) {
  EventLoop loop;
  Future<int> future = loop.create_future<int>();
  loop.call_later(ticks(1), [&] { loop.stop(); });
  attempt(log, "run", [&] { loop.run_until_complete(future); });
  log(future.done());
  future.set_result(4);
  log(loop.run_until_complete(future));
  loop.close();
}

void run_a_future_of_another_loop(const Log &log) {
  EventLoop loop;
  EventLoop other;
  Future<int> future = other.create_future<int>();
  attempt(log, "run", [&] { loop.run_until_complete(future); });
  other.close();
  loop.close();
}

constexpr Scenario scenarios[] = {
    {"result_wakes_the_awaiter", result_wakes_the_awaiter},
    {"exception_wakes_the_awaiter", exception_wakes_the_awaiter},
    {"awaiting_a_done_future_does_not_suspend",
     awaiting_a_done_future_does_not_suspend},
    {"two_awaiters_wake_in_order", two_awaiters_wake_in_order},
    {"result_is_set_once", result_is_set_once},
    {"cancelled_future_takes_no_result", cancelled_future_takes_no_result},
    {"cancelled_future_cancels_the_awaiter",
     cancelled_future_cancels_the_awaiter},
    {"timer_resolves_a_future", timer_resolves_a_future},
    {"run_raises_the_future_s_exception", run_raises_the_future_s_exception},
    {"done_callbacks_run_a_turn_later", done_callbacks_run_a_turn_later},
    {"late_done_callback_still_runs", late_done_callback_still_runs},
    {"failing_done_callback_does_not_stop_the_others",
     failing_done_callback_does_not_stop_the_others},
    {"done_callbacks_and_awaiters_share_one_queue",
     done_callbacks_and_awaiters_share_one_queue},
    {"pending_future_blocks_until_stop", pending_future_blocks_until_stop},
    {"run_a_future_of_another_loop", run_a_future_of_another_loop},
};

} // namespace

Topic futures() { return scenarios; }

} // namespace conformance
