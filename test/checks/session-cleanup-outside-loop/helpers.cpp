// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// The session or the loop is opened or closed in a function that is called: at
// any depth, in recursion, in templates and in macros.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>

using namespace refloop;
using refloop::testing::choose;

void shut_loop(EventLoop &loop) { loop.close(); }

void bad_helper_closes_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  shut_loop(loop);
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-10]]:40: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
}

void bad_helper_closes_the_loop_of_an_open_session() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-19]]:40: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'session' is destroyed here
  shut_loop(loop);
}

void shut_too_late(EventLoop &loop, ClientSession &session) {
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: called from here
}

void bad_helper_closes_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  shut_too_late(loop, session);
}

void shut_deepest(EventLoop *loop, ClientSession *session) {
  loop->run_until_complete(session->close());
  // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE+11]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+11]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE+11]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+10]]:3: note: called from here
}
void shut_deep(EventLoop &loop, ClientSession &session) {
  shut_deepest(&loop, &session);
}

void bad_session_is_closed_two_calls_deep() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  shut_deep(loop, session);
}

void shut_loop_deeper(EventLoop *loop) { shut_loop(*loop); }
void shut_loop_deep(EventLoop &loop) { shut_loop_deeper(&loop); }

void bad_loop_is_closed_three_calls_deep() {
  EventLoop loop;
  ClientSession session(loop);
  shut_loop_deep(loop);
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-72]]:40: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-12]]:42: note: called from here
  // CHECK-MESSAGES: :[[@LINE-12]]:40: note: called from here
  // CHECK-MESSAGES: :[[@LINE-8]]:3: note: called from here
}

void shut_in_the_wrong_order(EventLoop &loop, ClientSession &session) {
  loop.close();
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
}

void bad_helper_closes_both() {
  EventLoop loop;
  ClientSession session(loop);
  shut_in_the_wrong_order(loop, session);
}

std::unique_ptr<ClientSession> open_session(EventLoop &loop) {
  return std::make_unique<ClientSession>(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+7]]:1: note: session 'session' is destroyed here
}

void bad_helper_opens_the_session() {
  EventLoop loop;
  auto session = open_session(loop);
  loop.close();
}

void whole_life_backwards() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-113]]:40: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+3]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:38: note: called from here
  shut_loop(loop);
}

void bad_helper_has_its_own_loop() { whole_life_backwards(); }

void shut_after(EventLoop &loop, int rounds) {
  if (rounds > 0)
    return shut_after(loop, rounds - 1);
  loop.close();
}

void bad_recursion_closes_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  shut_after(loop, 3);
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-11]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-13]]:12: note: called from here
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: called from here
}

void shut_session_after(EventLoop &loop, ClientSession &session, int rounds) {
  if (rounds > 0)
    return shut_session_after(loop, session, rounds - 1);
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE+8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE+8]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-6]]:12: note: called from here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: called from here
}

void bad_recursion_closes_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  shut_session_after(loop, session, 2);
}

template <class Loop> void shut_any_loop(Loop &&loop) { loop.close(); }

void bad_template_closes_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:62: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'session' is destroyed here
  shut_any_loop(loop);
}

template <class Session> void shut_any(EventLoop &loop, Session &session) {
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: called from here
}

void bad_template_closes_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  shut_any(loop, session);
}

#define CLOSE_LOOP(loop) (loop).close()

void bad_macro_closes_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  CLOSE_LOOP(loop);
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-11]]:33: note: expanded from macro 'CLOSE_LOOP'
}

#define FINISH(loop, session) (loop).run_until_complete((session).close())

void bad_macro_closes_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  FINISH(loop, session);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-8]]:67: note: expanded from macro 'FINISH'
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-6]]:8: note: loop 'loop' is closed here
}

void shut_loop_perhaps(EventLoop &loop) {
  if (choose())
    loop.close();
}

void maybe_helper_closes_the_loop_on_one_path() {
  EventLoop loop;
  ClientSession session(loop);
  shut_loop_perhaps(loop);
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-11]]:10: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
  loop.close();
}

void shut_perhaps(EventLoop &loop, ClientSession &session) {
  if (choose())
    loop.run_until_complete(session.close());
}

void maybe_helper_closes_the_session_on_one_path() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may outlive loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  shut_perhaps(loop, session);
  loop.close();
}

void shut_when_told(EventLoop &loop, bool really) {
  if (really)
    loop.close();
}

void bad_helper_is_told_to_close_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  shut_when_told(loop, true);
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-11]]:10: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
}

void good_helper_is_told_not_to_close_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  shut_when_told(loop, false);
  loop.run_until_complete(session.close());
  shut_when_told(loop, true);
}

void shut(EventLoop &loop, ClientSession &session) {
  loop.run_until_complete(session.close());
}

void good_helper_closes_the_session_first() {
  EventLoop loop;
  ClientSession session(loop);
  shut(loop, session);
  shut_loop(loop);
}

void shut_in_order(EventLoop &loop, ClientSession &session) {
  shut(loop, session);
  loop.close();
}

void good_helper_closes_both_in_order() {
  EventLoop loop;
  ClientSession session(loop);
  shut_in_order(loop, session);
}

void good_helper_closes_the_loop_of_another_session() {
  EventLoop loop;
  EventLoop other;
  ClientSession session(loop);
  shut_loop(other);
  shut_in_order(loop, session);
}

std::unique_ptr<ClientSession> open_for_later(EventLoop &loop) {
  return std::make_unique<ClientSession>(loop);
}

void good_helper_opens_and_helper_closes() {
  EventLoop loop;
  auto session = open_for_later(loop);
  shut_in_order(loop, *session);
}

bool try_to_shut(EventLoop &loop, ClientSession &session) {
  if (choose())
    return false;
  loop.run_until_complete(session.close());
  return true;
}

void good_helper_tells_whether_it_closed() {
  EventLoop loop;
  ClientSession session(loop);
  if (!try_to_shut(loop, session))
    loop.run_until_complete(session.close());
  loop.close();
}

void shut_unless_closed(EventLoop &loop, ClientSession &session) {
  if (!loop.is_closed())
    loop.run_until_complete(session.close());
}

void good_helper_asks_the_loop_first() {
  EventLoop loop;
  ClientSession session(loop);
  shut_unless_closed(loop, session);
  loop.close();
  shut_unless_closed(loop, session);
}

void whole_life() {
  EventLoop loop;
  ClientSession session(loop);
  shut_in_order(loop, session);
}

void good_helper_has_its_own_loop() {
  whole_life();
  whole_life();
}

void open_and_shut(EventLoop &loop, int rounds) {
  ClientSession session(loop);
  if (rounds > 0)
    open_and_shut(loop, rounds - 1);
  loop.run_until_complete(session.close());
}

void good_recursion_opens_a_session_each_time() {
  EventLoop loop;
  open_and_shut(loop, 3);
  loop.close();
}

template <class... Sessions>
void shut_all(EventLoop &loop, Sessions &...sessions) {
  (loop.run_until_complete(sessions.close()), ...);
  loop.close();
}

void good_fold_over_the_sessions() {
  EventLoop loop;
  ClientSession first(loop);
  ClientSession second(loop);
  shut_all(loop, first, second);
}

#define SHUT_IN_ORDER(loop, session)                                           \
  do {                                                                         \
    (loop).run_until_complete((session).close());                              \
    (loop).close();                                                            \
  } while (false)

void good_macro_closes_both_in_order() {
  EventLoop loop;
  ClientSession session(loop);
  SHUT_IN_ORDER(loop, session);
}
