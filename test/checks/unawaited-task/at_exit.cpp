// RUN: %check_scenarios %s eventloop-unawaited-task
//
// Handles and coroutines that live as long as the program: globals, function
// statics, atexit handlers; and Runner, which cancels what is left.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <cstdlib>
#include <memory>
#include <utility>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

Task<> work() { co_await sleep(1ms); }
Task<> step() { co_return; }
Task<> forever() { co_await sleep(1h); }

TaskHandle<> kept_handle;
Task<> keeps_for_long() {
  kept_handle = create_task(sleep(choose() ? 0ms : 1h));
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task made here may be never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+3]]:50: note: it is not done when its loop ends here
  co_await work();
}
void maybe_global_handle_is_cancelled_by_run() { run(keeps_for_long()); }

TaskHandle<> awaited_handle;
Task<> keeps_and_awaits() {
  awaited_handle = create_task(work());
  co_await awaited_handle;
}
void good_global_handle_is_awaited() { run(keeps_and_awaits()); }

TaskHandle<> cancelled_handle;
Task<> keeps_and_cancels() {
  cancelled_handle = create_task(forever());
  co_await work();
  cancelled_handle.cancel();
}
void good_global_handle_is_cancelled() { run(keeps_and_cancels()); }

void bad_static_coroutine() {
  static Task<> task = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:17: note: it is dropped here
}

void good_static_coroutine_is_run() {
  static Task<> task = work();
  run(std::move(task));
}

std::unique_ptr<Task<>> global_task;
// The owner is a global: who runs it until the program ends is not followed.
void fn_global_coroutine_is_never_run() {
  global_task = std::make_unique<Task<>>(work());
}

std::unique_ptr<Task<>> later_task;
void good_global_coroutine_is_run_at_exit() {
  later_task = std::make_unique<Task<>>(step());
  std::atexit([] { run(std::move(*later_task)); });
}

void bad_atexit_handler_drops_it() {
  std::atexit([] {
    work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:10: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE-4]]:15: note: called from here
  });
}

void bad_handle_outlives_the_runner() {
  TaskHandle<> handle;
  Runner runner;
  handle = runner.get_loop().create_task(forever());
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: the task of 'forever' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: it is not done when its loop ends here
}

void bad_runner_is_closed_before() {
  TaskHandle<> handle;
  Runner runner;
  handle = runner.get_loop().create_task(forever());
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: the task of 'forever' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+1]]:10: note: it is not done when its loop ends here
  runner.close();
}

void good_runner_runs_it() {
  Runner runner;
  auto handle = runner.get_loop().create_task(work());
  runner.run([](TaskHandle<> &handle) -> Task<> { co_await handle; }(handle));
}

void good_runner_and_a_detached_task() {
  Runner runner;
  runner.get_loop().create_task(forever()).detach();
  runner.run(work());
}

TaskHandle<> detached_handle;
Task<> keeps_and_detaches() {
  detached_handle = create_task(forever());
  detached_handle.detach();
  co_await work();
}
void good_global_handle_is_detached() { run(keeps_and_detaches()); }

Task<> keeps_in_the_caller(TaskHandle<> &handle) {
  handle = create_task(sleep(choose() ? 0ms : 1h));
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the task made here may be never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+5]]:3: note: it is not done when its loop ends here
  co_await work();
}
void maybe_handle_of_the_caller_is_cancelled_by_run() {
  TaskHandle<> handle;
  run(keeps_in_the_caller(handle));
}

Task<> keeps_for_a_moment(TaskHandle<> &handle) {
  handle = create_task(step());
  co_await work();
}
// Its body is in sight and never suspends: it is done before run() ends.
void good_handle_of_the_caller_is_done() {
  TaskHandle<> handle;
  run(keeps_for_a_moment(handle));
}
