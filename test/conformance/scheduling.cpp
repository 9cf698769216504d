//===- scheduling.cpp - Scenarios: callbacks and timers -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Twin: scheduling.py.
//
//===----------------------------------------------------------------------===//

#include "scenario.h"

#include <thread>

namespace conformance {
namespace {

using namespace refloop;

void call_soon_is_fifo(const Log &log) {
  EventLoop loop;
  for (const char *name : {"a", "b", "c"})
    loop.call_soon([&log, name] { log(name); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void nested_call_soon_waits_a_turn(const Log &log) {
  EventLoop loop;
  loop.call_soon([&] {
    log("first");
    loop.call_soon([&] { log("from first"); });
    loop.call_soon([&] { loop.stop(); });
  });
  loop.call_soon([&] { log("second"); });
  loop.run_forever();
  loop.close();
}

void timers_run_by_deadline(const Log &log) {
  EventLoop loop;
  for (const int delay : {3, 1, 2})
    loop.call_later(ticks(delay),
                    [&log, &loop, delay] { log(delay, "at", elapsed(loop)); });
  loop.call_later(ticks(4), [&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void equal_deadlines_keep_their_order(const Log &log) {
  EventLoop loop;
  const auto when = loop.time() + ticks(1);
  for (const char *name : {"a", "b"})
    loop.call_at(when, [&log, name] { log(name); });
  loop.call_at(when, [&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void zero_delay_runs_behind_call_soon(const Log &log) {
  EventLoop loop;
  loop.call_later(ticks(0), [&] { log("later"); });
  loop.call_soon([&] { log("soon"); });
  loop.call_later(ticks(1), [&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void past_deadline_runs_at_once(const Log &log) {
  EventLoop loop;
  loop.call_at(loop.time() - ticks(5), [&] { log("past"); });
  loop.call_later(ticks(-1), [&] { log("negative"); });
  loop.call_later(ticks(1), [&] { loop.stop(); });
  loop.run_forever();
  log(elapsed(loop));
  loop.close();
}

void due_timers_run_behind_ready_callbacks(const Log &log) {
  EventLoop loop;
  loop.call_soon([&] {
    loop.call_later(ticks(0), [&] { log("timer"); });
    loop.call_soon([&] { log("ready"); });
    loop.call_soon([&] { loop.call_soon([&] { loop.stop(); }); });
  });
  loop.run_forever();
  loop.close();
}

void cancelled_handle_does_not_run(const Log &log) {
  EventLoop loop;
  Handle handle = loop.call_soon([&] { log("never"); });
  log(handle.cancelled());
  handle.cancel();
  handle.cancel();
  log(handle.cancelled());
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void cancelled_timer_does_not_run(const Log &log) {
  EventLoop loop;
  TimerHandle timer = loop.call_later(ticks(1), [&] { log("never"); });
  loop.call_later(ticks(2), [&] { loop.stop(); });
  timer.cancel();
  log(timer.cancelled());
  loop.run_forever();
  log(elapsed(loop));
  loop.close();
}

void cancel_from_a_callback_of_the_same_turn(const Log &log) {
  EventLoop loop;
  std::vector<Handle> handles;
  loop.call_soon([&] { handles[0].cancel(); });
  handles.push_back(loop.call_soon([&] { log("never"); }));
  loop.call_soon([&] { log("after"); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void cancel_after_the_run_is_harmless(const Log &log) {
  EventLoop loop;
  Handle handle = loop.call_soon([&] { log("ran"); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  handle.cancel();
  log(handle.cancelled());
  loop.close();
}

void failing_callback_does_not_stop_the_loop(const Log &log) {
  EventLoop loop;
  loop.call_soon([] { throw ValueError("boom"); });
  loop.call_soon([&] { log("still here"); });
  loop.call_soon([&] { loop.stop(); });
  attempt(log, "run", [&] { loop.run_forever(); });
  loop.close();
}

void stop_lets_the_turn_finish(const Log &log) {
  EventLoop loop;
  loop.call_soon([&] {
    loop.stop();
    log("stopping", loop.is_running());
    loop.call_soon([&] { log("next run"); });
    loop.call_soon([&] { loop.stop(); });
  });
  loop.call_soon([&] { log("same turn"); });
  loop.run_forever();
  log("between", loop.is_running());
  loop.run_forever();
  loop.close();
}

void stop_before_run_gives_one_turn(const Log &log) {
  EventLoop loop;
  loop.call_soon([&] { loop.call_soon([&] { log("second turn"); }); });
  loop.call_soon([&] { log("first turn"); });
  loop.stop();
  loop.run_forever();
  log("returned");
  loop.stop();
  loop.run_forever();
  loop.close();
}

void run_until_complete_leaves_the_rest_pending(const Log &log) {
  EventLoop loop;
  auto main = [&]() -> Task<int> {
    loop.call_later(ticks(1), [&] { log("timer"); });
    co_return 7;
  };
  log(loop.run_until_complete(main()));
  log("between");
  loop.run_until_complete(sleep(ticks(2)));
  loop.close();
}

void threadsafe_call_wakes_the_loop(const Log &log) {
  EventLoop loop;
  std::thread thread;
  loop.call_soon([&] {
    thread = std::thread([&] {
      loop.call_soon_threadsafe([&] { log("woken"); });
      loop.call_soon_threadsafe([&] { loop.stop(); });
    });
  });
  loop.run_forever();
  thread.join();
  log(loop.is_running());
  loop.close();
}

void callbacks_see_the_running_loop(const Log &log) {
  EventLoop loop;
  loop.call_soon([&] { log(&get_running_loop() == &loop, loop.is_running()); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  attempt(log, "outside", [] { return &get_running_loop(); });
  loop.close();
}

void virtual_clock_jumps(const Log &log) {
  EventLoop loop;
  auto main = [&]() -> Task<> {
    co_await sleep(ticks(1000));
    log(elapsed(loop));
    co_await sleep(ticks(5));
    log(elapsed(loop));
  };
  loop.run_until_complete(main());
  loop.close();
}

constexpr Scenario scenarios[] = {
    {"call_soon_is_fifo", call_soon_is_fifo},
    {"nested_call_soon_waits_a_turn", nested_call_soon_waits_a_turn},
    {"timers_run_by_deadline", timers_run_by_deadline},
    {"equal_deadlines_keep_their_order", equal_deadlines_keep_their_order},
    {"zero_delay_runs_behind_call_soon", zero_delay_runs_behind_call_soon},
    {"past_deadline_runs_at_once", past_deadline_runs_at_once},
    {"due_timers_run_behind_ready_callbacks",
     due_timers_run_behind_ready_callbacks},
    {"cancelled_handle_does_not_run", cancelled_handle_does_not_run},
    {"cancelled_timer_does_not_run", cancelled_timer_does_not_run},
    {"cancel_from_a_callback_of_the_same_turn",
     cancel_from_a_callback_of_the_same_turn},
    {"cancel_after_the_run_is_harmless", cancel_after_the_run_is_harmless},
    {"failing_callback_does_not_stop_the_loop",
     failing_callback_does_not_stop_the_loop},
    {"stop_lets_the_turn_finish", stop_lets_the_turn_finish},
    {"stop_before_run_gives_one_turn", stop_before_run_gives_one_turn},
    {"run_until_complete_leaves_the_rest_pending",
     run_until_complete_leaves_the_rest_pending},
    {"threadsafe_call_wakes_the_loop", threadsafe_call_wakes_the_loop},
    {"callbacks_see_the_running_loop", callbacks_see_the_running_loop},
    {"virtual_clock_jumps", virtual_clock_jumps},
};

} // namespace

Topic scheduling() { return scenarios; }

} // namespace conformance
