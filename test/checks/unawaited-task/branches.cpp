// RUN: %check_scenarios %s eventloop-unawaited-task
//
// One path only; and conditions that tell which path was taken, through bool,
// enum, integer and pointer.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <optional>
#include <utility>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

Task<> work() { co_await sleep(1ms); }
Task<> step() { co_return; }
Task<int> answer() { co_return 42; }
Task<bool> ask() { co_return choose(); }

void maybe_run_on_one_path() {
  Task<> task = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'work' may be never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: it is dropped here
  if (choose())
    run(std::move(task));
}

void bad_dropped_on_one_path() {
  if (choose())
    work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:10: note: it is dropped here
}

void good_run_on_both_paths() {
  Task<> task = work();
  if (choose())
    run(std::move(task));
  else
    run(std::move(task));
}

Task<> awaits_on_one_path() {
  auto handle = create_task(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task of 'work' may be never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+4]]:43: note: called from here
  if (choose())
    co_await handle;
}
void maybe_handle_awaited_on_one_path() { run(awaits_on_one_path()); }

Task<> awaits_or_cancels() {
  auto handle = create_task(work());
  if (choose())
    co_await handle;
  else
    handle.cancel();
}
void good_awaited_or_cancelled() { run(awaits_or_cancels()); }

Task<> returns_early() {
  auto handle = create_task(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task of 'work' may be never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+3]]:5: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+5]]:29: note: called from here
  if (choose())
    co_return;
  co_await handle;
}
void maybe_early_return() { run(returns_early()); }

Task<> returns_before() {
  if (choose())
    co_return;
  auto handle = create_task(work());
  co_await handle;
}
void good_early_return_before_the_spawn() { run(returns_before()); }

Task<> returns_after_cancelling() {
  auto handle = create_task(work());
  if (choose()) {
    handle.cancel();
    co_return;
  }
  co_await handle;
}
void good_early_return_cancels() { run(returns_after_cancelling()); }

void good_correlated_bool() {
  const bool wanted = choose();
  Task<> task;
  if (wanted)
    task = work();
  if (wanted)
    run(std::move(task));
}

void bad_correlated_bool_the_wrong_way() {
  const bool wanted = choose();
  Task<> task;
  if (wanted)
    task = work();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE+3]]:1: note: it is dropped here
  if (!wanted)
    task = {};
}

Task<> remembers_that_it_spawned() {
  bool spawned = false;
  TaskHandle<> handle;
  if (choose()) {
    handle = create_task(work());
    spawned = true;
  }
  co_await step();
  if (spawned)
    co_await handle;
}
void good_flag_of_the_spawn() { run(remembers_that_it_spawned()); }

Task<> asks_the_handle() {
  TaskHandle<> handle;
  if (choose())
    handle = create_task(work());
  if (handle)
    co_await handle;
}
void good_handle_tells_whether_there_is_one() { run(asks_the_handle()); }

void good_task_tells_whether_there_is_one() {
  Task<> task;
  if (choose())
    task = work();
  if (task)
    run(std::move(task));
}

enum class Mode { off, once, twice };
Mode mode() { return choose() ? Mode::once : Mode::off; }

void good_correlated_enum() {
  const Mode chosen = mode();
  Task<> task;
  if (chosen == Mode::once)
    task = work();
  if (chosen != Mode::off)
    run(std::move(task));
}

void bad_correlated_enum_forgets_one() {
  const Mode chosen = mode();
  Task<> task;
  if (chosen == Mode::once)
    task = work();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE+3]]:1: note: it is dropped here
  if (chosen == Mode::twice)
    run(std::move(task));
}

Task<> correlated_integer() {
  int running = 0;
  TaskHandle<> handle;
  if (choose()) {
    handle = create_task(work());
    ++running;
  }
  if (running > 0)
    co_await handle;
}
void good_correlated_integer() { run(correlated_integer()); }

Task<> correlated_pointer() {
  TaskHandle<> handle;
  TaskHandle<> *started = nullptr;
  if (choose()) {
    handle = create_task(work());
    started = &handle;
  }
  if (started)
    co_await *started;
}
void good_correlated_pointer() { run(correlated_pointer()); }

Task<> pointer_the_wrong_way() {
  TaskHandle<> handle;
  TaskHandle<> *started = nullptr;
  if (choose())
    handle = create_task(work());
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE+4]]:1: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+4]]:40: note: called from here
  if (started)
    co_await *started;
}
void bad_pointer_that_is_never_set() { run(pointer_the_wrong_way()); }

Task<> switches(int kind) {
  switch (kind) {
  case 0:
    co_await work();
    break;
  case 1: {
    auto handle = create_task(work());
    co_await handle;
    break;
  }
  default:
    co_return;
  }
}
void good_switch() {
  run(switches(0));
  run(switches(1));
  run(switches(2));
}

Task<> switches_and_forgets(int kind) {
  Task<> task = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'work' may be never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+9]]:1: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+9]]:38: note: called from here
  switch (kind) {
  case 0:
    co_await std::move(task);
    break;
  case 1:
    break;
  }
}
void maybe_case_without_an_await() { run(switches_and_forgets(choose() ? 0 : 1)); }

Task<> switches_into_the_wrong_case(int kind) {
  Task<> task = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+9]]:1: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+9]]:36: note: called from here
  switch (kind) {
  case 0:
    co_await std::move(task);
    break;
  case 1:
    break;
  }
}
void bad_case_without_an_await() { run(switches_into_the_wrong_case(1)); }

Task<> short_circuits() {
  const bool wanted = choose();
  if (wanted && co_await ask())
    co_return;
}
void good_short_circuit_before_the_call() { run(short_circuits()); }

bool takes(Task<> task) {
  run(std::move(task));
  return true;
}
void maybe_short_circuit_skips_the_run() {
  Task<> task = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'work' may be never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: it is dropped here
  (void)(choose() && takes(std::move(task)));
}
void good_short_circuit_makes_none() { (void)(choose() && takes(work())); }

void good_conditional_operator() { run(choose() ? work() : step()); }

// Which arm the dropped task comes from is not followed.
void fn_conditional_operator_dropped() {
  bool wanted = choose();
  wanted ? work() : Task<>();
}

Task<> conditional_handle() {
  auto handle = choose() ? create_task(work()) : create_task(step());
  co_await handle;
}
void good_conditional_spawn() { run(conditional_handle()); }

Task<> polls_done() {
  auto handle = create_task(work());
  for (;;) {
    if (handle.done())
      co_return;
    co_await sleep(1ms);
  }
}
void good_returns_when_done() { run(polls_done()); }

Task<> gives_up_unless_done() {
  auto handle = create_task(sleep(choose() ? 0ms : 1h));
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task made here may be never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+5]]:42: note: called from here
  co_await sleep(5ms);
  if (handle.done())
    co_return;
}
void maybe_done_is_asked_and_ignored() { run(gives_up_unless_done()); }

// Pointers to variables are the same or not.
Task<> in_either_order() {
  auto one = create_task(step());
  auto two = create_task(step());
  TaskHandle<> *first = choose() ? &one : &two;
  TaskHandle<> *second = first == &one ? &two : &one;
  co_await *first;
  co_await *second;
}
void good_in_either_order() { run(in_either_order()); }
