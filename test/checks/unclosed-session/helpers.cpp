// RUN: %check_scenarios %s eventloop-unclosed-session
//
// Functions that make, use or close a session for others, up to three levels
// down, recursive, as templates and macros.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>

using namespace refloop;
using refloop::testing::choose;

Task<> close_it(ClientSession &session) { co_await session.close(); }
Task<> close_two_down(ClientSession &session) { co_await close_it(session); }
Task<> close_three_down(ClientSession &session) {
  co_await close_two_down(session);
}
Task<> close_by_pointer(ClientSession *session) {
  if (session)
    co_await session->close();
}
void use_it(ClientSession &session) { (void)session.closed(); }
Task<> use_in_a_coroutine(ClientSession &session) {
  (void)session.closed();
  co_return;
}

Task<> helper_closes() {
  ClientSession session;
  use_it(session);
  co_await close_it(session);
}

void good_helper_closes() { run(helper_closes()); }

Task<> closed_three_levels_down() {
  ClientSession session;
  co_await close_three_down(session);
}

void good_closed_three_levels_down() { run(closed_three_levels_down()); }

Task<> closed_through_a_pointer() {
  ClientSession session;
  co_await close_by_pointer(&session);
}

void good_closed_through_a_pointer() { run(closed_through_a_pointer()); }

Task<> null_is_closed_instead() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+6]]:37: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:37: note: called from here
  co_await close_by_pointer(nullptr);
}

void bad_null_is_closed_instead() { run(null_is_closed_instead()); }

Task<> helper_only_uses() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+7]]:31: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+5]]:31: note: called from here
  use_it(session);
  co_await use_in_a_coroutine(session);
}

void bad_helper_only_uses() { run(helper_only_uses()); }

Task<> close_sometimes(ClientSession &session) {
  if (choose())
    co_await session.close();
}

Task<> helper_closes_sometimes() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may be never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+6]]:40: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:40: note: called from here
  co_await close_sometimes(session);
}

void maybe_helper_closes_sometimes() { run(helper_closes_sometimes()); }

Task<> close_if(ClientSession &session, bool wanted) {
  if (wanted)
    co_await session.close();
}

Task<> told_not_to_close() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+6]]:42: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:42: note: called from here
  co_await close_if(session, false);
}

void bad_helper_is_told_not_to_close() { run(told_not_to_close()); }

Task<> told_to_close() {
  ClientSession session;
  co_await close_if(session, true);
}

void good_helper_is_told_to_close() { run(told_to_close()); }

Task<> make_and_forget() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+10]]:37: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+5]]:27: note: called from here
  // CHECK-MESSAGES: :[[@LINE+5]]:31: note: called from here
  // CHECK-MESSAGES: :[[@LINE+6]]:37: note: called from here
  co_await use_in_a_coroutine(session);
}
Task<> call_the_maker() { co_await make_and_forget(); }
Task<> call_it_from_above() { co_await call_the_maker(); }

void bad_made_three_levels_down() { run(call_it_from_above()); }

Task<> make_and_close() {
  ClientSession session;
  co_await close_two_down(session);
}
Task<> call_the_careful_maker() { co_await make_and_close(); }

void good_made_and_closed_below() { run(call_the_careful_maker()); }

Task<> close_in_the_end(ClientSession &session, int depth) {
  if (depth > 0)
    co_await close_in_the_end(session, depth - 1);
  else
    co_await session.close();
}

Task<> recursion_closes() {
  ClientSession session;
  co_await close_in_the_end(session, 3);
}

void good_recursion_closes_in_the_end() { run(recursion_closes()); }

Task<> use_on_the_way_down(ClientSession &session, int depth) {
  use_it(session);
  if (depth > 0)
    co_await use_on_the_way_down(session, depth - 1);
}

Task<> recursion_never_closes() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+6]]:37: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:37: note: called from here
  co_await use_on_the_way_down(session, 3);
}

void bad_recursion_never_closes() { run(recursion_never_closes()); }

void make_at_each_level(EventLoop &loop, int depth) {
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+9]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+3]]:5: note: called from here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: called from here
  if (depth > 0)
    make_at_each_level(loop, depth - 1);
}

void bad_recursion_makes_sessions() {
  EventLoop loop;
  make_at_each_level(loop, 2);
  loop.close();
}

template <class Session> Task<> close_any(Session &session) {
  co_await session.close();
}
template <class Session> Task<> use_any(Session &session) {
  (void)session.closed();
  co_return;
}

Task<> template_closes() {
  ClientSession session;
  co_await close_any(session);
}

void good_template_closes() { run(template_closes()); }

Task<> template_only_uses() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+6]]:33: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:33: note: called from here
  co_await use_any(session);
}

void bad_template_only_uses() { run(template_only_uses()); }

#define MAKE_SESSION(name, loop) ClientSession name(loop)
#define CLOSE_SESSION(name, loop) loop.run_until_complete(name.close())
#define ASK_SESSION(name) (void)name.closed()

void good_macro_closes() {
  EventLoop loop;
  MAKE_SESSION(session, loop);
  CLOSE_SESSION(session, loop);
  loop.close();
}

void bad_macro_only_looks_like_a_close() {
  EventLoop loop;
  {
    ClientSession session(loop);
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: session 'session' is destroyed here
    ASK_SESSION(session);
  }
  loop.close();
}

void bad_made_by_a_macro() {
  EventLoop loop;
  {
    MAKE_SESSION(session, loop);
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: session 'session' is destroyed here
    use_it(session);
  }
  loop.close();
}

std::unique_ptr<ClientSession> make_session(EventLoop &loop) {
  return std::make_unique<ClientSession>(loop);
}

void good_made_by_a_helper() {
  EventLoop loop;
  auto session = make_session(loop);
  loop.run_until_complete(session->close());
  loop.close();
}

std::unique_ptr<ClientSession> make_and_drop(EventLoop &loop) {
  return std::make_unique<ClientSession>(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: session 'session' is destroyed here
}

void bad_made_by_a_helper() {
  EventLoop loop;
  {
    auto session = make_and_drop(loop);
    use_it(*session);
  }
  loop.close();
}

std::unique_ptr<ClientSession> make_for_nobody(EventLoop &loop) {
  return std::make_unique<ClientSession>(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: a session is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:23: note: the session is destroyed here
}

void bad_result_of_a_helper_is_dropped() {
  EventLoop loop;
  make_for_nobody(loop);
  loop.close();
}

ClientSession &pick(ClientSession &first, ClientSession &second, bool is_first) {
  return is_first ? first : second;
}

Task<> picks_the_other_one() {
  ClientSession first;
  ClientSession second;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'second' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+6]]:41: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'second' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:41: note: called from here
  co_await pick(first, second, true).close();
}

void bad_helper_picks_the_other_one() { run(picks_the_other_one()); }

Task<> picks_each() {
  ClientSession first;
  ClientSession second;
  co_await pick(first, second, true).close();
  co_await pick(first, second, false).close();
}

void good_helper_picks_each() { run(picks_each()); }

// Who knows what it does.
using Unknown = Task<> (*)(ClientSession &);
Unknown unknown_function(int which) {
  static const Unknown table[] = {close_it, close_two_down};
  return table[which % 2];
}

Task<> unknown_function_takes_it() {
  ClientSession session;
  co_await unknown_function(choose())(session);
}

void good_unknown_function_takes_it() { run(unknown_function_takes_it()); }
