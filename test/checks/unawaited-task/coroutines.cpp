// RUN: %check_scenarios %s eventloop-unawaited-task
//
// Coroutines that drop what they should await: their own helpers, the
// library's, and the tasks they spawn.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <string>
#include <utility>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

Task<> work() { co_await sleep(1ms); }
Task<> step() { co_return; }
Task<int> answer() { co_return 42; }

Task<> forgets_to_await() {
  work();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:8: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+3]]:36: note: called from here
  co_return;
}
void bad_call_without_co_await() { run(forgets_to_await()); }

Task<int> forgets_a_value() {
  answer();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'answer' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:10: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+3]]:43: note: called from here
  co_return 1;
}
void bad_value_without_co_await() { (void)run(forgets_a_value()); }

Task<> forgets_to_sleep() {
  sleep(1ms);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'sleep' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:12: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+3]]:37: note: called from here
  co_return;
}
void bad_sleep_without_co_await() { run(forgets_to_sleep()); }

Task<> forgets_the_last() {
  co_await work();
  work();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:8: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+2]]:41: note: called from here
}
void bad_last_call_without_co_await() { run(forgets_the_last()); }

Task<> inner_forgets() {
  work();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:8: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+4]]:25: note: called from here
  // CHECK-MESSAGES: :[[@LINE+4]]:38: note: called from here
  co_return;
}
Task<> outer_awaits() { co_await inner_forgets(); }
void bad_inner_coroutine_forgets() { run(outer_awaits()); }

Task<> background_forgets() {
  work();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:8: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+7]]:38: note: called from here
  co_return;
}
Task<> spawns_and_awaits() {
  auto handle = create_task(background_forgets());
  co_await handle;
}
void bad_background_task_forgets() { run(spawns_and_awaits()); }

Task<> spawns_on_its_loop(EventLoop &loop) {
  loop.create_task(step());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:26: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+5]]:8: note: called from here
  co_await sleep(5ms);
}
void bad_loop_as_a_parameter() {
  EventLoop loop;
  loop.run_until_complete(spawns_on_its_loop(loop));
  loop.close();
}

Task<> spawns_on_the_running_loop() {
  get_running_loop().create_task(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:40: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+3]]:27: note: called from here
  co_return;
}
void bad_running_loop() { run(spawns_on_the_running_loop()); }

Task<> forgets_to_close(EventLoop &loop) {
  ClientSession session(loop);
  session.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: coroutine 'close' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:17: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+5]]:8: note: called from here
  co_return;
}
void bad_close_of_a_session_without_co_await() {
  EventLoop loop;
  loop.run_until_complete(forgets_to_close(loop));
  loop.close();
}

Task<> closes(EventLoop &loop) {
  ClientSession session(loop);
  co_await session.close();
}
void good_close_of_a_session_awaited() {
  EventLoop loop;
  loop.run_until_complete(closes(loop));
  loop.close();
}

Task<> keeps_it_in_a_local() {
  auto handle = create_task(sleep(1h));
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task made here is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+3]]:3: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+4]]:47: note: called from here
  (void)handle.done();
  co_return;
}
void bad_handle_in_a_local_of_a_coroutine() { run(keeps_it_in_a_local()); }

Task<> keeps_a_coroutine_in_a_local() {
  Task<int> task = answer();
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: coroutine 'answer' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: called from here
  co_await work();
}
void bad_coroutine_in_a_local_of_a_coroutine() {
  run(keeps_a_coroutine_in_a_local());
}

Task<> throws_away_a_handle_it_was_given(TaskHandle<>) { co_return; }
Task<> gives_it_away() {
  co_await throws_away_a_handle_it_was_given(create_task(work()));
  // CHECK-MESSAGES: :[[@LINE-1]]:46: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-4]]:58: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE-3]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+2]]:49: note: called from here
}
void bad_given_to_a_coroutine_that_drops_it() { run(gives_it_away()); }

Task<> outer_is_never_run() { co_await work(); }
void bad_only_the_outer_one_is_blamed() {
  outer_is_never_run();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'outer_is_never_run' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:22: note: it is dropped here
}

Task<> keeps_its_argument(Task<> task) { co_await std::move(task); }
// Its argument is never awaited either: a consequence, and not told.
void bad_argument_of_a_coroutine_that_never_runs() {
  keeps_its_argument(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'keeps_its_argument' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:28: note: it is dropped here
}

Task<> awaits() {
  co_await work();
  (void)co_await answer();
  co_await sleep(1ms);
}
void good_all_awaited() { run(awaits()); }

Task<int> returns_what_it_awaits() { co_return co_await answer(); }
Task<int> awaits_in_an_expression() {
  co_return co_await answer() + co_await returns_what_it_awaits();
}
void good_awaited_in_expressions() { (void)run(awaits_in_an_expression()); }

Task<> awaits_as_an_argument(int value) {
  if (value)
    co_await sleep(1ms);
}
Task<> awaits_an_argument() { co_await awaits_as_an_argument(co_await answer()); }
void good_awaited_as_an_argument() { run(awaits_an_argument()); }

Task<> is_passed_on() { return work(); }
Task<> awaits_what_is_passed_on() { co_await is_passed_on(); }
void good_plain_function_passes_it_on() { run(awaits_what_is_passed_on()); }

Task<> spawned_on_a_parameter(EventLoop &loop) {
  auto handle = loop.create_task(work());
  co_await handle;
}
void good_loop_as_a_parameter() {
  EventLoop loop;
  loop.run_until_complete(spawned_on_a_parameter(loop));
  loop.close();
}

Task<> yields_a_handle(TaskHandle<> &out) {
  out = create_task(work());
  co_return;
}
Task<> awaits_the_handle_of_another() {
  TaskHandle<> handle;
  co_await yields_a_handle(handle);
  co_await handle;
}
void good_handle_through_an_out_parameter() {
  run(awaits_the_handle_of_another());
}

Task<TaskHandle<>> starts() { co_return create_task(work()); }
Task<> awaits_what_another_started() {
  auto handle = co_await starts();
  co_await handle;
}
void good_handle_as_the_value_of_a_coroutine() {
  run(awaits_what_another_started());
}

Task<TaskHandle<>> starts_unseen() {
  co_return create_task(work());
}
Task<> drops_what_another_started() { co_await starts_unseen(); }
// A handle that is the value of an awaited coroutine is not followed.
void fn_value_of_a_coroutine_is_dropped() { run(drops_what_another_started()); }

Task<> awaits_perhaps() {
  Task<> task = work();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'work' may be never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+4]]:39: note: called from here
  if (choose())
    co_await std::move(task);
}
void maybe_awaited_in_a_coroutine() { run(awaits_perhaps()); }
