// RUN: %check_scenarios %s eventloop-loop-shared-across-tests
//
// A test program that runs its tests by itself: they share what it has.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <functional>
#include <memory>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::begin_test;
using refloop::testing::choose;
using refloop::testing::end_test;
using refloop::testing::TestScope;

void bad_begin_and_end() {
  EventLoop loop;
  begin_test("first");
  loop.close();
  end_test();
  begin_test("second");
  try {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' uses loop 'loop', which is closed by an earlier test: RuntimeError 'Event loop is closed' [eventloop-loop-shared-across-tests]
    // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-7]]:8: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE-7]]:3: note: the test that closed it ends here
  } catch (const RuntimeError &) {
  }
  end_test();
}

void good_begin_and_end() {
  EventLoop loop;
  begin_test("first");
  loop.call_soon([] {});
  end_test();
  begin_test("second");
  loop.call_soon([] {});
  loop.close();
  end_test();
}

// The same test closes and uses: that is schedule-after-close.
// ALSO: eventloop-schedule-after-close
void good_use_after_close_in_one_test() {
  TestScope test("only");
  EventLoop loop;
  loop.close();
  try {
    loop.call_soon([] {});
  } catch (const RuntimeError &) {
  }
}

void bad_run_in_the_second() {
  EventLoop loop;
  {
    TestScope test("first");
    loop.run_until_complete(sleep(1ms));
    loop.close();
  }
  TestScope test("second");
  try {
    loop.run_until_complete(sleep(1ms));
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'run_until_complete' uses loop 'loop', which is closed by an earlier test: RuntimeError 'Event loop is closed' [eventloop-loop-shared-across-tests]
    // CHECK-MESSAGES: :[[@LINE-10]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-7]]:10: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE-7]]:3: note: the test that closed it ends here
  } catch (const RuntimeError &) {
  }
}

