// RUN: %check_scenarios %s eventloop-unawaited-task
//
// One function, no branches: coroutines that are made and dropped, and
// background tasks whose handle goes away.

#include <refloop/refloop.h>

using namespace refloop;
using namespace std::chrono_literals;

Task<> step() { co_return; }
Task<> work() { co_await sleep(1ms); }
Task<int> answer() { co_return 42; }

void bad_coroutine_dropped() {
  work();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:8: note: it is dropped here
}

void bad_coroutine_with_a_value_dropped() {
  answer();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'answer' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:10: note: it is dropped here
}

void bad_coroutine_cast_to_void() {
  (void)work();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:14: note: it is dropped here
}

void bad_coroutine_in_a_variable() {
  Task<> task = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: it is dropped here
}

void bad_coroutine_in_an_auto_variable() {
  [[maybe_unused]] auto task = answer();
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: coroutine 'answer' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: it is dropped here
}

void bad_coroutine_moved_and_dropped() {
  Task<> task = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: it is dropped here
  Task<> other = std::move(task);
}

void bad_older_coroutine_is_overwritten() {
  Task<> task = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+1]]:8: note: it is dropped here
  task = step();
  run(std::move(task));
}

void bad_overwritten_with_nothing() {
  Task<> task = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+1]]:8: note: it is dropped here
  task = {};
}

void bad_one_of_two() {
  Task<> first = work();
  Task<> second = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: it is dropped here
  run(std::move(first));
}

void bad_each_is_told() {
  step();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'step' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:8: note: it is dropped here
  answer();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'answer' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:10: note: it is dropped here
}

void bad_bound_to_a_reference() {
  const Task<> &task = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: it is dropped here
}

void bad_handle_dropped_at_once() {
  EventLoop loop;
  loop.create_task(step());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:26: note: it is dropped here
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void bad_handle_ends_before_the_loop_runs() {
  EventLoop loop;
  {
    auto handle = loop.create_task(step());
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: it is dropped here
  }
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void bad_older_handle_is_overwritten() {
  EventLoop loop;
  auto handle = loop.create_task(step());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+1]]:10: note: it is dropped here
  handle = loop.create_task(step());
  loop.run_until_complete(handle);
  loop.close();
}

void bad_handle_overwritten_with_nothing() {
  EventLoop loop;
  auto handle = loop.create_task(step());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+1]]:10: note: it is dropped here
  handle = {};
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void bad_handle_moved_and_dropped() {
  EventLoop loop;
  auto handle = loop.create_task(step());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+3]]:3: note: it is dropped here
  {
    TaskHandle<> other = std::move(handle);
  }
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void bad_a_callback_is_no_awaiting() {
  EventLoop loop;
  {
    auto handle = loop.create_task(step());
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: it is dropped here
    handle.add_done_callback([](TaskRef) {});
  }
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void bad_asking_is_no_awaiting() {
  EventLoop loop;
  {
    auto handle = loop.create_task(step());
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE+3]]:3: note: it is dropped here
    (void)handle.done();
    (void)handle.name();
  }
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_run() { run(work()); }

void good_run_until_complete() {
  EventLoop loop;
  loop.run_until_complete(work());
  loop.close();
}

void good_from_a_variable() {
  Task<> task = work();
  run(std::move(task));
}

void good_moved_twice() {
  Task<> task = work();
  Task<> other = std::move(task);
  Task<> last = std::move(other);
  run(std::move(last));
}

void good_reassigned_after_its_run() {
  Task<int> task = answer();
  int sum = run(std::move(task));
  task = answer();
  sum += run(std::move(task));
}

void good_empty_task() {
  Task<> task;
  task = work();
  run(std::move(task));
}

void good_handle_is_run() {
  EventLoop loop;
  auto handle = loop.create_task(work());
  loop.run_until_complete(handle);
  loop.close();
}

void good_temporary_handle_is_run() {
  EventLoop loop;
  loop.run_until_complete(loop.create_task(work()));
  loop.close();
}

void good_handle_moved_and_run() {
  EventLoop loop;
  auto handle = loop.create_task(answer());
  auto other = std::move(handle);
  (void)loop.run_until_complete(other);
  loop.close();
}

void good_older_handle_was_run() {
  EventLoop loop;
  auto handle = loop.create_task(work());
  loop.run_until_complete(handle);
  handle = loop.create_task(work());
  loop.run_until_complete(handle);
  loop.close();
}

// The body is in sight and never suspends: it is done when the loop has turned.
void good_done_while_another_ran() {
  EventLoop loop;
  auto handle = loop.create_task(step());
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_runner() {
  Runner runner;
  runner.run(work());
  (void)runner.run(answer());
}

void good_empty_handle() { TaskHandle<> handle; }

// The close is to blame, not the spawn.
// ALSO: eventloop-close-with-pending-tasks
void good_pending_at_a_close_in_sight() {
  EventLoop loop;
  auto handle = loop.create_task(work());
  loop.close();
}

// The close is to blame, though the handle went away before.
// ALSO: eventloop-close-with-pending-tasks
void good_dropped_and_pending_at_a_close_in_sight() {
  EventLoop loop;
  loop.create_task(work());
  loop.close();
}
