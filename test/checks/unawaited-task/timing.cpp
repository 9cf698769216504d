// RUN: %check_scenarios %s eventloop-unawaited-task
//
// Whether a task is done depends on how long it takes and on how often its loop
// turns: done(), result(), explicit closes, tasks that never suspend.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <utility>
#include <vector>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

Task<> step() { co_return; }
Task<> takes(std::chrono::milliseconds time) { co_await sleep(time); }
std::chrono::milliseconds unknown_time() { return choose() ? 50ms : 1ms; }

Task<> outlasts_its_handle() {
  auto handle = create_task(takes(unknown_time()));
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task of 'takes' may be never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+3]]:44: note: called from here
  co_await sleep(20ms);
}
void maybe_done_before_its_handle_ends() { run(outlasts_its_handle()); }

Task<> never_had_a_turn() {
  auto handle = create_task(step());
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+3]]:32: note: called from here
  co_return;
}
void bad_loop_did_not_turn() { run(never_had_a_turn()); }

Task<> had_a_turn() {
  auto handle = create_task(step());
  co_await sleep(0ms);
}
void good_loop_turned_for_a_body_that_never_suspends() { run(had_a_turn()); }

Task<> had_no_turn_by_awaiting_a_coroutine() {
  auto handle = create_task(step());
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+5]]:3: note: called from here
  co_await step();
}
// An awaited coroutine runs within the one that awaits it: no turn.
void bad_awaiting_a_coroutine_is_no_turn() {
  run(had_no_turn_by_awaiting_a_coroutine());
}

Task<> waits_until_seen_done() {
  auto handle = create_task(takes(unknown_time()));
  co_await sleep(20ms);
  if (!handle.done()) {
    handle.cancel();
    co_return;
  }
}
void good_cancelled_unless_seen_done() { run(waits_until_seen_done()); }

Task<> leaves_when_not_done() {
  auto handle = create_task(takes(unknown_time()));
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task of 'takes' may be never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+4]]:5: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+6]]:35: note: called from here
  co_await sleep(20ms);
  if (!handle.done())
    co_return;
  handle.result();
}
void maybe_left_when_not_done() { run(leaves_when_not_done()); }

Task<> remembers_that_it_is_done() {
  auto handle = create_task(takes(unknown_time()));
  co_await sleep(20ms);
  const bool finished = handle.done();
  if (!finished)
    handle.cancel();
}
void good_done_in_a_variable() { run(remembers_that_it_is_done()); }

Task<> cancels_if_pending() {
  auto handle = create_task(takes(unknown_time()));
  co_await sleep(20ms);
  handle.done() || handle.cancel();
}
void good_short_circuit_cancels() { run(cancels_if_pending()); }

Task<> awaits_in_a_conditional() {
  auto handle = create_task(takes(1ms));
  handle.done() ? handle.result() : co_await handle;
}
void good_conditional_operator_awaits() { run(awaits_in_a_conditional()); }

Task<> drops_all_that_are_done() {
  std::vector<TaskHandle<>> all;
  all.push_back(create_task(takes(1ms)));
  all.push_back(create_task(takes(2ms)));
  while (!all.empty()) {
    if (all.back().done())
      all.pop_back();
    else
      co_await sleep(1ms);
  }
}
void good_reaped_when_done() { run(drops_all_that_are_done()); }

void good_stepped_until_done() {
  EventLoop loop;
  auto handle = loop.create_task(takes(2ms));
  while (!handle.done())
    loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_result_after_the_run() {
  EventLoop loop;
  auto handle = loop.create_task(takes(1ms));
  loop.run_until_complete(handle);
  handle.result();
  loop.close();
}

void good_done_callback_stops_the_loop() {
  EventLoop loop;
  auto handle = loop.create_task(takes(1ms));
  handle.add_done_callback([&loop](TaskRef) { loop.stop(); });
  loop.run_forever();
  loop.close();
}

// The handle went away unhandled: that somebody drains the loop later does not
// bring it back.
void bad_dropped_and_drained_later() {
  EventLoop loop;
  loop.create_task(takes(1h));
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: the task of 'takes' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:29: note: it is dropped here
  loop.run_until_complete(sleep(1ms));
  for (const TaskRef &task : all_tasks(loop))
    task.cancel();
  loop.run_until_complete(gather(return_exceptions, all_tasks(loop)));
  loop.close();
}

// Cancelled, but never run to its end: the close is to blame.
// ALSO: eventloop-close-with-pending-tasks
void good_cancelled_and_closed_at_once() {
  EventLoop loop;
  auto handle = loop.create_task(takes(1h));
  loop.run_until_complete(sleep(1ms));
  handle.cancel();
  loop.close();
}

// Detached, and pending at a close in sight: the close is to blame.
// ALSO: eventloop-close-with-pending-tasks
void good_detached_and_closed_at_once() {
  EventLoop loop;
  loop.create_task(takes(1h)).detach();
  loop.close();
}

// Whether the task is done when the loop is closed is a matter of time: if so,
// the spawn is to blame, if not, the close.
// ALSO: eventloop-close-with-pending-tasks
void maybe_dropped_and_closed_while_pending() {
  EventLoop loop;
  loop.create_task(takes(unknown_time()));
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: the task of 'takes' may be never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:41: note: it is dropped here
  loop.run_until_complete(sleep(20ms));
  loop.close();
}
