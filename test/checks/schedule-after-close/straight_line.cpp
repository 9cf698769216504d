// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// One function, no branches: each call that schedules, spawns or runs, before
// and after the close.

#include <refloop/refloop.h>

using namespace refloop;
using namespace std::chrono_literals;

Task<> work() { co_return; }

void bad_call_soon() {
  EventLoop loop;
  loop.close();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}

void bad_call_soon_threadsafe() {
  EventLoop loop;
  loop.close();
  loop.call_soon_threadsafe([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon_threadsafe' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}

void bad_call_later() {
  EventLoop loop;
  loop.close();
  loop.call_later(5ms, [] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_later' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}

void bad_call_at() {
  EventLoop loop;
  auto when = loop.time() + 5ms;
  loop.close();
  loop.call_at(when, [] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_at' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}

void bad_create_task() {
  EventLoop loop;
  loop.close();
  loop.create_task(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'create_task' spawns on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}

void bad_run_until_complete() {
  EventLoop loop;
  loop.run_until_complete(work());
  loop.close();
  loop.run_until_complete(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_until_complete' runs loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}

void bad_run_forever() {
  EventLoop loop;
  loop.call_soon([&loop] { loop.stop(); });
  loop.close();
  loop.run_forever();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_forever' runs loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}

void bad_close_twice_then_schedule() {
  EventLoop loop;
  loop.close();
  loop.close();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void bad_one_of_two_loops() {
  EventLoop first;
  EventLoop second;
  first.close();
  second.call_soon([] {});
  second.close();
  first.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'call_soon' schedules on loop 'first', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'first' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:9: note: loop 'first' is closed here
}

void bad_stop_does_not_reopen() {
  EventLoop loop;
  loop.close();
  loop.stop();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

void good_close_last() {
  EventLoop loop;
  loop.call_soon([] {});
  loop.run_until_complete(work());
  loop.close();
}

void good_close_twice() {
  EventLoop loop;
  loop.close();
  loop.close();
}

void good_stopped_is_not_closed() {
  EventLoop loop;
  loop.call_soon([&loop] { loop.stop(); });
  loop.run_forever();
  loop.call_soon([&loop] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void good_queries_after_close() {
  EventLoop loop;
  loop.close();
  if (loop.is_closed() && !loop.is_running())
    (void)loop.time();
}

void good_cancel_after_close() {
  EventLoop loop;
  Handle handle = loop.call_soon([] {});
  loop.close();
  handle.cancel();
}

void good_the_other_loop() {
  EventLoop first;
  EventLoop second;
  first.close();
  second.call_soon([] {});
  second.close();
}

void good_name_reused_in_an_inner_scope() {
  EventLoop loop;
  {
    EventLoop loop;
    loop.close();
  }
  loop.call_soon([] {});
  loop.close();
}

void good_fresh_loop_in_the_next_scope() {
  {
    EventLoop loop;
    loop.close();
  }
  {
    EventLoop loop;
    loop.call_soon([] {});
    loop.close();
  }
}

void good_run_makes_its_own_loop() {
  run(work());
  run(work());
}

// A fresh loop would have forgotten that it was told to stop.
void bad_stopped_and_run_after_the_close() {
  auto loop = new_event_loop();
  loop->close();
  loop->stop();
  loop->run_forever();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'run_forever' runs loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:9: note: loop 'loop' is closed here
}
