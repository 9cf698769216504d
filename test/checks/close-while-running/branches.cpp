// RUN: %check_scenarios %s eventloop-close-while-running
//
// Conditions: one path only, flags, guards that ask whether a loop runs or is
// closed, loops, exceptions.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <stdexcept>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

static Task<> save() { co_return; }

// The close is reached on one path, and fails whenever it is.
void bad_on_one_path() {
  EventLoop loop;
  loop.call_soon([&] {
    if (choose())
      loop.close();
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
      // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is run here
  });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

static void shut_down(EventLoop &loop) {
  if (loop.is_running())
    loop.stop();
  else
    loop.close();
}

void good_asks_whether_it_runs() {
  EventLoop loop;
  loop.call_soon([&] { shut_down(loop); });
  loop.run_forever();
  shut_down(loop);
}

static void shut_down_the_wrong_way(EventLoop &loop) {
  if (loop.is_running())
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE+8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+10]]:8: note: loop 'loop' is run here
    // CHECK-MESSAGES: :[[@LINE+7]]:24: note: called from here
  else
    loop.stop();
}

void bad_asks_the_wrong_way() {
  EventLoop loop;
  loop.call_soon([&] { shut_down_the_wrong_way(loop); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

static void close_once(EventLoop &loop) {
  if (!loop.is_closed())
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+9]]:8: note: loop 'loop' is run here
    // CHECK-MESSAGES: :[[@LINE+6]]:24: note: called from here
}

// That it is not closed yet does not mean that it may be.
void bad_asks_whether_it_is_closed() {
  EventLoop loop;
  loop.call_soon([&] { close_once(loop); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

static void close_once_after(EventLoop &loop) {
  if (!loop.is_closed())
    loop.close();
}

void good_closed_once_after_the_run() {
  EventLoop loop;
  loop.run_until_complete(save());
  close_once_after(loop);
  close_once_after(loop);
}

static void close_for_both(EventLoop &loop) { loop.close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:52: warning: loop 'loop' may be closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
// CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+8]]:10: note: loop 'loop' is run here
// CHECK-MESSAGES: :[[@LINE+5]]:26: note: called from here

void maybe_inside_or_outside() {
  EventLoop loop;
  if (choose()) {
    loop.call_soon([&] { close_for_both(loop); });
    loop.call_soon([&] { loop.stop(); });
    loop.run_forever();
  }
  close_for_both(loop);
}

void good_flag_is_acted_on_after_the_run() {
  EventLoop loop;
  bool wants_close = false;
  loop.call_soon([&] {
    wants_close = true;
    loop.stop();
  });
  loop.run_forever();
  if (wants_close)
    loop.close();
  else
    loop.close();
}

static Task<> finishes(EventLoop &loop, bool closes) {
  co_await save();
  if (closes)
    loop.close();
}

void good_told_not_to() {
  EventLoop loop;
  loop.run_until_complete(finishes(loop, false));
  loop.close();
}

static Task<> finishes_as_told(EventLoop &loop, bool closes) {
  co_await save();
  if (closes)
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+5]]:8: note: loop 'loop' is run here
}

void bad_told_to() {
  EventLoop loop;
  loop.run_until_complete(finishes_as_told(loop, true));
  loop.close();
}

static Task<> returns_early(EventLoop &loop) {
  if (loop.is_running())
    co_return;
  loop.close();
}

void good_returns_early() {
  EventLoop loop;
  loop.run_until_complete(returns_early(loop));
  loop.close();
}

static Task<> counts(EventLoop &loop) {
  for (int i = 0; i < 3; ++i)
    if (i == 2)
      loop.close();
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
      // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is run here
  co_return;
}

void bad_in_a_loop() {
  EventLoop loop;
  loop.run_until_complete(counts(loop));
  loop.close();
}

void good_runs_in_a_loop() {
  for (int i = 0; i < 3; ++i) {
    EventLoop loop;
    loop.call_soon([&] { loop.stop(); });
    loop.run_forever();
    loop.close();
  }
}

enum class Command { Stop, Close };

static void obey(EventLoop &loop, Command command) {
  switch (command) {
  case Command::Stop:
    loop.stop();
    break;
  case Command::Close:
    loop.close();
    break;
  }
}

void good_command_to_stop() {
  EventLoop loop;
  loop.call_soon([&] { obey(loop, Command::Stop); });
  loop.run_forever();
  obey(loop, Command::Close);
}

static void obey_at_once(EventLoop &loop, Command command) {
  switch (command) {
  case Command::Stop:
    loop.stop();
    break;
  case Command::Close:
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE+8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+10]]:8: note: loop 'loop' is run here
    // CHECK-MESSAGES: :[[@LINE+7]]:24: note: called from here
    break;
  }
}

void bad_command_to_close() {
  EventLoop loop;
  loop.call_soon([&] { obey_at_once(loop, Command::Close); });
  loop.call_soon([&] { obey_at_once(loop, Command::Stop); });
  loop.run_forever();
  loop.close();
}

void bad_conditional_operator() {
  EventLoop loop;
  loop.call_soon([&] {
    choose() ? loop.close()
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+4]]:8: note: loop 'loop' is run here
             : loop.stop();
  });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

// That the error is caught does not close the loop.
void bad_error_is_caught() {
  EventLoop loop;
  loop.call_soon([&] {
    try {
      loop.close();
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
      // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE+5]]:8: note: loop 'loop' is run here
    } catch (const RuntimeError &) {
      loop.stop();
    }
  });
  loop.run_forever();
  loop.close();
}

static Task<> fails_and_closes(EventLoop &loop) {
  try {
    throw std::runtime_error("no");
  } catch (const std::runtime_error &) {
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is run here
  }
  co_return;
}

void bad_in_a_handler() {
  EventLoop loop;
  loop.run_until_complete(fails_and_closes(loop));
  loop.close();
}

static Task<> fails() {
  throw std::runtime_error("no");
  co_return;
}

void good_closes_where_the_error_arrives() {
  EventLoop loop;
  try {
    loop.run_until_complete(fails());
    loop.close();
  } catch (const std::runtime_error &) {
    loop.close();
  }
}
