// RUN: %check_scenarios %s eventloop-loop-shared-across-tests
//
// An owner, a static of a function or of a fixture is what the tests share. TestScope plays the part of the framework.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>
#include <optional>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::TestScope;

static void use(EventLoop &loop) { loop.call_soon([] {}); }

static std::unique_ptr<EventLoop> owned;

void bad_global_owner() {
  {
    TestScope test("first");
    owned = new_event_loop();
    owned->run_until_complete(sleep(1ms));
    owned->close();
  }
  TestScope test("second");
  try {
    owned->run_until_complete(sleep(1ms));
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'run_until_complete' uses loop 'owned', which is closed by an earlier test: RuntimeError 'Event loop is closed' [eventloop-loop-shared-across-tests]
    // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'owned' is created here
    // CHECK-MESSAGES: :[[@LINE-7]]:12: note: loop 'owned' is closed here
    // CHECK-MESSAGES: :[[@LINE-7]]:3: note: the test that closed it ends here
  } catch (const RuntimeError &) {
  }
}

static std::unique_ptr<EventLoop> renewed;

void good_global_owner_gets_a_fresh_loop() {
  {
    TestScope test("first");
    renewed = new_event_loop();
    renewed->run_until_complete(sleep(1ms));
    renewed->close();
  }
  TestScope test("second");
  renewed = new_event_loop();
  renewed->run_until_complete(sleep(1ms));
  renewed->close();
}

static EventLoop &shared_instance() {
  static EventLoop loop;
  return loop;
}

void bad_function_static() {
  {
    TestScope test("first");
    shared_instance().close();
  }
  TestScope test("second");
  try {
    shared_instance().call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'call_soon' uses loop 'loop', which is closed by an earlier test: RuntimeError 'Event loop is closed' [eventloop-loop-shared-across-tests]
    // CHECK-MESSAGES: :[[@LINE-13]]:20: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-7]]:5: note: called from here
    // CHECK-MESSAGES: :[[@LINE-8]]:23: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE-8]]:3: note: the test that closed it ends here
  } catch (const RuntimeError &) {
  }
}

static EventLoop &open_instance() {
  static EventLoop loop;
  return loop;
}

void good_function_static_stays_open() {
  {
    TestScope test("first");
    use(open_instance());
  }
  {
    TestScope test("second");
    use(open_instance());
  }
  open_instance().close();
}

struct FixtureWithItsOwn {
  EventLoop loop;
  ~FixtureWithItsOwn() { loop.close(); }
};

void good_loop_of_each_fixture() {
  {
    TestScope test("first");
    FixtureWithItsOwn fixture;
    fixture.loop.run_until_complete(sleep(1ms));
  }
  TestScope test("second");
  FixtureWithItsOwn fixture;
  fixture.loop.run_until_complete(sleep(1ms));
}

struct SuiteFixture {
  static inline std::optional<EventLoop> loop;
  static void set_up_suite() { loop.emplace(); }
  static void tear_down_suite() {
    loop->close();
    loop.reset();
  }
};

void good_loop_of_a_suite() {
  SuiteFixture::set_up_suite();
  {
    TestScope test("first");
    SuiteFixture::loop->run_until_complete(sleep(1ms));
  }
  {
    TestScope test("second");
    SuiteFixture::loop->run_until_complete(sleep(1ms));
  }
  SuiteFixture::tear_down_suite();
}

static std::optional<EventLoop> guarded;

void good_second_test_asks() {
  {
    TestScope test("first");
    guarded.emplace();
    guarded->close();
  }
  TestScope test("second");
  if (!guarded->is_closed())
    guarded->call_soon([] {});
}

static std::unique_ptr<EventLoop> lazily;

static EventLoop &loop_of_the_test() {
  if (!lazily || lazily->is_closed())
    lazily = new_event_loop();
  return *lazily;
}

void good_helper_renews_it() {
  {
    TestScope test("first");
    loop_of_the_test().close();
  }
  TestScope test("second");
  use(loop_of_the_test());
  lazily->close();
}
