// RUN: %check_scenarios %s eventloop-dangling-capture
// SANITIZE
//
// Helpers that schedule, and what is scheduled on one path only.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <csignal>
#include <functional>
#include <vector>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

static volatile int sink = 0;

static void use(int value) { sink = value; }

static void schedules_its_own(EventLoop &loop) {
  int count = 42;
  loop.call_soon([&count] { use(count); });
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: 'count' ends here
}

void bad_variable_of_a_helper() {
  EventLoop loop;
  schedules_its_own(loop);
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

static void schedules_a_copy(EventLoop &loop) {
  int count = 42;
  loop.call_soon([count] { use(count); });
}

void good_copy_of_a_variable_of_a_helper() {
  EventLoop loop;
  schedules_a_copy(loop);
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

static void schedules_a_parameter(EventLoop &loop, int count) {
  loop.call_soon([&count] { use(count); });
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: 'count' ends here
}

void bad_parameter_of_a_helper() {
  EventLoop loop;
  schedules_a_parameter(loop, 42);
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

static void schedules_a_reference(EventLoop &loop, int &count) {
  loop.call_soon([&count] { use(count); });
}

void good_reference_to_a_variable_of_the_caller() {
  EventLoop loop;
  int count = 42;
  schedules_a_reference(loop, count);
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

static void schedules_a_short_lived(EventLoop &loop, int &count) {
  loop.call_soon([&count] { use(count); });
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: 'count' ends here
}

void bad_reference_to_an_inner_block_of_the_caller() {
  EventLoop loop;
  {
    int count = 42;
    schedules_a_short_lived(loop, count);
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

static void runs_before_it_returns(EventLoop &loop) {
  int count = 42;
  loop.call_soon([&count] { use(count); });
  loop.run_until_complete(sleep(1ms));
}

void good_helper_runs_the_loop() {
  EventLoop loop;
  runs_before_it_returns(loop);
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

static void deep(EventLoop &loop) {
  int count = 42;
  loop.call_later(1ms, [&count] { use(count); });
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_later' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: 'count' ends here
}
static void middle(EventLoop &loop) { deep(loop); }
static void outer(EventLoop &loop) { middle(loop); }

void bad_three_calls_down() {
  EventLoop loop;
  outer(loop);
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

static void posts(EventLoop &loop, std::function<void()> callback) {
  loop.call_soon(callback);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: 'count' ends here
}

void bad_callback_handed_to_a_helper() {
  EventLoop loop;
  {
    int count = 42;
    posts(loop, [&count] { use(count); });
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

static void posts_well(EventLoop &loop, std::function<void()> callback) {
  loop.call_soon(callback);
}

void good_callback_handed_to_a_helper() {
  EventLoop loop;
  int count = 42;
  posts_well(loop, [&count] { use(count); });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void maybe_block_is_left_before_the_loop_ran() {
  EventLoop loop;
  bool runs = choose();
  {
    int count = 42;
    loop.call_soon([&count] { use(count); });
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules what refers to 'count', which may be gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+3]]:3: note: 'count' ends here
    if (runs)
      loop.run_until_complete(sleep(1ms));
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void bad_scheduled_on_one_path() {
  EventLoop loop;
  {
    int count = 42;
    if (choose())
      loop.call_soon([&count] { use(count); });
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
      // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'count' ends here
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void maybe_cancelled_on_one_path() {
  EventLoop loop;
  {
    int count = 42;
    auto timer = loop.call_later(1ms, [&count] { use(count); });
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'call_later' schedules what refers to 'count', which may be gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+3]]:3: note: 'count' ends here
    if (choose())
      timer.cancel();
  }
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_each_turn_waits() {
  EventLoop loop;
  for (int i = 0; i < 3; ++i) {
    loop.call_soon([&i] { use(i); });
    loop.run_until_complete(sleep(1ms));
  }
  loop.close();
}

void bad_counter_of_a_loop() {
  EventLoop loop;
  for (int i = 0; i < 3; ++i)
    loop.call_soon([&i] { use(i); });
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules what refers to 'i', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE-2]]:36: note: 'i' ends here
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_copy_of_a_counter_of_a_loop() {
  EventLoop loop;
  for (int i = 0; i < 3; ++i)
    loop.call_soon([i] { use(i); });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

// What an exception ends without a destructor is not seen to end.
void fn_exception_leaves_the_block() {
  EventLoop loop;
  try {
    int count = 42;
    loop.call_soon([&count] { use(count); });
    throw 1;
  } catch (int) {
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_handler_has_its_own_copy() {
  EventLoop loop;
  try {
    throw 1;
  } catch (int error) {
    loop.call_soon([error] { use(error); });
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_element_of_a_vector_that_lives_on() {
  EventLoop loop;
  std::vector<int> numbers = {1, 2, 3};
  for (int &number : numbers)
    loop.call_soon([&number] { use(number); });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_job_is_awaited() {
  auto work = [](EventLoop &loop) -> Task<> {
    int count = 42;
    co_await loop.run_in_executor([&count] { use(count); });
  };
  EventLoop loop;
  loop.run_until_complete(work(loop));
  loop.close();
}

// When a handler of signals runs, nobody knows.
void fn_signal_handler_outlives_its_variable() {
  EventLoop loop;
  {
    int count = 42;
    loop.add_signal_handler(10, [&count] { use(count); });
  }
  loop.call_soon([] { raise(10); });
  loop.run_until_complete(sleep(5ms));
  loop.close();
}
