// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Which override a virtual call runs, where a caller or a callee made the
// object.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>

using namespace refloop;
using refloop::testing::choose;

namespace {
struct Service {
  virtual ~Service() = default;
  void shut_down() { stop(); } // a template method
  virtual void stop() {}
};
struct Closing : Service {
  EventLoop &loop;
  explicit Closing(EventLoop &given) : loop(given) {}
  void stop() override { loop.close(); }
};
struct Posting : Service {
  EventLoop &loop;
  explicit Posting(EventLoop &given) : loop(given) {}
  void stop() override { loop.call_soon([] {}); }
};
} // namespace

void bad_template_method() {
  EventLoop loop;
  Closing closing(loop);
  Service &service = closing;
  service.shut_down();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-17]]:31: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-24]]:22: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:11: note: called from here
}

void good_template_method_of_another_class() {
  EventLoop loop;
  Posting posting(loop);
  posting.shut_down();
  loop.close();
}

static void finish(Service &service) { service.stop(); }
static void finish_indeed(Service &service) { finish(service); }

void bad_through_two_helpers() {
  EventLoop loop;
  Closing closing(loop);
  finish_indeed(closing);
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-39]]:31: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-11]]:48: note: called from here
  // CHECK-MESSAGES: :[[@LINE-11]]:47: note: called from here
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: called from here
}

// The same helpers, another class: nothing is closed.
void good_through_two_helpers() {
  EventLoop loop;
  Posting posting(loop);
  finish_indeed(posting);
  loop.close();
}

void bad_in_a_callback() {
  EventLoop loop;
  Closing closing(loop);
  Service &service = closing;
  auto stop = [&service] { service.shut_down(); };
  stop();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-62]]:31: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-69]]:22: note: called from here
  // CHECK-MESSAGES: :[[@LINE-7]]:36: note: called from here
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: called from here
}

static std::unique_ptr<Service> make_service(EventLoop &loop) {
  return std::make_unique<Closing>(loop);
}

void bad_made_by_a_helper() {
  EventLoop loop;
  std::unique_ptr<Service> service = make_service(loop);
  service->shut_down();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-79]]:31: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-86]]:22: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:12: note: called from here
}

static std::unique_ptr<Service> choose_service(EventLoop &loop) {
  if (choose())
    return std::make_unique<Closing>(loop);
  return std::make_unique<Posting>(loop);
}

void maybe_one_of_two_classes() {
  EventLoop loop;
  std::unique_ptr<Service> service = choose_service(loop);
  service->shut_down();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-97]]:31: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-104]]:22: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:12: note: called from here
  loop.close();
}

static std::unique_ptr<EventLoop> shared;

namespace {
struct ClosingShared : Service {
  void stop() override { shared->close(); }
};
} // namespace

// Nothing that is passed leads to a loop.
void bad_of_a_loop_that_is_a_global() {
  shared = std::make_unique<EventLoop>();
  ClosingShared closing;
  finish(closing);
  shared->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'call_soon' schedules on loop 'shared', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:12: note: loop 'shared' is created here
  // CHECK-MESSAGES: :[[@LINE-12]]:34: note: loop 'shared' is closed here
  // CHECK-MESSAGES: :[[@LINE-91]]:48: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
}

namespace {
struct Early {
  explicit Early(EventLoop &given) : loop(given) { prepare(); }
  virtual ~Early() = default;
  void prepare() { begin(); }
  virtual void begin() {}
  EventLoop &loop;
};
struct Late : Early {
  explicit Late(EventLoop &given) : Early(given) {}
  void begin() override { loop.close(); }
};
struct AtEnd {
  explicit AtEnd(EventLoop &given) : loop(given) {}
  virtual ~AtEnd() { finish_up(); }
  void finish_up() { end(); }
  virtual void end() {}
  EventLoop &loop;
};
struct ClosingAtEnd : AtEnd {
  explicit ClosingAtEnd(EventLoop &given) : AtEnd(given) {}
  void end() override { loop.close(); }
};
} // namespace

// While its base is made, an object is of the base's class.
void good_virtual_call_in_a_constructor() {
  EventLoop loop;
  Late late(loop);
  loop.call_soon([] {});
  loop.close();
}

void bad_virtual_call_after_construction() {
  EventLoop loop;
  Late late(loop);
  late.prepare();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-30]]:32: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-37]]:20: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:8: note: called from here
}

// And while its base ends.
void good_virtual_call_in_a_destructor() {
  EventLoop loop;
  { ClosingAtEnd ending(loop); }
  loop.call_soon([] {});
  loop.close();
}
