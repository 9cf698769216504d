// RUN: %check_scenarios %s eventloop-close-while-running
//
// What nobody in sight runs, and what nobody sees: coroutines that are started
// through a pointer, loops of other threads, unknown functions. And loops that
// their own callbacks destroy.

#include <refloop/refloop.h>

#include <functional>
#include <memory>
#include <thread>

using namespace refloop;

static Task<> save() { co_return; }

// A coroutine runs on a loop, whoever starts it.
static Task<> closes_the_running_loop() {
  get_running_loop().close();
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: a loop is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  co_return;
}
static Task<> (*volatile start_1)() = closes_the_running_loop;

void bad_coroutine_started_elsewhere() { run(start_1()); }

static void finish() { get_running_loop().close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:43: warning: a loop is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
// CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
static Task<> calls_a_helper_that_closes() {
  finish();
  co_return;
}
static Task<> (*volatile start_2)() = calls_a_helper_that_closes;

void bad_helper_of_a_coroutine_started_elsewhere() { run(start_2()); }

// A parameter may be another loop.
static Task<> closes_its_parameter(EventLoop &loop) {
  loop.close();
  co_return;
}
static Task<> (*volatile start_3)(EventLoop &) = closes_its_parameter;

void good_parameter_is_another_loop() {
  EventLoop loop;
  EventLoop other;
  loop.run_until_complete(start_3(other));
  loop.close();
}

static Task<> stops_the_running_loop() {
  get_running_loop().stop();
  co_return;
}
static Task<> (*volatile start_4)() = stops_the_running_loop;

void good_coroutine_that_stops() {
  EventLoop loop;
  auto stopping = loop.create_task(start_4());
  loop.run_forever();
  loop.run_until_complete(stopping);
  loop.close();
}

static void close_now(EventLoop &loop) { loop.close(); }
static void (*volatile call_1)(EventLoop &) = close_now;

void good_function_called_elsewhere() {
  EventLoop loop;
  loop.run_until_complete(save());
  call_1(loop);
}

static void call_it(std::function<void()> work) { work(); }
static void (*volatile give)(std::function<void()>) = call_it;

// Whether it is called now or in a run, nobody sees.
void good_callback_for_an_unknown_function() {
  EventLoop loop;
  loop.run_until_complete(save());
  give([&] { loop.close(); });
}

static Task<> closes_in_a_thread() {
  std::thread helper([] {
    EventLoop other;
    other.run_until_complete(save());
    other.close();
  });
  helper.join();
  co_return;
}

void good_loop_of_another_thread() { run(closes_in_a_thread()); }

void bad_destroyed_by_its_callback() {
  auto loop = new_event_loop();
  loop->call_soon([&] { loop.reset(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: loop 'loop' is destroyed while it runs [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-3]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+1]]:9: note: loop 'loop' is run here
  loop->run_forever();
}

void good_destroyed_after_the_run() {
  auto loop = new_event_loop();
  loop->call_soon([&] { loop->stop(); });
  loop->run_forever();
  loop->close();
  loop.reset();
}

void bad_destroyed_by_its_coroutine() {
  auto loop = new_event_loop();
  auto serve = [&]() -> Task<> {
    loop.reset();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is destroyed while it runs [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE-4]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+3]]:9: note: loop 'loop' is run here
    co_return;
  };
  loop->run_until_complete(serve());
}

void good_another_owner_is_left() {
  std::shared_ptr<EventLoop> loop = new_event_loop();
  auto same = loop;
  loop->call_soon([&] {
    same->stop();
    loop.reset();
  });
  same->run_forever();
  same->close();
}

void good_coroutine_destroys_another_loop() {
  auto other = new_event_loop();
  EventLoop loop;
  auto serve = [&]() -> Task<> {
    other->close();
    other.reset();
    co_return;
  };
  loop.run_until_complete(serve());
  loop.close();
}

void good_current_loop_after_the_run() {
  EventLoop loop;
  set_event_loop(&loop);
  get_event_loop().run_until_complete(save());
  get_event_loop().close();
  set_event_loop(nullptr);
}

static Task<> closes_the_current_loop() {
  get_event_loop().close();
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is run here
  co_return;
}

void bad_current_loop_inside_a_run() {
  EventLoop loop;
  loop.run_until_complete(closes_the_current_loop());
  loop.close();
}
