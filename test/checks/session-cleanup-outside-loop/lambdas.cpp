// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// Lambdas and callbacks: those called now, those that a loop calls while it
// runs, those that are stored, and those that nobody calls.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <functional>
#include <memory>

using namespace refloop;
using refloop::testing::choose;

Task<> turn() { co_return; }

void bad_lambda_closes_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  auto shut = [&loop] { loop.close(); };
  shut();
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-6]]:30: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
}

void bad_lambda_closes_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  auto shut = [&] { loop.run_until_complete(session.close()); };
  // CHECK-MESSAGES: :[[@LINE-1]]:53: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
  loop.close();
  shut();
}

void bad_lambda_is_called_where_it_is_written() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:14: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'session' is destroyed here
  [&] { loop.close(); }();
}

void bad_nested_lambda_closes_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  auto outer = [&] {
    auto inner = [&] { loop.close(); };
    inner();
  };
  outer();
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-9]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-8]]:29: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-8]]:5: note: called from here
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: called from here
}

void bad_lambda_takes_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  auto shut = [&loop](ClientSession &which) {
    loop.run_until_complete(which.close());
    // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'which' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
    // CHECK-MESSAGES: :[[@LINE-6]]:8: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
  };
  shut(session);
}

void bad_function_object_closes_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  std::function<void()> shut = [&] { loop.close(); };
  shut();
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-6]]:43: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
}

void invoke_now(const std::function<void()> &action) { action(); }

void bad_callback_of_a_helper_closes_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:25: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-8]]:56: note: called from here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'session' is destroyed here
  invoke_now([&] { loop.close(); });
}

void bad_lambda_owns_the_session() {
  EventLoop loop;
  auto owner = [session = std::make_unique<ClientSession>(loop)] {
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: a session outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-4]]:16: note: the session is destroyed here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: called from here
    return session->closed();
  };
  (void)owner();
  loop.close();
}

void bad_callback_of_another_loop_closes_the_loop() {
  EventLoop loop;
  EventLoop other;
  ClientSession session(loop);
  other.call_soon([&] { loop.close(); });
  other.run_until_complete(turn());
  other.close();
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-7]]:30: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-7]]:9: note: called from here
}

void bad_callback_opens_a_session() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  loop.call_soon([&] { session = std::make_unique<ClientSession>(loop); });
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  loop.run_until_complete(turn());
  loop.close();
}

void maybe_lambda_closes_the_loop_on_one_path() {
  EventLoop loop;
  ClientSession session(loop);
  auto shut = [&] {
    if (choose())
      loop.close();
  };
  shut();
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-9]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-7]]:12: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
  loop.close();
}

void maybe_lambda_is_called_on_one_path() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may outlive loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: session 'session' is destroyed here
  auto shut = [&] { loop.run_until_complete(session.close()); };
  if (choose())
    shut();
  loop.close();
}

void good_lambda_closes_in_order() {
  EventLoop loop;
  ClientSession session(loop);
  auto shut = [&] {
    loop.run_until_complete(session.close());
    loop.close();
  };
  shut();
}

void good_lambda_is_never_called() {
  EventLoop loop;
  ClientSession session(loop);
  auto shut = [&] { loop.close(); };
  (void)shut;
  loop.run_until_complete(session.close());
  loop.close();
}

void good_function_object_closes_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  std::function<void()> shut = [&] {
    loop.run_until_complete(session.close());
  };
  shut();
  loop.close();
}

void good_nested_lambda_closes_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  auto outer = [&] {
    auto inner = [&] { loop.run_until_complete(session.close()); };
    inner();
  };
  outer();
  loop.close();
}

void good_callback_of_a_helper_closes_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  invoke_now([&] { loop.run_until_complete(session.close()); });
  loop.close();
}

void good_callback_spawns_the_close() {
  EventLoop loop;
  ClientSession session(loop);
  TaskHandle<> closing;
  loop.call_soon([&] { closing = loop.create_task(session.close()); });
  loop.run_until_complete(turn());
  loop.run_until_complete(closing);
  loop.close();
}

void good_lambda_has_its_own_loop_and_session() {
  EventLoop loop;
  ClientSession session(loop);
  auto whole_life = [] {
    EventLoop loop;
    ClientSession session(loop);
    loop.run_until_complete(session.close());
    loop.close();
  };
  whole_life();
  loop.run_until_complete(session.close());
  loop.close();
}

void good_lambda_closes_the_session_it_owns() {
  EventLoop loop;
  auto shut = [&loop, session = std::make_unique<ClientSession>(loop)] {
    loop.run_until_complete(session->close());
  };
  shut();
  loop.close();
}
