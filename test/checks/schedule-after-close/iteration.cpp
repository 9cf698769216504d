// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Closes and uses in the bodies of for, while and do, and on the way round.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>

using namespace refloop;
using refloop::testing::choose;

void bad_used_in_a_loop_after_the_close() {
  EventLoop loop;
  loop.close();
  for (int round = 0; round < 3; ++round)
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void bad_closed_in_a_loop_that_runs_at_least_once() {
  EventLoop loop;
  int round = 0;
  do {
    loop.close();
  } while (++round < 3 && choose());
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
}

void bad_closed_then_used_in_one_round() {
  for (int round = 0; round < 2; ++round) {
    EventLoop loop;
    loop.close();
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-4]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-4]]:10: note: loop 'loop' is closed here
  }
}

void bad_break_after_the_close() {
  EventLoop loop;
  for (;;) {
    loop.call_soon([] {});
    loop.close();
    break;
  }
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
}

void maybe_closed_in_the_round_before() {
  EventLoop loop;
  for (int round = 0; round < 3 && choose(); ++round) {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+1]]:10: note: loop 'loop' is closed here
    loop.close();
  }
  loop.close();
}

void maybe_closed_in_a_loop_that_may_not_run() {
  EventLoop loop;
  for (int round = 0; round < 2 && choose(); ++round)
    loop.close();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:10: note: loop 'loop' is closed here
  loop.close();
}

void good_fresh_loop_in_each_round() {
  for (int round = 0; round < 3; ++round) {
    EventLoop loop;
    loop.call_soon([] {});
    loop.close();
  }
}

void good_owner_is_renewed_in_each_round() {
  auto loop = new_event_loop();
  for (int round = 0; round < 3; ++round) {
    loop->call_soon([] {});
    loop->close();
    loop = new_event_loop();
  }
  loop->close();
}

void good_break_right_after_the_close() {
  EventLoop loop;
  for (int round = 0; round < 3; ++round) {
    loop.call_soon([] {});
    if (choose() || round == 2) {
      loop.close();
      break;
    }
  }
}

void good_closed_after_the_loop() {
  EventLoop loop;
  for (int round = 0; round < 3; ++round)
    loop.call_soon([] {});
  loop.close();
}

void good_flag_ends_the_loop() {
  EventLoop loop;
  bool open = true;
  for (int round = 0; round < 3 && open; ++round) {
    loop.call_soon([] {});
    if (choose()) {
      loop.close();
      open = false;
    }
  }
  if (open)
    loop.close();
}

void good_closed_only_once_asked() {
  EventLoop loop;
  for (int round = 0; round < 3; ++round) {
    if (loop.is_closed())
      break;
    loop.call_soon([] {});
    if (choose())
      loop.close();
  }
  loop.close();
}

void good_return_out_of_the_loop() {
  EventLoop loop;
  for (int round = 0; round < 3; ++round) {
    if (choose()) {
      loop.close();
      return;
    }
    loop.call_soon([] {});
  }
  loop.close();
}

void good_closed_in_the_last_round() {
  EventLoop loop;
  for (int i = 0; i < 10; ++i) {
    if (i == 9) {
      loop.close();
      break;
    }
    loop.call_soon([] {});
  }
}

void good_closed_late_and_used_early() {
  EventLoop loop;
  for (int i = 0; i < 8; ++i) {
    if (i == 6)
      loop.close();
    if (i < 5)
      loop.call_soon([] {});
  }
}

void bad_closed_late_and_used_behind() {
  EventLoop loop;
  for (int i = 0; i < 8; ++i) {
    if (i == 5)
      loop.close();
    if (i < 7)
      loop.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
      // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-5]]:12: note: loop 'loop' is closed here
  }
}

void good_last_attempt_closes() {
  EventLoop loop;
  for (int attempt = 1; attempt <= 20; ++attempt) {
    if (choose())
      break;
    loop.call_soon([] {});
    if (attempt == 20) {
      loop.close();
      return;
    }
  }
  loop.call_soon([] {});
  loop.close();
}
