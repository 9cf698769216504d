// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// Closes in the bodies of for, while and do, and containers of sessions.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <array>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace refloop;
using refloop::testing::choose;

void bad_backwards_in_each_round() {
  for (int round = 0; round < 2; ++round) {
    EventLoop loop;
    ClientSession session(loop);
    loop.close();
    try {
      loop.run_until_complete(session.close());
      // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
      // CHECK-MESSAGES: :[[@LINE-6]]:15: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-6]]:19: note: session 'session' is made here
      // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
    } catch (const RuntimeError &) {
    }
  }
}

void bad_forgotten_in_each_round() {
  for (int round = 0; round < 2; ++round) {
    EventLoop loop;
    ClientSession session(loop);
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-3]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:10: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: session 'session' is destroyed here
    loop.close();
  }
}

void bad_loop_is_closed_in_a_loop_that_runs_at_least_once() {
  EventLoop loop;
  ClientSession session(loop);
  int round = 0;
  do {
    loop.close();
  } while (++round < 3 && choose());
  loop.run_until_complete(session.close());
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-8]]:17: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
}

void bad_break_comes_before_the_close_of_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+6]]:1: note: session 'session' is destroyed here
  for (;;) {
    break;
    loop.run_until_complete(session.close());
  }
  loop.close();
}

void maybe_loop_is_closed_in_the_round_before() {
  EventLoop loop;
  ClientSession session(loop);
  for (int round = 0; round < 2; ++round) {
    if (round == 1)
      loop.run_until_complete(session.close());
      // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: session 'session' is closed on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
      // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-6]]:17: note: session 'session' is made here
      // CHECK-MESSAGES: :[[@LINE+2]]:12: note: loop 'loop' is closed here
    else if (choose())
      loop.close();
  }
  loop.close();
}

void maybe_session_is_closed_in_a_loop_that_may_not_run() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may outlive loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'session' is destroyed here
  for (int round = 0; round < 2 && choose(); ++round)
    loop.run_until_complete(session.close());
  loop.close();
}

void bad_vector_is_cleared_after_the_close() {
  EventLoop loop;
  std::vector<std::unique_ptr<ClientSession>> sessions;
  sessions.push_back(std::make_unique<ClientSession>(loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: a session outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:12: note: the session is destroyed here
  loop.close();
  sessions.clear();
}

void bad_vector_is_forgotten() {
  EventLoop loop;
  std::vector<std::unique_ptr<ClientSession>> sessions;
  for (int i = 0; i < 2; ++i)
    sessions.push_back(std::make_unique<ClientSession>(loop));
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: a session outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+2]]:1: note: the session is destroyed here
  loop.close();
}

void bad_vector_is_closed_too_late() {
  EventLoop loop;
  std::vector<std::unique_ptr<ClientSession>> sessions;
  sessions.push_back(std::make_unique<ClientSession>(loop));
  loop.close();
  for (auto &session : sessions)
    loop.run_until_complete(session->close());
    // CHECK-MESSAGES: :[[@LINE-1]]:38: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:22: note: the session is made here
    // CHECK-MESSAGES: :[[@LINE-6]]:8: note: loop 'loop' is closed here
}

// What a container makes in place is not followed.
void fn_sessions_are_emplaced_in_a_list() {
  EventLoop loop;
  std::list<ClientSession> sessions;
  sessions.emplace_back(loop);
  loop.close();
}

void good_each_round_closes_in_order() {
  for (int round = 0; round < 3; ++round) {
    EventLoop loop;
    ClientSession session(loop);
    loop.run_until_complete(session.close());
    loop.close();
  }
}

void good_a_session_in_each_round() {
  EventLoop loop;
  for (int round = 0; round < 3; ++round) {
    ClientSession session(loop);
    loop.run_until_complete(session.close());
  }
  loop.close();
}

void good_continue_closes_first() {
  EventLoop loop;
  for (int round = 0; round < 3; ++round) {
    ClientSession session(loop);
    if (choose()) {
      loop.run_until_complete(session.close());
      continue;
    }
    loop.run_until_complete(session.close());
  }
  loop.close();
}

void good_break_right_after_both_closes() {
  EventLoop loop;
  ClientSession session(loop);
  for (int round = 0; round < 3; ++round) {
    if (choose() || round == 2) {
      loop.run_until_complete(session.close());
      loop.close();
      break;
    }
  }
}

