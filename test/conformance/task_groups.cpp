//===- task_groups.cpp - Scenarios: groups that end well ------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Twin: task_groups.py.
//
//===----------------------------------------------------------------------===//

#include "coroutines.h"

namespace conformance {
namespace {

using namespace refloop;

void joins_its_children(const Log &log) {
  auto body = [&](TaskGroup &group) -> Task<> {
    group.create_task(work(log, "a", 2));
    group.create_task(work(log, "b", 1));
    log("body ends");
    co_return;
  };
  auto main = [&]() -> Task<> {
    co_await outcome(log, "main", with_task_group(body));
    log("at", elapsed());
  };
  drive(main());
}

void empty_group(const Log &log) {
  auto body = [&](TaskGroup &) -> Task<> {
    log("body");
    co_return;
  };
  auto main = [&]() -> Task<> {
    get_running_loop().call_soon([&] { log("callback"); });
    co_await outcome(log, "main", with_task_group(body));
    co_await sleep(ticks(0));
  };
  drive(main());
}

void child_spawns_into_the_group(const Log &log) {
  auto spawner = [&](TaskGroup &group) -> Task<> {
    co_await sleep(ticks(1));
    group.create_task(work(log, "grandchild", 1));
    log("spawner ends");
  };
  auto body = [&](TaskGroup &group) -> Task<> {
    group.create_task(spawner(group));
    co_return;
  };
  auto main = [&]() -> Task<> {
    co_await outcome(log, "main", with_task_group(body));
    log("at", elapsed());
  };
  drive(main());
}

void children_start_when_the_body_suspends(const Log &log) {
  auto body = [&](TaskGroup &group) -> Task<> {
    group.create_task(work(log, "a", 1));
    log("body before");
    co_await sleep(ticks(0));
    log("body after");
  };
  auto main = [&]() -> Task<> {
    co_await outcome(log, "main", with_task_group(body));
  };
  drive(main());
}

void body_awaits_a_child(const Log &log) {
  auto body = [&](TaskGroup &group) -> Task<> {
    TaskHandle<int> task = group.create_task(work(log, "a", 1, 6));
    const int result = co_await task;
    log("got", result);
  };
  auto main = [&]() -> Task<> {
    co_await outcome(log, "main", with_task_group(body));
  };
  drive(main());
}

void nested_groups(const Log &log) {
  auto inner = [&](TaskGroup &group) -> Task<> {
    group.create_task(work(log, "inner", 5));
    co_return;
  };
  auto outer = [&](TaskGroup &group) -> Task<> {
    group.create_task(with_task_group(inner));
    group.create_task(failing(log, "outer", 1));
    co_return;
  };
  auto main = [&]() -> Task<> {
    co_await outcome(log, "main", with_task_group(outer));
  };
  drive(main());
}

constexpr Scenario scenarios[] = {
    {"joins_its_children", joins_its_children},
    {"empty_group", empty_group},
    {"child_spawns_into_the_group", child_spawns_into_the_group},
    {"children_start_when_the_body_suspends",
     children_start_when_the_body_suspends},
    {"body_awaits_a_child", body_awaits_a_child},
    {"nested_groups", nested_groups},
};

} // namespace

Topic task_groups() { return scenarios; }

} // namespace conformance
