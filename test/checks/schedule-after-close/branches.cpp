// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Closes on some of the paths, uses under conditions that go together with
// them, and guards that ask the loop itself.

#include <refloop/refloop.h>
#include <refloop/testing.h>

using namespace refloop;
using refloop::testing::choose;

enum class Mode { Serve, Drain, Quit };

Mode choose_mode() {
  if (choose())
    return Mode::Serve;
  return choose() ? Mode::Drain : Mode::Quit;
}

void maybe_closed_on_one_branch() {
  EventLoop loop;
  if (choose())
    loop.close();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:10: note: loop 'loop' is closed here
  loop.close();
}

void bad_closed_on_both_branches() {
  EventLoop loop;
  if (choose())
    loop.close();
  else
    loop.close();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
}

void bad_used_on_a_branch_after_the_close() {
  EventLoop loop;
  loop.close();
  if (choose())
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void bad_same_condition_twice() {
  EventLoop loop;
  bool quit = choose();
  if (quit)
    loop.close();
  if (quit)
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
  loop.close();
}

void bad_guard_the_wrong_way_round() {
  EventLoop loop;
  if (choose())
    loop.close();
  if (loop.is_closed())
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
  loop.close();
}

void bad_every_case_closes() {
  EventLoop loop;
  switch (choose_mode()) {
  case Mode::Serve:
    loop.close();
    break;
  case Mode::Drain:
    loop.close();
    break;
  default:
    loop.close();
  }
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-13]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-8]]:10: note: loop 'loop' is closed here
}

void bad_case_falls_through() {
  EventLoop loop;
  switch (choose_mode()) {
  case Mode::Quit:
    loop.close();
    [[fallthrough]];
  default:
    loop.close();
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-4]]:10: note: loop 'loop' is closed here
  }
}

void maybe_one_case_closes() {
  EventLoop loop;
  switch (choose_mode()) {
  case Mode::Quit:
    loop.close();
    break;
  default:
    break;
  }
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-10]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-8]]:10: note: loop 'loop' is closed here
  loop.close();
}

void maybe_two_unrelated_conditions() {
  EventLoop loop;
  bool quit = choose();
  bool late = choose();
  if (quit)
    loop.close();
  if (late)
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
  loop.close();
}

void maybe_condition_is_asked_anew() {
  EventLoop loop;
  bool quit = choose();
  if (quit)
    loop.close();
  quit = choose();
  if (!quit)
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
  loop.close();
}

void bad_goto_past_the_open_part() {
  EventLoop loop;
  loop.close();
  if (choose())
    goto out;
  loop.close();
out:
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-8]]:8: note: loop 'loop' is closed here
}

void good_opposite_conditions() {
  EventLoop loop;
  bool quit = choose();
  if (quit)
    loop.close();
  if (!quit) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_opposite_cases() {
  EventLoop loop;
  Mode mode = choose_mode();
  if (mode == Mode::Quit)
    loop.close();
  if (mode != Mode::Quit) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_opposite_numbers() {
  EventLoop loop;
  int left = choose() ? 1 : 0;
  if (left == 0)
    loop.close();
  if (left > 0) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_opposite_pointers() {
  EventLoop loop;
  EventLoop *current = choose() ? &loop : nullptr;
  if (!current)
    loop.close();
  if (current) {
    current->call_soon([] {});
    current->close();
  }
}

void good_asks_the_loop() {
  EventLoop loop;
  if (choose())
    loop.close();
  if (!loop.is_closed())
    loop.call_soon([] {});
  loop.close();
}

void good_asks_the_loop_and_returns() {
  EventLoop loop;
  if (choose())
    loop.close();
  if (loop.is_closed())
    return;
  loop.call_soon([] {});
  loop.close();
}

void good_asks_the_loop_through_a_local() {
  EventLoop loop;
  if (choose())
    loop.close();
  bool closed = loop.is_closed();
  if (!closed)
    loop.call_soon([] {});
  loop.close();
}

void good_short_circuit() {
  EventLoop loop;
  if (choose())
    loop.close();
  if (!loop.is_closed() && choose())
    loop.call_soon([] {});
  loop.close();
}

void good_early_return() {
  EventLoop loop;
  if (choose()) {
    loop.close();
    return;
  }
  loop.call_soon([] {});
  loop.close();
}

void good_flag_is_set_with_the_close() {
  EventLoop loop;
  bool closed = false;
  if (choose()) {
    loop.close();
    closed = true;
  }
  if (!closed) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_constant_condition() {
  constexpr bool Quit = false;
  EventLoop loop;
  if (Quit)
    loop.close();
  loop.call_soon([] {});
  loop.close();
}

void good_each_case_on_its_own() {
  EventLoop loop;
  switch (choose_mode()) {
  case Mode::Quit:
    loop.close();
    break;
  case Mode::Drain:
  case Mode::Serve:
    loop.call_soon([] {});
    loop.close();
  }
}

static void use_or_close(EventLoop &loop, int n) {
  if (n == 14) {
    loop.close();
    return;
  }
  loop.call_soon([] {});
}

void good_helper_of_many_numbers() {
  EventLoop loop;
  use_or_close(loop, 1);
  use_or_close(loop, 2);
  use_or_close(loop, 3);
  use_or_close(loop, 4);
  use_or_close(loop, 5);
  use_or_close(loop, 6);
  use_or_close(loop, 7);
  use_or_close(loop, 8);
  use_or_close(loop, 9);
  use_or_close(loop, 10);
  use_or_close(loop, 11);
  use_or_close(loop, 12);
  use_or_close(loop, 13);
  use_or_close(loop, 14);
}

static int step_of(EventLoop &loop, int n) {
  if (n == 0)
    return 0;
  if (n == 1)
    return 1;
  if (n == 2)
    return 2;
  if (n == 3)
    return 3;
  if (n == 4) {
    loop.close();
    return 4;
  }
  if (n == 5)
    return 5;
  if (n == 6)
    return 6;
  return 7;
}

void good_one_of_many_returns() {
  EventLoop loop;
  const int n = choose() ? 4 : choose() ? 2 : 6;
  if (step_of(loop, n) != 4) {
    loop.call_soon([] {});
    loop.close();
  }
}
