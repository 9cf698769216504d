// RUN: %check_scenarios %s eventloop-close-in-signal-handler
//
// What a raw handler reaches: globals and members through them, owners,
// function statics, the current loop, objects with destructors.

#include <refloop/refloop.h>

#include <csignal>
#include <functional>
#include <memory>
#include <optional>

using namespace refloop;

class Server {
public:
  Server() { instance = this; }
  ~Server() { instance = nullptr; }
  void listen() { std::signal(SIGUSR1, on_signal); }
  void close() { loop.close(); }

private:
  static void on_signal(int) { instance->close_at_once(); }
  void close_at_once() { loop.close(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE-9]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:10: note: called from here
  // CHECK-MESSAGES: :[[@LINE-9]]:19: note: the handler is registered here
  // CHECK-MESSAGES: :[[@LINE-6]]:42: note: called from here
  // CHECK-MESSAGES: :[[@LINE+8]]:10: note: called from here

  static inline Server *instance = nullptr;
  EventLoop loop;
};

void bad_member_through_a_static() {
  Server server;
  server.listen();
  std::raise(SIGUSR1);
  server.close();
}

class TidyServer {
public:
  TidyServer() { instance = this; }
  ~TidyServer() { instance = nullptr; }
  void listen() { std::signal(SIGUSR1, on_signal); }
  void serve() {
    loop.call_soon([] { std::raise(SIGUSR1); });
    loop.run_forever();
  }
  void close() { loop.close(); }

private:
  static void on_signal(int) { instance->loop.stop(); }

  static inline TidyServer *instance = nullptr;
  EventLoop loop;
};

void good_member_through_a_static() {
  TidyServer server;
  server.listen();
  server.serve();
  server.close();
}

struct Application {
  EventLoop loop;
  bool interrupted = false;
};

static Application *application = nullptr;
static void close_application(int) {
  application->interrupted = true;
  application->loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE-10]]:8: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:15: note: called from here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: the handler is registered here
}

void bad_member_through_a_global() {
  Application here;
  application = &here;
  std::signal(SIGUSR1, close_application);
  std::raise(SIGUSR1);
  here.loop.close();
}

static void mark_application(int) { application->interrupted = true; }

void good_member_through_a_global() {
  Application here;
  application = &here;
  std::signal(SIGUSR1, mark_application);
  std::raise(SIGUSR1);
  here.loop.close();
}

static std::unique_ptr<EventLoop> owned;
static void close_owned(int) { owned->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:39: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+4]]:11: note: loop 'owned' is created here
// CHECK-MESSAGES: :[[@LINE+4]]:3: note: the handler is registered here

void bad_global_unique_ptr() {
  owned = new_event_loop();
  std::signal(SIGUSR1, close_owned);
  std::raise(SIGUSR1);
  owned->close();
}

static std::unique_ptr<EventLoop> stopped;
static void stop_owned(int) { stopped->stop(); }

void good_global_unique_ptr() {
  stopped = new_event_loop();
  std::signal(SIGUSR1, stop_owned);
  stopped->call_soon([] { std::raise(SIGUSR1); });
  stopped->run_forever();
  stopped->close();
}

static std::shared_ptr<EventLoop> shared;
static void close_shared(int) { shared->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:41: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+4]]:15: note: loop 'shared' is created here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: the handler is registered here

void bad_global_shared_ptr() {
  auto loop = std::make_shared<EventLoop>();
  shared = loop;
  std::signal(SIGUSR1, close_shared);
  std::raise(SIGUSR1);
  loop->close();
}

static std::optional<EventLoop> perhaps;
static void close_perhaps(int) {
  if (perhaps)
    perhaps->close();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE+5]]:11: note: loop 'perhaps' is created here
    // CHECK-MESSAGES: :[[@LINE+5]]:3: note: the handler is registered here
}

void bad_global_optional() {
  perhaps.emplace();
  std::signal(SIGUSR1, close_perhaps);
  std::raise(SIGUSR1);
  perhaps->close();
}

static EventLoop &main_loop() {
  static EventLoop loop;
  return loop;
}
static void close_main_loop(int) { main_loop().close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:48: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE-5]]:20: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+4]]:3: note: called from here
// CHECK-MESSAGES: :[[@LINE+4]]:3: note: the handler is registered here

void bad_function_static() {
  main_loop();
  std::signal(SIGUSR1, close_main_loop);
  std::raise(SIGUSR1);
  main_loop().close();
}

