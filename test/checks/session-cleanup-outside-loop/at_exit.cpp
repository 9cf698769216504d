// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// What runs when the program ends: atexit handlers, and statics that are
// destroyed in the opposite order of their construction. And the current loop.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <cstdlib>
#include <memory>
#include <optional>

using namespace refloop;
using refloop::testing::choose;

/// Closes its loop at its end.
class LoopCloser {
public:
  explicit LoopCloser(EventLoop &loop) : loop(loop) {}
  ~LoopCloser() { loop.close(); }

private:
  EventLoop &loop;
};

/// Closes its session at its end.
class SessionCloser {
public:
  SessionCloser(EventLoop &loop, ClientSession &session)
      : loop(loop), session(session) {}
  ~SessionCloser() { loop.run_until_complete(session.close()); }

private:
  EventLoop &loop;
  ClientSession &session;
};

void bad_static_session_is_open_when_the_loop_is_closed() {
  static EventLoop loop;
  static ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:20: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-4]]:24: note: session 'session' is destroyed here
  loop.close();
}

void bad_static_session_is_closed_too_late() {
  static EventLoop loop;
  static ClientSession session(loop);
  loop.close();
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:20: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:24: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void bad_static_session_of_a_local_loop() {
  static std::optional<ClientSession> session;
  EventLoop loop;
  session.emplace(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE-7]]:39: note: session 'session' is destroyed here
  loop.close();
}

class LateSessionCloser {
public:
  LateSessionCloser(EventLoop &loop, ClientSession &session)
      : loop(loop), session(session) {}
  ~LateSessionCloser() {
    try {
      loop.run_until_complete(session.close());
      // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
      // CHECK-MESSAGES: :[[@LINE+15]]:20: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE+15]]:24: note: session 'session' is made here
      // CHECK-MESSAGES: :[[@LINE-61]]:24: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE+15]]:21: note: called from here
      // CHECK-MESSAGES: :[[@LINE+13]]:28: note: called from here
    } catch (const RuntimeError &) {
    }
  }

private:
  EventLoop &loop;
  ClientSession &session;
};

void bad_static_closer_of_the_loop_ends_first() {
  static EventLoop loop;
  static ClientSession session(loop);
  static LateSessionCloser session_closer(loop, session);
  static LoopCloser loop_closer(loop);
}

void bad_atexit_handler_closes_the_loop_only() {
  static EventLoop loop;
  static ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:20: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:25: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:15: note: called from here
  // CHECK-MESSAGES: :[[@LINE-5]]:24: note: session 'session' is destroyed here
  std::atexit([] { loop.close(); });
}

void bad_atexit_handler_closes_the_session_too_late() {
  static EventLoop loop;
  static ClientSession session(loop);
  std::atexit([] {
    try {
      loop.run_until_complete(session.close());
      // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
      // CHECK-MESSAGES: :[[@LINE-6]]:20: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-6]]:24: note: session 'session' is made here
      // CHECK-MESSAGES: :[[@LINE+5]]:8: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE-7]]:15: note: called from here
    } catch (const RuntimeError &) {
    }
  });
  loop.close();
}

std::unique_ptr<EventLoop> shared_loop;
std::unique_ptr<ClientSession> shared_session;

void open_shared() {
  shared_loop = new_event_loop();
  shared_session = std::make_unique<ClientSession>(*shared_loop);
}
void close_shared_loop() { shared_loop->close(); }
void close_shared_session() {
  shared_loop->run_until_complete(shared_session->close());
  // CHECK-MESSAGES: :[[@LINE-1]]:51: warning: session 'shared_session' is closed on loop 'shared_loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-7]]:17: note: loop 'shared_loop' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE-8]]:20: note: the session is made here
  // CHECK-MESSAGES: :[[@LINE-7]]:41: note: loop 'shared_loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
}

void bad_globals_are_closed_by_functions() {
  open_shared();
  close_shared_loop();
  close_shared_session();
}

std::unique_ptr<ClientSession> leaked_session;

void bad_global_session_of_a_local_loop() {
  EventLoop loop;
  leaked_session = std::make_unique<ClientSession>(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: a session outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  loop.close();
}

void maybe_static_session_is_closed_on_one_path() {
  static EventLoop loop;
  static ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: session 'session' may outlive loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:20: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-4]]:24: note: session 'session' is destroyed here
  if (choose())
    loop.run_until_complete(session.close());
  loop.close();
}

void bad_current_loop_is_closed() {
  EventLoop loop;
  set_event_loop(&loop);
  ClientSession session(get_event_loop());
  get_event_loop().close();
  get_event_loop().run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:20: note: loop 'loop' is closed here
}

void bad_session_on_the_current_loop_is_forgotten() {
  EventLoop loop;
  set_event_loop(&loop);
  ClientSession session(get_event_loop());
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'session' is destroyed here
  loop.close();
}

void maybe_current_loop_is_closed() {
  EventLoop loop;
  set_event_loop(&loop);
  ClientSession session(loop);
  if (choose())
    get_event_loop().close();
  get_event_loop().run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: session 'session' is closed on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: loop 'loop' is closed here
  get_event_loop().close();
}

void good_static_session_is_closed_first() {
  static EventLoop loop;
  static ClientSession session(loop);
  loop.run_until_complete(session.close());
  loop.close();
}

void good_static_closers_in_order() {
  static EventLoop loop;
  static LoopCloser loop_closer(loop);
  static ClientSession session(loop);
  static SessionCloser session_closer(loop, session);
}

void good_atexit_handler_closes_in_order() {
  static EventLoop loop;
  static ClientSession session(loop);
  std::atexit([] {
    loop.run_until_complete(session.close());
    loop.close();
  });
}

void good_atexit_handlers_in_order() {
  static EventLoop loop;
  static ClientSession session(loop);
  std::atexit([] { loop.close(); });
  std::atexit([] { loop.run_until_complete(session.close()); });
}

std::unique_ptr<EventLoop> ordered_loop;
std::unique_ptr<ClientSession> ordered_session;

void open_ordered() {
  ordered_loop = new_event_loop();
  ordered_session = std::make_unique<ClientSession>(*ordered_loop);
}
void close_ordered() {
  ordered_loop->run_until_complete(ordered_session->close());
  ordered_session.reset();
  ordered_loop->close();
}

void good_globals_are_closed_in_order() {
  open_ordered();
  close_ordered();
  open_ordered();
  close_ordered();
}

void good_current_loop_is_closed_last() {
  EventLoop loop;
  set_event_loop(&loop);
  ClientSession session(get_event_loop());
  get_event_loop().run_until_complete(session.close());
  get_event_loop().close();
  set_event_loop(nullptr);
}

void good_closed_loop_is_not_the_current_one() {
  EventLoop current;
  EventLoop other;
  set_event_loop(&current);
  ClientSession session(get_event_loop());
  other.close();
  get_event_loop().run_until_complete(session.close());
  get_event_loop().close();
  set_event_loop(nullptr);
}
