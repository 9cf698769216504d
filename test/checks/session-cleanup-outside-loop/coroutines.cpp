// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// Coroutines that take a loop or a session, make a session on the running loop,
// or close one there; with_session; loops of run() and Runner.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>
#include <optional>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

Task<> turn() { co_return; }

Task<> shut_elsewhere(ClientSession &session) { co_await session.close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:66: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
// CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+6]]:17: note: session 'session' is made here
// CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is closed here
// CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here

void bad_closed_on_another_loop_after_its_own() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  run(shut_elsewhere(session));
}

void bad_closing_task_is_run_elsewhere() {
  EventLoop loop;
  ClientSession session(loop);
  loop.close();
  run(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void bad_closing_task_is_run_by_an_open_loop() {
  EventLoop loop;
  EventLoop other;
  ClientSession session(loop);
  loop.close();
  try {
    other.run_until_complete(session.close());
    // CHECK-MESSAGES: :[[@LINE-1]]:38: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
    // CHECK-MESSAGES: :[[@LINE-6]]:8: note: loop 'loop' is closed here
  } catch (const RuntimeError &) {
  }
  other.close();
}

void bad_closed_on_another_loop_while_its_own_is_open() {
  EventLoop loop;
  ClientSession session(loop);
  try {
    run(session.close());
    // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is closed while loop 'loop' does not run [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  } catch (const RuntimeError &) {
  }
  loop.close();
}

Task<> open_into(EventLoop &loop, std::unique_ptr<ClientSession> &session) {
  session = std::make_unique<ClientSession>(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+9]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+9]]:1: note: session 'session' is destroyed here
  co_return;
}

void bad_coroutine_opens_a_session_that_outlives_the_loop() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  loop.run_until_complete(open_into(loop, session));
  loop.close();
}

Task<> open_here_into(std::optional<ClientSession> &session) {
  session.emplace();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+9]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+9]]:1: note: session 'session' is destroyed here
  co_await sleep(1ms);
}

void bad_session_on_the_running_loop_outlives_it() {
  EventLoop loop;
  std::optional<ClientSession> session;
  loop.run_until_complete(open_here_into(session));
  loop.close();
}

Task<std::unique_ptr<ClientSession>> make_session() {
  co_return std::make_unique<ClientSession>();
}

void bad_returned_session_is_closed_too_late() {
  EventLoop loop;
  auto session = loop.run_until_complete(make_session());
  loop.close();
  loop.run_until_complete(session->close());
  // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-10]]:13: note: the session is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

Task<> shut_loop(EventLoop &loop) {
  loop.close();
  co_return;
}

void bad_coroutine_on_another_loop_closes_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  run(shut_loop(loop));
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-12]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
}

void bad_coroutine_lambda_opens_a_session() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  auto open = [&]() -> Task<> {
    session = std::make_unique<ClientSession>();
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+5]]:8: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+5]]:1: note: session 'session' is destroyed here
    co_return;
  };
  loop.run_until_complete(open());
  loop.close();
}

Task<> shut_perhaps(ClientSession &session) {
  if (choose())
    co_await session.close();
}

void maybe_coroutine_closes_on_one_path() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may outlive loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  loop.run_until_complete(shut_perhaps(session));
  loop.close();
}

Task<> shut_loop_perhaps(EventLoop &loop) {
  if (choose())
    loop.close();
  co_return;
}

void maybe_coroutine_on_another_loop_closes_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  run(shut_loop_perhaps(loop));
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-12]]:10: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
  loop.close();
}

Task<> shut(ClientSession &session) { co_await session.close(); }

void good_coroutine_closes_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(shut(session));
  loop.close();
}

Task<> shut_deeper(ClientSession &session) {
  co_await sleep(1ms);
  co_await shut(session);
}

void good_coroutine_closes_two_awaits_deep() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(shut_deeper(session));
  loop.close();
}

Task<> whole_life(EventLoop &loop) {
  ClientSession session(loop);
  co_await sleep(1ms);
  co_await session.close();
}

void good_session_lives_in_a_coroutine() {
  EventLoop loop;
  loop.run_until_complete(whole_life(loop));
  loop.close();
}

Task<> whole_life_here() {
  ClientSession session;
  co_await session.close();
}

void good_session_lives_in_run() {
  run(whole_life_here());
  run(whole_life_here());
}

void good_session_lives_in_a_runner() {
  Runner runner;
  runner.run(whole_life_here());
  runner.run(whole_life_here());
}

Task<> use(ClientSession &session) {
  (void)session.closed();
  co_return;
}

void good_with_session() {
  EventLoop loop;
  loop.run_until_complete(with_session(loop, use));
  loop.close();
}

void good_with_session_and_a_lambda() {
  EventLoop loop;
  loop.run_until_complete(with_session(loop, [](ClientSession &s) -> Task<> {
    co_await sleep(1ms);
    (void)s.closed();
  }));
  loop.close();
}

Task<> scoped(EventLoop &loop) { co_await with_session(loop, use); }

void good_with_session_in_a_coroutine() {
  EventLoop loop;
  loop.run_until_complete(scoped(loop));
  loop.close();
}

void good_coroutine_opens_and_coroutine_closes() {
  EventLoop loop;
  auto session = loop.run_until_complete(make_session());
  loop.run_until_complete(shut(*session));
  loop.close();
}

void good_coroutine_lambda_closes_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  auto finish = [&]() -> Task<> { co_await session.close(); };
  loop.run_until_complete(finish());
  loop.close();
}

void good_gathered_closes() {
  EventLoop loop;
  ClientSession first(loop);
  ClientSession second(loop);
  auto finish = [&]() -> Task<> {
    co_await gather(first.close(), second.close());
  };
  loop.run_until_complete(finish());
  loop.close();
}

void good_close_is_spawned_and_awaited() {
  EventLoop loop;
  ClientSession session(loop);
  auto finish = [&]() -> Task<> {
    auto closing = create_task(session.close());
    co_await closing;
  };
  loop.run_until_complete(finish());
  loop.close();
}

void good_close_in_a_task_group() {
  EventLoop loop;
  ClientSession session(loop);
  auto finish = [&]() -> Task<> {
    co_await with_task_group([&](TaskGroup &group) -> Task<> {
      group.create_task(session.close());
      co_return;
    });
  };
  loop.run_until_complete(finish());
  loop.close();
}

// On a loop of run(), which nobody closed too early:
// `eventloop-unclosed-session`.
// ALSO: eventloop-unclosed-session
void good_session_outlives_the_loop_of_run() {
  std::unique_ptr<ClientSession> session;
  run([&]() -> Task<> {
    session = std::make_unique<ClientSession>();
    co_return;
  }());
}

// The same for a Runner.
// ALSO: eventloop-unclosed-session
void good_session_outlives_the_loop_of_a_runner() {
  std::unique_ptr<ClientSession> session;
  Runner runner;
  runner.run([&]() -> Task<> {
    session = std::make_unique<ClientSession>();
    co_return;
  }());
}

// The same on the loop that the Runner tells.
// ALSO: eventloop-unclosed-session
void good_session_on_the_loop_that_a_runner_tells() {
  Runner runner;
  ClientSession session(runner.get_loop());
  runner.run(turn());
}

// It ends with its coroutine, while the loop is open.
// ALSO: eventloop-unclosed-session
void good_session_is_forgotten_in_a_coroutine() {
  EventLoop loop;
  auto forget = [&]() -> Task<> {
    ClientSession session;
    co_return;
  };
  loop.run_until_complete(forget());
  loop.close();
}
