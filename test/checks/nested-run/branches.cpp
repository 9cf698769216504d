// RUN: %check_scenarios %s eventloop-nested-run
//
// Conditions: one path only, correlated branches, guards that ask whether a
// loop runs, loops, exceptions. And loops that may nest.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <stdexcept>

using namespace refloop;
using refloop::testing::choose;

static Task<> save() { co_return; }

static Task<> perhaps_flushes(EventLoop &loop) {
  if (choose())
    loop.run_until_complete(save());
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
    // CHECK-MESSAGES: :[[@LINE+8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+8]]:8: note: loop 'loop' is run here
  else
    co_await save();
}

// The run is reached on one path, and fails whenever it is.
void bad_on_one_path() {
  EventLoop loop;
  loop.run_until_complete(perhaps_flushes(loop));
  loop.close();
}

static void flush_inside(EventLoop &loop) { loop.run_until_complete(save()); }
// CHECK-MESSAGES: :[[@LINE-1]]:50: warning: 'run_until_complete' runs loop 'loop', which may be running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
// CHECK-MESSAGES: :[[@LINE+10]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+11]]:10: note: loop 'loop' is run here
// CHECK-MESSAGES: :[[@LINE+3]]:3: note: called from here

static Task<> calls_flush(EventLoop &loop) {
  flush_inside(loop);
  co_return;
}

void maybe_inside_or_outside() {
  EventLoop loop;
  if (choose())
    loop.run_until_complete(calls_flush(loop));
  else
    flush_inside(loop);
  loop.close();
}

static void wait_here(EventLoop &loop) {
  if (!loop.is_running())
    loop.run_until_complete(save());
}

static Task<> guarded(EventLoop &loop) {
  wait_here(loop);
  co_return;
}

void good_asks_whether_it_runs() {
  EventLoop loop;
  wait_here(loop);
  loop.run_until_complete(guarded(loop));
  loop.close();
}

static void wait_the_wrong_way(EventLoop &loop) {
  if (loop.is_running())
    loop.run_until_complete(save());
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
    // CHECK-MESSAGES: :[[@LINE+11]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+11]]:8: note: loop 'loop' is run here
    // CHECK-MESSAGES: :[[@LINE+4]]:3: note: called from here
}

static Task<> guarded_the_wrong_way(EventLoop &loop) {
  wait_the_wrong_way(loop);
  co_return;
}

void bad_asks_the_wrong_way() {
  EventLoop loop;
  loop.run_until_complete(guarded_the_wrong_way(loop));
  loop.close();
}

void good_asks_the_wrong_way_outside() {
  EventLoop loop;
  if (loop.is_running())
    loop.run_until_complete(save());
  loop.close();
}

static Task<> returns_early(EventLoop &loop) {
  if (loop.is_running())
    co_return;
  loop.run_until_complete(save());
}

void good_returns_early() {
  EventLoop loop;
  loop.run_until_complete(returns_early(loop));
  loop.close();
}

static Task<> follows_a_flag(EventLoop &loop, bool inside) {
  if (!inside)
    loop.run_until_complete(save());
  co_await save();
}

void good_flag_says_inside() {
  EventLoop loop;
  loop.run_until_complete(follows_a_flag(loop, true));
  loop.close();
}

static Task<> follows_its_flag(EventLoop &loop, bool blocking) {
  if (blocking)
    loop.run_until_complete(save());
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
    // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is run here
  co_await save();
}

void bad_flag_says_blocking() {
  EventLoop loop;
  loop.run_until_complete(follows_its_flag(loop, true));
  loop.close();
}

static Task<> in_a_loop(EventLoop &loop) {
  for (int i = 0; i < 3; ++i)
    loop.run_until_complete(save());
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
    // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is run here
  co_return;
}

void bad_in_a_loop() {
  EventLoop loop;
  loop.run_until_complete(in_a_loop(loop));
  loop.close();
}

void good_runs_in_a_loop() {
  EventLoop loop;
  for (int i = 0; i < 3; ++i)
    loop.run_until_complete(save());
  loop.close();
}

static Task<> switches(EventLoop &loop, int kind) {
  switch (kind) {
  case 0:
    co_await save();
    break;
  case 1:
    loop.run_until_complete(save());
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
    // CHECK-MESSAGES: :[[@LINE+9]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+9]]:8: note: loop 'loop' is run here
    break;
  default:
    break;
  }
}

void bad_switch() {
  EventLoop loop;
  loop.run_until_complete(switches(loop, 1));
  loop.close();
}

void good_switch() {
  EventLoop loop;
  loop.run_until_complete(save());
  switch (choose() ? 1 : 0) {
  case 0:
    loop.run_until_complete(save());
    break;
  default:
    break;
  }
  loop.close();
}

static Task<int> count() { co_return 3; }

static Task<int> picks(EventLoop &loop) {
  co_return choose() ? loop.run_until_complete(count()) : 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:8: note: loop 'loop' is run here
}

void bad_conditional_operator() {
  EventLoop loop;
  loop.run_until_complete(picks(loop));
  loop.close();
}

static Task<> catches(EventLoop &loop) {
  try {
    loop.run_until_complete(save());
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
    // CHECK-MESSAGES: :[[@LINE+9]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+9]]:8: note: loop 'loop' is run here
  } catch (const RuntimeError &) {
  }
  co_return;
}

// That the error is caught does not make the run happen.
void bad_error_is_caught() {
  EventLoop loop;
  loop.run_until_complete(catches(loop));
  loop.close();
}

static Task<> cleans_up(EventLoop &loop) {
  try {
    throw std::runtime_error("no");
  } catch (const std::runtime_error &) {
    loop.run_until_complete(save());
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
    // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is run here
  }
  co_return;
}

void bad_in_a_handler() {
  EventLoop loop;
  loop.run_until_complete(cleans_up(loop));
  loop.close();
}

static Task<> fails() {
  throw std::runtime_error("no");
  co_return;
}

void good_runs_again_after_an_error() {
  EventLoop loop;
  try {
    loop.run_until_complete(fails());
  } catch (const std::runtime_error &) {
    loop.run_until_complete(save());
  }
  loop.run_until_complete(save());
  loop.close();
}