static EventLoop &other_loop() {
  static EventLoop loop;
  return loop;
}
static void stop_other_loop(int) { other_loop().stop(); }

void good_function_static() {
  std::signal(SIGUSR1, stop_other_loop);
  other_loop().call_soon([] { std::raise(SIGUSR1); });
  other_loop().run_forever();
  other_loop().close();
}

static void close_current(int) { get_event_loop().close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:51: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+4]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: the handler is registered here

void bad_current_loop() {
  EventLoop loop;
  set_event_loop(&loop);
  std::signal(SIGUSR1, close_current);
  std::raise(SIGUSR1);
  loop.close();
}

static void stop_current(int) { get_event_loop().stop(); }

void good_current_loop() {
  EventLoop loop;
  set_event_loop(&loop);
  std::signal(SIGUSR1, stop_current);
  loop.call_soon([] { std::raise(SIGUSR1); });
  loop.run_forever();
  loop.close();
}

static EventLoop *guarded = nullptr;

/// Closes the loop at the end of a scope.
class Closer {
public:
  explicit Closer(EventLoop &loop) : loop(loop) {}
  ~Closer() { loop.close(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+10]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+11]]:3: note: the handler is registered here
  // CHECK-MESSAGES: :[[@LINE+5]]:62: note: called from here

private:
  EventLoop &loop;
};
static void close_by_a_guard(int) { Closer closer(*guarded); }

void bad_guard_in_the_handler() {
  EventLoop loop;
  guarded = &loop;
  std::signal(SIGUSR1, close_by_a_guard);
  std::raise(SIGUSR1);
  loop.close();
}

/// Closes the loop at the end of a scope.
class OrderlyCloser {
public:
  explicit OrderlyCloser(EventLoop &loop) : loop(loop) {}
  ~OrderlyCloser() { loop.close(); }

private:
  EventLoop &loop;
};
static void stop_guarded(int) { guarded->stop(); }

void good_guard_around_the_run() {
  EventLoop loop;
  OrderlyCloser closer(loop);
  guarded = &loop;
  std::signal(SIGUSR1, stop_guarded);
  loop.call_soon([] { std::raise(SIGUSR1); });
  loop.run_forever();
}

/// Installs a handler for as long as it lives.
class HandlerScope {
public:
  explicit HandlerScope(void (*handler)(int))
      : before(std::signal(SIGUSR1, handler)) {}
  ~HandlerScope() { std::signal(SIGUSR1, before); }

private:
  void (*before)(int);
};
static void close_in_scope(int) { guarded->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:44: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE-9]]:16: note: the handler is registered here
// CHECK-MESSAGES: :[[@LINE+6]]:18: note: called from here

void bad_handler_scope() {
  EventLoop loop;
  guarded = &loop;
  {
    HandlerScope scope(close_in_scope);
    std::raise(SIGUSR1);
  }
  loop.close();
}

static void stop_in_scope(int) { guarded->stop(); }

void good_handler_scope() {
  EventLoop loop;
  guarded = &loop;
  {
    HandlerScope scope(stop_in_scope);
    loop.call_soon([] { std::raise(SIGUSR1); });
    loop.run_forever();
  }
  loop.close();
}

static std::function<void()> on_interrupt;
static void call_it(int) { on_interrupt(); }

// A function object that was assigned to is not followed.
void fn_function_object() {
  EventLoop loop;
  on_interrupt = [&loop] { loop.close(); };
  std::signal(SIGUSR1, call_it);
  std::raise(SIGUSR1);
  on_interrupt = nullptr;
  loop.close();
}

static std::function<void()> on_orderly_interrupt;
static void call_orderly(int) { on_orderly_interrupt(); }

void good_function_object() {
  EventLoop loop;
  on_orderly_interrupt = [&loop] { loop.stop(); };
  std::signal(SIGUSR1, call_orderly);
  loop.call_soon([] { std::raise(SIGUSR1); });
  loop.run_forever();
  on_orderly_interrupt = nullptr;
  loop.close();
}

static EventLoop *first_of_two = nullptr;
static EventLoop *second_of_two = nullptr;
static void close_second(int) {
  first_of_two->stop();
  second_of_two->close();
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'second' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: the handler is registered here
}

void bad_one_of_two_loops() {
  EventLoop first;
  EventLoop second;
  first_of_two = &first;
  second_of_two = &second;
  std::signal(SIGUSR1, close_second);
  std::raise(SIGUSR1);
  first.close();
  second.close();
}
