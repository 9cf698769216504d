// RUN: %check_scenarios %s eventloop-swallowed-task-error
//
// Tasks whose handle is held, and who looks at how they ended.

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

void bad_handle_goes_away() {
  EventLoop loop;
  {
    auto task = loop.create_task(fails());
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the task of 'fails' ends with an exception that is never seen [eventloop-swallowed-task-error]
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: it is dropped here
    loop.run_until_complete(turn());
  }
  loop.close();
}

void bad_handle_goes_away_behind_the_close() {
  EventLoop loop;
  auto task = loop.create_task(fails());
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the task of 'fails' ends with an exception that is never seen [eventloop-swallowed-task-error]
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: it is dropped here
  loop.run_until_complete(turn());
  loop.close();
}

void bad_only_done_is_asked() {
  EventLoop loop;
  auto task = loop.create_task(fails());
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the task of 'fails' ends with an exception that is never seen [eventloop-swallowed-task-error]
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: it is dropped here
  loop.run_until_complete(turn());
  (void)task.done();
  loop.close();
}

void bad_moved_and_forgotten() {
  EventLoop loop;
  auto first = loop.create_task(fails());
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: the task of 'fails' ends with an exception that is never seen [eventloop-swallowed-task-error]
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: it is dropped here
  auto second = std::move(first);
  loop.run_until_complete(turn());
  loop.close();
}

void bad_on_the_heap() {
  EventLoop loop;
  auto task = std::make_unique<TaskHandle<>>(loop.create_task(fails()));
  // CHECK-MESSAGES: :[[@LINE-1]]:51: warning: the task of 'fails' ends with an exception that is never seen [eventloop-swallowed-task-error]
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: it is dropped here
  loop.run_until_complete(turn());
  task.reset();
  loop.close();
}

struct Holder {
  TaskHandle<> task;
};
void bad_member_goes_away() {
  EventLoop loop;
  {
    Holder holder{loop.create_task(fails())};
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the task of 'fails' ends with an exception that is never seen [eventloop-swallowed-task-error]
    // CHECK-MESSAGES: :[[@LINE-8]]:8: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
    loop.run_until_complete(turn());
  }
  loop.close();
}

void bad_returned_and_forgotten() {
  EventLoop loop;
  auto make = [&] { return loop.create_task(fails()); };
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: the task of 'fails' ends with an exception that is never seen [eventloop-swallowed-task-error]
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: it is dropped here
  auto task = make();
  loop.run_until_complete(turn());
  loop.close();
}

Task<> another_fails() {
  throw std::runtime_error("another");
  co_return;
}
void bad_one_of_two() {
  EventLoop loop;
  auto seen = loop.create_task(fails());
  auto lost = loop.create_task(another_fails());
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the task of 'another_fails' ends with an exception that is never seen [eventloop-swallowed-task-error]
  // CHECK-MESSAGES: :[[@LINE+7]]:1: note: it is dropped here
  try {
    loop.run_until_complete(seen);
  } catch (const std::runtime_error &) {
  }
  loop.run_until_complete(turn());
  loop.close();
}

void maybe_looked_at() {
  EventLoop loop;
  auto task = loop.create_task(fails());
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the task of 'fails' ends with an exception that may be never seen [eventloop-swallowed-task-error]
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: it is dropped here
  loop.run_until_complete(turn());
  if (testing::choose())
    (void)task.exception();
  loop.close();
}

void good_awaited() {
  EventLoop loop;
  auto task = loop.create_task(fails());
  try {
    loop.run_until_complete(task);
  } catch (const std::runtime_error &) {
  }
  loop.close();
}

void good_asked_for_its_exception() {
  EventLoop loop;
  auto task = loop.create_task(fails());
  loop.run_until_complete(turn());
  (void)task.exception();
  loop.close();
}

void good_asked_for_its_result() {
  EventLoop loop;
  auto task = loop.create_task(fails());
  loop.run_until_complete(turn());
  try {
    task.result();
  } catch (const std::runtime_error &) {
  }
  loop.close();
}

Task<> awaits_it() {
  auto task = create_task(fails());
  try {
    co_await task;
  } catch (const std::runtime_error &) {
  }
}
void good_awaited_in_a_coroutine() { run(awaits_it()); }

Task<> gathers() {
  auto first = create_task(fails());
  auto second = create_task(quiet());
  (void)co_await gather(return_exceptions, first, second);
}
void good_gathered() { run(gathers()); }

Task<> in_a_group() {
  try {
    co_await with_task_group([](TaskGroup &group) -> Task<> {
      group.create_task(fails());
      co_return;
    });
  } catch (const ExceptionGroup &) {
  }
}
void good_in_a_group() { run(in_a_group()); }

Task<> waits_for_it() {
  auto task = create_task(fails());
  try {
    co_await wait_for(task, 1s);
  } catch (const std::runtime_error &) {
  }
}
void good_waited_for() { run(waits_for_it()); }

void good_succeeds() {
  EventLoop loop;
  {
    auto task = loop.create_task(quiet());
    loop.run_until_complete(turn());
  }
  loop.close();
}

void good_looked_at_in_a_helper() {
  EventLoop loop;
  auto task = loop.create_task(fails());
  loop.run_until_complete(turn());
  auto look = [](TaskHandle<> &one) { return one.exception() != nullptr; };
  (void)look(task);
  loop.close();
}

void good_both_are_looked_at() {
  EventLoop loop;
  auto first = loop.create_task(fails());
  auto second = loop.create_task(fails());
  loop.run_until_complete(turn());
  for (TaskHandle<> *task : {&first, &second})
    (void)task->exception();
  loop.close();
}

void good_awaited_on_every_path() {
  EventLoop loop;
  auto task = loop.create_task(fails());
  if (testing::choose())
    loop.run_until_complete(turn());
  try {
    loop.run_until_complete(task);
  } catch (const std::runtime_error &) {
  }
  loop.close();
}

void good_run_directly() {
  EventLoop loop;
  try {
    loop.run_until_complete(fails());
  } catch (const std::runtime_error &) {
  }
  loop.close();
}

void good_run_by_run() {
  try {
    run(fails());
  } catch (const std::runtime_error &) {
  }
}
