// A file for fake_tidy.py, which stands in for the analysis in
// harness-fixes.test: the first scenario has a fix, the second has none.

#include <refloop/refloop.h>

using namespace refloop;

void bad_closed_too_early() {
  EventLoop loop;
  loop.close(); // EARLY
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: closed [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-3]]:8: note: closed here
  // LATE: loop.close();
}

void bad_without_a_fix() {
  EventLoop loop;
  loop.close();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: closed [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-3]]:8: note: closed here
}

void good_closed_in_time() {
  EventLoop loop;
  loop.call_soon([] {});
  loop.close();
}
