// RUN: %check_scenarios %s eventloop-unclosed-session
//
// Where a close on each way out is right, and where it would not be: the session
// is on another loop, in hands that use it later, or its scope cannot await.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>

using namespace refloop;
using refloop::testing::choose;
using namespace std::chrono_literals;

Task<> talk(ClientSession &session) {
  (void)session.closed();
  co_await sleep(1ms);
}

Task<int> returns_on_each_way() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+11]]:40: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:15: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+9]]:40: note: called from here
  if (choose())
    co_return 0;
  if (choose()) {
    co_return 1;
  }
  co_return 2;
}

void bad_returns_on_each_way() { (void)run(returns_on_each_way()); }

Task<bool> returns_what_it_asks() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+6]]:41: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:28: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:41: note: called from here
  co_return session.closed();
}

void bad_returns_what_it_asks() { (void)run(returns_what_it_asks()); }

Task<> awaits_a_helper() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+6]]:30: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:30: note: called from here
  co_await talk(session);
}

void bad_awaits_a_helper() { run(awaits_a_helper()); }

Task<> has_a_task_that_uses_it() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+7]]:27: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+5]]:27: note: called from here
  auto user = create_task(talk(session));
  co_await user;
}

void bad_task_uses_it() { run(has_a_task_that_uses_it()); }

Task<> is_captured() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+8]]:28: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+6]]:28: note: called from here
  auto ask = [&] { return session.closed(); };
  (void)ask();
  co_return;
}

void bad_lambda_has_it() { run(is_captured()); }

Task<> has_another_name() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+8]]:27: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+6]]:27: note: called from here
  ClientSession &alias = session;
  (void)alias.closed();
  co_return;
}

void bad_another_name() { run(has_another_name()); }

Task<> on_another_loop(EventLoop &other) {
  ClientSession session(other);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'other' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
  co_return;
}

void bad_on_another_loop() {
  EventLoop other;
  run(on_another_loop(other));
  other.close();
}

void bad_on_a_local_loop() {
  EventLoop loop;
  {
    ClientSession session(loop);
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: session 'session' is destroyed here
    loop.run_until_complete(sleep(1ms));
  }
  loop.close();
}

void make_on(EventLoop &loop) { ClientSession session(loop); }
// CHECK-MESSAGES: :[[@LINE-1]]:47: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
// CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE-3]]:62: note: session 'session' is destroyed here
// CHECK-MESSAGES: :[[@LINE+4]]:3: note: called from here

void bad_on_the_loop_of_the_caller() {
  EventLoop loop;
  make_on(loop);
  loop.close();
}

void make_on_the_running_loop() { ClientSession session; }
// CHECK-MESSAGES: :[[@LINE-1]]:49: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
// CHECK-MESSAGES: :[[@LINE+10]]:46: note: the loop is created here
// CHECK-MESSAGES: :[[@LINE-3]]:58: note: session 'session' is destroyed here
// CHECK-MESSAGES: :[[@LINE+4]]:3: note: called from here
// CHECK-MESSAGES: :[[@LINE+7]]:46: note: called from here

Task<> calls_a_function() {
  make_on_the_running_loop();
  co_return;
}

void bad_in_a_function_that_cannot_await() { run(calls_a_function()); }

Task<> in_a_handler() {
  try {
    throw std::runtime_error("failed");
  } catch (const std::runtime_error &) {
    ClientSession session;
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE+8]]:27: note: the loop is created here
    // CHECK-MESSAGES: :[[@LINE+3]]:3: note: session 'session' is destroyed here
    // CHECK-MESSAGES: :[[@LINE+6]]:27: note: called from here
    (void)session.closed();
  }
  co_return;
}

void bad_in_a_handler() { run(in_a_handler()); }

Task<> in_a_branch() {
  if (choose()) {
    ClientSession session;
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE+7]]:26: note: the loop is created here
    // CHECK-MESSAGES: :[[@LINE+3]]:3: note: session 'session' is destroyed here
    // CHECK-MESSAGES: :[[@LINE+5]]:26: note: called from here
    co_await sleep(1ms);
  }
}

void bad_in_a_branch() { run(in_a_branch()); }

Task<> two_of_them() {
  ClientSession first;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'first' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+11]]:26: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:1: note: session 'first' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+9]]:26: note: called from here
  ClientSession second;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'second' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+6]]:26: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'second' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:26: note: called from here
  co_await sleep(1ms);
}

void bad_two_of_them() { run(two_of_them()); }

void bad_in_a_lambda() {
  run([]() -> Task<> {
    ClientSession session;
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE-3]]:3: note: the loop is created here
    // CHECK-MESSAGES: :[[@LINE+3]]:3: note: session 'session' is destroyed here
    // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
    co_await sleep(1ms);
  }());
}

Task<> behind_an_owner() {
  auto session = std::make_unique<ClientSession>();
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+6]]:30: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:30: note: called from here
  co_await talk(*session);
}

void bad_behind_an_owner() { run(behind_an_owner()); }

Task<> fixed_by_hand() {
  ClientSession session;
  if (choose()) {
    co_await session.close();
    co_return;
  }
  co_await session.close();
}

void good_fixed_by_hand() { run(fixed_by_hand()); }
