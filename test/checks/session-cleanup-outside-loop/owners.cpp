// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// Sessions and loops that are reached through references, pointers and owners,
// owners that change what they own, and structured bindings.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>
#include <optional>
#include <utility>

using namespace refloop;
using refloop::testing::choose;

void bad_unique_ptr_to_the_loop() {
  auto loop = new_event_loop();
  ClientSession session(*loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:9: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'session' is destroyed here
  loop->close();
}

void bad_unique_ptr_to_the_session() {
  EventLoop loop;
  auto session = std::make_unique<ClientSession>(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'session' is destroyed here
  loop.close();
}

void bad_unique_ptr_closed_too_late() {
  auto loop = new_event_loop();
  auto session = std::make_unique<ClientSession>(*loop);
  loop->close();
  loop->run_until_complete(session->close());
  // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:18: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:9: note: loop 'loop' is closed here
}

void bad_session_is_reset_after_the_close() {
  EventLoop loop;
  auto session = std::make_unique<ClientSession>(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:11: note: session 'session' is destroyed here
  loop.close();
  session.reset();
}

void bad_loop_is_reset_before_the_session() {
  auto loop = new_event_loop();
  auto session = std::make_unique<ClientSession>(*loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:9: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+3]]:11: note: session 'session' is destroyed here
  loop->close();
  loop.reset();
  session.reset();
}

void bad_reset_to_a_new_session() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  session.reset(new ClientSession(loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'session' is destroyed here
  loop.close();
}

void bad_reference_to_the_loop() {
  EventLoop loop;
  EventLoop &alias = loop;
  ClientSession session(alias);
  loop.close();
  alias.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void bad_reference_to_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  ClientSession &alias = session;
  loop.close();
  loop.run_until_complete(alias.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: session 'alias' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void bad_pointer_to_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  ClientSession *alias = &session;
  loop.close();
  loop.run_until_complete(alias->close());
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: session 'alias' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void bad_pointer_to_the_loop() {
  EventLoop loop;
  EventLoop *alias = &loop;
  ClientSession session(*alias);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'alias': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:10: note: loop 'alias' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'session' is destroyed here
  alias->close();
}

void bad_moved_owner() {
  EventLoop loop;
  auto first = std::make_unique<ClientSession>(loop);
  auto second = std::move(first);
  loop.close();
  loop.run_until_complete(second->close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'second' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:16: note: session 'first' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void bad_moved_owner_is_forgotten() {
  EventLoop loop;
  std::unique_ptr<ClientSession> kept;
  {
    auto made = std::make_unique<ClientSession>(loop);
    // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'made' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+4]]:8: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'kept' is destroyed here
    kept = std::move(made);
  }
  loop.close();
}

void bad_shared_ptr() {
  EventLoop loop;
  auto first = std::make_shared<ClientSession>(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: session 'first' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'second' is destroyed here
  auto second = first;
  first.reset();
  loop.close();
}

void bad_shared_ptr_closed_too_late() {
  auto loop = std::make_shared<EventLoop>();
  auto session = std::make_shared<ClientSession>(*loop);
  auto other = session;
  loop->close();
  loop->run_until_complete(other->close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'other' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:18: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:9: note: loop 'loop' is closed here
}

void bad_optional() {
  EventLoop loop;
  std::optional<ClientSession> session;
  session.emplace(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'session' is destroyed here
  loop.close();
}

void bad_optional_is_reset_after_the_close() {
  EventLoop loop;
  std::optional<ClientSession> session;
  session.emplace(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:11: note: session 'session' is destroyed here
  loop.close();
  session.reset();
}

void bad_optional_made_in_place() {
  EventLoop loop;
  std::optional<ClientSession> session(std::in_place, loop);
  loop.close();
  loop.run_until_complete(session->close());
  // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:32: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void bad_new_and_delete() {
  EventLoop loop;
  auto *session = new ClientSession(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: session 'session' is destroyed here
  loop.close();
  delete session;
}

// What nobody points to may be in hands that are not seen: a leak is no end.
void fn_new_and_never_deleted() {
  EventLoop loop;
  auto *session = new ClientSession(loop);
  (void)session->closed();
  loop.close();
}

struct Pair {
  EventLoop &loop;
  ClientSession &session;
};

void bad_structured_binding() {
  EventLoop loop;
  ClientSession session(loop);
  auto [bound_loop, bound_session] = Pair{loop, session};
  bound_loop.close();
  bound_loop.run_until_complete(bound_session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: session 'bound_session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:14: note: loop 'bound_loop' is closed here
}

void bad_fresh_loop_comes_after_the_close() {
  auto loop = new_event_loop();
  auto session = std::make_unique<ClientSession>(*loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:9: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+3]]:11: note: session 'session' is destroyed here
  loop->close();
  loop = new_event_loop();
  session = std::make_unique<ClientSession>(*loop);
  loop->run_until_complete(session->close());
  loop->close();
}

void bad_old_session_on_a_fresh_loop() {
  auto loop = new_event_loop();
  ClientSession session(*loop);
  loop->close();
  loop = new_event_loop();
  try {
    loop->run_until_complete(session.close());
    // CHECK-MESSAGES: :[[@LINE-1]]:38: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-7]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-7]]:17: note: session 'session' is made here
    // CHECK-MESSAGES: :[[@LINE-7]]:9: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE-7]]:8: note: loop 'loop' is destroyed here
  } catch (const RuntimeError &) {
  }
  loop->close();
}

void bad_pointer_is_set_to_the_session_of_the_closed_loop() {
  EventLoop first;
  EventLoop second;
  ClientSession on_first(first);
  ClientSession on_second(second);
  ClientSession *current = &on_second;
  second.run_until_complete(current->close());
  second.close();
  first.close();
  current = &on_first;
  first.run_until_complete(current->close());
  // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: session 'current' is closed on loop 'first', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-11]]:13: note: loop 'first' is created here
  // CHECK-MESSAGES: :[[@LINE-10]]:17: note: session 'on_first' is made here
  // CHECK-MESSAGES: :[[@LINE-6]]:9: note: loop 'first' is closed here
}

void maybe_pointer_to_one_of_two_loops() {
  EventLoop first;
  EventLoop second;
  EventLoop *current = choose() ? &first : &second;
  ClientSession session(first);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may outlive loop 'first': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'first' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:12: note: loop 'current' is closed here
  // CHECK-MESSAGES: :[[@LINE+6]]:1: note: session 'session' is destroyed here
  current->close();
  if (!first.is_closed())
    first.run_until_complete(session.close());
  first.close();
  second.close();
}

void maybe_owner_is_filled_on_one_path() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  if (choose())
    session = std::make_unique<ClientSession>(loop);
  if (!session)
    session = std::make_unique<ClientSession>(loop);
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: session 'session' may outlive loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+6]]:1: note: session 'session' is destroyed here
  else
    loop.run_until_complete(session->close());
  if (choose())
    loop.run_until_complete(session->close());
  loop.close();
}

void good_unique_ptr_closed_in_order() {
  auto loop = new_event_loop();
  auto session = std::make_unique<ClientSession>(*loop);
  loop->run_until_complete(session->close());
  session.reset();
  loop->close();
}

void good_closed_session_is_destroyed_after_its_loop() {
  auto loop = new_event_loop();
  auto session = std::make_unique<ClientSession>(*loop);
  loop->run_until_complete(session->close());
  loop->close();
  loop.reset();
  session.reset();
}

void good_moved_owner_is_closed() {
  EventLoop loop;
  auto first = std::make_unique<ClientSession>(loop);
  auto second = std::move(first);
  loop.run_until_complete(second->close());
  loop.close();
}

void good_owners_are_swapped() {
  EventLoop loop;
  auto first = std::make_unique<ClientSession>(loop);
  auto second = std::make_unique<ClientSession>(loop);
  loop.run_until_complete(first->close());
  std::swap(first, second);
  loop.run_until_complete(first->close());
  loop.close();
}

void good_shared_ptr_closed_by_one_owner() {
  EventLoop loop;
  auto first = std::make_shared<ClientSession>(loop);
  auto second = first;
  loop.run_until_complete(second->close());
  loop.close();
}

void good_optional_is_emplaced_anew() {
  EventLoop loop;
  std::optional<ClientSession> session;
  session.emplace(loop);
  loop.run_until_complete(session->close());
  session.emplace(loop);
  loop.run_until_complete(session->close());
  loop.close();
}

void good_optional_is_closed_and_reset() {
  EventLoop loop;
  std::optional<ClientSession> session;
  session.emplace(loop);
  loop.run_until_complete(session->close());
  session.reset();
  loop.close();
}

void good_optional_stays_empty() {
  EventLoop loop;
  std::optional<ClientSession> session;
  loop.close();
}

void good_new_closed_and_deleted() {
  EventLoop loop;
  auto *session = new ClientSession(loop);
  loop.run_until_complete(session->close());
  loop.close();
  delete session;
}

void good_structured_binding() {
  EventLoop loop;
  ClientSession session(loop);
  auto [bound_loop, bound_session] = Pair{loop, session};
  bound_loop.run_until_complete(bound_session.close());
  bound_loop.close();
}

void good_fresh_loop_for_a_fresh_session() {
  auto loop = new_event_loop();
  auto session = std::make_unique<ClientSession>(*loop);
  loop->run_until_complete(session->close());
  loop->close();
  loop = new_event_loop();
  session = std::make_unique<ClientSession>(*loop);
  loop->run_until_complete(session->close());
  loop->close();
}

void good_pointer_is_set_to_the_session_of_the_open_loop() {
  EventLoop first;
  EventLoop second;
  ClientSession on_first(first);
  ClientSession on_second(second);
  ClientSession *current = &on_first;
  first.run_until_complete(current->close());
  first.close();
  current = &on_second;
  second.run_until_complete(current->close());
  second.close();
}

void good_null_owner_is_asked_first() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  if (choose())
    session = std::make_unique<ClientSession>(loop);
  if (session)
    loop.run_until_complete(session->close());
  loop.close();
}

// It is destroyed while its loop is open: `eventloop-unclosed-session`.
// ALSO: eventloop-unclosed-session
void good_owner_is_given_another_session() {
  EventLoop loop;
  auto session = std::make_unique<ClientSession>(loop);
  session = std::make_unique<ClientSession>(loop);
  loop.run_until_complete(session->close());
  loop.close();
}
