// RUN: %check_scenarios %s eventloop-close-with-pending-tasks
//
// Spawn, wait and close in helpers, two and three calls down, in recursions,
// templates, macros and lambdas.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <functional>
#include <utility>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

static Task<> save() { co_return; }
static Task<> poll() { co_await sleep(1h); }

static void close_1(EventLoop &loop) { loop.close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:45: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
// CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+5]]:22: note: the task is spawned here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: called from here

void bad_helper_closes() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  close_1(loop);
}

static void close_2c(EventLoop &loop) { loop.close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:46: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
// CHECK-MESSAGES: :[[@LINE+9]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+9]]:22: note: the task is spawned here
// CHECK-MESSAGES: :[[@LINE+3]]:41: note: called from here
// CHECK-MESSAGES: :[[@LINE+3]]:41: note: called from here
// CHECK-MESSAGES: :[[@LINE+7]]:3: note: called from here
static void close_2b(EventLoop &loop) { close_2c(loop); }
static void close_2a(EventLoop &loop) { close_2b(loop); }

void bad_closes_three_calls_down() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  close_2a(loop);
}

static TaskHandle<> start_3b(EventLoop &loop) { return loop.create_task(save()); }
static TaskHandle<> start_3a(EventLoop &loop) { return start_3b(loop); }

void bad_spawned_two_calls_down() {
  EventLoop loop;
  auto saving = start_3a(loop);
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-9]]:61: note: the task is spawned here
}

static TaskHandle<> start_4(EventLoop &loop) { return loop.create_task(save()); }
static void wait_4(EventLoop &loop, TaskHandle<> &handle) {
  loop.run_until_complete(handle);
}

void good_spawned_and_awaited_by_helpers() {
  EventLoop loop;
  auto saving = start_4(loop);
  wait_4(loop, saving);
  loop.close();
}

static void finish_5(EventLoop &loop, TaskHandle<> &handle) {
  handle.cancel();
  loop.run_until_complete(gather(return_exceptions, handle));
  loop.close();
}

void good_cancelled_and_awaited_by_the_helper() {
  EventLoop loop;
  auto polling = loop.create_task(poll());
  finish_5(loop, polling);
}

static void finish_6(EventLoop &loop, TaskHandle<> &handle) {
  handle.cancel();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'poll' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:23: note: the task is spawned here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
}

void bad_cancelled_only_by_the_helper() {
  EventLoop loop;
  auto polling = loop.create_task(poll());
  finish_6(loop, polling);
}

static void close_deep(EventLoop &loop, int depth) {
  if (depth > 0)
    close_deep(loop, depth - 1);
  else
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
    // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+7]]:22: note: the task is spawned here
    // CHECK-MESSAGES: :[[@LINE-6]]:5: note: called from here
    // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
}

void bad_recursion() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  close_deep(loop, 3);
}

static void close_deep_after(EventLoop &loop, int depth) {
  if (depth > 0)
    close_deep_after(loop, depth - 1);
  else
    loop.close();
}

void good_recursion_after_the_run() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  loop.run_until_complete(saving);
  close_deep_after(loop, 3);
}

template <class Loop> static void close_any(Loop &loop) { loop.close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:64: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
// CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+5]]:22: note: the task is spawned here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: called from here

void bad_template() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  close_any(loop);
}

template <class... Handles>
static void finish_all(EventLoop &loop, Handles &...handles) {
  (loop.run_until_complete(handles), ...);
  loop.close();
}

void good_template_awaits_all() {
  EventLoop loop;
  auto one = loop.create_task(save());
  auto other = loop.create_task(save());
  finish_all(loop, one, other);
}

#define FINISH(loop) (loop).close()

void bad_macro() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  FINISH(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-7]]:29: note: expanded from macro 'FINISH'
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: the task is spawned here
}

#define DRAIN(loop, handle) (loop).run_until_complete(handle), (loop).close()

void good_macro() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  DRAIN(loop, saving);
}

void bad_lambda_called_now() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  auto finish = [&] { loop.close(); };
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:22: note: the task is spawned here
  // CHECK-MESSAGES: :[[@LINE+1]]:3: note: called from here
  finish();
}

void good_lambda_drains() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  auto finish = [&] {
    loop.run_until_complete(saving);
    loop.close();
  };
  finish();
}

void bad_function_object_closes() {
  EventLoop loop;
  std::function<void()> finish = [&] { loop.close(); };
  // CHECK-MESSAGES: :[[@LINE-1]]:45: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:22: note: the task is spawned here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
  auto saving = loop.create_task(save());
  finish();
}

// The loop stops before the task begins, which takes counting its turns.
void fn_callback_spawned_it() {
  EventLoop loop;
  TaskHandle<> saving;
  loop.call_soon([&] {
    saving = loop.create_task(save());
    loop.stop();
  });
  loop.run_forever();
  loop.close();
}

void good_callback_spawned_it() {
  EventLoop loop;
  TaskHandle<> saving;
  loop.call_soon([&] {
    saving = loop.create_task(save());
    loop.stop();
  });
  loop.run_forever();
  loop.run_until_complete(saving);
  loop.close();
}

static void close_both(EventLoop &loop) { loop.close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:48: warning: loop 'loop' is closed while the task of 'save' may be pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
// CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+5]]:22: note: the task is spawned here
// CHECK-MESSAGES: :[[@LINE+7]]:3: note: called from here

void maybe_helper_for_both() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  if (choose())
    loop.run_until_complete(saving);
  close_both(loop);
}

// Only to be linked: the analysis does not see the body.
static void (*volatile use)(EventLoop &, TaskHandle<> &) =
    [](EventLoop &loop, TaskHandle<> &handle) { loop.run_until_complete(handle); };

void good_unknown_function_awaits() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  use(loop, saving);
  loop.close();
}
