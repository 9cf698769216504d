// RUN: %check_scenarios %s eventloop-close-with-pending-tasks
//
// A local loop and its tasks: never run, run for too short a time, cancelled
// and not run to their end, awaited. What depends on time is "may be".

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

static Task<> save() { co_return; }
static Task<> takes(std::chrono::milliseconds time) { co_await sleep(time); }
static std::chrono::milliseconds unknown_time() { return choose() ? 1h : 1ms; }
static std::chrono::milliseconds short_time() { return choose() ? 50ms : 1ms; }

void bad_never_run() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:22: note: the task is spawned here
}

void good_run_until_done() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  loop.run_until_complete(saving);
  loop.close();
}

void good_no_task_at_all() {
  EventLoop loop;
  loop.run_until_complete(save());
  loop.close();
}

void bad_cancelled_and_not_run() {
  EventLoop loop;
  auto polling = loop.create_task(takes(1h));
  polling.cancel();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'takes' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:23: note: the task is spawned here
}

void good_cancelled_and_gathered() {
  EventLoop loop;
  auto polling = loop.create_task(takes(1h));
  polling.cancel();
  loop.run_until_complete(gather(return_exceptions, polling));
  loop.close();
}

void good_cancelled_and_given_turns() {
  EventLoop loop;
  auto polling = loop.create_task(takes(1h));
  loop.run_until_complete(sleep(1ms));
  polling.cancel();
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void bad_cancelled_after_the_last_run() {
  EventLoop loop;
  loop.run_until_complete(save());
  auto polling = loop.create_task(takes(1h));
  polling.cancel();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'takes' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:23: note: the task is spawned here
}

void maybe_run_for_a_while() {
  EventLoop loop;
  auto polling = loop.create_task(takes(unknown_time()));
  loop.run_until_complete(sleep(20ms));
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'takes' may be pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:23: note: the task is spawned here
}

void good_run_for_a_while_then_awaited() {
  EventLoop loop;
  auto polling = loop.create_task(takes(short_time()));
  loop.run_until_complete(sleep(20ms));
  loop.run_until_complete(polling);
  loop.close();
}

void good_never_suspends_and_the_loop_turned() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  loop.run_until_complete(sleep(0ms));
  loop.close();
}

void bad_spawned_after_the_last_run() {
  EventLoop loop;
  loop.run_until_complete(save());
  auto late = loop.create_task(save());
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:20: note: the task is spawned here
}

void good_awaited_with_a_limit() {
  EventLoop loop;
  auto polling = loop.create_task(takes(1ms));
  loop.run_until_complete(wait_for(polling, 1s));
  loop.close();
}

void good_gathered() {
  EventLoop loop;
  auto one = loop.create_task(takes(1ms));
  auto other = loop.create_task(takes(2ms));
  loop.run_until_complete(gather(one, other));
  loop.close();
}

void bad_one_of_two_awaited() {
  EventLoop loop;
  auto one = loop.create_task(save());
  loop.run_until_complete(one);
  auto other = loop.create_task(save());
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:21: note: the task is spawned here
}

void good_all_tasks_drained() {
  EventLoop loop;
  auto polling = loop.create_task(takes(1h));
  loop.run_until_complete(sleep(1ms));
  for (const TaskRef &task : all_tasks(loop))
    task.cancel();
  loop.run_until_complete(gather(return_exceptions, all_tasks(loop)));
  loop.close();
}

void bad_all_tasks_cancelled_only() {
  EventLoop loop;
  auto polling = loop.create_task(takes(1h));
  for (const TaskRef &task : all_tasks(loop))
    task.cancel();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'takes' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:23: note: the task is spawned here
}

// Nobody has to wait for a detached task, but a close is not the end of it.
void bad_detached() {
  EventLoop loop;
  loop.create_task(takes(1h)).detach();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'takes' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the task is spawned here
}

void good_detached_and_drained() {
  EventLoop loop;
  loop.create_task(takes(1h)).detach();
  for (const TaskRef &task : all_tasks(loop))
    task.cancel();
  loop.run_until_complete(gather(return_exceptions, all_tasks(loop)));
  loop.close();
}

// Timers and callbacks that still wait are no tasks.
void good_timer_still_waits() {
  EventLoop loop;
  loop.call_later(1h, [] {});
  loop.call_soon([] {});
  loop.close();
}

// No close in sight: the spawn is to blame.
// ALSO: eventloop-unawaited-task
void good_closed_by_run() {
  run([]() -> Task<> {
    auto polling = create_task(takes(1h));
    co_await sleep(1ms);
  }());
}

// A second close finds nothing that the first one left.
void bad_closed_twice() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:22: note: the task is spawned here
  loop.close();
}

void bad_two_tasks_one_close() {
  EventLoop loop;
  auto one = loop.create_task(save());
  auto other = loop.create_task(save());
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:19: note: the task is spawned here
  // CHECK-MESSAGES: :[[@LINE-5]]:21: note: the task is spawned here
}
