// RUN: %check_scenarios %s eventloop-prefer-run
//
// A loop that is made, run once and closed: as a local, behind an owner, with
// and without shutdown, in helpers, templates, lambdas and branches.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

using namespace refloop;
using refloop::testing::choose;
using namespace std::chrono_literals;

Task<> work() {
  std::puts("works");
  co_await sleep(1ms);
}
Task<int> answer() { co_return 42; }
Task<std::string> greeting(std::string name) { co_return "hello, " + name; }
Task<> failing() {
  throw std::runtime_error("failed");
  co_return;
}

void bad_local() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  loop.run_until_complete(work());
  loop.close();
}

void bad_owner() {
  auto loop = new_event_loop();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+2]]:9: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+2]]:9: note: loop 'loop' is closed here
  loop->run_until_complete(work());
  loop->close();
}

void bad_made_by_make_unique() {
  auto loop = std::make_unique<EventLoop>();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+2]]:9: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+2]]:9: note: loop 'loop' is closed here
  loop->run_until_complete(work());
  loop->close();
}

void bad_result_is_used() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+2]]:20: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  int value = loop.run_until_complete(answer());
  loop.close();
  std::printf("%d\n", value);
}

void bad_result_is_used_before_the_close() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+2]]:20: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is closed here
  int value = loop.run_until_complete(answer());
  std::printf("%d\n", value);
  loop.close();
}

void bad_arguments_are_made_in_between() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+3]]:18: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is closed here
  std::string name = "world";
  std::puts(loop.run_until_complete(greeting(name)).c_str());
  loop.close();
}

void bad_task_is_made_in_between() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+3]]:20: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is closed here
  auto task = greeting("task");
  auto text = loop.run_until_complete(std::move(task));
  loop.close();
  std::puts(text.c_str());
}

void bad_shut_down_in_full() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+4]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+4]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+4]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+4]]:8: note: loop 'loop' is closed here
  loop.run_until_complete(work());
  loop.run_until_complete(loop.shutdown_asyncgens());
  loop.run_until_complete(loop.shutdown_default_executor());
  loop.close();
}

void bad_shut_down_in_part() {
  auto loop = new_event_loop();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+3]]:9: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+3]]:9: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+3]]:9: note: loop 'loop' is closed here
  loop->run_until_complete(work());
  loop->run_until_complete(loop->shutdown_asyncgens());
  loop->close();
}

int value_of_a_loop() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+2]]:20: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  int value = loop.run_until_complete(answer());
  loop.close();
  return value;
}

void bad_in_a_helper() { std::printf("%d\n", value_of_a_loop()); }

void bad_in_a_branch() {
  if (choose()) {
    EventLoop loop;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
    // CHECK-MESSAGES: :[[@LINE+2]]:10: note: loop 'loop' is run here
    // CHECK-MESSAGES: :[[@LINE+2]]:10: note: loop 'loop' is closed here
    loop.run_until_complete(work());
    loop.close();
  }
}

void bad_in_each_round() {
  for (int i = 0; i < 2; ++i) {
    EventLoop loop;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
    // CHECK-MESSAGES: :[[@LINE+2]]:10: note: loop 'loop' is run here
    // CHECK-MESSAGES: :[[@LINE+2]]:10: note: loop 'loop' is closed here
    loop.run_until_complete(work());
    loop.close();
  }
}

void bad_in_a_lambda() {
  auto once = [] {
    EventLoop loop;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
    // CHECK-MESSAGES: :[[@LINE+2]]:10: note: loop 'loop' is run here
    // CHECK-MESSAGES: :[[@LINE+2]]:10: note: loop 'loop' is closed here
    loop.run_until_complete(work());
    loop.close();
  };
  once();
}

void bad_coroutine_lambda() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is closed here
  int calls = 0;
  loop.run_until_complete([&]() -> Task<> {
    ++calls;
    co_await work();
  }());
  loop.close();
  std::printf("%d\n", calls);
}

void bad_run_in_a_try() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+3]]:10: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is closed here
  try {
    loop.run_until_complete(failing());
  } catch (const std::runtime_error &error) {
    std::puts(error.what());
  }
  loop.close();
}

void bad_group() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is closed here
  loop.run_until_complete(with_task_group([](TaskGroup &group) -> Task<> {
    group.create_task(work());
    group.create_task(work());
    co_return;
  }));
  loop.close();
}

void bad_gather() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+2]]:26: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  auto [one, two] = loop.run_until_complete(gather(answer(), answer()));
  loop.close();
  std::printf("%d %d\n", one, two);
}

void bad_current_loop_in_the_task() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is closed here
  loop.run_until_complete([]() -> Task<> {
    EventLoop &running = get_running_loop();
    std::puts(running.is_running() ? "runs" : "does not");
    co_return;
  }());
  loop.close();
}

void bad_two_loops() {
  EventLoop first;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'first' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+2]]:9: note: loop 'first' is run here
  // CHECK-MESSAGES: :[[@LINE+2]]:9: note: loop 'first' is closed here
  first.run_until_complete(work());
  first.close();
  EventLoop second;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'second' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+2]]:10: note: loop 'second' is run here
  // CHECK-MESSAGES: :[[@LINE+2]]:10: note: loop 'second' is closed here
  second.run_until_complete(work());
  second.close();
}

void bad_condition_depends_on_the_result() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+2]]:12: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is closed here
  if (loop.run_until_complete(answer()) == 42)
    std::puts("right");
  loop.close();
}

void bad_other_statements_around() {
  std::puts("before");
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+4]]:8: note: loop 'loop' is closed here
  std::puts("made");
  loop.run_until_complete(work());
  std::puts("ran");
  loop.close();
  std::puts("after");
}

template <class T> T value_of(Task<T> task) {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+6]]:20: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+6]]:10: note: loop 'loop' is closed here
  if constexpr (std::is_void_v<T>) {
    loop.run_until_complete(std::move(task));
    loop.close();
  } else {
    T value = loop.run_until_complete(std::move(task));
    loop.close();
    return value;
  }
}

void bad_template() { std::printf("%d\n", value_of(answer())); }

namespace tools {
void run(int) {}

void bad_name_is_taken() {
  run(1);
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  loop.run_until_complete(work());
  loop.close();
}
} // namespace tools

#define WORK_ONCE(loop) loop.run_until_complete(work())

void bad_in_a_macro() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+3]]:3: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE-6]]:30: note: expanded from macro 'WORK_ONCE'
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is closed here
  WORK_ONCE(loop);
  loop.close();
}

void bad_close_on_each_path() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is made, run once and closed by hand: 'run' does all of it [eventloop-prefer-run]
  // CHECK-MESSAGES: :[[@LINE+3]]:20: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+4]]:10: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is closed here
  int value = loop.run_until_complete(answer());
  if (value == 42) {
    loop.close();
    return;
  }
  loop.close();
}
