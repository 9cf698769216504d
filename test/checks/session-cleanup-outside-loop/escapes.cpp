// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// Sessions and loops that go where the analysis cannot follow: it says nothing
// then, rightly or not.

#include <refloop/refloop.h>

#include <functional>
#include <memory>
#include <thread>
#include <vector>

using namespace refloop;

void finish(EventLoop &loop, ClientSession &session) {
  loop.run_until_complete(session.close());
}
void finish_alone(ClientSession &session) {
  get_event_loop().run_until_complete(session.close());
}
void shut_loop(EventLoop &loop) { loop.close(); }
void destroy(std::unique_ptr<ClientSession> session) {
  get_event_loop().run_until_complete(session->close());
}

// Nobody can know what these point to.
void (*volatile unknown_for_both)(EventLoop &, ClientSession &) = finish;
void (*volatile unknown_for_session)(ClientSession &) = finish_alone;
void (*volatile unknown_for_loop)(EventLoop &) = shut_loop;
void (*volatile unknown_for_owner)(std::unique_ptr<ClientSession>) = destroy;

void good_unknown_code_takes_the_session() {
  EventLoop loop;
  set_event_loop(&loop);
  ClientSession session(loop);
  unknown_for_session(session);
  loop.close();
  set_event_loop(nullptr);
}

void good_unknown_code_takes_both() {
  EventLoop loop;
  ClientSession session(loop);
  unknown_for_both(loop, session);
  loop.close();
}

void good_unknown_code_takes_the_owner() {
  EventLoop loop;
  set_event_loop(&loop);
  auto session = std::make_unique<ClientSession>(loop);
  unknown_for_owner(std::move(session));
  loop.close();
  set_event_loop(nullptr);
}

// The loop is closed behind a pointer to a function, which is not followed.
void fn_unknown_code_closes_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  unknown_for_loop(loop);
  loop.run_until_complete(session.close());
}

struct Finisher {
  virtual ~Finisher() = default;
  virtual void finish(EventLoop &, ClientSession &) {}
};
struct ClosingFinisher : Finisher {
  void finish(EventLoop &loop, ClientSession &session) override {
    loop.run_until_complete(session.close());
  }
};

void good_virtual_function_closes_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  std::unique_ptr<Finisher> finisher = std::make_unique<ClosingFinisher>();
  finisher->finish(loop, session);
  loop.close();
}

// The override is known: it closes nothing.
void bad_virtual_function_does_nothing() {
  EventLoop loop;
  ClientSession session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'session' is destroyed here
  std::unique_ptr<Finisher> finisher = std::make_unique<Finisher>();
  finisher->finish(loop, session);
  loop.close();
}

/// Closes what it is told of, later.
class Registry {
public:
  void add(std::function<void()> closer) {
    closers.push_back(std::move(closer));
  }
  void finish() {
    for (auto &closer : closers)
      closer();
    closers.clear();
  }

private:
  std::vector<std::function<void()>> closers;
};

void good_registry_of_closers() {
  EventLoop loop;
  ClientSession session(loop);
  Registry registry;
  registry.add([&] { loop.run_until_complete(session.close()); });
  registry.finish();
  loop.close();
}

void good_another_thread_closes_the_session() {
  EventLoop loop;
  ClientSession session(loop);
  std::thread([&] { loop.run_until_complete(session.close()); }).join();
  loop.close();
}

std::unique_ptr<ClientSession> make_for(EventLoop &loop) {
  return std::make_unique<ClientSession>(loop);
}
std::unique_ptr<ClientSession> (*volatile unknown_maker)(EventLoop &) =
    make_for;

// What unknown code returns is not known to be a session of this loop.
void fn_session_of_unknown_code() {
  EventLoop loop;
  auto session = unknown_maker(loop);
  loop.close();
}

void good_session_of_unknown_code() {
  EventLoop loop;
  auto session = unknown_maker(loop);
  loop.run_until_complete(session->close());
  loop.close();
}

EventLoop &loop_of_the_program() {
  static EventLoop loop;
  return loop;
}
EventLoop &(*volatile unknown_loop)() = loop_of_the_program;

void good_session_on_an_unknown_loop() {
  ClientSession session(unknown_loop());
  unknown_loop().run_until_complete(session.close());
  unknown_loop().close();
}
