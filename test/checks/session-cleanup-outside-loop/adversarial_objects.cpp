// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// Sessions and loops in unusual places, most of them right: behind getters and
// implementations, in tuples, variants and captures, handed on, and made again
// in their old place.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <functional>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

using namespace refloop;
using refloop::testing::choose;

class Client {
public:
  explicit Client(EventLoop &loop)
      : session(std::make_unique<ClientSession>(loop)) {}
  ClientSession &get() { return *session; }
  ClientSession *operator->() { return session.get(); }

private:
  std::unique_ptr<ClientSession> session;
};

void good_behind_a_getter() {
  EventLoop loop;
  Client client(loop);
  loop.run_until_complete(client.get().close());
  loop.close();
}

void good_behind_an_arrow() {
  EventLoop loop;
  Client client(loop);
  loop.run_until_complete(client->close());
  loop.close();
}

class LateClient {
public:
  explicit LateClient(EventLoop &loop)
      : session(std::make_unique<ClientSession>(loop)) {}
      // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
      // CHECK-MESSAGES: :[[@LINE+11]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE+13]]:8: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE-7]]:7: note: session 'session' is destroyed here
      // CHECK-MESSAGES: :[[@LINE+12]]:1: note: called from here
  ClientSession &get() { return *session; }

private:
  std::unique_ptr<ClientSession> session;
};

void bad_behind_a_getter() {
  EventLoop loop;
  LateClient client(loop);
  (void)client.get().closed();
  loop.close();
}

class Facade {
public:
  Facade();
  ~Facade();
  void stop();

private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation;
};

struct Facade::Implementation {
  Implementation() : session(loop) {}
  EventLoop loop;
  ClientSession session;
};

Facade::Facade() : implementation(std::make_unique<Implementation>()) {}
Facade::~Facade() = default;
void Facade::stop() {
  implementation->loop.run_until_complete(implementation->session.close());
  implementation->loop.close();
}

void good_behind_an_implementation() {
  Facade facade;
  facade.stop();
}

struct Aggregate {
  EventLoop *loop;
  ClientSession session;
  ~Aggregate() { loop->run_until_complete(session.close()); }
};

Aggregate make_aggregate(EventLoop &loop) {
  return Aggregate{&loop, ClientSession(loop)};
}

void good_aggregate_is_returned() {
  EventLoop loop;
  {
    Aggregate client = make_aggregate(loop);
  }
  loop.close();
}

ClientSession make_session(EventLoop &loop) { return ClientSession(loop); }

void good_session_is_returned() {
  EventLoop loop;
  ClientSession session = make_session(loop);
  loop.run_until_complete(session.close());
  loop.close();
}

ClientSession make_late_session(EventLoop &loop) { return ClientSession(loop); }
// CHECK-MESSAGES: :[[@LINE-1]]:59: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
// CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is closed here
// CHECK-MESSAGES: :[[@LINE+6]]:1: note: session 'session' is destroyed here

void bad_returned_session_is_forgotten() {
  EventLoop loop;
  ClientSession session = make_late_session(loop);
  loop.close();
}

void good_tuple_of_owners() {
  std::tuple<std::unique_ptr<EventLoop>, std::unique_ptr<ClientSession>> both;
  std::get<0>(both) = new_event_loop();
  std::get<1>(both) = std::make_unique<ClientSession>(*std::get<0>(both));
  std::get<0>(both)->run_until_complete(std::get<1>(both)->close());
  std::get<0>(both)->close();
}

void good_pair_of_owners_is_unpacked() {
  auto first = new_event_loop();
  auto made = std::make_unique<ClientSession>(*first);
  auto [loop, session] = std::pair(std::move(first), std::move(made));
  loop->run_until_complete(session->close());
  loop->close();
}

void good_variant() {
  EventLoop loop;
  std::variant<std::monostate, ClientSession> session;
  session.emplace<ClientSession>(loop);
  loop.run_until_complete(std::get<ClientSession>(session).close());
  loop.close();
}

void good_owner_is_handed_to_a_sink() {
  EventLoop loop;
  auto sink = [&loop](std::unique_ptr<ClientSession> session) {
    loop.run_until_complete(session->close());
  };
  auto session = std::make_unique<ClientSession>(loop);
  sink(std::move(session));
  loop.close();
}

void finish_loop(std::unique_ptr<EventLoop> loop) { loop->close(); }

