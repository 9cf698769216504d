// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// Programs that look like the bug: closes and sessions that hang together
// through flags, counters, results and the answers of sessions and loops.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>
#include <optional>
#include <string>

using namespace refloop;
using refloop::testing::choose;

void good_negated_copy_of_a_flag() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  const bool offline = choose();
  const bool online = !offline;
  if (online)
    session = std::make_unique<ClientSession>(loop);
  if (!offline)
    loop.run_until_complete(session->close());
  loop.close();
}

void good_optional_is_asked() {
  EventLoop loop;
  std::optional<ClientSession> session;
  if (choose())
    session.emplace(loop);
  if (session)
    loop.run_until_complete(session->close());
  loop.close();
}

void good_optional_is_asked_by_name() {
  EventLoop loop;
  std::optional<ClientSession> session;
  if (choose())
    session.emplace(loop);
  if (session.has_value())
    loop.run_until_complete(session->close());
  loop.close();
}

void maybe_optional_is_never_asked() {
  EventLoop loop;
  std::optional<ClientSession> session;
  session.emplace(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: session 'session' may outlive loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'session' is destroyed here
  if (session && choose())
    loop.run_until_complete(session->close());
  loop.close();
}

void good_loop_is_closed_if_the_session_is() {
  EventLoop loop;
  ClientSession session(loop);
  if (choose())
    loop.run_until_complete(session.close());
  if (session.closed()) {
    loop.close();
    return;
  }
  loop.run_until_complete(session.close());
  loop.close();
}

void good_both_are_asked() {
  EventLoop loop;
  ClientSession session(loop);
  if (choose())
    loop.run_until_complete(session.close());
  if (!session.closed() && !loop.is_closed())
    loop.run_until_complete(session.close());
  if (!loop.is_closed())
    loop.close();
}

void good_answer_is_kept() {
  EventLoop loop;
  ClientSession session(loop);
  if (choose())
    loop.run_until_complete(session.close());
  bool open = !session.closed();
  if (open)
    loop.run_until_complete(session.close());
  loop.close();
}

bool is_usable(const ClientSession &session) { return !session.closed(); }

void good_helper_asks_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  if (choose())
    loop.run_until_complete(session.close());
  if (is_usable(session))
    loop.run_until_complete(session.close());
  loop.close();
}

bool open_if(bool wanted, EventLoop &loop,
             std::unique_ptr<ClientSession> &session) {
  if (!wanted)
    return false;
  session = std::make_unique<ClientSession>(loop);
  return true;
}

void good_result_says_opened() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  if (open_if(choose(), loop, session))
    loop.run_until_complete(session->close());
  loop.close();
}

void good_result_is_kept() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  const bool opened = open_if(choose(), loop, session);
  (void)loop.is_running();
  if (opened)
    loop.run_until_complete(session->close());
  loop.close();
}

void open_and_count(EventLoop &loop, std::unique_ptr<ClientSession> &session,
                    int &count) {
  if (choose()) {
    session = std::make_unique<ClientSession>(loop);
    ++count;
  }
}

void good_counted() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  int count = 0;
  open_and_count(loop, session, count);
  if (count > 0)
    loop.run_until_complete(session->close());
  loop.close();
}

void good_string_is_compared_twice() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  std::string mode = choose() ? "online" : "offline";
  if (mode == "online")
    session = std::make_unique<ClientSession>(loop);
  if (mode == "online")
    loop.run_until_complete(session->close());
  loop.close();
}

void good_bit_of_a_mask() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  const unsigned flags = choose() ? 1u : 0u;
  if (flags & 1u)
    session = std::make_unique<ClientSession>(loop);
  if (flags & 1u)
    loop.run_until_complete(session->close());
  loop.close();
}

void good_lazy_session() {
  EventLoop loop;
  std::unique_ptr<ClientSession> session;
  for (int request = 0; request < 3; ++request) {
    if (!session && choose())
      session = std::make_unique<ClientSession>(loop);
  }
  if (session)
    loop.run_until_complete(session->close());
  loop.close();
}

void good_renewed_session() {
  EventLoop loop;
  auto session = std::make_unique<ClientSession>(loop);
  for (int request = 0; request < 2; ++request) {
    if (choose()) {
      loop.run_until_complete(session->close());
      session = std::make_unique<ClientSession>(loop);
    }
  }
  loop.run_until_complete(session->close());
  loop.close();
}

enum class State { Idle, Open, Closed };

class Connection {
public:
  explicit Connection(EventLoop &loop) : loop(loop) {}
  void open() {
    if (state != State::Idle)
      return;
    session.emplace(loop);
    state = State::Open;
  }
  void close() {
    if (state != State::Open)
      return;
    loop.run_until_complete(session->close());
    state = State::Closed;
  }

private:
  EventLoop &loop;
  std::optional<ClientSession> session;
  State state = State::Idle;
};

void good_state_machine() {
  EventLoop loop;
  Connection connection(loop);
  if (choose())
    connection.open();
  connection.close();
  connection.close();
  loop.close();
}

void good_state_machine_never_opened() {
  EventLoop loop;
  Connection connection(loop);
  connection.close();
  loop.close();
}

void good_retry() {
  EventLoop loop;
  bool done = false;
  for (int attempt = 0; attempt < 2 && !done; ++attempt) {
    ClientSession session(loop);
    done = choose();
    loop.run_until_complete(session.close());
  }
  loop.close();
}

void good_do_while_closes_once() {
  EventLoop loop;
  ClientSession session(loop);
  bool again = true;
  do {
    if (choose() || !again) {
      loop.run_until_complete(session.close());
      break;
    }
    again = false;
  } while (true);
  loop.close();
}

void good_last_round_closes() {
  EventLoop loop;
  ClientSession session(loop);
  for (int round = 0; round < 3; ++round)
    if (round == 2)
      loop.run_until_complete(session.close());
  loop.close();
}

void bad_round_that_never_comes_closes() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: session 'session' is destroyed here
  for (int round = 0; round < 2; ++round)
    if (round == 2)
      loop.run_until_complete(session.close());
  loop.close();
}

// What becomes of a flag by `&=` and `|=` is not known.
void fp_flag_made_by_bits() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may outlive loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+9]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+9]]:1: note: session 'session' is destroyed here
  const bool early = choose();
  bool late = true;
  late &= !early;
  if (early)
    loop.run_until_complete(session.close());
  if (late)
    loop.run_until_complete(session.close());
  loop.close();
}

void good_two_flags_together() {
  EventLoop loop;
  ClientSession session(loop);
  const bool early = choose();
  const bool quick = choose();
  if (early && quick)
    loop.run_until_complete(session.close());
  if (!early || !quick)
    loop.run_until_complete(session.close());
  loop.close();
}

void good_exit_of_a_nested_loop() {
  EventLoop loop;
  ClientSession session(loop);
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2; ++j)
      if (choose())
        goto out;
  }
out:
  loop.run_until_complete(session.close());
  loop.close();
}

template <bool Online> void serve(EventLoop &loop) {
  std::optional<ClientSession> session;
  if constexpr (Online)
    session.emplace(loop);
  if constexpr (Online)
    loop.run_until_complete(session->close());
}

void good_if_constexpr() {
  EventLoop loop;
  serve<true>(loop);
  serve<false>(loop);
  loop.close();
}
