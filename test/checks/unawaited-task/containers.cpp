// RUN: %check_scenarios %s eventloop-unawaited-task
//
// Containers of coroutines and of handles: gathered, awaited one by one,
// emptied, forgotten.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <array>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

Task<> work() { co_await sleep(1ms); }
Task<> step() { co_return; }
Task<int> answer() { co_return 42; }

Task<> gathers_coroutines() {
  std::vector<Task<>> all;
  for (int i = 0; i < 3; ++i)
    all.push_back(work());
  co_await gather(std::move(all));
}
void good_vector_of_coroutines_gathered() { run(gathers_coroutines()); }

Task<> gathers_values() {
  std::vector<Task<int>> all;
  all.push_back(answer());
  all.emplace_back(answer());
  for (int value : co_await gather(std::move(all)))
    (void)value;
}
void good_values_of_a_vector_gathered() { run(gathers_values()); }

Task<> gathers_handles() {
  std::vector<TaskHandle<>> all;
  for (int i = 0; i < 3; ++i)
    all.push_back(create_task(work()));
  co_await gather(all);
}
void good_vector_of_handles_gathered() { run(gathers_handles()); }

Task<> awaits_one_by_one() {
  std::vector<TaskHandle<>> all;
  for (int i = 0; i < 3; ++i)
    all.push_back(create_task(work()));
  for (auto &handle : all)
    co_await handle;
}
void good_handles_awaited_one_by_one() { run(awaits_one_by_one()); }

Task<> awaits_by_index() {
  std::vector<TaskHandle<>> all;
  all.push_back(create_task(work()));
  all.push_back(create_task(work()));
  for (std::size_t i = 0; i < all.size(); ++i)
    co_await all[i];
}
void good_handles_awaited_by_index() { run(awaits_by_index()); }

Task<> awaits_coroutines_one_by_one() {
  std::vector<Task<>> all;
  all.push_back(work());
  all.push_back(work());
  for (auto &task : all)
    co_await std::move(task);
}
void good_coroutines_awaited_one_by_one() { run(awaits_coroutines_one_by_one()); }

Task<> awaits_the_last_first() {
  std::vector<TaskHandle<>> all;
  all.push_back(create_task(work()));
  all.push_back(create_task(work()));
  while (!all.empty()) {
    co_await all.back();
    all.pop_back();
  }
}
void good_handles_awaited_and_popped() { run(awaits_the_last_first()); }

Task<> works_off_a_queue() {
  std::deque<Task<>> queue;
  queue.push_back(work());
  queue.push_back(work());
  while (!queue.empty()) {
    Task<> next = std::move(queue.front());
    queue.pop_front();
    co_await std::move(next);
  }
}
void good_queue_worked_off() { run(works_off_a_queue()); }

Task<> cancels_one_by_one() {
  std::list<TaskHandle<>> all;
  for (int i = 0; i < 3; ++i)
    all.push_back(create_task(sleep(1h)));
  co_await sleep(1ms);
  for (auto &handle : all)
    handle.cancel();
}
void good_handles_cancelled_one_by_one() { run(cancels_one_by_one()); }

Task<> detaches_one_by_one() {
  std::vector<TaskHandle<>> all;
  all.push_back(create_task(work()));
  for (auto &handle : all)
    handle.detach();
  co_return;
}
void good_handles_detached_one_by_one() { run(detaches_one_by_one()); }

Task<> keeps_in_a_map() {
  std::map<std::string, TaskHandle<>> jobs;
  jobs["first"] = create_task(work());
  jobs.emplace("second", create_task(work()));
  for (auto &[name, handle] : jobs)
    co_await handle;
}
void good_map_of_handles_awaited() { run(keeps_in_a_map()); }

Task<> keeps_in_an_array() {
  std::array<TaskHandle<>, 2> all;
  all[0] = create_task(work());
  all[1] = create_task(work());
  co_await all[0];
  co_await all[1];
}
void good_array_of_handles_awaited() { run(keeps_in_an_array()); }

Task<> keeps_in_a_c_array() {
  TaskHandle<> all[] = {create_task(work()), create_task(work())};
  for (auto &handle : all)
    co_await handle;
}
void good_c_array_of_handles_awaited() { run(keeps_in_a_c_array()); }

