//===- tasks.cpp - Scenarios: background tasks ----------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Twin: tasks.py.
//
//===----------------------------------------------------------------------===//

#include "coroutines.h"

namespace conformance {
namespace {

using namespace refloop;

void task_starts_in_the_next_turn(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(work(log, "a", 0));
    log("created", task.done());
    co_await sleep(ticks(0));
    log("a turn later");
    co_await task;
    log("awaited", task.done());
  };
  drive(main());
}

void tasks_start_in_order_of_creation(const Log &log) {
  auto main = [&]() -> Task<> {
    std::vector<TaskHandle<int>> tasks;
    for (const char *name : {"a", "b", "c"})
      tasks.push_back(create_task(work(log, name, 1)));
    for (TaskHandle<int> &task : tasks)
      co_await task;
  };
  drive(main());
}

void sleep_zero_interleaves(const Log &log) {
  auto count = [&](const char *name) -> Task<> {
    for (int i = 0; i < 3; ++i) {
      log(name, i);
      co_await sleep(ticks(0));
    }
  };
  auto main = [&]() -> Task<> {
    TaskHandle<> first = create_task(count("a"));
    TaskHandle<> second = create_task(count("b"));
    co_await first;
    co_await second;
  };
  drive(main());
}

void awaited_coroutine_runs_at_once(const Log &log) {
  auto inner = [&]() -> Task<int> {
    log("inner");
    co_return 3;
  };
  auto main = [&]() -> Task<> {
    get_running_loop().call_soon([&] { log("callback"); });
    log("before");
    const int result = co_await inner();
    log("got", result);
    log("after");
    co_await sleep(ticks(0));
  };
  drive(main());
}

void coroutine_is_lazy(const Log &log) {
  auto main = [&]() -> Task<> {
    Task<int> pending = work(log, "a", 0);
    co_await sleep(ticks(0));
    log("not started");
    co_await std::move(pending);
  };
  drive(main());
}

void awaiting_a_done_task_does_not_suspend(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(work(log, "a", 0, 5));
    co_await sleep(ticks(1));
    get_running_loop().call_soon([&] { log("callback"); });
    const int result = co_await task;
    log("got", result, task.done());
    const int again = co_await task;
    log("again", again);
    co_await sleep(ticks(0));
  };
  drive(main());
}

void result_of_a_pending_task_is_an_error(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(work(log, "a", 0, 5));
    attempt(log, "result", [&] { task.result(); });
    attempt(log, "exception", [&] { task.exception(); });
    co_await task;
    log(task.result(), task.exception());
  };
  drive(main());
}

void failed_task_keeps_its_exception(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(failing(log, "a", 0));
    co_await sleep(ticks(1));
    log(task.done(), task.cancelled());
    attempt(log, "result", [&] { task.result(); });
    log(task.exception());
    try {
      co_await task;
    } catch (const ValueError &) {
      log("awaited", std::current_exception());
    }
  };
  drive(main());
}

void exception_passes_three_levels(const Log &log) {
  auto middle = [&]() -> Task<> {
    try {
      co_await failing(log, "deep", 1);
    } catch (const ValueError &) {
      log("middle", std::current_exception());
      throw;
    }
  };
  auto main = [&]() -> Task<> {
    try {
      co_await middle();
    } catch (const ValueError &) {
      log("main", std::current_exception());
    }
  };
  drive(main());
}

void all_tasks_are_those_not_done(const Log &log) {
  auto main = [&]() -> Task<> {
    log(all_tasks().size());
    TaskHandle<int> done = create_task(work(log, "a", 0));
    co_await done;
    TaskHandle<int> pending = create_task(work(log, "b", 2));
    log(all_tasks().size());
    co_await pending;
    log(all_tasks().size());
  };
  drive(main());
}

void all_tasks_outside_a_run(const Log &log) {
  EventLoop loop;
  TaskHandle<int> task = loop.create_task(work(log, "a", 3, 6));
  log(all_tasks(loop).size());
  loop.run_until_complete(sleep(ticks(1)));
  std::vector<bool> done;
  for (const TaskRef &each : all_tasks(loop))
    done.push_back(each.done());
  log(all_tasks(loop).size(), done);
  const int result = loop.run_until_complete(task);
  log(result, all_tasks(loop).size());
  attempt(log, "no loop", [] { all_tasks(); });
  loop.close();
}

void current_task_is_the_one_that_runs(const Log &log) {
  auto named = [&]() -> Task<> {
    log(current_task().done(), all_tasks().size());
    co_return;
  };
  auto main = [&]() -> Task<> {
    TaskHandle<> task = create_task(named());
    co_await task;
    co_await named();
  };
  drive(main());
}

void create_task_needs_a_running_loop(const Log &log) {
  attempt(log, "create_task", [&] { create_task(work(log, "a", 0)); });
}

void two_tasks_await_a_third(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> shared = create_task(work(log, "shared", 1, 8));
    auto reader = [&](const char *name) -> Task<> {
      const int result = co_await shared;
      log(name, result);
    };
    co_await refloop::gather(reader("a"), reader("b"));
  };
  drive(main());
}

void detached_task_runs_while_the_loop_does(const Log &log) {
  auto main = [&]() -> Task<> {
    create_task(work(log, "bg", 1)).detach();
    co_await sleep(ticks(2));
    log("main ends");
  };
  drive(main());
}

void sleeps_end_by_deadline(const Log &log) {
  auto main = [&]() -> Task<> {
    co_await refloop::gather(work(log, "a", 3), work(log, "b", 1),
                             work(log, "c", 2));
    log("at", elapsed());
  };
  drive(main());
}

constexpr Scenario scenarios[] = {
    {"task_starts_in_the_next_turn", task_starts_in_the_next_turn},
    {"tasks_start_in_order_of_creation", tasks_start_in_order_of_creation},
    {"sleep_zero_interleaves", sleep_zero_interleaves},
    {"awaited_coroutine_runs_at_once", awaited_coroutine_runs_at_once},
    {"coroutine_is_lazy", coroutine_is_lazy},
    {"awaiting_a_done_task_does_not_suspend",
     awaiting_a_done_task_does_not_suspend},
    {"result_of_a_pending_task_is_an_error",
     result_of_a_pending_task_is_an_error},
    {"failed_task_keeps_its_exception", failed_task_keeps_its_exception},
    {"exception_passes_three_levels", exception_passes_three_levels},
    {"all_tasks_are_those_not_done", all_tasks_are_those_not_done},
    {"all_tasks_outside_a_run", all_tasks_outside_a_run},
    {"current_task_is_the_one_that_runs", current_task_is_the_one_that_runs},
    {"create_task_needs_a_running_loop", create_task_needs_a_running_loop},
    {"two_tasks_await_a_third", two_tasks_await_a_third},
    {"detached_task_runs_while_the_loop_does",
     detached_task_runs_while_the_loop_does},
    {"sleeps_end_by_deadline", sleeps_end_by_deadline},
};

} // namespace

Topic tasks() { return scenarios; }

} // namespace conformance
