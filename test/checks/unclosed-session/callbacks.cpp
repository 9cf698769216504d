// RUN: %check_scenarios %s eventloop-unclosed-session
//
// Sessions that lambdas, functions in variables and tasks use and close, scoped
// sessions, globals, statics, and what code elsewhere keeps.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace refloop;
using refloop::testing::choose;
using namespace std::chrono_literals;

Task<> talk(ClientSession &session) {
  (void)session.closed();
  co_return;
}

void good_with_session() {
  EventLoop loop;
  loop.run_until_complete(with_session(loop, talk));
  loop.close();
}

void good_with_session_that_is_closed_early() {
  EventLoop loop;
  loop.run_until_complete(with_session(
      loop, [](ClientSession &session) -> Task<> { co_await session.close(); }));
  loop.close();
}

void bad_another_in_a_scoped_session() {
  EventLoop loop;
  loop.run_until_complete(
      with_session(loop, [&](ClientSession &session) -> Task<> {
        ClientSession other(loop);
        // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: session 'other' is never closed: Unclosed client session [eventloop-unclosed-session]
        // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
        // CHECK-MESSAGES: :[[@LINE+3]]:7: note: session 'other' is destroyed here
        // CHECK-MESSAGES: :[[@LINE-6]]:8: note: called from here
        co_await talk(session);
      }));
  loop.close();
}

void good_lambda_closes() {
  EventLoop loop;
  ClientSession session(loop);
  auto close = [&] { loop.run_until_complete(session.close()); };
  close();
  loop.close();
}

void bad_lambda_is_never_called() {
  EventLoop loop;
  {
    ClientSession session(loop);
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+3]]:3: note: session 'session' is destroyed here
    auto close = [&] { loop.run_until_complete(session.close()); };
    (void)close;
  }
  loop.close();
}

void maybe_lambda_is_called_on_one_path() {
  EventLoop loop;
  {
    ClientSession session(loop);
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' may be never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+4]]:3: note: session 'session' is destroyed here
    auto close = [&] { loop.run_until_complete(session.close()); };
    if (choose())
      close();
  }
  loop.close();
}

void good_function_object_closes() {
  EventLoop loop;
  ClientSession session(loop);
  std::function<void()> close = [&] {
    loop.run_until_complete(session.close());
  };
  close();
  loop.close();
}

Task<> coroutine_lambda_closes() {
  ClientSession session;
  auto close = [&session]() -> Task<> { co_await session.close(); };
  co_await close();
}

void good_coroutine_lambda_closes() { run(coroutine_lambda_closes()); }

void bad_coroutine_lambda_makes_one() {
  auto body = []() -> Task<> {
    ClientSession session;
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE+5]]:3: note: the loop is created here
    // CHECK-MESSAGES: :[[@LINE+3]]:3: note: session 'session' is destroyed here
    // CHECK-MESSAGES: :[[@LINE+3]]:3: note: called from here
    co_await sleep(1ms);
  };
  run(body());
}

void good_coroutine_lambda_makes_and_closes_one() {
  auto body = []() -> Task<> {
    ClientSession session;
    co_await session.close();
  };
  run(body());
}

Task<> background_user(ClientSession &session) {
  co_await sleep(1ms);
  co_await session.close();
}

Task<> closed_by_a_background_task() {
  ClientSession session;
  auto user = create_task(background_user(session));
  co_await user;
}

void good_background_task_closes() { run(closed_by_a_background_task()); }

Task<> background_user_who_does_not(ClientSession &session) {
  co_await sleep(1ms);
  (void)session.closed();
}

Task<> used_by_a_background_task() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+7]]:40: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+5]]:40: note: called from here
  auto user = create_task(background_user_who_does_not(session));
  co_await user;
}

void bad_background_task_only_uses() { run(used_by_a_background_task()); }

Task<> takes(std::unique_ptr<ClientSession> session) {
  co_await session->close();
}

Task<> hands_it_over() { co_await takes(std::make_unique<ClientSession>()); }

void good_handed_over_and_closed() { run(hands_it_over()); }

Task<> takes_and_forgets(std::unique_ptr<ClientSession> session) {
  (void)session->closed();
  co_return;
}

Task<> hands_it_over_in_vain() {
  auto session = std::make_unique<ClientSession>();
  co_await takes_and_forgets(std::move(session));
}

