// RUN: %check_scenarios %s eventloop-unawaited-task
//
// How a coroutine or a handle is held: reference, pointer, unique_ptr,
// shared_ptr, optional, pair, tuple, structured bindings, moves, guards.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <utility>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

Task<> work() { co_await sleep(1ms); }
Task<> step() { co_return; }
Task<int> answer() { co_return 42; }

void good_through_a_reference() {
  Task<> task = work();
  Task<> &same = task;
  run(std::move(same));
}

void good_through_a_pointer() {
  Task<> task = work();
  Task<> *same = &task;
  run(std::move(*same));
}

void bad_through_a_pointer_the_other_one() {
  Task<> first = work();
  Task<> second = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: it is dropped here
  Task<> *chosen = &first;
  run(std::move(*chosen));
}

void good_swapped() {
  Task<> first = work();
  Task<> second;
  std::swap(first, second);
  run(std::move(second));
}

// What `std::swap` exchanges is not followed.
void fn_swapped_and_the_wrong_one_run() {
  Task<> first = step();
  Task<> second = work();
  std::swap(first, second);
  run(std::move(second));
}

void good_exchanged() {
  Task<> task = work();
  run(std::exchange(task, Task<>()));
}

void good_unique_ptr_is_run() {
  auto task = std::make_unique<Task<>>(work());
  run(std::move(*task));
}

void bad_unique_ptr_is_forgotten() {
  auto task = std::make_unique<Task<>>(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:40: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: it is dropped here
}

void bad_unique_ptr_is_reset() {
  auto task = std::make_unique<Task<>>(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:40: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+1]]:8: note: it is dropped here
  task.reset();
}

Task<> awaits_a_unique_ptr() {
  auto handle = std::make_unique<TaskHandle<>>(create_task(work()));
  co_await *handle;
}
void good_handle_in_a_unique_ptr() { run(awaits_a_unique_ptr()); }

Task<> awaits_a_shared_ptr() {
  auto handle = std::make_shared<TaskHandle<>>(create_task(work()));
  auto other = handle;
  handle.reset();
  co_await *other;
}
void good_handle_in_a_shared_ptr() { run(awaits_a_shared_ptr()); }

Task<> forgets_a_shared_ptr() {
  auto handle = std::make_shared<TaskHandle<>>(create_task(work()));
  // CHECK-MESSAGES: :[[@LINE-1]]:48: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+3]]:37: note: called from here
  co_return;
}
void bad_handle_in_a_shared_ptr() { run(forgets_a_shared_ptr()); }

Task<> awaits_an_optional() {
  std::optional<TaskHandle<>> handle;
  if (choose())
    handle = create_task(work());
  if (handle)
    co_await *handle;
}
void good_handle_in_an_optional() { run(awaits_an_optional()); }

Task<> forgets_an_optional() {
  std::optional<TaskHandle<>> handle;
  handle = create_task(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+3]]:36: note: called from here
  co_return;
}
void bad_handle_in_an_optional() { run(forgets_an_optional()); }

Task<> resets_an_optional() {
  std::optional<TaskHandle<>> handle(create_task(work()));
  // CHECK-MESSAGES: :[[@LINE-1]]:38: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+2]]:10: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+4]]:32: note: called from here
  handle.reset();
  co_await step();
}
void bad_optional_is_reset() { run(resets_an_optional()); }

void good_coroutine_in_an_optional() {
  std::optional<Task<>> task = work();
  run(std::move(*task));
}

void bad_coroutine_in_an_optional() {
  std::optional<Task<>> task = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: it is dropped here
}

std::pair<Task<>, Task<int>> both() { return {work(), answer()}; }
void good_structured_bindings() {
  auto [first, second] = both();
  run(std::move(first));
  (void)run(std::move(second));
}

std::pair<Task<>, Task<int>> both_unseen() {
  return {work(), answer()};
}
// The members of a pair are not told apart.
void fn_structured_binding_is_forgotten() {
  auto [first, second] = both_unseen();
  run(std::move(first));
}

Task<> binds_handles() {
  auto [first, second] =
      std::make_pair(create_task(work()), create_task(work()));
  co_await first;
  co_await second;
}
void good_bound_handles() { run(binds_handles()); }

Task<> ties_handles() {
  auto all = std::make_tuple(create_task(work()), create_task(answer()));
  co_await std::get<0>(all);
  (void)co_await std::get<1>(all);
}
void good_tuple_of_handles() { run(ties_handles()); }

struct Job {
  Task<> task;
  int priority = 0;
};
void good_member_of_an_aggregate() {
  Job job{work(), 1};
  run(std::move(job.task));
}
void good_aggregate_is_moved() {
  Job job{work()};
  Job other = std::move(job);
  run(std::move(other.task));
}
void bad_member_of_an_aggregate() {
  Job job{work(), 1};
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-16]]:8: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: called from here
}
void bad_aggregate_is_moved_and_dropped() {
  Job job{work()};
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-22]]:8: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: called from here
  Job other = std::move(job);
}

/// Runs what it holds when it goes out of scope.
class RunAtEnd {
public:
  explicit RunAtEnd(Task<> task) : task(std::move(task)) {}
  ~RunAtEnd() { run(std::move(task)); }

private:
  Task<> task;
};
void good_scope_guard_runs_it() { RunAtEnd guard(work()); }

/// Cancels what it looks at when it goes out of scope.
class CancelAtEnd {
public:
  explicit CancelAtEnd(TaskHandle<> &handle) : handle(handle) {}
  ~CancelAtEnd() { handle.cancel(); }

private:
  TaskHandle<> &handle;
};
Task<> guarded() {
  auto handle = create_task(sleep(1h));
  CancelAtEnd guard(handle);
  co_await work();
}
void good_scope_guard_cancels_it() { run(guarded()); }

Task<> guarded_against_an_exception() {
  auto handle = create_task(sleep(1h));
  CancelAtEnd guard(handle);
  throw std::runtime_error("failed");
  co_return;
}
void good_scope_guard_cancels_on_an_exception() {
  try {
    run(guarded_against_an_exception());
  } catch (const std::exception &) {
  }
}

Task<> guards_the_other() {
  auto first = create_task(sleep(1h));
  auto second = create_task(sleep(1h));
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task made here is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+3]]:3: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+4]]:39: note: called from here
  CancelAtEnd guard(first);
  co_return;
}
void bad_scope_guard_of_the_other() { run(guards_the_other()); }

/// Owns a handle and cancels it when it goes out of scope.
class OwningGuard {
public:
  explicit OwningGuard(TaskHandle<> handle) : handle(std::move(handle)) {}
  ~OwningGuard() {
    if (!handle.done())
      handle.cancel();
  }

private:
  TaskHandle<> handle;
};
Task<> guarded_and_owned() {
  OwningGuard guard(create_task(sleep(1h)));
  co_await work();
}
void good_owning_guard() { run(guarded_and_owned()); }

/// Owns a handle and does nothing for it.
class Holder {
public:
  explicit Holder(TaskHandle<> handle) : handle(std::move(handle)) {}

private:
  TaskHandle<> handle;
};
Task<> held() {
  Holder holder(create_task(sleep(1h)));
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task made here is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-10]]:7: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+3]]:38: note: called from here
  co_return;
}
void bad_owner_that_does_nothing() { run(held()); }

