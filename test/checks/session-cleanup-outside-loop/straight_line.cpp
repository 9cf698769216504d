// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// One function, no branches: a session and its loop, closed in either order, or
// not at all.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <optional>

using namespace refloop;

void bad_closed_after_its_loop() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void bad_open_when_its_loop_is_closed() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'session' is destroyed here
  loop.close();
}

void bad_used_and_open_when_its_loop_is_closed() {
  refloop::testing::LoopbackServer server;
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  loop.run_until_complete(session.get(server.url()));
  loop.close();
}

void bad_used_and_closed_after_its_loop() {
  refloop::testing::LoopbackServer server;
  EventLoop loop;
  ClientSession session(loop);
  std::string body = loop.run_until_complete(session.get(server.url()));
  loop.close();
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void bad_close_is_spawned_after_the_loop_is_closed() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  auto closing = loop.create_task(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:43: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void bad_closing_task_is_kept_too_long() {
  EventLoop loop;
  ClientSession session(loop);
  auto closing = session.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE+1]]:8: note: loop 'loop' is closed here
  loop.close();
  loop.run_until_complete(std::move(closing));
}

void bad_one_of_two_sessions_is_forgotten() {
  EventLoop loop;
  ClientSession first(loop);
  ClientSession second(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'second' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'second' is destroyed here
  loop.run_until_complete(first.close());
  loop.close();
}

void bad_two_sessions_are_forgotten() {
  EventLoop loop;
  ClientSession first(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'first' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+7]]:1: note: session 'first' is destroyed here
  ClientSession second(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'second' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'second' is destroyed here
  loop.close();
}

void bad_loop_is_closed_between_two_sessions() {
  EventLoop loop;
  ClientSession first(loop);
  ClientSession second(loop);
  loop.run_until_complete(first.close());
  loop.close();
  loop.run_until_complete(second.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: session 'second' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'second' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void bad_one_of_two_loops() {
  EventLoop first;
  EventLoop second;
  ClientSession on_first(first);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'on_first' outlives loop 'first': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'first' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:9: note: loop 'first' is closed here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: session 'on_first' is destroyed here
  ClientSession on_second(second);
  first.close();
  second.run_until_complete(on_second.close());
  second.close();
}

void bad_error_is_swallowed() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  try {
    loop.run_until_complete(session.close());
    // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
    // CHECK-MESSAGES: :[[@LINE-6]]:8: note: loop 'loop' is closed here
  } catch (const RuntimeError &) {
  }
}

void bad_loop_ends_in_an_inner_scope() {
  std::optional<ClientSession> session;
  {
    EventLoop loop;
    session.emplace(loop);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-3]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+3]]:10: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+3]]:3: note: loop 'loop' is destroyed here
    // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
    loop.close();
  }
}

// ALSO: eventloop-unclosed-loop
void bad_loop_is_destroyed_unclosed_in_an_inner_scope() {
  std::optional<ClientSession> session;
  {
    EventLoop loop;
    session.emplace(loop);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-3]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: loop 'loop' is destroyed here
    // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'session' is destroyed here
  }
}

// ALSO: eventloop-unclosed-loop
void bad_declared_before_its_loop() {
  std::optional<ClientSession> session;
  EventLoop loop;
  session.emplace(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: session 'session' is destroyed here
}

void bad_loop_is_closed_twice() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  loop.close();
  loop.close();
}

void bad_asking_is_not_closing() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'session' is destroyed here
  (void)session.closed();
  loop.close();
  (void)session.closed();
}

void good_closed_before_its_loop() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(session.close());
  loop.close();
}

void good_used_and_closed_before_its_loop() {
  refloop::testing::LoopbackServer server;
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(session.get(server.url()));
  loop.run_until_complete(session.close());
  loop.close();
}

void good_closed_twice() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(session.close());
  loop.run_until_complete(session.close());
  loop.close();
}

void good_asked_after_its_loop_is_closed() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(session.close());
  loop.close();
  (void)session.closed();
}

void good_close_is_spawned_and_run() {
  EventLoop loop;
  ClientSession session(loop);
  auto closing = loop.create_task(session.close());
  loop.run_until_complete(closing);
  loop.close();
}

void good_closing_task_is_kept_and_run() {
  EventLoop loop;
  ClientSession session(loop);
  auto closing = session.close();
  loop.run_until_complete(std::move(closing));
  loop.close();
}

void good_each_session_on_its_own_loop() {
  EventLoop first;
  EventLoop second;
  ClientSession on_first(first);
  ClientSession on_second(second);
  first.run_until_complete(on_first.close());
  first.close();
  second.run_until_complete(on_second.close());
  second.close();
}

void good_sessions_in_nested_scopes() {
  EventLoop loop;
  {
    ClientSession session(loop);
    loop.run_until_complete(session.close());
  }
  {
    ClientSession session(loop);
    loop.run_until_complete(session.close());
  }
  loop.close();
}

void good_declared_before_its_loop_and_closed_first() {
  std::optional<ClientSession> session;
  EventLoop loop;
  session.emplace(loop);
  loop.run_until_complete(session->close());
  loop.close();
}

void good_name_of_a_closed_loop_in_an_inner_scope() {
  EventLoop loop;
  ClientSession session(loop);
  {
    EventLoop loop;
    loop.close();
  }
  loop.run_until_complete(session.close());
  loop.close();
}

// It outlives no loop: that is `eventloop-unclosed-session`.
// ALSO: eventloop-unclosed-session
void good_forgotten_while_its_loop_is_open() {
  EventLoop loop;
  {
    ClientSession session(loop);
  }
  loop.close();
}