void bad_loop_is_handed_to_a_sink() {
  auto loop = new_event_loop();
  ClientSession session(*loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:59: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-8]]:68: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'session' is destroyed here
  finish_loop(std::move(loop));
}

void good_loop_is_handed_to_a_sink_last() {
  auto loop = new_event_loop();
  ClientSession session(*loop);
  loop->run_until_complete(session.close());
  finish_loop(std::move(loop));
}

void good_owner_of_the_loop_is_moved() {
  auto first = new_event_loop();
  ClientSession session(*first);
  auto second = std::move(first);
  second->run_until_complete(session.close());
  second->close();
}

void good_owner_is_released_and_deleted() {
  EventLoop loop;
  auto owner = std::make_unique<ClientSession>(loop);
  ClientSession *session = owner.release();
  loop.run_until_complete(session->close());
  delete session;
  loop.close();
}

void good_owner_is_exchanged() {
  EventLoop loop;
  auto session = std::make_unique<ClientSession>(loop);
  loop.run_until_complete(session->close());
  auto old = std::exchange(session, std::make_unique<ClientSession>(loop));
  loop.run_until_complete(session->close());
  loop.close();
}

void good_pointer_to_the_loop_moves_on() {
  EventLoop first;
  EventLoop second;
  EventLoop *current = &first;
  ClientSession session(*current);
  current = &second;
  current->close();
  first.run_until_complete(session.close());
  first.close();
}

void bad_pointer_to_the_loop_moves_on() {
  EventLoop first;
  EventLoop second;
  EventLoop *current = &first;
  ClientSession session(*current);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'current': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'first' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:9: note: loop 'first' is closed here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'session' is destroyed here
  current = &second;
  first.close();
  current->close();
}

void good_placement_new() {
  EventLoop loop;
  alignas(ClientSession) unsigned char buffer[sizeof(ClientSession)];
  auto *session = new (buffer) ClientSession(loop);
  loop.run_until_complete(session->close());
  session->~ClientSession();
  session = new (buffer) ClientSession(loop);
  loop.run_until_complete(session->close());
  session->~ClientSession();
  loop.close();
}

void good_new_in_each_round() {
  EventLoop loop;
  for (int round = 0; round < 3; ++round) {
    auto *session = new ClientSession(loop);
    loop.run_until_complete(session->close());
    delete session;
  }
  loop.close();
}

void good_kept_from_the_round_before() {
  EventLoop loop;
  std::unique_ptr<ClientSession> last;
  for (int round = 0; round < 3; ++round) {
    auto next = std::make_unique<ClientSession>(loop);
    if (last)
      loop.run_until_complete(last->close());
    last = std::move(next);
  }
  loop.run_until_complete(last->close());
  loop.close();
}

void good_shared_between_two_holders() {
  EventLoop loop;
  auto session = std::make_shared<ClientSession>(loop);
  std::function<void()> finish = [&loop, session] {
    loop.run_until_complete(session->close());
  };
  session.reset();
  finish();
  loop.close();
}

void good_weak_owner() {
  EventLoop loop;
  auto owner = std::make_shared<ClientSession>(loop);
  std::weak_ptr<ClientSession> observer = owner;
  if (auto session = observer.lock())
    loop.run_until_complete(session->close());
  loop.close();
}

void good_loops_in_a_map() {
  std::map<std::string, std::unique_ptr<EventLoop>> loops;
  loops["a"] = new_event_loop();
  loops["b"] = new_event_loop();
  ClientSession session(*loops["a"]);
  loops["b"]->close();
  loops["a"]->run_until_complete(session.close());
  loops["a"]->close();
}

void good_swapped_loops() {
  auto with_session = new_event_loop();
  auto without = new_event_loop();
  ClientSession session(*with_session);
  std::swap(with_session, without);
  with_session->close();
  without->run_until_complete(session.close());
  without->close();
}

// What std::swap leaves in two owners is not known.
void fn_swapped_loops() {
  auto with_session = new_event_loop();
  auto without = new_event_loop();
  ClientSession session(*with_session);
  std::swap(with_session, without);
  without->close();
  with_session->close();
  without->run_until_complete(session.close());
}

void good_copy_of_a_shared_pointer_to_the_loop() {
  auto loop = std::make_shared<EventLoop>();
  auto session = std::make_unique<ClientSession>(*loop);
  {
    auto copy = loop;
    copy->run_until_complete(session->close());
  }
  session.reset();
  loop->close();
}
