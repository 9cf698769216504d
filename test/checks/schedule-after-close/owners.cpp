// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Loops that are reached through references, pointers and owners, and owners
// that change what they own.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

using namespace refloop;
using refloop::testing::choose;

void bad_unique_ptr() {
  auto loop = new_event_loop();
  loop->close();
  loop->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:9: note: loop 'loop' is closed here
}

void bad_make_unique() {
  auto loop = std::make_unique<EventLoop>();
  loop->close();
  loop->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:9: note: loop 'loop' is closed here
}

void bad_reference() {
  EventLoop loop;
  EventLoop &alias = loop;
  alias.close();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:9: note: loop 'alias' is closed here
}

void bad_pointer() {
  EventLoop loop;
  EventLoop *alias = &loop;
  loop.close();
  alias->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'alias', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}

void bad_pointer_from_get() {
  auto loop = new_event_loop();
  EventLoop *raw = loop.get();
  loop->close();
  raw->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'raw', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:15: note: loop 'raw' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:9: note: loop 'loop' is closed here
}

void bad_dereferenced_owner() {
  auto owner = new_event_loop();
  EventLoop &loop = *owner;
  loop.close();
  owner->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'owner', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:16: note: loop 'owner' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}

void bad_moved_owner() {
  auto first = new_event_loop();
  first->close();
  auto second = std::move(first);
  second->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'call_soon' schedules on loop 'second', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:16: note: loop 'second' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'first' is closed here
}

void bad_shared_ptr() {
  auto first = std::make_shared<EventLoop>();
  auto second = first;
  first->close();
  second->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'call_soon' schedules on loop 'second', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:16: note: loop 'second' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:10: note: loop 'first' is closed here
}

void bad_optional() {
  std::optional<EventLoop> loop;
  loop.emplace();
  loop->close();
  loop->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:9: note: loop 'loop' is closed here
}

void bad_pointer_is_set_to_the_closed_one() {
  EventLoop first;
  EventLoop second;
  EventLoop *current = &second;
  first.close();
  current = &first;
  second.close();
  current->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules on loop 'current', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'first' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:9: note: loop 'first' is closed here
}

void maybe_pointer_to_one_of_two() {
  EventLoop first;
  EventLoop second;
  EventLoop *current = choose() ? &first : &second;
  first.close();
  current->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules on loop 'current', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'first' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:9: note: loop 'first' is closed here
  second.close();
}

void good_owner_is_given_a_fresh_loop() {
  auto loop = new_event_loop();
  loop->close();
  loop = new_event_loop();
  loop->call_soon([] {});
  loop->close();
}

void good_owner_is_reset_to_a_fresh_loop() {
  auto loop = std::make_unique<EventLoop>();
  loop->close();
  loop.reset(new EventLoop);
  loop->call_soon([] {});
  loop->close();
}

void good_optional_is_emplaced_anew() {
  std::optional<EventLoop> loop;
  loop.emplace();
  loop->close();
  loop.emplace();
  loop->call_soon([] {});
  loop->close();
}

void good_pointer_is_set_to_the_open_one() {
  EventLoop first;
  EventLoop second;
  EventLoop *current = &first;
  current->close();
  current = &second;
  current->call_soon([] {});
  current->close();
}

void good_owner_is_moved_and_refilled() {
  auto first = new_event_loop();
  auto second = std::move(first);
  second->close();
  first = new_event_loop();
  first->call_soon([] {});
  first->close();
}

void good_owners_are_swapped() {
  auto closed = new_event_loop();
  auto open = new_event_loop();
  closed->close();
  std::swap(closed, open);
  closed->call_soon([] {});
  closed->close();
}

void good_vector_of_loops() {
  std::vector<std::unique_ptr<EventLoop>> loops;
  loops.push_back(new_event_loop());
  loops.push_back(new_event_loop());
  loops[0]->close();
  loops[1]->call_soon([] {});
  loops[1]->close();
}

void good_null_owner_is_asked_first() {
  auto loop = new_event_loop();
  if (choose()) {
    loop->close();
    loop.reset();
  }
  if (loop) {
    loop->call_soon([] {});
    loop->close();
  }
}

struct ClosesAtEnd {
  EventLoop *loop;
  ~ClosesAtEnd() { loop->close(); }
};

// To close it later would not help: what it is handed to closes it as well.
void bad_handed_to_what_closes_it_again() {
  auto loop = std::make_unique<EventLoop>();
  loop->close();
  { ClosesAtEnd closes{loop.get()}; }
  loop->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:9: note: loop 'loop' is closed here
}
