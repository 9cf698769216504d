// RUN: %check_scenarios %s eventloop-close-with-pending-tasks
//
// Tasks whose handles are kept where a map, a vector or an array returns them:
// who awaits them need not name them.

#include <refloop/refloop.h>

#include <chrono>
#include <map>
#include <vector>

using namespace refloop;
using namespace std::chrono_literals;

struct Job {
  TaskHandle<> task;
  int number;
};

static Task<> work() { co_await sleep(1ms); }

void good_element_of_a_map() {
  EventLoop loop;
  std::map<int, TaskHandle<>> tasks;
  tasks[1] = loop.create_task(work());
  for (auto &[number, task] : tasks)
    loop.run_until_complete(task);
  loop.close();
}

void good_element_of_a_vector() {
  EventLoop loop;
  std::vector<TaskHandle<>> tasks(2);
  tasks[0] = loop.create_task(work());
  tasks[1] = loop.create_task(work());
  for (auto &task : tasks)
    loop.run_until_complete(task);
  loop.close();
}

void good_vector_in_a_map() {
  EventLoop loop;
  std::map<int, std::vector<TaskHandle<>>> tasks;
  tasks[1].push_back(loop.create_task(work()));
  for (auto &[number, several] : tasks)
    for (auto &task : several)
      loop.run_until_complete(task);
  loop.close();
}

void good_member_of_an_object_in_a_map() {
  EventLoop loop;
  std::map<int, Job> jobs;
  jobs[1].task = loop.create_task(work());
  jobs[2] = Job{loop.create_task(work()), 2};
  for (auto &[number, job] : jobs)
    loop.run_until_complete(job.task);
  loop.close();
}

void good_objects_in_an_array() {
  EventLoop loop;
  Job jobs[] = {{loop.create_task(work()), 1}, {loop.create_task(work()), 2}};
  for (auto &job : jobs)
    loop.run_until_complete(job.task);
  loop.close();
}

void good_handle_by_pointer_in_a_map() {
  EventLoop loop;
  auto task = loop.create_task(work());
  std::map<int, TaskHandle<> *> tasks;
  tasks[1] = &task;
  for (auto &[number, each] : tasks)
    loop.run_until_complete(*each);
  loop.close();
}

void bad_the_other_one_is_stored() {
  EventLoop loop;
  std::map<int, TaskHandle<>> tasks;
  tasks[1] = loop.create_task(work());
  loop.run_until_complete(tasks[1]);
  auto late = loop.create_task(work());
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'work' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:20: note: the task is spawned here
}