void good_a_loop_for_each() {
  {
    TestScope test("first");
    EventLoop loop;
    loop.run_until_complete(sleep(1ms));
    loop.close();
  }
  TestScope test("second");
  EventLoop loop;
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void bad_timer_in_the_third() {
  EventLoop loop;
  {
    TestScope test("first");
    loop.call_soon([] {});
  }
  {
    TestScope test("second");
    loop.close();
  }
  TestScope test("third");
  try {
    loop.call_later(1ms, [] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_later' uses loop 'loop', which is closed by an earlier test: RuntimeError 'Event loop is closed' [eventloop-loop-shared-across-tests]
    // CHECK-MESSAGES: :[[@LINE-13]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-7]]:10: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE-7]]:3: note: the test that closed it ends here
  } catch (const RuntimeError &) {
  }
}

void good_last_test_closes() {
  EventLoop loop;
  {
    TestScope test("first");
    loop.run_until_complete(sleep(1ms));
  }
  {
    TestScope test("second");
    loop.run_until_complete(sleep(1ms));
  }
  TestScope test("third");
  loop.close();
}

void bad_task_in_the_second() {
  auto step = []() -> Task<> { co_return; };
  EventLoop loop;
  {
    TestScope test("first");
    loop.close();
  }
  TestScope test("second");
  try {
    loop.create_task(step()).detach();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'create_task' uses loop 'loop', which is closed by an earlier test: RuntimeError 'Event loop is closed' [eventloop-loop-shared-across-tests]
    // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-7]]:10: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE-7]]:3: note: the test that closed it ends here
  } catch (const RuntimeError &) {
  }
}

static void with_loop(EventLoop &loop) {
  TestScope test("with a loop");
  try {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' uses loop 'loop', which is closed by an earlier test: RuntimeError 'Event loop is closed' [eventloop-loop-shared-across-tests]
    // CHECK-MESSAGES: :[[@LINE+15]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+10]]:8: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+10]]:1: note: the test that closed it ends here
    // CHECK-MESSAGES: :[[@LINE+13]]:3: note: called from here
    // CHECK-MESSAGES: :[[@LINE+13]]:3: note: called from here
  } catch (const RuntimeError &) {
  }
}

static void closes(EventLoop &loop) {
  TestScope test("closes");
  loop.close();
}

void bad_tests_are_functions() {
  EventLoop loop;
  closes(loop);
  with_loop(loop);
}

static void uses(EventLoop &loop) {
  TestScope test("uses");
  loop.call_soon([] {});
}

void good_tests_are_functions_in_the_right_order() {
  EventLoop loop;
  uses(loop);
  closes(loop);
}

static void in_a_test(const char *name, std::function<void()> body) {
  TestScope test(name);
  body();
}

void bad_tests_are_lambdas() {
  EventLoop loop;
  in_a_test("first", [&loop] { loop.close(); });
  in_a_test("second", [&loop] {
    try {
      loop.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' uses loop 'loop', which is closed by an earlier test: RuntimeError 'Event loop is closed' [eventloop-loop-shared-across-tests]
      // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-6]]:37: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE-12]]:3: note: called from here
      // CHECK-MESSAGES: :[[@LINE-12]]:1: note: the test that closed it ends here
      // CHECK-MESSAGES: :[[@LINE-9]]:3: note: called from here
      // CHECK-MESSAGES: :[[@LINE-15]]:3: note: called from here
      // CHECK-MESSAGES: :[[@LINE-10]]:3: note: called from here
    } catch (const RuntimeError &) {
    }
  });
}

void good_tests_are_lambdas() {
  EventLoop loop;
  in_a_test("first", [&loop] { loop.call_soon([] {}); });
  in_a_test("second", [&loop] { loop.call_soon([] {}); });
  loop.close();
}

void good_each_lambda_has_its_own() {
  for (const char *name : {"first", "second"})
    in_a_test(name, [] {
      EventLoop loop;
      loop.run_until_complete(sleep(1ms));
      loop.close();
    });
}

void bad_current_loop() {
  EventLoop loop;
  set_event_loop(&loop);
  {
    TestScope test("first");
    get_event_loop().close();
  }
  TestScope test("second");
  try {
    get_event_loop().call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'call_soon' uses loop 'loop', which is closed by an earlier test: RuntimeError 'Event loop is closed' [eventloop-loop-shared-across-tests]
    // CHECK-MESSAGES: :[[@LINE-10]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-7]]:22: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE-7]]:3: note: the test that closed it ends here
  } catch (const RuntimeError &) {
  }
  set_event_loop(nullptr);
}

void good_current_loop_is_set_by_each() {
  {
    TestScope test("first");
    EventLoop loop;
    set_event_loop(&loop);
    get_event_loop().close();
    set_event_loop(nullptr);
  }
  TestScope test("second");
  EventLoop loop;
  set_event_loop(&loop);
  get_event_loop().call_soon([] {});
  get_event_loop().close();
  set_event_loop(nullptr);
}

void bad_runner_is_shared() {
  Runner runner;
  {
    TestScope test("first");
    runner.run(sleep(1ms));
    runner.close();
  }
  TestScope test("second");
  try {
    runner.run(sleep(1ms));
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'run' uses loop 'runner', which is closed by an earlier test: RuntimeError 'Runner is closed' [eventloop-loop-shared-across-tests]
    // CHECK-MESSAGES: :[[@LINE-10]]:10: note: loop 'runner' is created here
    // CHECK-MESSAGES: :[[@LINE-7]]:12: note: loop 'runner' is closed here
    // CHECK-MESSAGES: :[[@LINE-7]]:3: note: the test that closed it ends here
  } catch (const RuntimeError &) {
  }
}

void good_runner_of_each() {
  {
    TestScope test("first");
    Runner runner;
    runner.run(sleep(1ms));
  }
  TestScope test("second");
  Runner runner;
  runner.run(sleep(1ms));
}

void maybe_first_test_fails_early() {
  EventLoop loop;
  bool fails = choose();
  try {
    TestScope test("first");
    if (fails)
      throw 42;
    loop.close();
  } catch (int) {
  }
  {
    TestScope test("second");
    try {
      loop.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' uses loop 'loop', which may be closed by an earlier test: RuntimeError 'Event loop is closed' [eventloop-loop-shared-across-tests]
      // CHECK-MESSAGES: :[[@LINE-14]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-9]]:10: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE-9]]:3: note: the test that closed it ends here
    } catch (const RuntimeError &) {
    }
  }
  loop.close();
}

void bad_shared_owner() {
  auto loop = std::make_shared<EventLoop>();
  auto same = loop;
  {
    TestScope test("first");
    loop->close();
  }
  TestScope test("second");
  try {
    same->call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'call_soon' uses loop 'same', which is closed by an earlier test: RuntimeError 'Event loop is closed' [eventloop-loop-shared-across-tests]
    // CHECK-MESSAGES: :[[@LINE-10]]:15: note: loop 'same' is created here
    // CHECK-MESSAGES: :[[@LINE-7]]:11: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE-7]]:3: note: the test that closed it ends here
  } catch (const RuntimeError &) {
  }
}

void good_owner_is_renewed() {
  auto loop = std::make_shared<EventLoop>();
  {
    TestScope test("first");
    loop->close();
  }
  loop = std::make_shared<EventLoop>();
  {
    TestScope test("second");
    loop->call_soon([] {});
  }
  loop->close();
}

void good_closing_twice() {
  EventLoop loop;
  {
    TestScope test("first");
    loop.close();
  }
  TestScope test("second");
  loop.close();
}

void good_tests_use_run() {
  {
    TestScope test("first");
    refloop::run(sleep(1ms));
  }
  TestScope test("second");
  refloop::run(sleep(1ms));
}
