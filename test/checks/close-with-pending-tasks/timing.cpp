// RUN: %check_scenarios %s eventloop-close-with-pending-tasks
//
// Whether a task is done depends on how long it takes: done(), stop(), done
// callbacks, cancelled tasks that go on, tasks that end others.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <stdexcept>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

static Task<> save() { co_return; }
static Task<> takes(std::chrono::milliseconds time) { co_await sleep(time); }
static std::chrono::milliseconds unknown_time() { return choose() ? 1h : 1ms; }
static std::chrono::milliseconds short_time() { return choose() ? 50ms : 1ms; }

void good_asks_until_done() {
  EventLoop loop;
  auto polling = loop.create_task(takes(2ms));
  while (!polling.done())
    loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_awaits_unless_done() {
  EventLoop loop;
  auto polling = loop.create_task(takes(short_time()));
  loop.run_until_complete(sleep(20ms));
  if (!polling.done())
    loop.run_until_complete(polling);
  loop.close();
}

void bad_closes_when_not_done() {
  EventLoop loop;
  auto polling = loop.create_task(takes(unknown_time()));
  loop.run_until_complete(sleep(20ms));
  if (!polling.done()) {
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while the task of 'takes' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
    // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:23: note: the task is spawned here
    return;
  }
  loop.close();
}

void good_closes_when_done() {
  EventLoop loop;
  auto polling = loop.create_task(takes(short_time()));
  loop.run_until_complete(sleep(20ms));
  if (polling.done()) {
    loop.close();
    return;
  }
  loop.run_until_complete(polling);
  loop.close();
}

void maybe_cancelled_if_not_done() {
  EventLoop loop;
  auto polling = loop.create_task(takes(unknown_time()));
  loop.run_until_complete(sleep(20ms));
  if (!polling.done())
    polling.cancel();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'takes' may be pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:23: note: the task is spawned here
}

void good_done_callback_stops_the_loop() {
  EventLoop loop;
  auto polling = loop.create_task(takes(1ms));
  polling.add_done_callback([&loop](TaskRef) { loop.stop(); });
  loop.run_forever();
  loop.close();
}

static Task<> stops_at_its_end(EventLoop &loop) {
  co_await sleep(1ms);
  loop.stop();
}

void good_task_stops_the_loop_at_its_end() {
  EventLoop loop;
  auto working = loop.create_task(stops_at_its_end(loop));
  loop.run_forever();
  loop.run_until_complete(working);
  loop.close();
}

void bad_stopped_before_it_began() {
  EventLoop loop;
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  auto saving = loop.create_task(save());
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:22: note: the task is spawned here
}

static Task<> spawns(EventLoop &loop, TaskHandle<> &handle) {
  handle = loop.create_task(takes(1h));
  co_return;
}

void maybe_spawned_by_a_task() {
  EventLoop loop;
  TaskHandle<> polling;
  if (choose())
    loop.run_until_complete(spawns(loop, polling));
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'takes' may be pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-12]]:17: note: the task is spawned here
}

static Task<> spawns_and_awaits(EventLoop &loop) {
  auto saving = loop.create_task(save());
  co_await saving;
}

void good_spawned_and_awaited_by_a_task() {
  EventLoop loop;
  loop.run_until_complete(spawns_and_awaits(loop));
  loop.close();
}

static Task<> spawns_in_a_group() {
  co_await with_task_group([](TaskGroup &group) -> Task<> {
    group.create_task(takes(1ms));
    group.create_task(save());
    co_return;
  });
}

void good_group_has_joined() {
  EventLoop loop;
  loop.run_until_complete(spawns_in_a_group());
  loop.close();
}

static Task<> cancels(TaskHandle<> &handle) {
  handle.cancel();
  co_await gather(return_exceptions, handle);
}

void good_cancelled_by_another_task() {
  EventLoop loop;
  auto polling = loop.create_task(takes(1h));
  loop.run_until_complete(cancels(polling));
  loop.close();
}

static Task<> goes_on() {
  try {
    co_await sleep(1h);
  } catch (const CancelledError &) {
  }
  co_await sleep(1ms);
}

void good_cleans_up_after_the_cancel() {
  EventLoop loop;
  auto stubborn = loop.create_task(goes_on());
  loop.run_until_complete(sleep(1ms));
  stubborn.cancel();
  loop.run_until_complete(stubborn);
  loop.close();
}

static Task<> limited(TaskHandle<> &handle) {
  try {
    co_await wait_for(handle, 1ms);
  } catch (const TimeoutError &) {
  }
}

void good_cancelled_by_a_limit() {
  EventLoop loop;
  auto polling = loop.create_task(takes(1h));
  loop.run_until_complete(limited(polling));
  loop.close();
}

static Task<> fails() {
  throw std::runtime_error("no");
  co_return;
}

void bad_left_by_an_error() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  try {
    throw std::runtime_error("before the run");
    loop.run_until_complete(saving);
  } catch (const std::runtime_error &) {
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
    // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-8]]:22: note: the task is spawned here
  }
}

void good_error_of_the_task_itself() {
  EventLoop loop;
  auto failing = loop.create_task(fails());
  try {
    loop.run_until_complete(failing);
  } catch (const std::runtime_error &) {
  }
  loop.close();
}

// What is cancelled on one path only is not cancelled yet.
void maybe_cancelled_on_one_path() {
  EventLoop loop;
  auto polling = loop.create_task(takes(unknown_time()));
  loop.run_until_complete(sleep(20ms));
  if (choose())
    polling.cancel();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'takes' may be pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:23: note: the task is spawned here
}
