// RUN: %check_scenarios %s eventloop-unawaited-task
//
// Exceptions between the spawn and the await: what is left behind, what a
// handler sees to, and noexcept.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <stdexcept>
#include <utility>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

Task<> work() { co_await sleep(1ms); }
Task<> step() { co_return; }
void fail() { throw std::runtime_error("failed"); }
Task<> failing() {
  fail();
  co_return;
}

void bad_thrown_before_the_run() {
  try {
    Task<> task = work();
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE+1]]:5: note: it is dropped here
    fail();
    run(std::move(task));
  } catch (const std::exception &) {
  }
}

void maybe_thrown_on_one_path() {
  try {
    Task<> task = work();
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: coroutine 'work' may be never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE+2]]:7: note: it is dropped here
    if (choose())
      throw std::runtime_error("failed");
    run(std::move(task));
  } catch (const std::exception &) {
  }
}

Task<> loses_its_handle() {
  auto handle = create_task(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+6]]:5: note: called from here
  fail();
  co_await handle;
}
void bad_handle_lost_to_an_exception() {
  try {
    run(loses_its_handle());
  } catch (const std::exception &) {
  }
}

Task<> awaits_something_that_fails() {
  auto handle = create_task(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+6]]:5: note: called from here
  co_await failing();
  co_await handle;
}
void bad_handle_lost_to_an_awaited_exception() {
  try {
    run(awaits_something_that_fails());
  } catch (const std::exception &) {
  }
}

Task<> handler_does_not_care() {
  try {
    auto handle = create_task(work());
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE+2]]:5: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+6]]:34: note: called from here
    fail();
    co_await handle;
  } catch (const std::exception &) {
  }
}
void bad_handler_is_too_late() { run(handler_does_not_care()); }

void bad_dropped_in_a_handler() {
  try {
    fail();
  } catch (const std::exception &) {
    work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:10: note: it is dropped here
  }
}

Task<> spawned_in_a_handler() {
  try {
    fail();
  } catch (const std::exception &) {
    create_task(work());
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:23: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+4]]:35: note: called from here
  }
  co_return;
}
void bad_spawned_in_a_handler() { run(spawned_in_a_handler()); }

Task<> rethrows() {
  auto handle = create_task(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+5]]:5: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+10]]:5: note: called from here
  try {
    fail();
  } catch (const std::exception &) {
    throw;
  }
  co_await handle;
}
void bad_rethrown_before_the_await() {
  try {
    run(rethrows());
  } catch (const std::exception &) {
  }
}

Task<> handles_then_awaits() {
  auto handle = create_task(work());
  try {
    fail();
  } catch (const std::exception &) {
  }
  co_await handle;
}
void good_awaited_behind_the_handler() { run(handles_then_awaits()); }

Task<> cancels_in_the_handler() {
  auto handle = create_task(work());
  try {
    co_await failing();
  } catch (const std::exception &) {
    handle.cancel();
    throw;
  }
  co_await handle;
}
void good_cancelled_in_the_handler_that_rethrows() {
  try {
    run(cancels_in_the_handler());
  } catch (const std::exception &) {
  }
}

Task<> remembers_the_failure() {
  auto handle = create_task(work());
  bool failed = false;
  try {
    fail();
  } catch (const std::exception &) {
    failed = true;
  }
  if (failed)
    handle.cancel();
  else
    co_await handle;
}
void good_cancelled_behind_the_handler() { run(remembers_the_failure()); }

void good_awaited_call_throws() {
  try {
    run(failing());
  } catch (const std::exception &) {
  }
}

Task<> gathers_a_failure() {
  auto first = create_task(failing());
  auto second = create_task(work());
  (void)co_await gather(return_exceptions, first, second);
}
void good_failures_are_outcomes() { run(gathers_a_failure()); }

Task<> groups_a_failure() {
  try {
    co_await with_task_group([](TaskGroup &group) -> Task<> {
      group.create_task(work());
      group.create_task(failing());
      co_return;
    });
  } catch (const ExceptionGroup &) {
  }
}
void good_group_sees_to_the_others() { run(groups_a_failure()); }

Task<> group_body_throws() {
  try {
    co_await with_task_group([](TaskGroup &group) -> Task<> {
      group.create_task(work());
      fail();
      co_return;
    });
  } catch (const ExceptionGroup &) {
  }
}
void good_group_whose_body_throws() { run(group_body_throws()); }

void good_thrown_before_it_is_made() {
  try {
    fail();
    run(work());
  } catch (const std::exception &) {
  }
}

void quiet() noexcept {}
Task<> calls_what_cannot_throw() {
  auto handle = create_task(work());
  quiet();
  co_await handle;
}
void good_noexcept_call_in_between() { run(calls_what_cannot_throw()); }

void run_quietly(Task<> task) noexcept {
  try {
    run(std::move(task));
  } catch (...) {
  }
}
void good_noexcept_helper_runs_it() { run_quietly(work()); }

void forget_quietly(Task<>) noexcept {}
void bad_noexcept_helper_drops_it() {
  forget_quietly(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-4]]:39: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE-3]]:3: note: called from here
}

Task<> timed_out() {
  auto handle = create_task(sleep(1h));
  try {
    co_await wait_for(handle, 1ms);
  } catch (const TimeoutError &) {
  }
}
void good_timeout_cancels_it() { run(timed_out()); }

Task<> awaits_in_a_try() {
  auto handle = create_task(failing());
  try {
    co_await handle;
  } catch (const std::exception &) {
  }
}
void good_failure_is_awaited() { run(awaits_in_a_try()); }

static Task<> fails() {
  throw std::runtime_error("x");
  co_return;
}
static Task<> starts_what_fails() {
  auto handle = create_task(fails());
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task of 'fails' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+4]]:35: note: called from here
  co_return;
}
// Not fixed: who awaits it would fail with it, and nobody here expects that.
void bad_not_fixed_what_fails() { run(starts_what_fails()); }

static Task<> drops_what_fails() {
  fails();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'fails' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:9: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+3]]:43: note: called from here
  co_return;
}
void bad_not_fixed_drop_of_what_fails() { run(drops_what_fails()); }
