// RUN: %check_scenarios %s eventloop-loop-shared-across-tests
//
// One loop for all tests, made before main() begins: a static member of their
// fixture. Each scenario closes it, for it is made in all of their runs.

#include <refloop/refloop.h>
#include <refloop/testing.h>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;
using refloop::testing::TestScope;

struct Fixture {
  static inline EventLoop loop;
  void tear_down() { loop.close(); }
};

static void first_closes() {
  TestScope test("first");
  Fixture::loop.run_until_complete(sleep(1ms));
  Fixture::loop.close();
}

static void second_uses() {
  TestScope test("second");
  try {
    Fixture::loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'call_soon' uses loop 'loop', which is closed by an earlier test: RuntimeError 'Event loop is closed' [eventloop-loop-shared-across-tests]
    // CHECK-MESSAGES: :[[@LINE-8]]:17: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE-8]]:1: note: the test that closed it ends here
    // CHECK-MESSAGES: :[[@LINE+7]]:3: note: called from here
    // CHECK-MESSAGES: :[[@LINE+7]]:3: note: called from here
  } catch (const RuntimeError &) {
  }
}

void bad_tests_are_functions() {
  first_closes();
  second_uses();
}

static void first_leaves_it_open() {
  TestScope test("first");
  Fixture::loop.run_until_complete(sleep(1ms));
}

static void second_finds_it_open() {
  TestScope test("second");
  Fixture::loop.run_until_complete(sleep(1ms));
}

void good_it_stays_open() {
  first_leaves_it_open();
  second_finds_it_open();
  Fixture::loop.close();
}

void bad_tear_down_closes() {
  {
    TestScope test("first");
    Fixture fixture;
    fixture.loop.run_until_complete(sleep(1ms));
    fixture.tear_down();
  }
  TestScope test("second");
  Fixture fixture;
  try {
    fixture.loop.run_until_complete(sleep(1ms));
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'run_until_complete' uses loop 'loop', which is closed by an earlier test: RuntimeError 'Event loop is closed' [eventloop-loop-shared-across-tests]
    // CHECK-MESSAGES: :[[@LINE-55]]:27: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE-8]]:13: note: called from here
    // CHECK-MESSAGES: :[[@LINE-8]]:3: note: the test that closed it ends here
  } catch (const RuntimeError &) {
  }
}

void good_tear_down_of_the_last_test_closes() {
  {
    TestScope test("first");
    Fixture fixture;
    fixture.loop.run_until_complete(sleep(1ms));
  }
  TestScope test("second");
  Fixture fixture;
  fixture.loop.run_until_complete(sleep(1ms));
  fixture.tear_down();
}

void maybe_closed_on_one_path() {
  {
    TestScope test("first");
    if (choose())
      Fixture::loop.close();
  }
  {
    TestScope test("second");
    try {
      Fixture::loop.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'call_soon' uses loop 'loop', which may be closed by an earlier test: RuntimeError 'Event loop is closed' [eventloop-loop-shared-across-tests]
      // CHECK-MESSAGES: :[[@LINE-7]]:21: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE-7]]:3: note: the test that closed it ends here
    } catch (const RuntimeError &) {
    }
  }
  Fixture::loop.close();
}

void good_second_test_asks() {
  {
    TestScope test("first");
    Fixture::loop.close();
  }
  TestScope test("second");
  if (!Fixture::loop.is_closed())
    Fixture::loop.call_soon([] {});
}

static EventLoop &loop_of_all() { return Fixture::loop; }

static void schedule(EventLoop &loop) {
  try {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' uses loop 'loop', which is closed by an earlier test: RuntimeError 'Event loop is closed' [eventloop-loop-shared-across-tests]
    // CHECK-MESSAGES: :[[@LINE+10]]:19: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+10]]:3: note: the test that closed it ends here
    // CHECK-MESSAGES: :[[@LINE+11]]:3: note: called from here
  } catch (const RuntimeError &) {
  }
}

void bad_helpers_give_and_use_it() {
  {
    TestScope test("first");
    loop_of_all().close();
  }
  TestScope test("second");
  schedule(loop_of_all());
}

void good_helper_gives_it_while_it_is_open() {
  {
    TestScope test("first");
    loop_of_all().call_soon([] {});
  }
  TestScope test("second");
  loop_of_all().close();
}

void bad_pointer_to_it_was_kept() {
  EventLoop *kept = nullptr;
  {
    TestScope test("first");
    kept = &Fixture::loop;
    kept->close();
  }
  TestScope test("second");
  try {
    kept->call_later(1ms, [] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'call_later' uses loop 'kept', which is closed by an earlier test: RuntimeError 'Event loop is closed' [eventloop-loop-shared-across-tests]
    // CHECK-MESSAGES: :[[@LINE-6]]:11: note: loop 'kept' is closed here
    // CHECK-MESSAGES: :[[@LINE-6]]:3: note: the test that closed it ends here
  } catch (const RuntimeError &) {
  }
}

void good_second_test_has_its_own() {
  {
    TestScope test("first");
    Fixture::loop.close();
  }
  TestScope test("second");
  EventLoop loop;
  loop.run_until_complete(sleep(1ms));
  loop.close();
}
