// RUN: %check_scenarios %s eventloop-unawaited-task
//
// Lambdas: called now, scheduled, nested, in std::function; coroutine lambdas.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

Task<> work() { co_await sleep(1ms); }
Task<> step() { co_return; }
Task<int> answer() { co_return 42; }

void good_lambda_runs_it() {
  auto start = [] { run(work()); };
  start();
}

void bad_lambda_drops_it() {
  auto start = [] {
    work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:10: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
  };
  start();
}

void bad_lambda_called_at_once_drops_it() {
  [] {
    work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:10: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE-4]]:3: note: called from here
  }();
}

void good_lambda_returns_it() {
  auto make = [] { return work(); };
  run(make());
}

void bad_lambda_returns_it_and_it_is_dropped() {
  auto make = [] {
    return work();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE+2]]:8: note: it is dropped here
  };
  make();
}

void good_coroutine_lambda() {
  run([]() -> Task<> { co_await work(); }());
}

void bad_coroutine_lambda_is_never_awaited() {
  []() -> Task<> { co_await work(); }();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine of the lambda is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:39: note: it is dropped here
}

void bad_coroutine_lambda_in_a_variable() {
  auto job = []() -> Task<> { co_return; };
  job();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine of the lambda is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:7: note: it is dropped here
}

void bad_coroutine_lambda_drops_another() {
  run([]() -> Task<> {
    work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:10: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE-4]]:3: note: called from here
    co_return;
  }());
}

void bad_coroutine_lambda_spawns_and_forgets() {
  run([]() -> Task<> {
    create_task(work());
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:23: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE-4]]:3: note: called from here
    co_return;
  }());
}

void good_coroutine_lambda_awaits_its_spawn() {
  run([]() -> Task<> {
    auto handle = create_task(work());
    co_await handle;
  }());
}

void good_coroutine_lambda_is_spawned() {
  EventLoop loop;
  auto job = []() -> Task<> { co_await work(); };
  auto handle = loop.create_task(job());
  loop.run_until_complete(handle);
  loop.close();
}

void bad_callback_drops_a_coroutine() {
  EventLoop loop;
  loop.call_soon([] {
    work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:10: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+2]]:8: note: called from here
  });
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void bad_callback_spawns_and_forgets() {
  EventLoop loop;
  loop.call_soon([&loop] {
    loop.create_task(step());
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:28: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+2]]:8: note: called from here
  });
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_callback_spawns_into_a_variable() {
  EventLoop loop;
  TaskHandle<> handle;
  loop.call_soon([&] { handle = loop.create_task(work()); });
  loop.run_until_complete(sleep(1ms));
  if (handle)
    loop.run_until_complete(handle);
  loop.close();
}

void good_callback_detaches() {
  EventLoop loop;
  loop.call_soon([&loop] { loop.create_task(step()).detach(); });
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_captured_by_reference_and_run() {
  Task<> task = work();
  auto finish = [&task] { run(std::move(task)); };
  finish();
}

void good_captured_by_move_and_run() {
  auto finish = [task = work()]() mutable { run(std::move(task)); };
  finish();
}

void bad_captured_by_move_and_never_run() {
  auto finish = [task = work()]() mutable { run(std::move(task)); };
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:17: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: called from here
}

void bad_captured_by_reference_and_left_alone() {
  Task<> task = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: it is dropped here
  auto finish = [&task] { (void)static_cast<bool>(task); };
  finish();
}

Task<> awaits_in_a_nested_lambda() {
  auto outer = []() -> Task<> {
    auto inner = []() -> Task<> { co_await work(); };
    co_await inner();
  };
  co_await outer();
}
void good_nested_coroutine_lambdas() { run(awaits_in_a_nested_lambda()); }

Task<> drops_in_a_nested_lambda() {
  auto outer = []() -> Task<> {
    auto inner = []() -> Task<> { co_await work(); };
    inner();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: coroutine of the lambda is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:11: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+4]]:3: note: called from here
    // CHECK-MESSAGES: :[[@LINE+5]]:49: note: called from here
    co_return;
  };
  co_await outer();
}
void bad_nested_coroutine_lambda_is_dropped() { run(drops_in_a_nested_lambda()); }

void good_function_makes_it() {
  std::function<Task<>()> make = work;
  run(make());
}

void good_function_of_a_lambda_makes_it() {
  std::function<Task<>()> make = [] { return work(); };
  run(make());
}

void bad_function_drops_it() {
  std::function<void()> start = [] {
    work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:10: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
  };
  start();
}

// What a `std::function` yields is not followed.
void fn_function_returns_a_task_that_is_dropped() {
  std::function<Task<>()> make = [] {
    return work();
  };
  make();
}

void good_function_takes_it() {
  std::function<void(Task<>)> finish = [](Task<> task) { run(std::move(task)); };
  finish(work());
}

// What a `std::function` does with its arguments is not followed.
void fn_function_takes_it_and_drops_it() {
  std::function<void(Task<>)> finish = [](Task<>) {};
  finish(work());
}

// The task is made by the loop that calls the callback, out of sight.
void fn_coroutine_as_a_callback() {
  EventLoop loop;
  loop.call_soon([]() -> Task<> { co_return; });
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_callback_of_a_done_task() {
  EventLoop loop;
  auto handle = loop.create_task(work());
  handle.add_done_callback([](TaskRef) {});
  loop.run_until_complete(handle);
  loop.close();
}

template <typename F> void with_scope(F body) { body(); }
void good_passed_to_a_template() {
  with_scope([] { run(work()); });
}
void bad_passed_to_a_template() {
  with_scope([] {
    work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:10: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE-9]]:49: note: called from here
    // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
  });
}

Task<> spawns_a_lambda() {
  auto handle = create_task([]() -> Task<int> { co_return 1; }());
  (void)co_await handle;
}
void good_coroutine_lambda_spawned_and_awaited() { run(spawns_a_lambda()); }

void maybe_lambda_runs_it_on_one_path() {
  Task<> task = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'work' may be never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+6]]:1: note: it is dropped here
  auto finish = [&task] {
    if (choose())
      run(std::move(task));
  };
  finish();
}
