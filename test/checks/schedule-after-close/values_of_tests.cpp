// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Values that are made of several tests: variables, negations, what a helper
// returns; and numbers that are none of several.

#include <refloop/refloop.h>
#include <refloop/testing.h>

using namespace refloop;
using refloop::testing::choose;

void good_variable_asks_the_loop() {
  EventLoop loop;
  if (choose())
    loop.close();
  bool usable = !loop.is_closed() && choose();
  if (usable)
    loop.call_soon([] {});
  loop.close();
}

void good_neither_closed_nor_quitting() {
  EventLoop loop;
  if (choose())
    loop.close();
  const bool quit = choose();
  if (!(loop.is_closed() || quit))
    loop.call_soon([] {});
  loop.close();
}

static bool is_usable(const EventLoop &loop, bool wanted) {
  return !loop.is_closed() && wanted;
}

void good_helper_asks_the_loop() {
  EventLoop loop;
  if (choose())
    loop.close();
  if (is_usable(loop, choose()))
    loop.call_soon([] {});
  loop.close();
}

void good_helper_asks_a_pointer() {
  EventLoop loop;
  EventLoop *there = choose() ? &loop : nullptr;
  if (choose())
    loop.close();
  const auto ready = [](const EventLoop *l) { return l && !l->is_closed(); };
  if (!ready(there)) {
    loop.close();
    return;
  }
  there->call_soon([] {});
  loop.close();
}

void good_flag_or_another() {
  EventLoop loop;
  bool closed = false;
  if (choose()) {
    loop.close();
    closed = true;
  }
  const bool skip = closed || choose();
  if (!skip)
    loop.call_soon([] {});
  loop.close();
}

void good_neither_of_two() {
  EventLoop loop;
  const bool a = choose(), b = choose();
  if (!(a || b))
    loop.close();
  if (a)
    loop.call_soon([] {});
  loop.close();
}

void good_value_within_a_value() {
  EventLoop loop;
  const bool a = choose(), b = choose(), c = choose();
  if (a)
    loop.close();
  const bool ok = !(a || b) && c;
  const bool sure = ok && !a;
  if (sure)
    loop.call_soon([] {});
  loop.close();
}

void bad_value_that_says_closed() {
  EventLoop loop;
  const bool a = choose();
  if (a)
    loop.close();
  bool closed = a && loop.is_closed();
  if (closed)
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
  loop.close();
}

void maybe_value_that_says_little() {
  EventLoop loop;
  if (choose())
    loop.close();
  bool either = loop.is_closed() || choose();
  if (either)
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
  loop.close();
}

namespace {
enum class Phase { Init, Serve, Drain, Done };
} // namespace

static Phase phase() {
  if (choose())
    return choose() ? Phase::Init : Phase::Serve;
  return choose() ? Phase::Drain : Phase::Done;
}

void good_none_of_two_phases() {
  EventLoop loop;
  const Phase now = phase();
  if (now != Phase::Serve && now != Phase::Drain)
    loop.close();
  if (now == Phase::Serve)
    loop.call_soon([] {});
  if (now == Phase::Drain)
    loop.call_soon([] {});
  loop.close();
}

void good_default_is_none_of_the_cases() {
  EventLoop loop;
  const Phase now = phase();
  switch (now) {
  case Phase::Init:
  case Phase::Serve:
    break;
  case Phase::Drain:
    break;
  default:
    loop.close();
  }
  if (now == Phase::Init || now == Phase::Serve || now == Phase::Drain)
    loop.call_soon([] {});
  loop.close();
}

void good_one_of_distant_numbers() {
  EventLoop loop;
  const int code = choose() ? 404 : choose() ? 200 : 401;
  if (code == 404 || code == 401)
    loop.close();
  if (code == 200)
    loop.call_soon([] {});
  loop.close();
}

void bad_one_of_the_phases() {
  EventLoop loop;
  const Phase now = phase();
  if (now != Phase::Serve && now != Phase::Drain)
    loop.close();
  if (now == Phase::Done)
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
  loop.close();
}
