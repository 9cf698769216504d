// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// Where a fix-it is offered, and where one would look right and is not: the
// harness applies what is offered, and compiles and runs the file again.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>

using namespace refloop;
using refloop::testing::choose;

void log(const char *) {}

void bad_moved_over_statements_that_do_not_matter() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  log("closed");
  int attempts = 0;
  ++attempts;
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-8]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-8]]:8: note: loop 'loop' is closed here
}

void bad_moved_in_an_inner_block() {
  EventLoop loop;
  ClientSession session(loop);
  {
    loop.close();
    loop.run_until_complete(session.close());
    // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
    // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
  }
}

void bad_moved_out_of_nothing_but_a_line() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close(); loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:49: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}

class Service {
public:
  Service() : session(std::make_unique<ClientSession>(*loop)) {}
  void stop() {
    loop->close();
    loop->run_until_complete(session->close());
    // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE+8]]:37: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+12]]:11: note: called from here
    // CHECK-MESSAGES: :[[@LINE-7]]:23: note: session 'session' is made here
    // CHECK-MESSAGES: :[[@LINE-6]]:11: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+10]]:11: note: called from here
  }

private:
  std::unique_ptr<EventLoop> loop = new_event_loop();
  std::unique_ptr<ClientSession> session;
};

void bad_moved_in_a_method() {
  Service service;
  service.stop();
}

/// Calls something when it goes out of scope.
template <class F> class Finally {
public:
  explicit Finally(F action) : action(action) {}
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

void bad_guards_are_swapped() {
  EventLoop loop;
  ClientSession session(loop);
  Finally close_session([&] { loop.run_until_complete(session.close()); });
  // CHECK-MESSAGES: :[[@LINE-1]]:63: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE+5]]:33: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-17]]:7: note: called from here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: called from here
  // CHECK-MESSAGES: :[[@LINE-19]]:7: note: called from here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: called from here
  Finally close_loop([&] { loop.close(); });
}

// No fix-its from here on.

void bad_return_in_between() {
  EventLoop loop;
  ClientSession session(loop);
  int attempts = 1;
  loop.close();
  if (attempts == 0)
    return;
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-8]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-7]]:8: note: loop 'loop' is closed here
}

void bad_session_is_asked_in_between() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  log(session.closed() ? "closed" : "open");
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-6]]:8: note: loop 'loop' is closed here
}

void bad_pointer_is_set_in_between() {
  EventLoop loop;
  ClientSession first(loop);
  ClientSession second(loop);
  ClientSession *current = &first;
  loop.run_until_complete(current->close());
  loop.close();
  current = &second;
  loop.run_until_complete(current->close());
  // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: session 'current' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-8]]:17: note: session 'second' is made here
  // CHECK-MESSAGES: :[[@LINE-6]]:8: note: loop 'loop' is closed here
}

void bad_declared_in_between() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  ClientSession &alias = session;
  loop.run_until_complete(alias.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: session 'alias' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-6]]:8: note: loop 'loop' is closed here
}

void bad_loop_has_another_name() {
  EventLoop loop;
  EventLoop &alias = loop;
  ClientSession session(loop);
  alias.close();
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:9: note: loop 'alias' is closed here
}

void shut(EventLoop &loop) { loop.close(); }

void bad_loop_may_be_closed_before() {
  EventLoop loop;
  ClientSession session(loop);
  if (choose())
    shut(loop);
  loop.close();
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void bad_another_session_comes_next() {
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

void bad_close_is_spawned() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  loop.create_task(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void bad_closed_in_every_round() {
  EventLoop loop;
  ClientSession session(loop);
  for (int round = 0; round < 2; ++round) {
    loop.close();
    try {
      loop.run_until_complete(session.close());
      // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
      // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-7]]:17: note: session 'session' is made here
      // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
    } catch (const RuntimeError &) {
    }
  }
}

struct PublicParts {
  EventLoop loop;
  ClientSession session{loop};
  void stop() {
    loop.close();
    loop.run_until_complete(session.close());
    // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-7]]:8: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+8]]:15: note: called from here
    // CHECK-MESSAGES: :[[@LINE-7]]:24: note: session 'session' is made here
    // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+6]]:9: note: called from here
  }
};

void bad_others_may_use_the_members() {
  PublicParts parts;
  parts.stop();
}

void bad_guards_with_something_in_between() {
  EventLoop loop;
  ClientSession session(loop);
  Finally close_session([&] { loop.run_until_complete(session.close()); });
  // CHECK-MESSAGES: :[[@LINE-1]]:63: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE+6]]:33: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-174]]:7: note: called from here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: called from here
  // CHECK-MESSAGES: :[[@LINE-176]]:7: note: called from here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: called from here
  log("guarded");
  Finally close_loop([&] { loop.close(); });
}

/// Closes its loop when it goes out of scope, and does more when it is made.
class BusyCloser {
public:
  explicit BusyCloser(EventLoop &loop) : loop(loop) { loop.call_soon([] {}); }
  ~BusyCloser() { loop.close(); }

private:
  EventLoop &loop;
};

void bad_guard_does_more_when_it_is_made() {
  EventLoop loop;
  ClientSession session(loop);
  Finally close_session([&] { loop.run_until_complete(session.close()); });
  // CHECK-MESSAGES: :[[@LINE-1]]:63: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-13]]:24: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: called from here
  // CHECK-MESSAGES: :[[@LINE-201]]:7: note: called from here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: called from here
  BusyCloser close_loop(loop);
}
