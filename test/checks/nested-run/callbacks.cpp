// RUN: %check_scenarios %s eventloop-nested-run
//
// Callbacks of a loop: posted, delayed, scheduled by one another, kept in a
// std::function. A callback cannot wait: it spawns or schedules.

#include <refloop/refloop.h>

#include <functional>
#include <memory>

using namespace refloop;
using namespace std::chrono_literals;

static Task<> save() { co_return; }

void bad_posted_callback_runs_the_loop() {
  EventLoop loop;
  loop.call_soon([&] { loop.run_until_complete(save()); });
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void good_posted_callback_spawns() {
  EventLoop loop;
  TaskHandle<> saving;
  loop.call_soon([&] { saving = loop.create_task(save()); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.run_until_complete(saving);
  loop.close();
}

void bad_posted_callback_calls_run() {
  EventLoop loop;
  loop.call_soon([] { run(save()); });
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'run' is called while loop 'loop' runs: RuntimeError 'refloop::run() cannot be called from a running event loop' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void good_called_before_the_loop_runs() {
  EventLoop loop;
  auto prepare = [&] { loop.run_until_complete(save()); };
  prepare();
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void good_called_between_two_runs() {
  EventLoop loop;
  std::function<void()> flush = [&] { loop.run_until_complete(save()); };
  loop.run_until_complete(save());
  flush();
  loop.run_until_complete(save());
  loop.close();
}

void bad_timer_runs_the_loop() {
  EventLoop loop;
  loop.call_later(1ms, [&] { loop.run_until_complete(save()); });
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+1]]:8: note: loop 'loop' is run here
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_timer_stops_the_loop() {
  EventLoop loop;
  loop.call_later(1ms, [&] { loop.stop(); });
  loop.run_forever();
  loop.run_until_complete(save());
  loop.close();
}

void bad_scheduled_by_a_callback() {
  EventLoop loop;
  loop.call_soon([&] { loop.call_soon([&] { loop.run_until_complete(save()); }); });
  // CHECK-MESSAGES: :[[@LINE-1]]:50: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  loop.call_later(1ms, [&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void bad_kept_in_a_function_object() {
  EventLoop loop;
  std::function<void()> flush = [&] { loop.run_until_complete(save()); };
  // CHECK-MESSAGES: :[[@LINE-1]]:44: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is run here
  loop.call_soon(flush);
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void bad_called_by_a_callback() {
  EventLoop loop;
  auto flush = [&] { loop.run_until_complete(save()); };
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+1]]:24: note: called from here
  loop.call_soon([&] { flush(); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void bad_callback_runs_forever() {
  EventLoop loop;
  loop.call_soon([&] { loop.run_forever(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'run_forever' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

struct Flusher {
  EventLoop &loop;
  void operator()() const { loop.run_until_complete(save()); }
};

// Objects of classes with a call operator are not followed into what a loop
// keeps for later.
void fn_function_object() {
  EventLoop loop;
  loop.call_soon(Flusher{loop});
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void good_function_object_called_by_hand() {
  EventLoop loop;
  Flusher flush{loop};
  loop.run_until_complete(save());
  flush();
  loop.close();
}

static EventLoop *global_loop = nullptr;
static void flush_the_global_loop() { global_loop->run_until_complete(save()); }
// CHECK-MESSAGES: :[[@LINE-1]]:52: warning: 'run_until_complete' runs loop 'global_loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
// CHECK-MESSAGES: :[[@LINE+4]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is run here

void bad_function_posted() {
  EventLoop loop;
  global_loop = &loop;
  loop.call_soon(flush_the_global_loop);
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void bad_callback_runs_another_loop() {
  EventLoop loop;
  EventLoop other;
  loop.call_soon([&] { other.run_until_complete(save()); });
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: 'run_until_complete' is called while loop 'loop' runs: RuntimeError 'Cannot run the event loop while another loop is running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  other.close();
  loop.close();
}

void good_loops_run_one_after_the_other() {
  EventLoop loop;
  EventLoop other;
  loop.call_soon([&] { other.call_soon([&] { other.stop(); }); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  other.run_forever();
  other.close();
  loop.close();
}

void good_callback_that_is_cancelled() {
  EventLoop loop;
  auto handle = loop.call_later(1h, [&] { loop.stop(); });
  handle.cancel();
  loop.run_until_complete(save());
  loop.close();
}

void good_posted_and_never_run() {
  EventLoop loop;
  loop.call_soon([&] { loop.run_until_complete(save()); });
  loop.close();
}
