// RUN: %check_scenarios %s eventloop-close-with-pending-tasks
//
// Many tasks: in vectors, arrays, maps and sets, spawned in a loop, gathered,
// awaited one by one, or forgotten.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

static Task<> save() { co_return; }
static Task<> poll() { co_await sleep(1h); }
static Task<int> answer() { co_return 42; }

void bad_vector_forgotten() {
  EventLoop loop;
  std::vector<TaskHandle<>> tasks;
  tasks.push_back(loop.create_task(save()));
  tasks.push_back(loop.create_task(save()));
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:24: note: the task is spawned here
  // CHECK-MESSAGES: :[[@LINE-5]]:24: note: the task is spawned here
}

void good_vector_gathered() {
  EventLoop loop;
  std::vector<TaskHandle<>> tasks;
  tasks.push_back(loop.create_task(save()));
  tasks.push_back(loop.create_task(save()));
  loop.run_until_complete(gather(tasks));
  loop.close();
}

void good_vector_awaited_one_by_one() {
  EventLoop loop;
  std::vector<TaskHandle<>> tasks;
  for (int i = 0; i < 3; ++i)
    tasks.push_back(loop.create_task(save()));
  for (auto &task : tasks)
    loop.run_until_complete(task);
  loop.close();
}

void good_vector_cancelled_and_gathered() {
  EventLoop loop;
  std::vector<TaskHandle<>> tasks;
  for (int i = 0; i < 3; ++i)
    tasks.push_back(loop.create_task(poll()));
  for (auto &task : tasks)
    task.cancel();
  for (auto &task : tasks)
    loop.run_until_complete(gather(return_exceptions, task));
  loop.close();
}

void bad_vector_spawned_in_a_loop() {
  EventLoop loop;
  std::vector<TaskHandle<>> tasks;
  for (int i = 0; i < 3; ++i)
    tasks.push_back(loop.create_task(save()));
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:26: note: the task is spawned here
  // CHECK-MESSAGES: :[[@LINE-5]]:26: note: the task is spawned here
  // CHECK-MESSAGES: :[[@LINE-6]]:26: note: the task is spawned here
}

void bad_one_more_after_the_gather() {
  EventLoop loop;
  std::vector<TaskHandle<>> tasks;
  tasks.push_back(loop.create_task(save()));
  loop.run_until_complete(gather(tasks));
  auto late = loop.create_task(save());
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:20: note: the task is spawned here
}

// Which element of an array is used where is not followed.
void fn_array() {
  EventLoop loop;
  std::array<TaskHandle<>, 2> tasks{loop.create_task(save()),
                                    loop.create_task(save())};
  loop.close();
}

void good_array() {
  EventLoop loop;
  std::array<TaskHandle<>, 2> tasks{loop.create_task(save()),
                                    loop.create_task(save())};
  for (auto &task : tasks)
    loop.run_until_complete(task);
  loop.close();
}

void good_array_filled_later() {
  EventLoop loop;
  std::array<TaskHandle<>, 2> tasks;
  tasks[0] = loop.create_task(save());
  tasks[1] = loop.create_task(save());
  loop.run_until_complete(tasks[0]);
  loop.run_until_complete(tasks[1]);
  loop.close();
}

void good_map() {
  EventLoop loop;
  std::map<std::string, TaskHandle<>> tasks;
  tasks.emplace("save", loop.create_task(save()));
  for (auto &[name, task] : tasks)
    loop.run_until_complete(task);
  loop.close();
}

void bad_in_a_loop_of_loops() {
  for (int i = 0; i < 2; ++i) {
    EventLoop loop;
    auto saving = loop.create_task(save());
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
    // CHECK-MESSAGES: :[[@LINE-4]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-4]]:24: note: the task is spawned here
  }
}

void good_in_a_loop_of_loops() {
  for (int i = 0; i < 2; ++i) {
    EventLoop loop;
    auto saving = loop.create_task(save());
    loop.run_until_complete(saving);
    loop.close();
  }
}

void good_each_awaited_at_once() {
  EventLoop loop;
  for (int i = 0; i < 3; ++i) {
    auto saving = loop.create_task(save());
    loop.run_until_complete(saving);
  }
  loop.close();
}

void good_values_summed() {
  EventLoop loop;
  std::vector<TaskHandle<int>> tasks;
  for (int i = 0; i < 3; ++i)
    tasks.push_back(loop.create_task(answer()));
  int sum = 0;
  for (auto &task : tasks)
    sum += loop.run_until_complete(task);
  loop.close();
}

class Registry {
public:
  void add(TaskHandle<> handle) { tasks.push_back(std::move(handle)); }
  Task<> stop() {
    for (auto &task : tasks)
      task.cancel();
    for (auto &task : tasks)
      co_await gather(return_exceptions, task);
  }

private:
  std::vector<TaskHandle<>> tasks;
};

void good_registry_is_stopped() {
  EventLoop loop;
  Registry registry;
  registry.add(loop.create_task(poll()));
  registry.add(loop.create_task(poll()));
  loop.run_until_complete(registry.stop());
  loop.close();
}

class ForgetfulRegistry {
public:
  void add(TaskHandle<> handle) { tasks.push_back(std::move(handle)); }

private:
  std::vector<TaskHandle<>> tasks;
};

void bad_registry_is_forgotten() {
  EventLoop loop;
  ForgetfulRegistry registry;
  registry.add(loop.create_task(poll()));
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'poll' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:21: note: the task is spawned here
}

void maybe_gathered() {
  EventLoop loop;
  std::vector<TaskHandle<>> tasks;
  tasks.push_back(loop.create_task(save()));
  if (choose())
    loop.run_until_complete(gather(tasks));
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' may be pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:24: note: the task is spawned here
}

static Task<> spawns_many() {
  co_await with_task_group([](TaskGroup &group) -> Task<> {
    for (int i = 0; i < 3; ++i)
      group.create_task(save());
    co_return;
  });
}

void good_group() {
  EventLoop loop;
  loop.run_until_complete(spawns_many());
  loop.close();
}

static Task<> wait(int turns) { co_await sleep(1ms * turns); }

static Task<> awaits_many(EventLoop &loop) {
  std::vector<TaskHandle<>> tasks;
  for (int i = 0; i < 5; ++i)
    tasks.push_back(loop.create_task(wait(i)));
  for (auto &task : tasks)
    co_await task;
}

void good_more_than_are_followed() {
  EventLoop loop;
  loop.run_until_complete(awaits_many(loop));
  loop.close();
}

void good_more_than_are_followed_gathered() {
  EventLoop loop;
  std::vector<TaskHandle<>> tasks;
  for (int i = 0; i < 4; ++i)
    tasks.push_back(loop.create_task(wait(i)));
  loop.run_until_complete(gather(tasks));
  loop.close();
}

class Backlog {
public:
  void add(TaskHandle<> task) { tasks.push_back(std::move(task)); }
  Task<> drain() {
    while (!tasks.empty()) {
      auto task = std::move(tasks.back());
      tasks.pop_back();
      co_await task;
    }
  }

private:
  std::vector<TaskHandle<>> tasks;
};

void good_more_than_are_followed_in_a_class() {
  EventLoop loop;
  Backlog backlog;
  for (int i = 0; i < 4; ++i)
    backlog.add(loop.create_task(wait(i)));
  loop.run_until_complete(backlog.drain());
  loop.close();
}
