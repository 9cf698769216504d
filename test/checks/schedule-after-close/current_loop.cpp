// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// The current loop: set, closed, and got again, as in a notebook.

#include <refloop/refloop.h>
#include <refloop/testing.h>

using namespace refloop;
using refloop::testing::choose;

Task<> turn() { co_return; }

void bad_current_loop_is_closed() {
  EventLoop loop;
  set_event_loop(&loop);
  loop.close();
  get_event_loop().call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}

void bad_closed_through_the_current_loop() {
  EventLoop loop;
  set_event_loop(&loop);
  get_event_loop().close();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:20: note: loop 'loop' is closed here
}

void bad_notebook() {
  auto loop = new_event_loop();
  set_event_loop(loop.get());
  get_event_loop().run_until_complete(turn());
  get_event_loop().close();
  get_event_loop().run_until_complete(turn());
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'run_until_complete' runs a loop, which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:15: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:20: note: the loop is closed here
}

void bad_reference_to_the_current_loop() {
  EventLoop loop;
  set_event_loop(&loop);
  EventLoop &current = get_event_loop();
  loop.close();
  current.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'call_soon' schedules on loop 'current', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}

void maybe_current_loop_is_closed() {
  EventLoop loop;
  set_event_loop(&loop);
  if (choose())
    loop.close();
  get_event_loop().call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:10: note: loop 'loop' is closed here
  set_event_loop(nullptr);
  loop.close();
}

void good_current_loop_is_set_anew() {
  EventLoop first;
  EventLoop second;
  set_event_loop(&first);
  first.close();
  set_event_loop(&second);
  get_event_loop().call_soon([] {});
  second.close();
  set_event_loop(nullptr);
}

void good_closed_loop_is_not_the_current_one() {
  EventLoop current;
  EventLoop other;
  set_event_loop(&current);
  other.close();
  get_event_loop().call_soon([] {});
  current.close();
  set_event_loop(nullptr);
}

Task<> post_to_the_running_loop() {
  get_running_loop().call_soon([] {});
  co_return;
}

void good_running_loop_is_open() {
  EventLoop loop;
  loop.close();
  run(post_to_the_running_loop());
}

void good_current_loop_then_close() {
  EventLoop loop;
  set_event_loop(&loop);
  get_event_loop().run_until_complete(turn());
  get_event_loop().close();
  set_event_loop(nullptr);
}
