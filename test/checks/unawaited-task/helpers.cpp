// RUN: %check_scenarios %s eventloop-unawaited-task
//
// The coroutine or the handle goes through functions: they await it, pass it
// on, return it or let it die. At any depth, in recursion, templates and
// macros.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <utility>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

Task<> work() { co_await sleep(1ms); }
Task<> step() { co_return; }
Task<int> answer() { co_return 42; }

Task<> make() { return work(); }
Task<> make_deeper() { return make(); }

void good_returned_and_run() { run(make()); }
void good_returned_twice_and_run() { run(make_deeper()); }

Task<> make_forgotten() {
  return work();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+2]]:50: note: it is dropped here
}
void bad_returned_and_dropped() { make_forgotten(); }

Task<> make_deep() {
  return work();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+3]]:78: note: it is dropped here
}
Task<> pass_on() { return make_deep(); }
void bad_returned_through_two_calls_and_dropped() { Task<> task = pass_on(); }

void await_it(Task<> task) { run(std::move(task)); }
void await_it_deeper(Task<> task) { await_it(std::move(task)); }

void good_helper_runs_it() { await_it(work()); }
void good_helper_of_a_helper_runs_it() { await_it_deeper(work()); }

void good_helper_runs_a_variable() {
  auto task = work();
  await_it(std::move(task));
}

void forget(Task<>) {}
void forget_deeper(Task<> task) { forget(std::move(task)); }

void bad_helper_drops_it() {
  forget(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-6]]:22: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE-3]]:3: note: called from here
}
void bad_helper_of_a_helper_drops_it() {
  forget_deeper(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-12]]:22: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE-12]]:35: note: called from here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: called from here
}

void await_by_reference(Task<> &task) { run(std::move(task)); }
void await_by_pointer(Task<> *task) { run(std::move(*task)); }
void await_by_rvalue(Task<> &&task) { run(std::move(task)); }
void look_at(const Task<> &task) { (void)static_cast<bool>(task); }
void leave_alone(Task<> &&) {}

void good_helper_runs_it_by_reference() {
  Task<> task = work();
  await_by_reference(task);
}
void good_helper_runs_it_by_pointer() {
  Task<> task = work();
  await_by_pointer(&task);
}
void good_helper_runs_it_by_rvalue() { await_by_rvalue(work()); }

void bad_helper_only_looks() {
  Task<> task = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: it is dropped here
  look_at(task);
}
void bad_helper_does_not_take_it() {
  Task<> task = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: it is dropped here
  leave_alone(std::move(task));
}

Task<> await_task(Task<> task) { co_await std::move(task); }
Task<> await_task_deeper(Task<> task) { co_await await_task(std::move(task)); }

void good_coroutine_awaits_its_parameter() { run(await_task(work())); }
void good_coroutine_two_deep_awaits_its_parameter() {
  run(await_task_deeper(work()));
}

Task<> drop_task(Task<>) { co_return; }
void bad_coroutine_drops_its_parameter() {
  run(drop_task(work()));
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-4]]:28: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE-3]]:3: note: called from here
}

TaskHandle<> spawn(EventLoop &loop) { return loop.create_task(work()); }
TaskHandle<> spawn_deeper(EventLoop &loop) { return spawn(loop); }

void good_spawned_in_a_helper_and_run() {
  EventLoop loop;
  auto handle = spawn(loop);
  loop.run_until_complete(handle);
  loop.close();
}
void good_spawned_two_deep_and_run() {
  EventLoop loop;
  loop.run_until_complete(spawn_deeper(loop));
  loop.close();
}

