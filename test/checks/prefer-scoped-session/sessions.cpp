// RUN: %check_scenarios %s eventloop-prefer-scoped-session
//
// A session that a coroutine makes, uses and closes on each way out.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

using namespace refloop;
using refloop::testing::choose;
using refloop::testing::LoopbackServer;
using namespace std::chrono_literals;

Task<> nap() {
  std::puts("sleeps");
  co_await sleep(1ms);
}

Task<> straight() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+2]]:20: note: session 'session' is closed here
  std::puts(session.closed() ? "closed" : "open");
  co_await session.close();
}

void bad_straight() { run(straight()); }

Task<> awaits() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+2]]:20: note: session 'session' is closed here
  co_await nap();
  co_await session.close();
}

void bad_awaits_in_between() { run(awaits()); }

Task<> gets(std::string url) {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+3]]:20: note: session 'session' is closed here
  std::string body = co_await session.get(url);
  std::puts(body.empty() ? "nothing" : "something");
  co_await session.close();
}

void bad_gets() {
  LoopbackServer server;
  run(gets("http://127.0.0.1:" + std::to_string(server.port()) + "/"));
}

Task<> gets_twice(int port) {
  const std::string url = "http://127.0.0.1:" + std::to_string(port) + "/";
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+4]]:20: note: session 'session' is closed here
  for (int i = 0; i < 2; ++i)
    co_await session.get(url);
  std::puts("got both");
  co_await session.close();
}

void bad_gets_twice() {
  LoopbackServer server;
  run(gets_twice(server.port()));
}

Task<> unused() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+1]]:20: note: session 'session' is closed here
  co_await session.close();
}

void bad_unused() { run(unused()); }

Task<> on_a_given_loop(EventLoop &loop) {
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+2]]:20: note: session 'session' is closed here
  co_await nap();
  co_await session.close();
}

void bad_on_a_given_loop() {
  EventLoop loop;
  loop.run_until_complete(on_a_given_loop(loop));
  loop.close();
}

Task<> in_an_inner_scope() {
  {
    ClientSession session;
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
    // CHECK-MESSAGES: :[[@LINE+2]]:22: note: session 'session' is closed here
    co_await nap();
    co_await session.close();
  }
  co_await nap();
}

void bad_inner_scope() { run(in_an_inner_scope()); }

Task<> in_a_branch() {
  if (choose()) {
    ClientSession session;
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
    // CHECK-MESSAGES: :[[@LINE+2]]:22: note: session 'session' is closed here
    co_await nap();
    co_await session.close();
  }
}

void bad_in_a_branch() { run(in_a_branch()); }

Task<> in_each_round() {
  for (int i = 0; i < 2; ++i) {
    ClientSession session;
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
    // CHECK-MESSAGES: :[[@LINE+2]]:22: note: session 'session' is closed here
    co_await nap();
    co_await session.close();
  }
}

void bad_in_each_round() { run(in_each_round()); }

Task<> more_behind_the_close() {
  int before = 1;
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+2]]:20: note: session 'session' is closed here
  ++before;
  co_await session.close();
  std::printf("%d\n", before);
}

void bad_more_behind_the_close() { run(more_behind_the_close()); }

Task<bool> value_is_made_in_between() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+2]]:20: note: session 'session' is closed here
  bool was_open = !session.closed();
  co_await session.close();
  co_return was_open;
}

void bad_value_is_made_in_between() {
  std::puts(run(value_is_made_in_between()) ? "was open" : "was closed");
}

Task<bool> value_is_made_before() {
  bool was_open = false;
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+2]]:20: note: session 'session' is closed here
  was_open = !session.closed();
  co_await session.close();
  co_return was_open;
}

void bad_value_is_made_before() {
  std::puts(run(value_is_made_before()) ? "was open" : "was closed");
}

Task<> closed_on_each_way_out() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+4]]:22: note: session 'session' is closed here
  // CHECK-MESSAGES: :[[@LINE+7]]:20: note: session 'session' is closed here
  if (choose()) {
    std::puts("early");
    co_await session.close();
    co_return;
  }
  std::puts("late");
  co_await session.close();
}

void bad_closed_on_each_way_out() { run(closed_on_each_way_out()); }

Task<> closed_in_both_branches() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+3]]:22: note: session 'session' is closed here
  // CHECK-MESSAGES: :[[@LINE+4]]:22: note: session 'session' is closed here
  if (choose())
    co_await session.close();
  else
    co_await session.close();
}

void bad_closed_in_both_branches() { run(closed_in_both_branches()); }

Task<> two_sessions() {
  ClientSession first;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'first' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+6]]:18: note: session 'first' is closed here
  ClientSession second;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'second' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+2]]:19: note: session 'second' is closed here
  co_await nap();
  co_await second.close();
  co_await first.close();
}

void bad_two_sessions() { run(two_sessions()); }

void bad_in_a_lambda() {
  run([]() -> Task<> {
    ClientSession session;
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
    // CHECK-MESSAGES: :[[@LINE+2]]:22: note: session 'session' is closed here
    co_await nap();
    co_await session.close();
  }());
}

class Client {
public:
  Task<> ask() {
    ClientSession session;
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
    // CHECK-MESSAGES: :[[@LINE+3]]:22: note: session 'session' is closed here
    ++asked;
    co_await nap();
    co_await session.close();
  }
  int asked = 0;
};

void bad_in_a_method() {
  Client client;
  run(client.ask());
  std::printf("%d\n", client.asked);
}

Task<> behind_an_owner() {
  auto session = std::make_unique<ClientSession>();
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+2]]:21: note: session 'session' is closed here
  std::puts(session->closed() ? "closed" : "open");
  co_await session->close();
}

void bad_behind_an_owner() { run(behind_an_owner()); }

template <class T> Task<> in_a_template(T number) {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+2]]:20: note: session 'session' is closed here
  std::printf("%d\n", static_cast<int>(number));
  co_await session.close();
}

void bad_in_a_template() { run(in_a_template(3)); }

#define CLOSE(session) co_await session.close()

Task<> in_a_macro() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: session 'session' is closed here
  // CHECK-MESSAGES: :[[@LINE-6]]:41: note: expanded from macro 'CLOSE'
  CLOSE(session);
}

void bad_in_a_macro() { run(in_a_macro()); }

Task<> behind_the_work_of_others() {
  auto task = create_task(nap());
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+2]]:20: note: session 'session' is closed here
  co_await task;
  co_await session.close();
}

void bad_others_work_in_between() { run(behind_the_work_of_others()); }

Task<> throws_and_catches() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is made and closed by hand: 'with_session' does both [eventloop-prefer-scoped-session]
  // CHECK-MESSAGES: :[[@LINE+6]]:20: note: session 'session' is closed here
  try {
    co_await session.get("http://127.0.0.1:1/");
  } catch (const std::exception &) {
    std::puts("no answer");
  }
  co_await session.close();
}

void bad_error_is_caught_in_between() { run(throws_and_catches()); }
