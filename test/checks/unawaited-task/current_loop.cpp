// RUN: %check_scenarios %s eventloop-unawaited-task
//
// Tasks of the current loop: the one that runs, or the one that was set.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <utility>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

Task<> work() { co_await sleep(1ms); }
Task<> step() { co_return; }

void bad_spawned_on_the_loop_that_was_set() {
  EventLoop loop;
  set_event_loop(&loop);
  get_event_loop().create_task(step());
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:38: note: it is dropped here
  loop.run_until_complete(sleep(5ms));
  set_event_loop(nullptr);
  loop.close();
}

void good_spawned_on_the_loop_that_was_set_and_run() {
  EventLoop loop;
  set_event_loop(&loop);
  auto handle = get_event_loop().create_task(work());
  get_event_loop().run_until_complete(handle);
  set_event_loop(nullptr);
  loop.close();
}

Task<> spawns_on_the_running_loop() {
  EventLoop &loop = get_running_loop();
  auto handle = loop.create_task(work());
  co_await handle;
}
void good_running_loop() { run(spawns_on_the_running_loop()); }

Task<> forgets_on_the_running_loop() {
  EventLoop &loop = get_running_loop();
  loop.create_task(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:26: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+3]]:27: note: called from here
  co_return;
}
void bad_running_loop() { run(forgets_on_the_running_loop()); }

Task<> spawns_on_the_current_loop() {
  get_event_loop().create_task(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:38: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+3]]:46: note: called from here
  co_return;
}
void bad_current_loop_is_the_running_one() { run(spawns_on_the_current_loop()); }

Task<> spawns_on_the_current_loop_perhaps() {
  auto handle = get_event_loop().create_task(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: the task of 'work' may be never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+5]]:3: note: called from here
  if (choose())
    co_await handle;
}
void maybe_awaited_on_the_current_loop() {
  run(spawns_on_the_current_loop_perhaps());
}

void good_fresh_loop_for_each_task() {
  for (int i = 0; i < 2; ++i) {
    auto loop = new_event_loop();
    set_event_loop(loop.get());
    auto handle = get_event_loop().create_task(work());
    loop->run_until_complete(handle);
    set_event_loop(nullptr);
    loop->close();
  }
}

void bad_task_of_the_older_loop() {
  EventLoop first;
  EventLoop second;
  first.create_task(step());
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:27: note: it is dropped here
  auto handle = second.create_task(work());
  second.run_until_complete(handle);
  first.run_until_complete(sleep(5ms));
  first.close();
  second.close();
}

void good_tasks_of_two_loops() {
  EventLoop first;
  EventLoop second;
  auto one = first.create_task(work());
  auto two = second.create_task(work());
  first.run_until_complete(one);
  second.run_until_complete(two);
  first.close();
  second.close();
}

static Task<> closes_without_waiting(ClientSession &session) {
  session.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: coroutine 'close' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:17: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+8]]:8: note: called from here
  co_return;
}

// To await it there would close the session on a loop that is not its own.
void bad_close_on_another_loop() {
  EventLoop mine, other;
  ClientSession session(other);
  mine.run_until_complete(closes_without_waiting(session));
  other.run_until_complete(session.close());
  mine.close();
  other.close();
}

static Task<> closes_on_its_loop(ClientSession &session) {
  session.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: coroutine 'close' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:17: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: called from here
  co_return;
}

void bad_close_on_its_own_loop() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(closes_on_its_loop(session));
  loop.run_until_complete(session.close());
  loop.close();
}