TaskHandle<> spawn_unseen(EventLoop &loop) {
  return loop.create_task(step());
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+4]]:20: note: it is dropped here
}
void bad_spawned_in_a_helper_and_dropped() {
  EventLoop loop;
  spawn_unseen(loop);
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void start_and_forget(EventLoop &loop) {
  loop.create_task(step());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:26: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: called from here
}
void bad_helper_spawns_and_forgets() {
  EventLoop loop;
  start_and_forget(loop);
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

Task<> start_in_the_background() {
  create_task(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:21: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+4]]:35: note: called from here
  // CHECK-MESSAGES: :[[@LINE+4]]:48: note: called from here
  co_return;
}
Task<> start_through_a_helper() { co_await start_in_the_background(); }
void bad_awaited_helper_spawns_and_forgets() { run(start_through_a_helper()); }

void finish(EventLoop &loop, TaskHandle<> &handle) {
  loop.run_until_complete(handle);
}
void finish_owned(EventLoop &loop, TaskHandle<> handle) {
  loop.run_until_complete(handle);
}
Task<> finish_awaiting(TaskHandle<> handle) { co_await handle; }

void good_helper_runs_the_handle() {
  EventLoop loop;
  auto handle = loop.create_task(work());
  finish(loop, handle);
  loop.close();
}
void good_helper_takes_the_handle() {
  EventLoop loop;
  finish_owned(loop, loop.create_task(work()));
  loop.close();
}
void good_coroutine_takes_the_handle() {
  EventLoop loop;
  loop.run_until_complete(finish_awaiting(loop.create_task(work())));
  loop.close();
}

void swallow(TaskHandle<>) {}
void bad_helper_swallows_the_handle() {
  EventLoop loop;
  swallow(loop.create_task(step()));
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-5]]:29: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE-3]]:3: note: called from here
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void start_into(EventLoop &loop, TaskHandle<> &out) {
  out = loop.create_task(work());
}
void start_at(EventLoop &loop, TaskHandle<> *out) {
  *out = loop.create_task(work());
}
void make_into(Task<> &out) { out = work(); }

void good_out_parameter_is_run() {
  EventLoop loop;
  TaskHandle<> handle;
  start_into(loop, handle);
  loop.run_until_complete(handle);
  loop.close();
}
void good_out_pointer_is_run() {
  EventLoop loop;
  TaskHandle<> handle;
  start_at(loop, &handle);
  loop.run_until_complete(handle);
  loop.close();
}
void good_coroutine_through_an_out_parameter() {
  Task<> task;
  make_into(task);
  run(std::move(task));
}

void start_unseen_into(EventLoop &loop, TaskHandle<> &out) {
  out = loop.create_task(step());
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: it is dropped here
}
void bad_out_parameter_is_forgotten() {
  EventLoop loop;
  {
    TaskHandle<> handle;
    start_unseen_into(loop, handle);
  }
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

Task<> count_down(int rounds) {
  if (rounds > 0)
    co_await count_down(rounds - 1);
}
void good_recursive_coroutine() { run(count_down(3)); }

Task<> count_down_wrong(int rounds) {
  if (rounds > 0)
    count_down_wrong(rounds - 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: coroutine 'count_down_wrong' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:32: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+3]]:49: note: called from here
  co_return;
}
void bad_recursive_coroutine_forgets_itself() { run(count_down_wrong(1)); }

void run_after(Task<> task, int rounds) {
  if (rounds == 0)
    run(std::move(task));
  else
    run_after(std::move(task), rounds - 1);
}
void good_run_at_the_end_of_a_recursion() { run_after(work(), 3); }

template <typename Awaitable> void run_any(Awaitable &&awaitable) {
  run(std::forward<Awaitable>(awaitable));
}
template <typename Awaitable> void drop_any(Awaitable) {}
template <typename F> auto call(F f) { return f(); }

void good_template_runs_it() {
  run_any(work());
  run_any(answer());
}
void bad_template_drops_it() {
  drop_any(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-10]]:57: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE-3]]:3: note: called from here
}
void good_made_in_a_template() { run(call(work)); }

#define RUN(CALL) run(CALL)
#define START(CALL) CALL
#define SPAWN(LOOP, CALL) (LOOP).create_task(CALL)

void good_macro_runs_it() { RUN(work()); }
void bad_macro_drops_it() {
  START(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:14: note: it is dropped here
}
void bad_macro_spawns_it() {
  EventLoop loop;
  SPAWN(loop, step());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-12]]:34: note: expanded from macro 'SPAWN'
  // CHECK-MESSAGES: :[[@LINE-3]]:3: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE-14]]:50: note: expanded from macro 'SPAWN'
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void run_perhaps(Task<> task) {
  if (choose())
    run(std::move(task));
}
void maybe_helper_runs_it_on_one_path() {
  run_perhaps(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: coroutine 'work' may be never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-4]]:1: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE-3]]:3: note: called from here
}

void run_if(Task<> task, bool wanted) {
  if (wanted)
    run(std::move(task));
}
void good_helper_is_told_to_run_it() { run_if(work(), true); }
void bad_helper_is_told_not_to_run_it() {
  run_if(work(), false);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-5]]:1: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE-3]]:3: note: called from here
}
