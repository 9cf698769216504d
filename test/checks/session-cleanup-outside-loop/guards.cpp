// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// Scope guards: objects whose destructors close sessions and loops, in an order
// that is the opposite of that of their declarations.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <functional>
#include <memory>
#include <utility>

using namespace refloop;
using refloop::testing::choose;

/// Calls something when it goes out of scope.
template <class F> class Finally {
public:
  explicit Finally(F action) : action(std::move(action)) {}
  Finally(const Finally &) = delete;
  ~Finally() {
    try {
      action();
    } catch (const RuntimeError &) {
    }
  }

private:
  F action;
};

/// Closes its loop when it goes out of scope.
class LoopCloser {
public:
  explicit LoopCloser(EventLoop &loop) : loop(loop) {}
  ~LoopCloser() { loop.close(); }

private:
  EventLoop &loop;
};

/// Closes its session when it goes out of scope.
class SessionCloser {
public:
  SessionCloser(EventLoop &loop, ClientSession &session)
      : loop(loop), session(session) {}
  ~SessionCloser() { loop.run_until_complete(session.close()); }

private:
  EventLoop &loop;
  ClientSession &session;
};

void bad_guard_of_the_loop_ends_first() {
  EventLoop loop;
  ClientSession session(loop);
  Finally close_session([&] { loop.run_until_complete(session.close()); });
  // CHECK-MESSAGES: :[[@LINE-1]]:63: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE+5]]:33: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-39]]:7: note: called from here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: called from here
  // CHECK-MESSAGES: :[[@LINE-41]]:7: note: called from here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: called from here
  Finally close_loop([&] { loop.close(); });
}

class LateSessionCloser {
public:
  LateSessionCloser(EventLoop &loop, ClientSession &session)
      : loop(loop), session(session) {}
  ~LateSessionCloser() {
    try {
      loop.run_until_complete(session.close());
      // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
      // CHECK-MESSAGES: :[[@LINE+15]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE+15]]:17: note: session 'session' is made here
      // CHECK-MESSAGES: :[[@LINE-43]]:24: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE+16]]:1: note: called from here
      // CHECK-MESSAGES: :[[@LINE+15]]:1: note: called from here
    } catch (const RuntimeError &) {
    }
  }

private:
  EventLoop &loop;
  ClientSession &session;
};

void bad_closer_of_the_loop_ends_first() {
  EventLoop loop;
  ClientSession session(loop);
  LateSessionCloser session_closer(loop, session);
  LoopCloser loop_closer(loop);
}

void bad_guard_of_the_loop_in_an_inner_scope() {
  EventLoop loop;
  ClientSession session(loop);
  {
    LoopCloser closer(loop);
  }
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-72]]:24: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
}

void bad_guard_of_the_loop_only() {
  EventLoop loop;
  LoopCloser closer(loop);
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'session' is destroyed here
  loop.close();
}

void bad_guard_of_the_session_ends_after_the_close() {
  EventLoop loop;
  ClientSession session(loop);
  Finally close_session([&] { loop.run_until_complete(session.close()); });
  // CHECK-MESSAGES: :[[@LINE-1]]:63: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-108]]:7: note: called from here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: called from here
  loop.close();
}

void bad_temporary_guard_closes_at_once() {
  EventLoop loop;
  ClientSession session(loop);
  LoopCloser{loop};
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-108]]:24: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-6]]:18: note: called from here
}

/// Closes a loop unless it was dismissed.
class DismissableCloser {
public:
  explicit DismissableCloser(EventLoop &loop) : loop(&loop) {}
  void dismiss() { loop = nullptr; }
  ~DismissableCloser() {
    if (loop)
      loop->close();
  }

private:
  EventLoop *loop;
};

void maybe_guard_is_dismissed_on_one_path() {
  EventLoop loop;
  ClientSession session(loop);
  {
    DismissableCloser closer(loop);
    if (choose())
      closer.dismiss();
  }
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-9]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-19]]:13: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
  loop.close();
}

void good_guard_is_dismissed() {
  EventLoop loop;
  ClientSession session(loop);
  {
    DismissableCloser closer(loop);
    closer.dismiss();
  }
  loop.run_until_complete(session.close());
  loop.close();
}

void good_guards_in_order() {
  EventLoop loop;
  ClientSession session(loop);
  Finally close_loop([&] { loop.close(); });
  Finally close_session([&] { loop.run_until_complete(session.close()); });
}

void good_closers_in_order() {
  EventLoop loop;
  LoopCloser loop_closer(loop);
  ClientSession session(loop);
  SessionCloser session_closer(loop, session);
}

void good_guard_of_the_session_in_an_inner_scope() {
  EventLoop loop;
  {
    ClientSession session(loop);
    SessionCloser closer(loop, session);
  }
  loop.close();
}

void good_early_return_runs_the_guards() {
  EventLoop loop;
  LoopCloser loop_closer(loop);
  ClientSession session(loop);
  SessionCloser session_closer(loop, session);
  if (choose())
    return;
  loop.call_soon([] {});
}

void good_guard_holds_a_function() {
  EventLoop loop;
  ClientSession session(loop);
  std::function<void()> shut = [&] {
    loop.run_until_complete(session.close());
    loop.close();
  };
  Finally finish(shut);
}

struct CloseAndDelete {
  EventLoop *loop;
  void operator()(ClientSession *session) const {
    loop->run_until_complete(session->close());
    delete session;
  }
};

void good_deleter_closes_the_session() {
  EventLoop loop;
  {
    std::unique_ptr<ClientSession, CloseAndDelete> session(
        new ClientSession(loop), CloseAndDelete{&loop});
  }
  loop.close();
}
