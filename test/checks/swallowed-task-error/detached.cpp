// RUN: %check_scenarios %s eventloop-swallowed-task-error
//
// Tasks that were detached: nobody can ask them how they ended.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace refloop;
using namespace std::chrono_literals;

Task<> turn() { co_await sleep(1ms); }
Task<> quiet() { co_return; }
Task<> fails() {
  throw std::runtime_error("lost");
  co_return;
}
Task<int> fails_to_answer() {
  throw std::logic_error("no answer");
  co_return 1;
}

void bad_detached() {
  EventLoop loop;
  loop.create_task(fails()).detach();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: the task of 'fails' ends with an exception that is never seen [eventloop-swallowed-task-error]
  loop.run_until_complete(turn());
  loop.close();
}

void bad_detached_by_name() {
  EventLoop loop;
  auto task = loop.create_task(fails());
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the task of 'fails' ends with an exception that is never seen [eventloop-swallowed-task-error]
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: it is dropped here
  task.detach();
  loop.run_until_complete(turn());
  loop.close();
}

void bad_detached_on_run_forever() {
  EventLoop loop;
  loop.create_task(fails()).detach();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: the task of 'fails' ends with an exception that is never seen [eventloop-swallowed-task-error]
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void bad_with_a_value() {
  EventLoop loop;
  loop.create_task(fails_to_answer()).detach();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: the task of 'fails_to_answer' ends with an exception that is never seen [eventloop-swallowed-task-error]
  loop.run_until_complete(turn());
  loop.close();
}

Task<> throws_a_number() {
  throw 42;
  co_return;
}
void bad_number() {
  EventLoop loop;
  loop.create_task(throws_a_number()).detach();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: the task of 'throws_a_number' ends with an exception that is never seen [eventloop-swallowed-task-error]
  loop.run_until_complete(turn());
  loop.close();
}

Task<> calls_a_failure() { co_await fails(); }
void bad_awaits_what_fails() {
  EventLoop loop;
  loop.create_task(calls_a_failure()).detach();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: the task of 'calls_a_failure' ends with an exception that is never seen [eventloop-swallowed-task-error]
  loop.run_until_complete(turn());
  loop.close();
}

void throw_it() { throw std::runtime_error("deep"); }
Task<> calls_a_function_that_throws() {
  throw_it();
  co_return;
}
void bad_throws_two_levels_down() {
  EventLoop loop;
  loop.create_task(calls_a_function_that_throws()).detach();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: the task of 'calls_a_function_that_throws' ends with an exception that is never seen [eventloop-swallowed-task-error]
  loop.run_until_complete(turn());
  loop.close();
}

void spawn_and_forget(EventLoop &loop) { loop.create_task(fails()).detach(); }
// CHECK-MESSAGES: :[[@LINE-1]]:47: warning: the task of 'fails' ends with an exception that is never seen [eventloop-swallowed-task-error]
void bad_helper_detaches() {
  EventLoop loop;
  spawn_and_forget(loop);
  loop.run_until_complete(turn());
  loop.close();
}

void let_go(TaskHandle<> &task) { task.detach(); }
void bad_helper_detaches_what_it_is_given() {
  EventLoop loop;
  auto task = loop.create_task(fails());
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the task of 'fails' ends with an exception that is never seen [eventloop-swallowed-task-error]
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: it is dropped here
  let_go(task);
  loop.run_until_complete(turn());
  loop.close();
}

Task<> spawns() {
  create_task(fails()).detach();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task of 'fails' ends with an exception that is never seen [eventloop-swallowed-task-error]
  // CHECK-MESSAGES: :[[@LINE+3]]:37: note: called from here
  co_await sleep(1ms);
}
void bad_spawned_in_a_coroutine() { run(spawns()); }

struct Service {
  EventLoop loop;
  void start() { loop.create_task(fails()).detach(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the task of 'fails' ends with an exception that is never seen [eventloop-swallowed-task-error]
  // CHECK-MESSAGES: :[[@LINE+7]]:11: note: called from here
  void serve() { loop.run_until_complete(turn()); }
  ~Service() { loop.close(); }
};
void bad_member_function_spawns() {
  Service service;
  service.start();
  service.serve();
}

void bad_lambda() {
  EventLoop loop;
  auto body = []() -> Task<> {
    throw std::runtime_error("lost");
    co_return;
  };
  loop.create_task(body()).detach();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: a task ends with an exception that is never seen [eventloop-swallowed-task-error]
  loop.run_until_complete(turn());
  loop.close();
}

void bad_spawned_in_a_callback() {
  EventLoop loop;
  loop.call_soon([&] { loop.create_task(fails()).detach(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: the task of 'fails' ends with an exception that is never seen [eventloop-swallowed-task-error]
  loop.run_until_complete(turn());
  loop.close();
}

void bad_catches_another_type() {
  EventLoop loop;
  auto body = []() -> Task<> {
    try {
      throw std::runtime_error("lost");
    } catch (const std::logic_error &) {
    }
    co_return;
  };
  loop.create_task(body()).detach();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: a task ends with an exception that is never seen [eventloop-swallowed-task-error]
  loop.run_until_complete(turn());
  loop.close();
}

void maybe_fails() {
  EventLoop loop;
  auto body = []() -> Task<> {
    if (testing::choose())
      throw std::runtime_error("lost");
    co_return;
  };
  loop.create_task(body()).detach();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: a task ends with an exception that may be never seen [eventloop-swallowed-task-error]
  loop.run_until_complete(turn());
  loop.close();
}

void maybe_detached_on_one_path() {
  EventLoop loop;
  auto task = loop.create_task(fails());
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the task of 'fails' ends with an exception that may be never seen [eventloop-swallowed-task-error]
  // CHECK-MESSAGES: :[[@LINE+11]]:1: note: it is dropped here
  if (testing::choose()) {
    task.detach();
    loop.run_until_complete(turn());
  } else {
    try {
      loop.run_until_complete(task);
    } catch (const std::runtime_error &) {
    }
  }
  loop.close();
}

void good_never_fails() {
  EventLoop loop;
  loop.create_task(quiet()).detach();
  loop.run_until_complete(turn());
  loop.close();
}

void good_catches_its_own() {
  EventLoop loop;
  auto body = []() -> Task<> {
    try {
      throw std::runtime_error("seen");
    } catch (const std::exception &) {
    }
    co_return;
  };
  loop.create_task(body()).detach();
  loop.run_until_complete(turn());
  loop.close();
}

Task<> guarded() {
  try {
    co_await fails();
  } catch (const std::runtime_error &) {
  }
}
void good_its_caller_catches() {
  EventLoop loop;
  loop.create_task(guarded()).detach();
  loop.run_until_complete(turn());
  loop.close();
}

void good_branch_that_is_never_taken() {
  EventLoop loop;
  const bool broken = false;
  auto body = [broken]() -> Task<> {
    if (broken)
      throw std::runtime_error("never");
    co_return;
  };
  loop.create_task(body()).detach();
  loop.run_until_complete(turn());
  loop.close();
}

Task<> unknown_body();
void good_unknown_body() {
  EventLoop loop;
  loop.create_task(unknown_body()).detach();
  loop.run_until_complete(turn());
  loop.close();
}
Task<> unknown_body() { co_return; }
