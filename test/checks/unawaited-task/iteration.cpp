// RUN: %check_scenarios %s eventloop-unawaited-task
//
// for and while: coroutines and tasks of earlier rounds, and ways out of a
// loop.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <utility>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

Task<> work() { co_await sleep(1ms); }
Task<> step() { co_return; }
Task<bool> poll() { co_return choose(); }

Task<> awaits_each_round() {
  for (int i = 0; i < 3; ++i)
    co_await work();
}
void good_awaited_in_each_round() { run(awaits_each_round()); }

Task<> awaits_a_handle_each_round() {
  for (int i = 0; i < 3; ++i) {
    auto handle = create_task(work());
    co_await handle;
  }
}
void good_handle_awaited_in_each_round() { run(awaits_a_handle_each_round()); }

Task<> awaits_while_asked() {
  while (co_await poll())
    co_return;
}
void good_awaited_in_a_condition() { run(awaits_while_asked()); }

Task<> awaits_the_one_before() {
  TaskHandle<> last;
  for (int i = 0; i < 3; ++i) {
    if (last)
      co_await last;
    last = create_task(work());
  }
  co_await last;
}
void good_older_handle_is_awaited_first() { run(awaits_the_one_before()); }

void good_run_in_each_round() {
  EventLoop loop;
  for (int i = 0; i < 3; ++i)
    loop.run_until_complete(work());
  loop.close();
}

Task<> retries() {
  Task<bool> attempt = poll();
  while (!co_await std::move(attempt)) {
    if (choose())
      co_return;
    co_return;
  }
}
void good_first_attempt_is_awaited_in_the_condition() { run(retries()); }

Task<> renews_after_awaiting() {
  Task<> next = work();
  for (int i = 0; i < 2; ++i) {
    co_await std::move(next);
    next = work();
  }
  co_await std::move(next);
}
void good_renewed_after_each_await() { run(renews_after_awaiting()); }

Task<> breaks_after_the_await() {
  while (true) {
    auto handle = create_task(work());
    co_await handle;
    if (choose())
      break;
    co_return;
  }
}
void good_break_after_the_await() { run(breaks_after_the_await()); }

void bad_dropped_in_each_round() {
  for (int i = 0; i < 3; ++i)
    work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:10: note: it is dropped here
}

void bad_dropped_in_a_while() {
  int left = 2;
  while (left-- > 0) {
    Task<> task = work();
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: it is dropped here
  }
}

void bad_dropped_in_a_do() {
  do
    work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:10: note: it is dropped here
  while (false);
}

Task<> prepares_one_too_many() {
  Task<> next = step();
  for (int i = 0; i < 2; ++i) {
    co_await std::move(next);
    next = work();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE+3]]:1: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+5]]:45: note: called from here
  }
}
// The coroutine of the last round is left over in every run; those of the
// others are awaited in the next round.
void bad_left_over_after_the_last_round() { run(prepares_one_too_many()); }

Task<> continues_too_early() {
  for (int i = 0; i < 2; ++i) {
    Task<> task = work();
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE+3]]:7: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+6]]:39: note: called from here
    if (i >= 0)
      continue;
    co_await std::move(task);
  }
}
void bad_continue_skips_the_await() { run(continues_too_early()); }

Task<> breaks_too_early() {
  for (int i = 0; i < 2; ++i) {
    auto handle = create_task(work());
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: the task of 'work' may be never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE+3]]:7: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+6]]:38: note: called from here
    if (choose())
      break;
    co_await handle;
  }
}
void maybe_break_skips_the_await() { run(breaks_too_early()); }

Task<> overwrites() {
  TaskHandle<> last;
  for (int i = 0; i < 3; ++i)
    last = create_task(sleep(1h));
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the task made here is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:10: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+4]]:44: note: called from here
  last.cancel();
  co_return;
}
void bad_overwritten_in_the_next_round() { run(overwrites()); }

Task<> spawns_in_each_round() {
  for (int i = 0; i < 3; ++i)
    create_task(work());
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:23: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+3]]:50: note: called from here
  co_return;
}
void bad_spawned_in_each_round_and_forgotten() { run(spawns_in_each_round()); }
