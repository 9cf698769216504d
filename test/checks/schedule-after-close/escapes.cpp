// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Loops that go where the analysis cannot follow: it says nothing then, rightly
// or not.

#include <refloop/refloop.h>

#include <map>
#include <memory>
#include <string>

using namespace refloop;

void renew(std::unique_ptr<EventLoop> &loop) { loop = new_event_loop(); }
void shut(EventLoop &loop) { loop.close(); }

// Nobody can know what these point to.
void (*volatile unknown_for_owner)(std::unique_ptr<EventLoop> &) = renew;
void (*volatile unknown_for_loop)(EventLoop &) = shut;

void good_owner_went_to_unknown_code() {
  auto loop = new_event_loop();
  loop->close();
  unknown_for_owner(loop);
  loop->call_soon([] {});
  loop->close();
}

// The close stands behind a pointer to a function, which is not followed.
void fn_closed_by_unknown_code() {
  EventLoop loop;
  unknown_for_loop(loop);
  loop.call_soon([] {});
}

// Elements of a map are not told apart, so nothing is said of any of them.
void fn_element_of_a_map() {
  std::map<std::string, std::unique_ptr<EventLoop>> loops;
  loops["a"] = new_event_loop();
  loops["a"]->close();
  loops["a"]->call_soon([] {});
}

void good_other_element_of_a_map() {
  std::map<std::string, std::unique_ptr<EventLoop>> loops;
  loops["a"] = new_event_loop();
  loops["b"] = new_event_loop();
  loops["a"]->close();
  loops["b"]->call_soon([] {});
  loops["b"]->close();
}

struct Base {
  virtual ~Base() = default;
  virtual void finish(EventLoop &) {}
};
struct Closing : Base {
  void finish(EventLoop &loop) override { loop.close(); }
};

// The owner's object is in sight: its override runs.
void bad_closed_by_a_virtual_function() {
  EventLoop loop;
  std::unique_ptr<Base> base = std::make_unique<Closing>();
  base->finish(loop);
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-11]]:48: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:9: note: called from here
}

void good_virtual_function_that_does_nothing() {
  EventLoop loop;
  std::unique_ptr<Base> base = std::make_unique<Base>();
  base->finish(loop);
  loop.call_soon([] {});
  loop.close();
}