// What a coroutine takes by value is not followed to its end.
void fn_handed_over_and_forgotten() { run(hands_it_over_in_vain()); }

Task<std::unique_ptr<ClientSession>> make_session() {
  co_return std::make_unique<ClientSession>();
}

Task<> takes_what_a_coroutine_makes() {
  auto session = co_await make_session();
  co_await session->close();
}

void good_made_by_a_coroutine() { run(takes_what_a_coroutine_makes()); }

void bad_on_the_loop_of_a_runner() {
  Runner runner;
  ClientSession session(runner.get_loop());
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE-3]]:10: note: loop 'runner' is created here
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: session 'session' is destroyed here
}

void good_on_the_loop_of_a_runner() {
  Runner runner;
  ClientSession session(runner.get_loop());
  runner.run(session.close());
}

void bad_runner_outlives_the_session() {
  Runner runner;
  {
    ClientSession session(runner.get_loop());
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE-4]]:10: note: loop 'runner' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: session 'session' is destroyed here
    (void)session.closed();
  }
  runner.close();
}

Task<> on_the_running_loop() {
  EventLoop &loop = get_running_loop();
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+6]]:34: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:34: note: called from here
  co_await sleep(1ms);
}

void bad_on_the_running_loop() { run(on_the_running_loop()); }

std::unique_ptr<ClientSession> global_session;

Task<> keeps_it_in_a_global() {
  global_session = std::make_unique<ClientSession>();
  co_return;
}

Task<> closes_the_global() {
  co_await global_session->close();
  global_session.reset();
}

void good_global_is_closed() {
  EventLoop loop;
  loop.run_until_complete(keeps_it_in_a_global());
  loop.run_until_complete(closes_the_global());
  loop.close();
}

std::unique_ptr<ClientSession> dropped_global;

void bad_global_is_reset() {
  EventLoop loop;
  dropped_global = std::make_unique<ClientSession>(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: session 'dropped_global' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+1]]:18: note: session 'dropped_global' is destroyed here
  dropped_global.reset();
  loop.close();
}

std::unique_ptr<EventLoop> loop_of_the_program;
std::unique_ptr<ClientSession> session_of_the_program;

// Code elsewhere may close what globals have, as long as the loop is open.
// ALSO: eventloop-unclosed-loop
void fn_global_is_left_open() {
  loop_of_the_program = new_event_loop();
  session_of_the_program =
      std::make_unique<ClientSession>(*loop_of_the_program);
}

std::unique_ptr<EventLoop> loop_of_two;
std::unique_ptr<ClientSession> session_of_two;

void opens_for_two() {
  loop_of_two = new_event_loop();
  session_of_two = std::make_unique<ClientSession>(*loop_of_two);
}

void closes_for_two() {
  loop_of_two->run_until_complete(session_of_two->close());
  session_of_two.reset();
  loop_of_two->close();
}

void (*const steps_of_two[])() = {opens_for_two, closes_for_two};

void good_opened_by_one_and_closed_by_another() {
  for (auto step : steps_of_two)
    step();
}

// Code elsewhere may close it.
struct Pool {
  virtual ~Pool() = default;
  virtual void add(ClientSession &session) = 0;
  virtual Task<> stop() = 0;
};

struct ClosingPool : Pool {
  void add(ClientSession &session) override { sessions.push_back(&session); }
  Task<> stop() override {
    for (ClientSession *session : sessions)
      co_await session->close();
    sessions.clear();
  }
  std::vector<ClientSession *> sessions;
};

Pool &pool() {
  static ClosingPool instance;
  return instance;
}

Task<> pool_closes_it() {
  ClientSession session;
  pool().add(session);
  co_await pool().stop();
}

void good_unknown_pool_closes_it() { run(pool_closes_it()); }

Task<> pointer_in_a_container() {
  ClientSession session;
  std::vector<ClientSession *> sessions{&session};
  for (ClientSession *each : sessions)
    co_await each->close();
}

void good_pointer_in_a_container() { run(pointer_in_a_container()); }

std::vector<std::function<Task<>()>> cleanups;

Task<> registers_a_cleanup() {
  ClientSession session;
  cleanups.push_back([&session] { return session.close(); });
  for (auto &cleanup : cleanups)
    co_await cleanup();
  cleanups.clear();
}

void good_cleanup_is_registered() { run(registers_a_cleanup()); }
