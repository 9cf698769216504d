// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Tests of several operands that come again, as they were or turned around:
// paths that come together remember that not both hold.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>
#include <string>

using namespace refloop;
using refloop::testing::choose;

static void close_unless_both(EventLoop &loop, bool a, bool b) {
  if (!(a && b))
    loop.close();
  if (a && b) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_both_or_closed() {
  EventLoop loop;
  close_unless_both(loop, choose(), choose());
}

void good_either_is_neither_negated() {
  EventLoop loop;
  const bool a = choose(), b = choose();
  if (a || b)
    loop.close();
  if (!a && !b) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_operands_in_another_order() {
  EventLoop loop;
  const bool a = choose(), b = choose(), c = choose();
  if (a && b && c)
    loop.close();
  if (!(c && (b && a))) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_operands_within_operands() {
  EventLoop loop;
  const bool a = choose(), b = choose(), c = choose();
  if ((a && b) || c)
    loop.close();
  if (!c && (!a || !b)) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_pointers_that_are_both_there() {
  EventLoop loop;
  int here = 0;
  int *p = choose() ? &here : nullptr;
  int *q = choose() ? &here : nullptr;
  if (!p || !q)
    loop.close();
  if (p && q) {
    loop.call_soon([] {});
    loop.close();
  }
}

static void close_without(EventLoop &loop, std::unique_ptr<int> p,
                          std::unique_ptr<int> q) {
  if (p == nullptr || !q) {
    loop.close();
    return;
  }
  loop.call_soon([] {});
  if (p != nullptr && q)
    loop.close();
}

void good_owners_that_are_both_full() {
  EventLoop loop;
  close_without(loop, choose() ? std::make_unique<int>(1) : nullptr,
                choose() ? std::make_unique<int>(2) : nullptr);
}

void good_comparisons_and_calls() {
  EventLoop loop;
  const int n = choose() ? 3 : 4;
  const std::string name = choose() ? "" : "x";
  if (n == 3 && name.empty())
    loop.close();
  if (!name.empty() || n != 3) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_variable_made_of_both() {
  EventLoop loop;
  const bool a = choose(), b = choose();
  const bool both = a && b;
  if (!both)
    loop.close();
  if (a && b) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_leaves_when_both() {
  EventLoop loop;
  const bool a = choose(), b = choose();
  if (a && b) {
    loop.close();
    return;
  }
  loop.call_soon([] {});
  if (!a || !b)
    loop.close();
}

void bad_both_again() {
  EventLoop loop;
  const bool a = choose(), b = choose();
  if (a && b)
    loop.close();
  if (b && a)
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
  loop.close();
}

void bad_both_is_either() {
  EventLoop loop;
  const bool a = choose(), b = choose();
  if (a || b)
    loop.close();
  if (a && b)
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
  loop.close();
}

void maybe_either_is_both() {
  EventLoop loop;
  const bool a = choose(), b = choose();
  if (a && b)
    loop.close();
  if (a || b)
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
  loop.close();
}

void maybe_one_of_both_changed() {
  EventLoop loop;
  const bool a = choose();
  bool b = choose();
  if (!(a && b))
    loop.close();
  b = true;
  if (a && b)
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
  loop.close();
}
