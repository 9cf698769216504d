// RUN: %check_scenarios %s eventloop-close-while-running
//
// The close stands in a helper: two and three calls down, in a recursion, a
// template, a macro. The same helpers are right outside of a run.

#include <refloop/refloop.h>
#include <refloop/testing.h>

using namespace refloop;
using refloop::testing::choose;

static Task<> save() { co_return; }

static void close_1(EventLoop &loop) { loop.close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:45: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
// CHECK-MESSAGES: :[[@LINE+10]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+10]]:8: note: loop 'loop' is run here
// CHECK-MESSAGES: :[[@LINE+3]]:3: note: called from here

static Task<> serve_1(EventLoop &loop) {
  close_1(loop);
  co_return;
}

void bad_helper() {
  EventLoop loop;
  loop.run_until_complete(serve_1(loop));
  loop.close();
}

static void close_2c(EventLoop &loop) { loop.close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:46: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
// CHECK-MESSAGES: :[[@LINE+14]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+14]]:8: note: loop 'loop' is run here
// CHECK-MESSAGES: :[[@LINE+3]]:41: note: called from here
// CHECK-MESSAGES: :[[@LINE+3]]:41: note: called from here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: called from here
static void close_2b(EventLoop &loop) { close_2c(loop); }
static void close_2a(EventLoop &loop) { close_2b(loop); }

static Task<> serve_2(EventLoop &loop) {
  close_2a(loop);
  co_return;
}

void bad_three_calls_down() {
  EventLoop loop;
  loop.run_until_complete(serve_2(loop));
  loop.close();
}

static void close_3b(EventLoop &loop) { loop.close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:46: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
// CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+9]]:8: note: loop 'loop' is run here
// CHECK-MESSAGES: :[[@LINE+2]]:41: note: called from here
// CHECK-MESSAGES: :[[@LINE+5]]:24: note: called from here
static void close_3a(EventLoop &loop) { close_3b(loop); }

void bad_two_calls_below_a_callback() {
  EventLoop loop;
  loop.call_soon([&] { close_3a(loop); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

static void close_4b(EventLoop &loop) { loop.close(); }
static void close_4a(EventLoop &loop) { close_4b(loop); }

void good_two_calls_down_after_the_run() {
  EventLoop loop;
  loop.run_until_complete(save());
  close_4a(loop);
}

static void close_5(EventLoop &loop) { loop.close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:45: warning: loop 'loop' may be closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
// CHECK-MESSAGES: :[[@LINE+11]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+12]]:10: note: loop 'loop' is run here
// CHECK-MESSAGES: :[[@LINE+3]]:3: note: called from here

static Task<> serve_5(EventLoop &loop) {
  close_5(loop);
  co_return;
}

// The same helper is right after the run and wrong within it.
void maybe_helper_of_both() {
  EventLoop loop;
  if (choose())
    loop.run_until_complete(serve_5(loop));
  close_5(loop);
}

static void close_deep(EventLoop &loop, int depth) {
  if (depth > 0)
    close_deep(loop, depth - 1);
  else
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE+12]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+12]]:8: note: loop 'loop' is run here
    // CHECK-MESSAGES: :[[@LINE-6]]:5: note: called from here
    // CHECK-MESSAGES: :[[@LINE+4]]:3: note: called from here
}

static Task<> serve_recursively(EventLoop &loop) {
  close_deep(loop, 3);
  co_return;
}

void bad_recursion() {
  EventLoop loop;
  loop.run_until_complete(serve_recursively(loop));
  loop.close();
}

static void close_deep_after(EventLoop &loop, int depth) {
  if (depth > 0)
    close_deep_after(loop, depth - 1);
  else
    loop.close();
}

void good_recursion_after_the_run() {
  EventLoop loop;
  loop.run_until_complete(save());
  close_deep_after(loop, 3);
}

template <class Loop> static void close_any(Loop &loop) { loop.close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:64: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
// CHECK-MESSAGES: :[[@LINE+10]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+10]]:8: note: loop 'loop' is run here
// CHECK-MESSAGES: :[[@LINE+3]]:3: note: called from here

static Task<> serve_with_template(EventLoop &loop) {
  close_any(loop);
  co_return;
}

void bad_template() {
  EventLoop loop;
  loop.run_until_complete(serve_with_template(loop));
  loop.close();
}

template <class Loop> static void close_any_after(Loop &loop) { loop.close(); }

void good_template_after_the_run() {
  EventLoop loop;
  loop.run_until_complete(save());
  close_any_after(loop);
}

#define FINISH(loop) (loop).close()

static Task<> serve_with_macro(EventLoop &loop) {
  FINISH(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-5]]:29: note: expanded from macro 'FINISH'
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is run here
  co_return;
}

void bad_macro() {
  EventLoop loop;
  loop.run_until_complete(serve_with_macro(loop));
  loop.close();
}

void good_macro_after_the_run() {
  EventLoop loop;
  loop.run_until_complete(save());
  FINISH(loop);
}

static void run_and_close(EventLoop &loop) {
  loop.run_until_complete(save());
  loop.close();
}

void good_helper_that_runs_and_closes() {
  EventLoop loop;
  run_and_close(loop);
}

static void run_for_caller(EventLoop &loop) {
  loop.call_soon([&loop] { loop.close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: called from here
  loop.call_soon([&loop] { loop.stop(); });
  loop.run_forever();
}

void bad_helper_runs_its_callback() {
  EventLoop loop;
  run_for_caller(loop);
  loop.close();
}

static void schedule_close(EventLoop &loop) {
  loop.call_soon([&loop] { loop.close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is run here
}

void bad_scheduled_here_and_run_there() {
  EventLoop loop;
  schedule_close(loop);
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}
