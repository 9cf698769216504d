// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Lambdas and callbacks: those called now, those that a loop calls while it
// runs, and those that nobody calls.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <functional>

using namespace refloop;
using refloop::testing::choose;

Task<> turn() { co_return; }

void bad_lambda_closes_when_called() {
  EventLoop loop;
  auto shut = [&loop] { loop.close(); };
  shut();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:30: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}

void bad_lambda_posts_when_called() {
  EventLoop loop;
  auto post = [&loop] {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+3]]:3: note: called from here
  };
  loop.close();
  post();
}

void bad_lambda_captures_everything() {
  EventLoop loop;
  auto shut = [&] { loop.close(); };
  shut();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:26: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}

void bad_lambda_captures_a_pointer() {
  EventLoop loop;
  EventLoop *pointer = &loop;
  auto shut = [pointer] { pointer->close(); };
  shut();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:36: note: loop 'pointer' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}

void bad_lambda_takes_the_loop() {
  EventLoop loop;
  auto shut = [](EventLoop &which) { which.close(); };
  shut(loop);
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:44: note: loop 'which' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}

void bad_lambda_called_where_it_is_written() {
  EventLoop loop;
  [&] { loop.close(); }();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:14: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}

void bad_invoked() {
  EventLoop loop;
  std::invoke([&] { loop.close(); });
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:26: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}

void twice(const std::function<void()> &step) {
  step();
  step();
}

void bad_callback_of_a_helper() {
  EventLoop loop;
  twice([&] { loop.close(); });
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:20: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-11]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
}

template <typename Step> void once(Step step) { step(); }

void bad_callback_of_a_template() {
  EventLoop loop;
  once([&] { loop.close(); });
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:19: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-9]]:49: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
}

void bad_callback_on_one_loop_posts_to_another() {
  EventLoop closed;
  EventLoop running;
  closed.close();
  running.call_soon([&closed] {
    closed.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules on loop 'closed', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'closed' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'closed' is closed here
    // CHECK-MESSAGES: :[[@LINE+2]]:11: note: called from here
  });
  running.run_until_complete(turn());
  running.close();
}

void maybe_lambda_closes_on_one_path() {
  EventLoop loop;
  auto shut = [&loop] {
    if (choose())
      loop.close();
  };
  shut();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:12: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
  loop.close();
}

void good_lambda_is_never_called() {
  EventLoop loop;
  auto shut = [&loop] { loop.close(); };
  (void)shut;
  loop.call_soon([] {});
  loop.close();
}

void good_lambda_is_called_before_the_close() {
  EventLoop loop;
  auto post = [&loop] { loop.call_soon([] {}); };
  post();
  loop.close();
}

void good_callback_posts_while_the_loop_runs() {
  EventLoop loop;
  loop.call_soon([&loop] { loop.call_soon([] {}); });
  loop.run_until_complete(turn());
  loop.close();
}

void good_callback_is_dropped_by_the_close() {
  EventLoop loop;
  loop.call_soon([&loop] { loop.call_soon([] {}); });
  loop.close();
}

void good_callback_of_one_loop_closes_another() {
  EventLoop other;
  EventLoop loop;
  other.call_soon([] {});
  loop.call_soon([&other] { other.close(); });
  loop.run_until_complete(turn());
  loop.close();
}

void good_callback_stops_the_loop() {
  EventLoop loop;
  loop.call_soon([&loop] { loop.stop(); });
  loop.run_forever();
  loop.call_soon([] {});
  loop.close();
}

void good_lambda_has_its_own_loop() {
  EventLoop loop;
  auto whole_life = [] {
    EventLoop loop;
    loop.close();
  };
  whole_life();
  loop.call_soon([] {});
  loop.close();
}

void good_lambda_closes_a_copy_of_the_pointer_target() {
  EventLoop first;
  EventLoop second;
  EventLoop *current = &first;
  auto shut = [current] { current->close(); };
  current = &second;
  shut();
  current->call_soon([] {});
  current->close();
}
