//===- lifecycle.cpp - Scenarios: the states of a loop --------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Twin: lifecycle.py.
//
//===----------------------------------------------------------------------===//

#include "coroutines.h"

namespace conformance {
namespace {

using namespace refloop;

/// A loop that has been closed.
std::unique_ptr<EventLoop> closed_loop() {
  std::unique_ptr<EventLoop> loop = new_event_loop();
  loop->close();
  return loop;
}

void states_of_a_loop(const Log &log) {
  EventLoop loop;
  log(loop.is_running(), loop.is_closed());
  loop.call_soon([&] { log(loop.is_running(), loop.is_closed()); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  log(loop.is_running(), loop.is_closed());
  loop.close();
  log(loop.is_running(), loop.is_closed());
}

void close_twice(const Log &log) {
  const auto loop = closed_loop();
  attempt(log, "close", [&] { loop->close(); });
  log(loop->is_closed());
}

void schedule_after_close(const Log &log) {
  const auto loop = closed_loop();
  const auto never = [&] { log("never"); };
  attempt(log, "call_soon", [&] { loop->call_soon(never); });
  attempt(log, "call_later", [&] { loop->call_later(ticks(1), never); });
  attempt(log, "call_at", [&] { loop->call_at(loop->time(), never); });
  attempt(log, "call_soon_threadsafe",
          [&] { loop->call_soon_threadsafe(never); });
}

void spawn_after_close(const Log &log) {
  const auto loop = closed_loop();
  attempt(log, "create_task", [&] { loop->create_task(value(1)); });
}

void run_after_close(const Log &log) {
  const auto loop = closed_loop();
  attempt(log, "run_forever", [&] { loop->run_forever(); });
  attempt(log, "run_until_complete",
          [&] { loop->run_until_complete(value(1)); });
}

void stop_after_close(const Log &log) {
  const auto loop = closed_loop();
  attempt(log, "stop", [&] { loop->stop(); });
  log(loop->is_closed());
}

void cancel_after_close(const Log &log) {
  EventLoop loop;
  Handle handle = loop.call_soon([&] { log("never"); });
  TimerHandle timer = loop.call_later(ticks(1), [&] { log("never"); });
  loop.close();
  attempt(log, "handle", [&] { handle.cancel(); });
  attempt(log, "timer", [&] { timer.cancel(); });
  log(handle.cancelled(), timer.cancelled());
}

void close_in_a_callback(const Log &log) {
  EventLoop loop;
  loop.call_soon([&] { attempt(log, "close", [&] { loop.close(); }); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  log(loop.is_closed());
  loop.close();
}

void close_in_a_coroutine(const Log &log) {
  EventLoop loop;
  auto main = [&]() -> Task<> {
    attempt(log, "close", [&] { loop.close(); });
    co_await sleep(ticks(0));
    log("goes on");
  };
  loop.run_until_complete(main());
  loop.close();
  log(loop.is_closed());
}

void run_the_running_loop(const Log &log) {
  EventLoop loop;
  auto main = [&]() -> Task<> {
    attempt(log, "run_forever", [&] { loop.run_forever(); });
    attempt(log, "run_until_complete",
            [&] { loop.run_until_complete(value(1)); });
    log("goes on");
    co_return;
  };
  loop.run_until_complete(main());
  loop.close();
}

void run_another_loop_inside(const Log &log) {
  EventLoop loop;
  EventLoop other;
  auto main = [&]() -> Task<> {
    attempt(log, "run_forever", [&] { other.run_forever(); });
    attempt(log, "run_until_complete",
            [&] { other.run_until_complete(value(1)); });
    log(other.is_running());
    co_return;
  };
  loop.run_until_complete(main());
  log(other.run_until_complete(value(2)));
  other.close();
  loop.close();
}

void close_another_loop_inside(const Log &log) {
  EventLoop other;
  auto main = [&]() -> Task<> {
    attempt(log, "close", [&] { other.close(); });
    co_return;
  };
  drive(main());
  log(other.is_closed());
}

void stop_before_the_result(const Log &log) {
  EventLoop loop;
  auto main = [&]() -> Task<> {
    loop.stop();
    co_await sleep(ticks(1));
    log("finished");
  };
  TaskHandle<> task = loop.create_task(main());
  attempt(log, "run", [&] { loop.run_until_complete(task); });
  log(task.done());
  loop.run_until_complete(task);
  loop.close();
}

void close_drops_what_is_scheduled(const Log &log) {
  EventLoop loop;
  loop.call_soon([&] { log("never"); });
  loop.call_later(ticks(1), [&] { log("never"); });
  loop.close();
  log(loop.is_closed());
}

void loop_is_reused_between_runs(const Log &log) {
  EventLoop loop;
  for (int number = 0; number < 3; ++number) {
    const int result = loop.run_until_complete(value(number));
    log(result, loop.is_running());
  }
  loop.close();
}

void failing_run_leaves_the_loop_usable(const Log &log) {
  EventLoop loop;
  auto main = []() -> Task<> {
    throw ValueError("from main");
    co_return;
  };
  attempt(log, "run", [&] { loop.run_until_complete(main()); });
  const int result = loop.run_until_complete(value(4));
  log(result, loop.is_closed());
  loop.close();
}

void no_running_loop_outside(const Log &log) {
  attempt(log, "before", [] { get_running_loop(); });
  drive(value(1));
  attempt(log, "after", [] { get_running_loop(); });
}

void no_current_loop(const Log &log) {
  set_event_loop(nullptr);
  attempt(log, "get_event_loop", [] { get_event_loop(); });
}

void current_loop_is_the_one_set(const Log &log) {
  EventLoop loop;
  set_event_loop(&loop);
  log(&get_event_loop() == &loop);
  set_event_loop(nullptr);
  loop.close();
  attempt(log, "get_event_loop", [] { get_event_loop(); });
}

void running_loop_comes_before_the_one_set(const Log &log) {
  EventLoop loop;
  EventLoop other;
  set_event_loop(&other);
  loop.call_soon([&] { log(&get_event_loop() == &loop); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  log(&get_event_loop() == &other);
  set_event_loop(nullptr);
  other.close();
  loop.close();
}

void current_loop_may_be_closed(const Log &log) {
  EventLoop loop;
  set_event_loop(&loop);
  loop.close();
  log(get_event_loop().is_closed());
  attempt(log, "call_soon",
          [&] { get_event_loop().call_soon([&] { log("never"); }); });
  set_event_loop(nullptr);
}

void future_of_a_closed_loop(const Log &log) {
  EventLoop loop;
  Future<int> future = loop.create_future<int>();
  loop.close();
  attempt(log, "set_result", [&] { future.set_result(1); });
  log(future.done());
}

constexpr Scenario scenarios[] = {
    {"states_of_a_loop", states_of_a_loop},
    {"close_twice", close_twice},
    {"schedule_after_close", schedule_after_close},
    {"spawn_after_close", spawn_after_close},
    {"run_after_close", run_after_close},
    {"stop_after_close", stop_after_close},
    {"cancel_after_close", cancel_after_close},
    {"close_in_a_callback", close_in_a_callback},
    {"close_in_a_coroutine", close_in_a_coroutine},
    {"run_the_running_loop", run_the_running_loop},
    {"run_another_loop_inside", run_another_loop_inside},
    {"close_another_loop_inside", close_another_loop_inside},
    {"stop_before_the_result", stop_before_the_result},
    {"close_drops_what_is_scheduled", close_drops_what_is_scheduled},
    {"loop_is_reused_between_runs", loop_is_reused_between_runs},
    {"failing_run_leaves_the_loop_usable", failing_run_leaves_the_loop_usable},
    {"no_running_loop_outside", no_running_loop_outside},
    {"no_current_loop", no_current_loop},
    {"current_loop_is_the_one_set", current_loop_is_the_one_set},
    {"running_loop_comes_before_the_one_set",
     running_loop_comes_before_the_one_set},
    {"current_loop_may_be_closed", current_loop_may_be_closed},
    {"future_of_a_closed_loop", future_of_a_closed_loop},
};

} // namespace

Topic lifecycle() { return scenarios; }

} // namespace conformance
