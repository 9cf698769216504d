// RUN: %check_scenarios %s eventloop-nested-run
//
// What nobody in sight runs, and what nobody sees: coroutines that are started
// through a pointer, loops of other threads, unknown functions.

#include <refloop/refloop.h>

#include <functional>
#include <memory>
#include <thread>

using namespace refloop;

static Task<> save() { co_return; }
static Task<int> answer() { co_return 42; }

// A coroutine runs on a loop, whoever starts it.
static Task<> calls_run_somewhere() {
  run(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'run' is called while a loop runs: RuntimeError 'refloop::run() cannot be called from a running event loop' [eventloop-nested-run]
  co_return;
}
static Task<> (*volatile start_1)() = calls_run_somewhere;

void bad_run_in_a_coroutine_started_elsewhere() { run(start_1()); }

static Task<int> runs_the_running_loop() {
  co_return get_running_loop().run_until_complete(answer());
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: 'run_until_complete' runs a loop, which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
}
static Task<int> (*volatile start_2)() = runs_the_running_loop;

void bad_running_loop_of_a_coroutine_started_elsewhere() { run(start_2()); }

static void flush() { run(save()); }
// CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'run' is called while a loop runs: RuntimeError 'refloop::run() cannot be called from a running event loop' [eventloop-nested-run]
// CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
static Task<> calls_a_helper_that_runs() {
  flush();
  co_return;
}
static Task<> (*volatile start_3)() = calls_a_helper_that_runs;

void bad_helper_of_a_coroutine_started_elsewhere() { run(start_3()); }

static Task<> awaits() { co_await save(); }
static Task<> (*volatile start_4)() = awaits;

void good_coroutine_started_elsewhere() { run(start_4()); }

static Task<> asks_first() {
  if (get_running_loop().is_running())
    co_await save();
  else
    run(save());
}
static Task<> (*volatile start_5)() = asks_first;

void good_coroutine_that_asks() { run(start_5()); }

// A function may be called from anywhere.
static void wait_for_save(EventLoop &loop) { loop.run_until_complete(save()); }
static void (*volatile call_1)(EventLoop &) = wait_for_save;

void good_function_called_elsewhere() {
  EventLoop loop;
  call_1(loop);
  call_1(loop);
  loop.close();
}

// A parameter's loop cannot be run in a coroutine either: one runs already.
static Task<> runs_its_parameter(EventLoop &loop) {
  loop.run_until_complete(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_until_complete' is called while a loop runs: RuntimeError 'Cannot run the event loop while another loop is running' [eventloop-nested-run]
  co_return;
}
static Task<> (*volatile start_6)(EventLoop &) = runs_its_parameter;

void bad_parameter_of_a_coroutine_started_elsewhere() {
  EventLoop loop;
  loop.run_until_complete(start_6(loop));
  loop.close();
}

static Task<> runs_in_a_thread() {
  std::thread helper([] { run(save()); });
  helper.join();
  co_return;
}

// Each thread has a running loop of its own.
void good_run_in_another_thread() { run(runs_in_a_thread()); }

static Task<> runs_in_an_executor(EventLoop &loop) {
  std::thread helper([] {
    EventLoop other;
    other.run_until_complete(save());
    other.close();
  });
  helper.join();
  co_await save();
}

void good_loop_of_another_thread() {
  EventLoop loop;
  loop.run_until_complete(runs_in_an_executor(loop));
  loop.close();
}

static void renew(std::unique_ptr<EventLoop> &loop) {
  loop->close();
  loop = new_event_loop();
}
static void (*volatile unknown)(std::unique_ptr<EventLoop> &) = renew;

void good_unknown_function_renews_the_loop() {
  auto loop = new_event_loop();
  loop->run_until_complete(save());
  unknown(loop);
  loop->run_until_complete(save());
  loop->close();
}

static void schedule_elsewhere(EventLoop &loop, std::function<void()> work) {
  work();
}
static void (*volatile give)(EventLoop &,
                             std::function<void()>) = schedule_elsewhere;

// Whether it is called now or in a run, nobody sees.
void good_callback_for_an_unknown_function() {
  EventLoop loop;
  give(loop, [&] { loop.run_until_complete(save()); });
  loop.close();
}

static Task<> current_is_the_running_loop() {
  EventLoop other;
  set_event_loop(&other);
  get_event_loop().run_until_complete(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+9]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+9]]:8: note: loop 'loop' is run here
  set_event_loop(nullptr);
  other.close();
  co_return;
}

// Within a run, the current loop is the one that runs.
void bad_current_loop_inside_a_run() {
  EventLoop loop;
  loop.run_until_complete(current_is_the_running_loop());
  loop.close();
}

void good_current_loop_outside_of_a_run() {
  EventLoop loop;
  set_event_loop(&loop);
  get_event_loop().run_until_complete(save());
  get_event_loop().run_until_complete(save());
  set_event_loop(nullptr);
  loop.close();
}
