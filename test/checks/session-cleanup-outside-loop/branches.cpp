// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// Closes on some of the paths, conditions that go together, guards that ask the
// session or the loop, switches, and operators that branch.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>

using namespace refloop;
using refloop::testing::choose;

enum class Mode { Serve, Drain, Quit };

Mode choose_mode() {
  if (choose())
    return Mode::Serve;
  return choose() ? Mode::Drain : Mode::Quit;
}

void maybe_loop_is_closed_on_one_branch() {
  EventLoop loop;
  ClientSession session(loop);
  if (choose())
    loop.close();
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
  loop.close();
}

void maybe_session_is_closed_on_one_branch() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may outlive loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'session' is destroyed here
  if (choose())
    loop.run_until_complete(session.close());
  loop.close();
}

void maybe_early_return_forgets_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may outlive loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:10: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+3]]:5: note: session 'session' is destroyed here
  if (choose()) {
    loop.close();
    return;
  }
  loop.run_until_complete(session.close());
  loop.close();
}

void maybe_two_unrelated_conditions() {
  EventLoop loop;
  ClientSession session(loop);
  bool early = choose();
  bool quit = choose();
  if (early)
    loop.run_until_complete(session.close());
  if (quit)
    loop.close();
  if (!early)
    loop.run_until_complete(session.close());
    // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: session 'session' is closed on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-11]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-11]]:17: note: session 'session' is made here
    // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
  loop.close();
}

void maybe_one_case_forgets_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may outlive loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+8]]:1: note: session 'session' is destroyed here
  switch (choose_mode()) {
  case Mode::Quit:
    break;
  default:
    loop.run_until_complete(session.close());
  }
  loop.close();
}

void maybe_condition_is_asked_anew() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may outlive loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:10: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+10]]:1: note: session 'session' is destroyed here
  bool polite = choose();
  if (polite)
    loop.run_until_complete(session.close());
  polite = choose();
  if (!polite)
    loop.close();
  if (!session.closed() && !loop.is_closed())
    loop.run_until_complete(session.close());
  loop.close();
}

void maybe_conditional_operator_closes() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may outlive loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  choose() ? loop.run_until_complete(session.close()) : (void)session.closed();
  loop.close();
}

void bad_closed_on_both_branches() {
  EventLoop loop;
  ClientSession session(loop);
  if (choose())
    loop.close();
  else
    loop.close();
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-8]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-7]]:10: note: loop 'loop' is closed here
}

void bad_same_condition_twice() {
  EventLoop loop;
  ClientSession session(loop);
  bool quit = choose();
  if (quit)
    loop.close();
  else
    loop.run_until_complete(session.close());
  if (quit)
    loop.run_until_complete(session.close());
    // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-10]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-10]]:17: note: session 'session' is made here
    // CHECK-MESSAGES: :[[@LINE-8]]:10: note: loop 'loop' is closed here
  loop.close();
}

void bad_guard_the_wrong_way_round() {
  EventLoop loop;
  ClientSession session(loop);
  if (choose())
    loop.run_until_complete(session.close());
  loop.close();
  if (!session.closed())
    loop.run_until_complete(session.close());
    // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-8]]:17: note: session 'session' is made here
    // CHECK-MESSAGES: :[[@LINE-6]]:8: note: loop 'loop' is closed here
}

void bad_asks_the_loop_the_wrong_way_round() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  if (loop.is_closed())
    loop.run_until_complete(session.close());
    // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
    // CHECK-MESSAGES: :[[@LINE-6]]:8: note: loop 'loop' is closed here
}

void bad_every_case_closes_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:10: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+11]]:1: note: session 'session' is destroyed here
  switch (choose_mode()) {
  case Mode::Serve:
    loop.close();
    break;
  case Mode::Drain:
    loop.close();
    break;
  default:
    loop.close();
  }
}

void bad_case_falls_through() {
  EventLoop loop;
  ClientSession session(loop);
  switch (choose_mode()) {
  case Mode::Quit:
    loop.close();
    [[fallthrough]];
  default:
    loop.close();
    loop.run_until_complete(session.close());
    // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-10]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-10]]:17: note: session 'session' is made here
    // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
  }
}

void bad_session_is_opened_on_a_branch() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  if (choose())
    session = std::make_unique<ClientSession>(loop);
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'session' is destroyed here
  loop.close();
}