void good_while_the_session_is_open() {
  EventLoop loop;
  ClientSession session(loop);
  while (!session.closed())
    loop.run_until_complete(session.close());
  loop.close();
}

void good_vector_is_closed_in_order() {
  EventLoop loop;
  std::vector<std::unique_ptr<ClientSession>> sessions;
  for (int i = 0; i < 3; ++i)
    sessions.push_back(std::make_unique<ClientSession>(loop));
  for (auto &session : sessions)
    loop.run_until_complete(session->close());
  loop.close();
}

void good_vector_is_closed_and_cleared() {
  EventLoop loop;
  std::vector<std::unique_ptr<ClientSession>> sessions;
  sessions.push_back(std::make_unique<ClientSession>(loop));
  sessions.push_back(std::make_unique<ClientSession>(loop));
  for (std::size_t i = 0; i < sessions.size(); ++i)
    loop.run_until_complete(sessions[i]->close());
  sessions.clear();
  loop.close();
}

void good_vector_of_pointers_to_locals() {
  EventLoop loop;
  ClientSession first(loop);
  ClientSession second(loop);
  std::vector<ClientSession *> sessions{&first, &second};
  for (ClientSession *session : sessions)
    loop.run_until_complete(session->close());
  loop.close();
}

void good_list_of_sessions() {
  EventLoop loop;
  std::list<ClientSession> sessions;
  sessions.emplace_back(loop);
  sessions.emplace_back(loop);
  for (ClientSession &session : sessions)
    loop.run_until_complete(session.close());
  loop.close();
}

void good_map_of_sessions() {
  EventLoop loop;
  std::map<std::string, std::unique_ptr<ClientSession>> sessions;
  sessions["a"] = std::make_unique<ClientSession>(loop);
  sessions["b"] = std::make_unique<ClientSession>(loop);
  for (auto &[name, session] : sessions)
    loop.run_until_complete(session->close());
  loop.close();
}

void good_array_of_sessions() {
  EventLoop loop;
  ClientSession sessions[] = {ClientSession(loop), ClientSession(loop)};
  for (ClientSession &session : sessions)
    loop.run_until_complete(session.close());
  loop.close();
}

void good_array_of_pointers() {
  EventLoop loop;
  ClientSession first(loop);
  ClientSession second(loop);
  std::array<ClientSession *, 2> sessions{&first, &second};
  for (ClientSession *session : sessions)
    loop.run_until_complete(session->close());
  loop.close();
}

Task<> shut_all(std::vector<std::unique_ptr<ClientSession>> &sessions) {
  for (auto &session : sessions)
    co_await session->close();
}

void good_coroutine_closes_the_vector() {
  EventLoop loop;
  std::vector<std::unique_ptr<ClientSession>> sessions;
  sessions.push_back(std::make_unique<ClientSession>(loop));
  sessions.push_back(std::make_unique<ClientSession>(loop));
  loop.run_until_complete(shut_all(sessions));
  loop.close();
}

void good_closes_of_a_vector_are_gathered() {
  EventLoop loop;
  std::vector<std::unique_ptr<ClientSession>> sessions;
  sessions.push_back(std::make_unique<ClientSession>(loop));
  sessions.push_back(std::make_unique<ClientSession>(loop));
  auto finish = [&]() -> Task<> {
    std::vector<Task<>> closes;
    for (auto &session : sessions)
      closes.push_back(session->close());
    co_await gather(std::move(closes));
  };
  loop.run_until_complete(finish());
  loop.close();
}

class Pool {
public:
  explicit Pool(EventLoop &loop) : loop(loop) {}
  ClientSession &open() {
    sessions.push_back(std::make_unique<ClientSession>(loop));
    return *sessions.back();
  }
  void close() {
    while (!sessions.empty()) {
      loop.run_until_complete(sessions.back()->close());
      sessions.pop_back();
    }
  }

private:
  EventLoop &loop;
  std::vector<std::unique_ptr<ClientSession>> sessions;
};

void good_pool_is_closed_first() {
  EventLoop loop;
  Pool pool(loop);
  (void)pool.open().closed();
  (void)pool.open().closed();
  pool.close();
  loop.close();
}
