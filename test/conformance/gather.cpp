//===- gather.cpp - Scenarios: gather -------------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Twin: gather.py.
//
//===----------------------------------------------------------------------===//

#include "coroutines.h"

namespace conformance {
namespace {

using namespace refloop;

void gather_keeps_the_order_of_arguments(const Log &log) {
  auto main = [&]() -> Task<> {
    log(co_await refloop::gather(work(log, "a", 2, 1), work(log, "b", 1, 2)));
  };
  drive(main());
}

void gather_of_mixed_awaitables(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    Future<int> future = loop.create_future<int>();
    loop.call_later(ticks(3), [&] { future.set_result(30); });
    TaskHandle<int> task = create_task(work(log, "task", 1, 20));
    log(co_await refloop::gather(work(log, "coroutine", 2, 10), task, future));
    log("at", elapsed(loop));
  };
  drive(main());
}

void gather_raises_the_first_exception(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> slow = create_task(work(log, "slow", 3));
    try {
      co_await refloop::gather(failing(log, "late", 2),
                               failing(log, "early", 1), slow);
    } catch (const ValueError &) {
      log("caught", std::current_exception(), slow.done());
    }
    co_await slow;
    log("slow went on", slow.cancelled());
  };
  drive(main());
}

void gather_returns_exceptions(const Log &log) {
  auto main = [&]() -> Task<> {
    log(co_await refloop::gather(return_exceptions, failing(log, "a", 1),
                                 failing(log, "b", 0)));
  };
  drive(main());
}

void gather_of_a_list_of_tasks(const Log &log) {
  auto main = [&]() -> Task<> {
    std::vector<TaskHandle<int>> tasks;
    tasks.push_back(create_task(work(log, "a", 2, 2)));
    tasks.push_back(create_task(work(log, "b", 1, 1)));
    tasks.push_back(create_task(work(log, "c", 3, 3)));
    log(co_await refloop::gather(tasks));
  };
  drive(main());
}

void gather_of_nothing(const Log &log) {
  auto main = [&]() -> Task<> {
    std::vector<TaskHandle<int>> tasks;
    log(co_await refloop::gather(tasks));
  };
  drive(main());
}

void gather_of_one_task_twice(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(work(log, "a", 1, 4));
    log(co_await refloop::gather(task, task));
  };
  drive(main());
}

void gather_of_done_tasks_takes_a_turn(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(work(log, "a", 0, 4));
    co_await task;
    get_running_loop().call_soon([&] { log("callback"); });
    log(co_await refloop::gather(task));
  };
  drive(main());
}

void nested_gather(const Log &log) {
  auto both = [&](const char *first, const char *second) -> Task<int> {
    const auto [a, b] = co_await refloop::gather(work(log, first, 2, 1),
                                                 work(log, second, 1, 2));
    co_return a + b;
  };
  auto main = [&]() -> Task<> {
    log(co_await refloop::gather(both("a", "b"), both("c", "d")));
  };
  drive(main());
}

void second_failure_of_a_gather_is_ignored(const Log &log) {
  auto main = [&]() -> Task<> {
    try {
      co_await refloop::gather(failing(log, "a", 1), failing(log, "b", 2));
    } catch (const ValueError &) {
      log("caught", std::current_exception());
    }
    co_await sleep(ticks(3));
    log("went on");
  };
  drive(main());
}

constexpr Scenario scenarios[] = {
    {"gather_keeps_the_order_of_arguments",
     gather_keeps_the_order_of_arguments},
    {"gather_of_mixed_awaitables", gather_of_mixed_awaitables},
    {"gather_raises_the_first_exception", gather_raises_the_first_exception},
    {"gather_returns_exceptions", gather_returns_exceptions},
    {"gather_of_a_list_of_tasks", gather_of_a_list_of_tasks},
    {"gather_of_nothing", gather_of_nothing},
    {"gather_of_one_task_twice", gather_of_one_task_twice},
    {"gather_of_done_tasks_takes_a_turn", gather_of_done_tasks_takes_a_turn},
    {"nested_gather", nested_gather},
    {"second_failure_of_a_gather_is_ignored",
     second_failure_of_a_gather_is_ignored},
};

} // namespace

Topic gather() { return scenarios; }

} // namespace conformance
