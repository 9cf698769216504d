// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Exceptions: closes and uses in handlers, and what is destroyed on the way to
// a handler.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <stdexcept>

using namespace refloop;
using refloop::testing::choose;

/// Closes its loop when it goes out of scope, however it does.
class Closer {
public:
  explicit Closer(EventLoop &loop) : loop(loop) {}
  ~Closer() { loop.close(); }

private:
  EventLoop &loop;
};

void fail() { throw std::runtime_error("failed"); }

void bad_closed_in_the_handler() {
  EventLoop loop;
  try {
    throw std::runtime_error("failed");
  } catch (const std::exception &) {
    loop.close();
  }
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
}

void bad_used_in_the_handler() {
  EventLoop loop;
  try {
    loop.close();
    throw std::runtime_error("failed");
  } catch (const std::exception &) {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
  }
}

void bad_guard_is_unwound_before_the_handler() {
  EventLoop loop;
  try {
    Closer closer(loop);
    throw std::runtime_error("failed");
  } catch (const std::exception &) {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-43]]:20: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE-6]]:5: note: called from here
  }
}

void bad_helper_throws() {
  EventLoop loop;
  try {
    Closer closer(loop);
    fail();
  } catch (const std::exception &) {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-57]]:20: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE-6]]:5: note: called from here
  }
}

void bad_error_is_swallowed() {
  EventLoop loop;
  loop.close();
  try {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
  } catch (const RuntimeError &) {
  }
}

void maybe_closed_in_a_handler_that_may_not_run() {
  EventLoop loop;
  try {
    if (choose())
      throw std::runtime_error("failed");
  } catch (const std::exception &) {
    loop.close();
  }
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
  loop.close();
}

void good_throw_skips_the_close() {
  EventLoop loop;
  try {
    if (choose())
      throw std::runtime_error("failed");
    loop.close();
    return;
  } catch (const std::exception &) {
    loop.call_soon([] {});
  }
  loop.close();
}

void good_handler_closes_and_returns() {
  EventLoop loop;
  try {
    if (choose())
      throw std::runtime_error("failed");
  } catch (const std::exception &) {
    loop.close();
    return;
  }
  loop.call_soon([] {});
  loop.close();
}

void good_handler_closes_and_throws_on() {
  EventLoop loop;
  try {
    try {
      if (choose())
        fail();
    } catch (const std::exception &) {
      loop.close();
      throw;
    }
    loop.call_soon([] {});
    loop.close();
  } catch (const std::exception &) {
  }
}

void good_guard_outlives_the_try() {
  EventLoop loop;
  Closer closer(loop);
  try {
    fail();
  } catch (const std::exception &) {
    loop.call_soon([] {});
  }
}

void good_helper_that_always_throws() {
  EventLoop loop;
  try {
    loop.close();
    fail();
    loop.call_soon([] {});
  } catch (const std::exception &) {
  }
}

void good_uncaught_where_it_matters() {
  EventLoop loop;
  bool closed = false;
  try {
    if (choose())
      fail();
    loop.close();
    closed = true;
  } catch (const std::exception &) {
  }
  if (!closed) {
    loop.call_soon([] {});
    loop.close();
  }
}
