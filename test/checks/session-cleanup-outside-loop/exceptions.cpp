// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// Exceptions: closes in handlers, closes that an exception skips, and what is
// destroyed on the way to a handler.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>
#include <stdexcept>

using namespace refloop;
using refloop::testing::choose;

/// Closes its loop when it goes out of scope, however it does.
class LoopCloser {
public:
  explicit LoopCloser(EventLoop &loop) : loop(loop) {}
  ~LoopCloser() { loop.close(); }

private:
  EventLoop &loop;
};

/// Closes its session when it goes out of scope, however it does.
class SessionCloser {
public:
  SessionCloser(EventLoop &loop, ClientSession &session)
      : loop(loop), session(session) {}
  ~SessionCloser() { loop.run_until_complete(session.close()); }

private:
  EventLoop &loop;
  ClientSession &session;
};

void fail() { throw std::runtime_error("failed"); }

void fail_perhaps() {
  if (choose())
    throw std::runtime_error("failed");
}

void bad_loop_is_closed_in_the_handler() {
  EventLoop loop;
  ClientSession session(loop);
  try {
    fail();
  } catch (const std::exception &) {
    loop.close();
  }
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-9]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
}

void bad_session_is_closed_in_the_handler() {
  EventLoop loop;
  ClientSession session(loop);
  try {
    loop.close();
    fail();
  } catch (const std::exception &) {
    loop.run_until_complete(session.close());
    // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-8]]:17: note: session 'session' is made here
    // CHECK-MESSAGES: :[[@LINE-7]]:10: note: loop 'loop' is closed here
  }
}

void bad_guard_of_the_loop_is_unwound_first() {
  EventLoop loop;
  ClientSession session(loop);
  try {
    LoopCloser closer(loop);
    fail();
  } catch (const std::exception &) {
    loop.run_until_complete(session.close());
    // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-8]]:17: note: session 'session' is made here
    // CHECK-MESSAGES: :[[@LINE-66]]:24: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE-7]]:5: note: called from here
  }
}

void bad_exception_skips_the_close_of_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+7]]:1: note: session 'session' is destroyed here
  try {
    fail();
    loop.run_until_complete(session.close());
  } catch (const std::exception &) {
  }
  loop.close();
}

void bad_handler_closes_the_loop_and_throws_on() {
  EventLoop loop;
  ClientSession session(loop);
  try {
    try {
      fail();
    } catch (const std::exception &) {
      loop.close();
      throw;
    }
  } catch (const std::exception &) {
    loop.run_until_complete(session.close());
    // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-12]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-12]]:17: note: session 'session' is made here
    // CHECK-MESSAGES: :[[@LINE-8]]:12: note: loop 'loop' is closed here
  }
}

void bad_second_session_while_the_first_error_unwinds() {
  EventLoop loop;
  ClientSession first(loop);
  ClientSession second(loop);
  loop.close();
  loop.run_until_complete(first.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: session 'first' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'first' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
  loop.run_until_complete(second.close());
}

void shut_loop_and_never_throw(EventLoop &loop) noexcept { loop.close(); }

void bad_noexcept_helper_closes_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  shut_loop_and_never_throw(loop);
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-10]]:65: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
}

void maybe_exception_skips_the_close_of_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may outlive loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+7]]:1: note: session 'session' is destroyed here
  try {
    fail_perhaps();
    loop.run_until_complete(session.close());
  } catch (const std::exception &) {
  }
  loop.close();
}

void maybe_handler_closes_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  try {
    fail_perhaps();
  } catch (const std::exception &) {
    loop.close();
  }
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-9]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
  loop.close();
}

void good_closed_after_the_handler() {
  EventLoop loop;
  ClientSession session(loop);
  try {
    fail_perhaps();
  } catch (const std::exception &) {
  }
  loop.run_until_complete(session.close());
  loop.close();
}

void good_handler_closes_both_and_returns() {
  EventLoop loop;
  ClientSession session(loop);
  try {
    fail_perhaps();
  } catch (const std::exception &) {
    loop.run_until_complete(session.close());
    loop.close();
    return;
  }
  loop.run_until_complete(session.close());
  loop.close();
}

void good_handler_closes_the_session_and_throws_on() {
  EventLoop loop;
  try {
    ClientSession session(loop);
    try {
      fail_perhaps();
    } catch (const std::exception &) {
      loop.run_until_complete(session.close());
      throw;
    }
    loop.run_until_complete(session.close());
  } catch (const std::exception &) {
  }
  loop.close();
}

void good_guards_are_unwound_in_order() {
  EventLoop loop;
  try {
    LoopCloser loop_closer(loop);
    ClientSession session(loop);
    SessionCloser session_closer(loop, session);
    fail_perhaps();
  } catch (const std::exception &) {
  }
}

void good_exception_comes_before_the_session() {
  EventLoop loop;
  try {
    fail_perhaps();
    ClientSession session(loop);
    loop.run_until_complete(session.close());
  } catch (const std::exception &) {
  }
  loop.close();
}

void shut_and_never_throw(EventLoop &loop, ClientSession &session) noexcept {
  loop.run_until_complete(session.close());
  loop.close();
}

void good_noexcept_helper_closes_in_order() {
  EventLoop loop;
  ClientSession session(loop);
  shut_and_never_throw(loop, session);
}

Task<> work_and_shut(ClientSession &session) {
  std::exception_ptr error;
  try {
    fail_perhaps();
  } catch (...) {
    error = std::current_exception();
  }
  co_await session.close();
  if (error)
    std::rethrow_exception(error);
}

void good_coroutine_closes_on_every_way_out() {
  EventLoop loop;
  ClientSession session(loop);
  try {
    loop.run_until_complete(work_and_shut(session));
  } catch (const std::exception &) {
  }
  loop.close();
}
