// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// The close or the use stands in a function that is called: at any depth, by
// reference and by pointer, and in recursion.

#include <refloop/refloop.h>
#include <refloop/testing.h>

using namespace refloop;
using refloop::testing::choose;

void shut(EventLoop &loop) { loop.close(); }

void bad_closed_in_a_helper() {
  EventLoop loop;
  shut(loop);
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-8]]:35: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}

void post_by_reference(EventLoop &target) {
  target.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'target', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
}

void bad_posted_in_a_helper() {
  EventLoop loop;
  loop.close();
  post_by_reference(loop);
}

void post_by_pointer(EventLoop *target) {
  target->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'call_soon' schedules on loop 'target', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-30]]:35: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
}

void bad_posted_through_a_pointer() {
  EventLoop loop;
  shut(loop);
  post_by_pointer(&loop);
}

void post_deepest(EventLoop &target) {
  target.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'target', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE+10]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+4]]:39: note: called from here
  // CHECK-MESSAGES: :[[@LINE+4]]:37: note: called from here
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: called from here
}
void post_deeper(EventLoop &target) { post_deepest(target); }
void post_deep(EventLoop &target) { post_deeper(target); }

void bad_three_calls_deep() {
  EventLoop loop;
  loop.close();
  post_deep(loop);
}

void shut_deeper(EventLoop *loop) { shut(*loop); }
void shut_deep(EventLoop &loop) { shut_deeper(&loop); }

void bad_closed_three_calls_deep() {
  EventLoop loop;
  shut_deep(loop);
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-68]]:35: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-10]]:37: note: called from here
  // CHECK-MESSAGES: :[[@LINE-10]]:35: note: called from here
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: called from here
}

void shut_after(EventLoop &loop, int rounds) {
  if (rounds == 0) {
    loop.close();
    return;
  }
  shut_after(loop, rounds - 1);
}

void bad_closed_at_the_end_of_a_recursion() {
  EventLoop loop;
  shut_after(loop, 3);
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-12]]:10: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-10]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
}

void shut_pong(EventLoop &loop, int rounds);
void shut_ping(EventLoop &loop, int rounds) {
  if (rounds == 0)
    loop.close();
  else
    shut_pong(loop, rounds);
}
void shut_pong(EventLoop &loop, int rounds) { shut_ping(loop, rounds - 1); }

void bad_closed_in_mutual_recursion() {
  EventLoop loop;
  shut_ping(loop, 4);
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-12]]:10: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-9]]:47: note: called from here
  // CHECK-MESSAGES: :[[@LINE-12]]:5: note: called from here
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: called from here
}

EventLoop &same(EventLoop &loop) { return loop; }

void bad_helper_returns_its_argument() {
  EventLoop loop;
  same(loop).close();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:14: note: loop 'loop' is closed here
}

template <typename Loop> void shut_any(Loop &loop) { loop.close(); }

void bad_closed_in_a_template() {
  EventLoop loop;
  shut_any(loop);
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-8]]:59: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}

void shut_perhaps(EventLoop &loop) {
  if (choose())
    loop.close();
}

void maybe_helper_closes_on_one_path() {
  EventLoop loop;
  shut_perhaps(loop);
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-9]]:10: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
  loop.close();
}

void shut_if(EventLoop &loop, bool really) {
  if (really)
    loop.close();
}

void bad_helper_is_told_to_close() {
  EventLoop loop;
  shut_if(loop, true);
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-9]]:10: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}

void good_helper_is_told_not_to_close() {
  EventLoop loop;
  shut_if(loop, false);
  loop.call_soon([] {});
  loop.close();
}

void use_then_shut(EventLoop &loop) {
  loop.call_soon([] {});
  loop.close();
}

void good_helper_uses_then_closes() {
  EventLoop loop;
  use_then_shut(loop);
}

void use_safely(EventLoop &target) { target.call_soon([] {}); }

void good_helper_before_the_close() {
  EventLoop loop;
  use_safely(loop);
  shut(loop);
}

void good_helper_closes_another_loop() {
  EventLoop loop;
  EventLoop other;
  shut(other);
  use_safely(loop);
  shut(loop);
}

void whole_life() {
  EventLoop loop;
  loop.call_soon([] {});
  loop.close();
}

void good_helper_has_its_own_loop() {
  whole_life();
  whole_life();
}

void use_if_open(EventLoop &target) {
  if (!target.is_closed())
    target.call_soon([] {});
}

void good_helper_asks_first() {
  EventLoop loop;
  loop.close();
  use_if_open(loop);
}

bool shut_and_tell(EventLoop &loop) {
  if (choose())
    return false;
  loop.close();
  return true;
}

void good_helper_tells_whether_it_closed() {
  EventLoop loop;
  if (!shut_and_tell(loop)) {
    loop.call_soon([] {});
    loop.close();
  }
}
