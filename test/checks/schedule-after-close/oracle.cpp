// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Shapes in which the random programs of test/differential and the analysis did
// not agree, made small. Those that start with fn_ say what is not followed.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

using namespace refloop;
using refloop::testing::choose;

void bad_second_round_after_a_close() {
  EventLoop loop;
  for (int i = 0; i < 2; ++i) {
    loop.stop();
    loop.run_forever();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'run_forever' runs loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+1]]:10: note: loop 'loop' is closed here
    loop.close();
  }
}

void closes_in_each_call(EventLoop &loop, int count) {
  if (count == 0)
    return;
  loop.stop();
  loop.run_forever();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_forever' runs loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE+8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+3]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
  loop.close();
  closes_in_each_call(loop, count - 1);
}
void bad_second_level_after_a_close() {
  EventLoop loop;
  closes_in_each_call(loop, 2);
}

struct Hooks {
  std::function<void()> on_stop;
  void stop() {
    if (on_stop)
      on_stop();
  }
};
void bad_member_function_closes() {
  EventLoop loop;
  Hooks hooks{[&] { loop.close(); }};
  hooks.on_stop();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:26: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}
void bad_assigned_member_function_closes() {
  EventLoop loop;
  Hooks hooks;
  hooks.on_stop = [&] { loop.close(); };
  hooks.on_stop();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:30: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}
void bad_member_function_is_tested() {
  EventLoop loop;
  Hooks hooks;
  hooks.on_stop = [&] { loop.close(); };
  hooks.stop();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:30: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-33]]:7: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:9: note: called from here
}
void good_member_function_is_empty() {
  EventLoop loop;
  Hooks hooks;
  hooks.on_stop = [&] { loop.close(); };
  hooks.on_stop = nullptr;
  hooks.stop();
  loop.call_soon([] {});
  loop.close();
}
void good_another_function_is_assigned() {
  EventLoop loop;
  std::function<void()> callback = [&] { loop.close(); };
  callback = [] {};
  callback();
  loop.call_soon([] {});
  loop.close();
}
void maybe_function_is_assigned() {
  EventLoop loop;
  std::function<void()> callback = [] {};
  const bool closes = choose();
  if (closes)
    callback = [&] { loop.close(); };
  callback();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:27: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
  if (!closes)
    loop.close();
}

// A loop over a container meets what was added to it.
void bad_list_of_callbacks_closes() {
  EventLoop loop;
  std::vector<std::function<void()>> callbacks;
  callbacks.push_back([&] { loop.close(); });
  for (const auto &callback : callbacks)
    callback();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:34: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:5: note: called from here
}

struct Service {
  virtual ~Service() = default;
  virtual void stop() = 0;
};
struct LoopService : Service {
  explicit LoopService(EventLoop &loop) : loop(loop) {}
  void stop() override { loop.close(); }
  EventLoop &loop;
};
// The object is in sight: it is known which override runs.
void bad_override_closes() {
  EventLoop loop;
  LoopService made(loop);
  Service &service = made;
  service.stop();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-12]]:31: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:11: note: called from here
}
// So is what an owner was given.
void bad_override_of_an_owned_object_closes() {
  EventLoop loop;
  std::unique_ptr<Service> service = std::make_unique<LoopService>(loop);
  service->stop();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-23]]:31: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:12: note: called from here
}

struct QuietService : Service {
  explicit QuietService(EventLoop &) {}
  void stop() override {}
};
void good_override_does_nothing() {
  EventLoop loop;
  std::unique_ptr<Service> service = std::make_unique<QuietService>(loop);
  service->stop();
  loop.call_soon([] {});
  loop.close();
}

void maybe_one_override_of_two() {
  EventLoop loop;
  std::unique_ptr<Service> service;
  if (refloop::testing::choose())
    service = std::make_unique<LoopService>(loop);
  else
    service = std::make_unique<QuietService>(loop);
  service->stop();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-50]]:31: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:12: note: called from here
  loop.close();
}

void bad_override_of_an_allocated_object() {
  EventLoop loop;
  Service *service = new LoopService(loop);
  service->stop();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-62]]:31: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:12: note: called from here
  delete service;
}

static void stops(Service &service) { service.stop(); }

// A callee is told the class of an object of its caller.
void bad_override_in_a_helper() {
  EventLoop loop;
  LoopService service(loop);
  stops(service);
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-77]]:31: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-11]]:47: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
}

struct ClosingAtEnd {
  explicit ClosingAtEnd(EventLoop &loop) : loop(loop) {}
  virtual ~ClosingAtEnd() = default;
  EventLoop &loop;
};
struct DerivedAtEnd : ClosingAtEnd {
  explicit DerivedAtEnd(EventLoop &loop) : ClosingAtEnd(loop) {}
  ~DerivedAtEnd() override { loop.close(); }
};
void bad_virtual_destructor_closes() {
  EventLoop loop;
  { std::unique_ptr<ClosingAtEnd> end = std::make_unique<DerivedAtEnd>(loop); }
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-8]]:35: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:79: note: called from here
}

static Task<> nothing() { co_return; }

// The close may not be moved behind the use: the next round would begin with it.
void bad_close_in_each_round() {
  EventLoop loop;
  for (int i = 0; i < 2; ++i) {
    loop.close();
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-4]]:10: note: loop 'loop' is closed here
  }
}

struct Hook {
  std::function<void()> call;
};
void bad_close_in_a_hook_of_each_round() {
  EventLoop loop;
  for (int i = 0; i < 2; ++i) {
    Hook hook{[&] {
      loop.close();
      loop.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
      // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-4]]:12: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE+2]]:5: note: called from here
    }};
    hook.call();
  }
}

// Nor here: on one path the loop was closed before.
void bad_closed_before_on_one_path() {
  std::unique_ptr<EventLoop> loop = new_event_loop();
  if (choose())
    loop->close();
  loop->close();
  loop->call_soon_threadsafe([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'call_soon_threadsafe' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:37: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:9: note: loop 'loop' is closed here
}

static void close_if_asked(EventLoop &loop) {
  if (choose())
    loop.close();
}
void bad_closed_before_by_a_helper() {
  EventLoop loop;
  close_if_asked(loop);
  loop.close();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}

static Task<> ended(ClientSession &session) { co_await session.close(); }

// A fresh loop is none that the session belongs to.
void bad_run_of_a_session_of_the_closed_loop() {
  std::unique_ptr<EventLoop> loop = new_event_loop();
  std::optional<ClientSession> session;
  [&] { session.emplace(*loop); }();
  loop->close();
  loop->run_until_complete(ended(*session));
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'run_until_complete' runs loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:37: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:9: note: loop 'loop' is closed here
}

// Nor where it is closed within what comes behind: the next round would find it
// closed as well.
void bad_closed_in_the_round_before_as_well() {
  EventLoop loop;
  loop.close();
  for (int round = 0; round < 2; ++round) {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
    loop.close();
  }
}
