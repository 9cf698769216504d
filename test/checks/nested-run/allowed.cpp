// RUN: %check_scenarios %s eventloop-nested-run
//
// Loops that were told that they may be run while they run.

#include <refloop/refloop.h>
#include <refloop/testing.h>

using namespace refloop;
using refloop::testing::choose;

static Task<> save() { co_return; }

static Task<> serves_1(EventLoop &loop) {
  loop.run_until_complete(save());
  co_return;
}

void good_allowed() {
  EventLoop loop;
  allow_nested_run(loop);
  loop.run_until_complete(serves_1(loop));
  loop.close();
}

static Task<> serves_2(EventLoop &loop) {
  loop.run_until_complete(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_until_complete' runs loop 'loop', which may be running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:8: note: loop 'loop' is run here
  co_return;
}

void maybe_allowed_on_one_path() {
  EventLoop loop;
  if (choose())
    allow_nested_run(loop);
  loop.run_until_complete(serves_2(loop));
  loop.close();
}

static Task<> serves_3(EventLoop &loop) {
  allow_nested_run(loop);
  loop.run_until_complete(save());
  co_return;
}

void good_allowed_within_the_run() {
  EventLoop loop;
  loop.run_until_complete(serves_3(loop));
  loop.close();
}

static void flush_4(EventLoop &loop) { loop.run_until_complete(save()); }
static Task<> serves_4(EventLoop &loop) {
  flush_4(loop);
  co_return;
}

void good_allowed_for_helpers() {
  EventLoop loop;
  allow_nested_run(loop);
  loop.run_until_complete(serves_4(loop));
  loop.close();
}

// Only the loop that was told.
void bad_another_loop_was_allowed() {
  EventLoop other;
  allow_nested_run(other);
  other.close();
  EventLoop loop;
  loop.call_soon([&] { loop.run_until_complete(save()); });
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

// Allowed in a coroutine that somebody out of sight starts.
static Task<> serves_5(EventLoop &loop) {
  allow_nested_run(loop);
  loop.run_until_complete(save());
  co_return;
}
static Task<> (*volatile start_5)(EventLoop &) = serves_5;

void good_allowed_in_a_coroutine_started_elsewhere() {
  EventLoop loop;
  loop.run_until_complete(start_5(loop));
  loop.close();
}
