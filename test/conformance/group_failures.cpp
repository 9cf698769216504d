//===- group_failures.cpp - Scenarios: groups that fail -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Twin: group_failures.py.
//
//===----------------------------------------------------------------------===//

#include "coroutines.h"

namespace conformance {
namespace {

using namespace refloop;

void failure_cancels_the_siblings(const Log &log) {
  const Log quiet(
      Log::Kind::quiet); // asyncio cancels them in the order of a set
  std::vector<TaskHandle<int>> siblings;
  auto body = [&](TaskGroup &group) -> Task<> {
    siblings.push_back(group.create_task(work(quiet, "a", 5)));
    group.create_task(failing(log, "b", 1));
    siblings.push_back(group.create_task(work(quiet, "c", 5)));
    co_return;
  };
  auto main = [&]() -> Task<> {
    co_await outcome(log, "main", with_task_group(body));
    std::vector<bool> cancelled;
    for (const TaskHandle<int> &task : siblings)
      cancelled.push_back(task.cancelled());
    log(cancelled);
    log("at", elapsed());
  };
  drive(main());
}

void failure_cancels_the_body(const Log &log) {
  auto body = [&](TaskGroup &group) -> Task<> {
    group.create_task(failing(log, "a", 1));
    try {
      co_await sleep(ticks(5));
    } catch (const CancelledError &) {
      log("body cancelled");
      throw;
    }
  };
  auto main = [&]() -> Task<> {
    co_await outcome(log, "main", with_task_group(body));
  };
  drive(main());
}

void two_failures_in_one_turn(const Log &log) {
  auto body = [&](TaskGroup &group) -> Task<> {
    group.create_task(failing(log, "a", 1));
    group.create_task(failing(log, "b", 1));
    co_return;
  };
  auto main = [&]() -> Task<> {
    co_await outcome(log, "main", with_task_group(body));
  };
  drive(main());
}

void failing_body_cancels_the_children(const Log &log) {
  auto body = [&](TaskGroup &group) -> Task<> {
    group.create_task(work(log, "a", 5));
    co_await sleep(ticks(1));
    throw ValueError("body");
  };
  auto main = [&]() -> Task<> {
    co_await outcome(log, "main", with_task_group(body));
  };
  drive(main());
}

void failing_body_before_the_children_start(const Log &log) {
  auto body = [&](TaskGroup &group) -> Task<> {
    group.create_task(work(log, "a", 5));
    throw ValueError("body");
    co_return;
  };
  auto main = [&]() -> Task<> {
    co_await outcome(log, "main", with_task_group(body));
  };
  drive(main());
}

void failing_clean_up_joins_the_group(const Log &log) {
  auto body = [&](TaskGroup &group) -> Task<> {
    group.create_task(messy("clean-up"));
    group.create_task(failing(log, "first", 1));
    co_return;
  };
  auto main = [&]() -> Task<> {
    co_await outcome(log, "main", with_task_group(body));
  };
  drive(main());
}

void sibling_may_swallow_the_cancellation(const Log &log) {
  auto body = [&](TaskGroup &group) -> Task<> {
    group.create_task(stubborn(log, "b", 1));
    group.create_task(failing(log, "a", 1));
    co_return;
  };
  auto main = [&]() -> Task<> {
    co_await outcome(log, "main", with_task_group(body));
  };
  drive(main());
}

void cancelled_child_is_no_failure(const Log &log) {
  auto body = [&](TaskGroup &group) -> Task<> {
    TaskHandle<int> first = group.create_task(work(log, "a", 5));
    group.create_task(work(log, "b", 2));
    co_await sleep(ticks(1));
    first.cancel();
  };
  auto main = [&]() -> Task<> {
    co_await outcome(log, "main", with_task_group(body));
  };
  drive(main());
}

void cancel_of_the_parent_cancels_the_children(const Log &log) {
  const Log quiet(
      Log::Kind::quiet); // asyncio cancels them in the order of a set
  std::vector<TaskHandle<int>> children;
  auto body = [&](TaskGroup &group) -> Task<> {
    for (const char *name : {"a", "b"})
      children.push_back(group.create_task(work(quiet, name, 5)));
    co_return;
  };
  auto main = [&]() -> Task<> {
    TaskHandle<> task = create_task(with_task_group(body));
    co_await sleep(ticks(1));
    task.cancel();
    co_await outcome(log, "main", task);
    std::vector<bool> cancelled;
    for (const TaskHandle<int> &child : children)
      cancelled.push_back(child.cancelled());
    log(task.cancelled(), cancelled);
  };
  drive(main());
}

void cancel_of_the_parent_in_its_body(const Log &log) {
  auto body = [&](TaskGroup &group) -> Task<> {
    group.create_task(work(log, "a", 5));
    try {
      co_await sleep(ticks(5));
    } catch (const CancelledError &) {
      log("body cancelled");
      throw;
    }
  };
  auto main = [&]() -> Task<> {
    TaskHandle<> task = create_task(with_task_group(body));
    co_await sleep(ticks(1));
    task.cancel();
    co_await outcome(log, "main", task);
    log(task.cancelled());
  };
  drive(main());
}

void inner_failure_reaches_the_outer_group(const Log &log) {
  auto inner = [&](TaskGroup &group) -> Task<> {
    group.create_task(failing(log, "inner", 1));
    co_return;
  };
  auto outer = [&](TaskGroup &group) -> Task<> {
    group.create_task(work(log, "sibling", 5));
    group.create_task(with_task_group(inner));
    co_return;
  };
  auto main = [&]() -> Task<> {
    co_await outcome(log, "main", with_task_group(outer));
  };
  drive(main());
}

void parent_goes_on_after_a_failed_group(const Log &log) {
  auto body = [&](TaskGroup &group) -> Task<> {
    group.create_task(failing(log, "a", 1));
    co_return;
  };
  auto main = [&]() -> Task<> {
    co_await outcome(log, "main", with_task_group(body));
    co_await sleep(ticks(1));
    log("not cancelled", elapsed());
  };
  drive(main());
}

void group_that_shuts_down_takes_no_task(const Log &log) {
  std::vector<bool> refused;
  auto late = [&](TaskGroup &group) -> Task<> {
    try {
      co_await sleep(ticks(5));
    } catch (const CancelledError &) {
      try {
        group.create_task(work(log, "never"));
      } catch (const RuntimeError &error) {
        refused.push_back(std::string(error.what()).find("is shutting down") !=
                          std::string::npos);
      }
      throw;
    }
  };
  auto body = [&](TaskGroup &group) -> Task<> {
    group.create_task(late(group));
    group.create_task(failing(log, "a", 1));
    co_return;
  };
  auto main = [&]() -> Task<> {
    co_await outcome(log, "main", with_task_group(body));
    log(refused);
  };
  drive(main());
}

constexpr Scenario scenarios[] = {
    {"failure_cancels_the_siblings", failure_cancels_the_siblings},
    {"failure_cancels_the_body", failure_cancels_the_body},
    {"two_failures_in_one_turn", two_failures_in_one_turn},
    {"failing_body_cancels_the_children", failing_body_cancels_the_children},
    {"failing_body_before_the_children_start",
     failing_body_before_the_children_start},
    {"failing_clean_up_joins_the_group", failing_clean_up_joins_the_group},
    {"sibling_may_swallow_the_cancellation",
     sibling_may_swallow_the_cancellation},
    {"cancelled_child_is_no_failure", cancelled_child_is_no_failure},
    {"cancel_of_the_parent_cancels_the_children",
     cancel_of_the_parent_cancels_the_children},
    {"cancel_of_the_parent_in_its_body", cancel_of_the_parent_in_its_body},
    {"inner_failure_reaches_the_outer_group",
     inner_failure_reaches_the_outer_group},
    {"parent_goes_on_after_a_failed_group",
     parent_goes_on_after_a_failed_group},
    {"group_that_shuts_down_takes_no_task",
     group_that_shuts_down_takes_no_task},
};

} // namespace

Topic group_failures() { return scenarios; }

} // namespace conformance