void bad_guard_skips_what_is_too_late() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'session' is destroyed here
  loop.close();
  if (!loop.is_closed())
    loop.run_until_complete(session.close());
}

void bad_goto_past_the_close_of_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+7]]:1: note: session 'session' is destroyed here
  bool skip = true;
  if (skip)
    goto out;
  loop.run_until_complete(session.close());
out:
  loop.close();
}

void bad_constant_condition() {
  constexpr bool Polite = false;
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'session' is destroyed here
  if (Polite)
    loop.run_until_complete(session.close());
  loop.close();
}

void good_closed_on_each_branch() {
  EventLoop loop;
  ClientSession session(loop);
  if (choose()) {
    loop.run_until_complete(session.close());
    loop.close();
  } else {
    loop.run_until_complete(session.close());
    loop.close();
  }
}

void good_opposite_conditions() {
  EventLoop loop;
  ClientSession session(loop);
  bool quit = choose();
  if (quit)
    loop.run_until_complete(session.close());
  if (!quit)
    loop.run_until_complete(session.close());
  loop.close();
}

void good_correlated_flag() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  bool opened = false;
  if (choose()) {
    session = std::make_unique<ClientSession>(loop);
    opened = true;
  }
  if (opened)
    loop.run_until_complete(session->close());
  loop.close();
}

void good_correlated_enum() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  Mode mode = choose_mode();
  if (mode == Mode::Serve)
    session = std::make_unique<ClientSession>(loop);
  if (mode == Mode::Serve)
    loop.run_until_complete(session->close());
  loop.close();
}

void good_correlated_integer() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  int clients = choose() ? 1 : 0;
  if (clients > 0)
    session = std::make_unique<ClientSession>(loop);
  if (clients != 0)
    loop.run_until_complete(session->close());
  loop.close();
}

void good_correlated_pointer() {
  EventLoop loop;
  ClientSession session(loop);
  ClientSession *open = &session;
  if (choose()) {
    loop.run_until_complete(session.close());
    open = nullptr;
  }
  if (open)
    loop.run_until_complete(open->close());
  loop.close();
}

void good_asks_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  if (choose())
    loop.run_until_complete(session.close());
  if (!session.closed())
    loop.run_until_complete(session.close());
  loop.close();
}

void good_asks_the_session_through_a_local() {
  EventLoop loop;
  ClientSession session(loop);
  if (choose())
    loop.run_until_complete(session.close());
  const bool closed = session.closed();
  if (!closed)
    loop.run_until_complete(session.close());
  loop.close();
}

void good_asks_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  if (choose()) {
    loop.run_until_complete(session.close());
    loop.close();
  }
  if (!loop.is_closed()) {
    loop.run_until_complete(session.close());
    loop.close();
  }
}

void good_asks_the_loop_and_returns() {
  EventLoop loop;
  ClientSession session(loop);
  if (choose()) {
    loop.run_until_complete(session.close());
    loop.close();
  }
  if (loop.is_closed())
    return;
  loop.run_until_complete(session.close());
  loop.close();
}

void good_early_return_closes_both() {
  EventLoop loop;
  ClientSession session(loop);
  if (choose()) {
    loop.run_until_complete(session.close());
    loop.close();
    return;
  }
  loop.run_until_complete(session.close());
  loop.close();
}

void good_short_circuit() {
  EventLoop loop;
  ClientSession session(loop);
  auto shut = [&] {
    loop.run_until_complete(session.close());
    return true;
  };
  (void)(session.closed() || shut());
  loop.close();
}

void good_conditional_operator_chooses_the_session() {
  EventLoop loop;
  ClientSession first(loop);
  ClientSession second(loop);
  const bool other = choose();
  loop.run_until_complete((other ? first : second).close());
  loop.run_until_complete((other ? second : first).close());
  loop.close();
}

void good_each_case_closes_in_order() {
  EventLoop loop;
  ClientSession session(loop);
  switch (choose_mode()) {
  case Mode::Quit:
    loop.run_until_complete(session.close());
    loop.close();
    break;
  case Mode::Drain:
  case Mode::Serve:
    loop.run_until_complete(session.close());
    loop.close();
  }
}

void good_goto_the_cleanup() {
  EventLoop loop;
  ClientSession session(loop);
  if (choose())
    goto out;
  loop.call_soon([] {});
out:
  loop.run_until_complete(session.close());
  loop.close();
}