Task<> await_all(std::vector<TaskHandle<>> &all) {
  for (auto &handle : all)
    co_await handle;
}
Task<> gives_to_a_helper() {
  std::vector<TaskHandle<>> all;
  all.push_back(create_task(work()));
  co_await await_all(all);
}
void good_helper_awaits_them() { run(gives_to_a_helper()); }

std::vector<TaskHandle<>> start_some(EventLoop &loop) {
  std::vector<TaskHandle<>> all;
  all.push_back(loop.create_task(work()));
  all.push_back(loop.create_task(work()));
  return all;
}
void good_vector_returned_and_gathered() {
  EventLoop loop;
  auto all = start_some(loop);
  loop.run_until_complete(gather(all));
  loop.close();
}

void start_into(EventLoop &loop, std::vector<TaskHandle<>> &out) {
  out.push_back(loop.create_task(work()));
  out.push_back(loop.create_task(work()));
}
void good_pushed_to_an_out_parameter_and_gathered() {
  EventLoop loop;
  std::vector<TaskHandle<>> all;
  start_into(loop, all);
  loop.run_until_complete(gather(all));
  loop.close();
}

void good_all_run_by_the_loop() {
  EventLoop loop;
  std::vector<TaskHandle<int>> all;
  for (int i = 0; i < 3; ++i)
    all.push_back(loop.create_task(answer()));
  for (auto &handle : all)
    (void)loop.run_until_complete(handle);
  loop.close();
}

// A container that is awaited on some path is somebody's care: which of its
// elements are left on another path is not followed.
Task<> awaits_what_is_not_done() {
  std::vector<TaskHandle<>> all;
  for (int i = 0; i < 2; ++i)
    all.push_back(create_task(work()));
  co_await sleep(choose() ? 0ms : 5ms);
  for (auto &handle : all)
    if (!handle.done())
      co_await handle;
}
void good_awaited_unless_done() { run(awaits_what_is_not_done()); }

void bad_vector_of_coroutines_forgotten() {
  std::vector<Task<>> all;
  all.push_back(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: it is dropped here
}

void bad_filled_in_a_loop_and_forgotten() {
  std::vector<Task<>> all;
  for (int i = 0; i < 3; ++i)
    all.push_back(work());
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE+1]]:1: note: it is dropped here
}

Task<> forgets_handles() {
  std::vector<TaskHandle<>> all;
  all.push_back(create_task(work()));
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+3]]:42: note: called from here
  co_return;
}
void bad_vector_of_handles_forgotten() { run(forgets_handles()); }

Task<> clears_handles() {
  std::vector<TaskHandle<>> all;
  all.push_back(create_task(work()));
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+2]]:7: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+4]]:47: note: called from here
  all.clear();
  co_await gather(all);
}
void bad_vector_cleared_before_the_gather() { run(clears_handles()); }

void bad_helper_fills_and_nobody_awaits() {
  EventLoop loop;
  {
    std::vector<TaskHandle<>> all;
    all.push_back(loop.create_task(step()));
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: it is dropped here
  }
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

Task<> gathers_perhaps() {
  std::vector<TaskHandle<>> all;
  all.push_back(create_task(work()));
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task of 'work' may be never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+4]]:37: note: called from here
  if (choose())
    co_await gather(all);
}
void maybe_gathered_on_one_path() { run(gathers_perhaps()); }

Task<> spawns_in_a_loop() {
  for (int i = 0; i < 3; ++i)
    create_task(work());
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:23: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+3]]:46: note: called from here
  co_return;
}
void bad_spawned_in_a_loop_and_forgotten() { run(spawns_in_a_loop()); }


struct Link {
  TaskHandle<> task;
  std::unique_ptr<Link> next;
};

Task<> awaits_a_list(int length) {
  std::unique_ptr<Link> head;
  for (int i = 0; i < length; ++i) {
    auto link = std::make_unique<Link>();
    link->task = create_task(step());
    link->next = std::move(head);
    head = std::move(link);
  }
  for (Link *link = head.get(); link; link = link->next.get())
    co_await link->task;
}
void good_short_list() { run(awaits_a_list(2)); }
void good_long_list() { run(awaits_a_list(9)); }
