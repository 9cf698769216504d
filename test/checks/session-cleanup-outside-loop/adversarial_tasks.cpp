// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// The many ways in which a session's close comes to be awaited before the loop
// is closed, and the few in which it does not.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

Task<> turn() { co_return; }

void good_close_through_wait_for() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(wait_for(session.close(), 1s));
  loop.close();
}

void good_close_through_with_timeout() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(with_timeout(1s, [&] { return session.close(); }));
  loop.close();
}

void good_close_through_gather() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(gather(session.close(), turn()));
  loop.close();
}

Task<> shielded(ClientSession &session) {
  auto closing = create_task(session.close());
  co_await shield(closing);
}

void good_close_is_shielded() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(shielded(session));
  loop.close();
}

Task<> owns(std::unique_ptr<ClientSession> session) {
  co_await sleep(1ms);
  co_await session->close();
}

void good_coroutine_owns_the_session() {
  EventLoop loop;
  loop.run_until_complete(owns(std::make_unique<ClientSession>(loop)));
  loop.close();
}

Task<> shares(std::shared_ptr<ClientSession> session) {
  co_await sleep(1ms);
  if (!session->closed())
    co_await session->close();
}

void good_two_coroutines_share_the_session() {
  EventLoop loop;
  auto session = std::make_shared<ClientSession>(loop);
  auto first = loop.create_task(shares(session));
  auto second = loop.create_task(shares(session));
  loop.run_until_complete(first);
  loop.run_until_complete(second);
  loop.close();
}

Task<> shut(ClientSession &session) { co_await session.close(); }

void good_close_in_the_background_is_awaited() {
  EventLoop loop;
  ClientSession session(loop);
  auto closing = loop.create_task(shut(session));
  loop.run_until_complete(turn());
  loop.run_until_complete(closing);
  loop.close();
}

Task<> serve_and_shut(ClientSession &session, int requests) {
  for (int i = 0; i < requests; ++i)
    co_await sleep(1ms);
  co_await session.close();
}

void good_coroutine_with_a_loop_closes_last() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(serve_and_shut(session, 2));
  loop.close();
}

Task<> shut_if(bool really, ClientSession &session) {
  if (really)
    co_await session.close();
}

void good_coroutine_is_told_to_close() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(shut_if(true, session));
  loop.close();
}

void bad_coroutine_is_told_not_to_close() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  loop.run_until_complete(shut_if(false, session));
  loop.close();
}

Task<int> answer_and_shut(ClientSession &session) {
  co_await session.close();
  co_return 42;
}

void good_coroutine_with_a_result_closes() {
  EventLoop loop;
  ClientSession session(loop);
  const int answer = loop.run_until_complete(answer_and_shut(session));
  if (answer == 42)
    loop.close();
}

class Service {
public:
  explicit Service(EventLoop &loop) : session(loop) {}
  Task<> stop() {
    if (!session.closed())
      co_await session.close();
  }

private:
  ClientSession session;
};

void good_member_coroutine_closes() {
  EventLoop loop;
  Service service(loop);
  loop.run_until_complete(service.stop());
  loop.run_until_complete(service.stop());
  loop.close();
}

class Application {
public:
  Application() : service(loop) {}
  void run_once() { loop.run_until_complete(turn()); }
  ~Application() {
    loop.run_until_complete(service.stop());
    loop.close();
  }

private:
  EventLoop loop;
  Service service;
};

void good_application_stops_its_service() {
  Application application;
  application.run_once();
}

template <class F> void with_loop(F body) {
  EventLoop loop;
  body(loop);
  loop.close();
}

void good_body_of_a_scope_function() {
  with_loop([](EventLoop &loop) {
    ClientSession session(loop);
    loop.run_until_complete(session.close());
  });
}

// The session is destroyed while its loop is open:
// `eventloop-unclosed-session`. ALSO: eventloop-unclosed-session
void good_body_of_a_scope_function_forgets_the_session() {
  with_loop([](EventLoop &loop) { ClientSession session(loop); });
}

void bad_session_escapes_a_scope_function() {
  std::unique_ptr<ClientSession> kept;
  with_loop(
      [&](EventLoop &loop) { kept = std::make_unique<ClientSession>(loop); });
      // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: session 'kept' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
      // CHECK-MESSAGES: :[[@LINE-23]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-22]]:8: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE-22]]:1: note: loop 'loop' is destroyed here
      // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
      // CHECK-MESSAGES: :[[@LINE+1]]:1: note: session 'kept' is destroyed here
}

template <class F> void with_client(EventLoop &loop, F body) {
  ClientSession session(loop);
  body(session);
  loop.run_until_complete(session.close());
}

void good_scope_function_of_a_session() {
  EventLoop loop;
  with_client(loop, [](ClientSession &session) { (void)session.closed(); });
  loop.close();
}

void good_closers_run_in_reverse() {
  std::vector<std::function<void()>> closers;
  EventLoop loop;
  closers.push_back([&] { loop.close(); });
  ClientSession session(loop);
  closers.push_back([&] { loop.run_until_complete(session.close()); });
  while (!closers.empty()) {
    closers.back()();
    closers.pop_back();
  }
}

void good_close_is_invoked() {
  EventLoop loop;
  ClientSession session(loop);
  auto close = [](ClientSession &which) { return which.close(); };
  loop.run_until_complete(std::invoke(close, session));
  loop.close();
}

Task<> close_of(ClientSession &session) { return session.close(); }

void good_helper_returns_the_closing_task() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(close_of(session));
  loop.close();
}

Task<> late_close_of(ClientSession &session) { return session.close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:63: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
// CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+5]]:17: note: session 'session' is made here
// CHECK-MESSAGES: :[[@LINE+5]]:8: note: loop 'loop' is closed here

void bad_helper_returns_the_closing_task() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  loop.run_until_complete(late_close_of(session));
}

void good_loop_is_stopped_and_run_again() {
  EventLoop loop;
  ClientSession session(loop);
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.run_until_complete(session.close());
  loop.close();
}

Task<> fails() {
  throw std::runtime_error("failed");
  co_return;
}

void good_failing_coroutine_comes_before_the_close() {
  EventLoop loop;
  ClientSession session(loop);
  try {
    loop.run_until_complete(fails());
  } catch (const std::runtime_error &) {
  }
  loop.run_until_complete(session.close());
  loop.close();
}

void bad_failing_coroutine_skips_the_close() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+7]]:1: note: session 'session' is destroyed here
  try {
    loop.run_until_complete(fails());
    loop.run_until_complete(session.close());
  } catch (const std::runtime_error &) {
  }
  loop.close();
}

Task<> use_then_fail(ClientSession &session) {
  (void)session.closed();
  throw std::runtime_error("failed");
  co_return;
}

void good_with_session_closes_on_failure() {
  EventLoop loop;
  try {
    loop.run_until_complete(with_session(loop, use_then_fail));
  } catch (const std::runtime_error &) {
  }
  loop.close();
}

Task<> nested_sessions(EventLoop &loop) {
  co_await with_session(loop, [&](ClientSession &outer) -> Task<> {
    co_await with_session(loop, [&](ClientSession &inner) -> Task<> {
      (void)(outer.closed() || inner.closed());
      co_return;
    });
  });
}

void good_nested_with_session() {
  EventLoop loop;
  loop.run_until_complete(nested_sessions(loop));
  loop.close();
}
