//===- timeouts.cpp - Scenarios: wait_for, with_timeout -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Twin: timeouts.py.
//
//===----------------------------------------------------------------------===//

#include "coroutines.h"

namespace conformance {
namespace {

using namespace refloop;

void wait_for_in_time(const Log &log) {
  drive(timed(log, "main", wait_for(work(log, "a", 1, 4), ticks(2))));
}

void wait_for_expires(const Log &log) {
  drive(timed(log, "main", wait_for(work(log, "a", 5), ticks(2))));
}

void wait_for_with_no_time(const Log &log) {
  drive(timed(log, "main", wait_for(work(log, "a", 5), ticks(0))));
}

void wait_for_a_value_despite_cancellation(const Log &log) {
  drive(timed(log, "main", wait_for(stubborn(log, "a", 3), ticks(1))));
}

void wait_for_clean_up_that_fails(const Log &log) {
  drive(timed(log, "main", wait_for(messy("clean-up"), ticks(1))));
}

void wait_for_a_failure_in_time(const Log &log) {
  drive(timed(log, "main", wait_for(failing(log, "early", 1), ticks(2))));
}

void wait_for_is_cancelled_from_outside(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<> task = create_task(
        timed(log, "waiter", wait_for(work(log, "a", 5), ticks(4))));
    co_await sleep(ticks(1));
    task.cancel();
    co_await task;
  };
  drive(main());
}

void wait_for_a_task(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(work(log, "a", 5));
    co_await timed(log, "main", wait_for(task, ticks(1)));
    log(task.done(), task.cancelled());
  };
  drive(main());
}

void wait_for_leaves_no_timer(const Log &log) {
  auto main = [&]() -> Task<> {
    co_await timed(log, "main", wait_for(work(log, "a", 1), ticks(1000)));
    co_await sleep(ticks(1));
    log("at", elapsed());
  };
  drive(main());
}

void nested_wait_for_inner_first(const Log &log) {
  Task<int> inner = wait_for(work(log, "a", 9), ticks(1));
  drive(timed(log, "main", wait_for(std::move(inner), ticks(3))));
}

void nested_wait_for_outer_first(const Log &log) {
  Task<int> inner = wait_for(work(log, "a", 9), ticks(3));
  drive(timed(log, "main", wait_for(std::move(inner), ticks(1))));
}

void timeout_in_time(const Log &log) {
  auto body = [&] { return work(log, "a", 1, 7); };
  drive(timed(log, "main", with_timeout(ticks(2), body)));
}

void timeout_expires(const Log &log) {
  auto body = [&] { return work(log, "a", 5, 7); };
  drive(timed(log, "main", with_timeout(ticks(2), body)));
}

void timeout_of_zero(const Log &log) {
  auto body = [&] { return work(log, "a", 5, 7); };
  drive(timed(log, "main", with_timeout(ticks(0), body)));
}

void timeout_of_a_body_that_does_not_suspend(const Log &log) {
  auto body = [&]() -> Task<int> {
    log("body");
    co_return 2;
  };
  drive(timed(log, "main", with_timeout(ticks(0), body)));
}

void timeout_that_is_swallowed(const Log &log) {
  auto body = [&] { return stubborn(log, "a", 3); };
  drive(timed(log, "main", with_timeout(ticks(1), body)));
}

void timeout_of_clean_up_that_fails(const Log &log) {
  auto body = [] { return messy("clean-up"); };
  drive(timed(log, "main", with_timeout(ticks(1), body)));
}

void timeout_of_a_failing_body(const Log &log) {
  auto body = [&] { return failing(log, "body", 1); };
  drive(timed(log, "main", with_timeout(ticks(3), body)));
}

void timeout_is_cancelled_from_outside(const Log &log) {
  auto body = [&] { return work(log, "a", 5); };
  auto main = [&]() -> Task<> {
    TaskHandle<> task =
        create_task(timed(log, "waiter", with_timeout(ticks(4), body)));
    co_await sleep(ticks(1));
    task.cancel();
    co_await task;
  };
  drive(main());
}

void nested_timeout_inner_first(const Log &log) {
  auto innermost = [&] { return work(log, "a", 9); };
  auto body = [&]() -> Task<int> {
    co_await timed(log, "inner", with_timeout(ticks(1), innermost));
    co_await sleep(ticks(1));
    co_return 8;
  };
  drive(timed(log, "outer", with_timeout(ticks(3), body)));
}

void nested_timeout_outer_first(const Log &log) {
  auto innermost = [&] { return work(log, "a", 9); };
  auto body = [&]() -> Task<int> {
    co_return co_await with_timeout(ticks(3), innermost);
  };
  drive(timed(log, "outer", with_timeout(ticks(1), body)));
}

void task_goes_on_after_its_timeout(const Log &log) {
  auto body = [&] { return work(log, "a", 9); };
  auto main = [&]() -> Task<> {
    co_await timed(log, "first", with_timeout(ticks(1), body));
    co_await timed(log, "second", work(log, "b", 1, 2));
  };
  drive(main());
}

void wait_for_what_another_cancels(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(work(log, "a", 5));
    get_running_loop().call_later(ticks(1), [&] { task.cancel(); });
    co_await timed(log, "main", wait_for(task, ticks(3)));
  };
  drive(main());
}

void wait_for_ends_with_its_time(const Log &log) {
  drive(timed(log, "main", wait_for(work(log, "a", 1, 4), ticks(1))));
}

void wait_for_is_cancelled_but_not_what_it_waits_for(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<> task = create_task(
        timed(log, "waiter", wait_for(stubborn(log, "a", 3), ticks(4))));
    co_await sleep(ticks(1));
    task.cancel();
    co_await task;
  };
  drive(main());
}

void timeout_ends_with_its_time(const Log &log) {
  auto body = [&] { return work(log, "a", 1, 7); };
  drive(timed(log, "main", with_timeout(ticks(1), body)));
}

void timeout_and_cancellation_in_one_turn(const Log &log) {
  auto body = [&] { return work(log, "a", 5); };
  auto main = [&]() -> Task<> {
    TaskHandle<> task =
        create_task(timed(log, "waiter", with_timeout(ticks(2), body)));
    co_await sleep(ticks(0));
    get_running_loop().call_later(ticks(2), [&] { task.cancel(); });
    co_await sleep(ticks(3));
    co_await timed(log, "main", task);
  };
  drive(main());
}

void timeout_around_a_group(const Log &log) {
  auto body = [&](TaskGroup &group) -> Task<> {
    group.create_task(work(log, "a", 5));
    co_return;
  };
  auto group_of_one = [&]() -> Task<> { co_await with_task_group(body); };
  drive(timed(log, "main", with_timeout(ticks(1), group_of_one)));
}

constexpr Scenario scenarios[] = {
    {"wait_for_in_time", wait_for_in_time},
    {"wait_for_expires", wait_for_expires},
    {"wait_for_with_no_time", wait_for_with_no_time},
    {"wait_for_a_value_despite_cancellation",
     wait_for_a_value_despite_cancellation},
    {"wait_for_clean_up_that_fails", wait_for_clean_up_that_fails},
    {"wait_for_a_failure_in_time", wait_for_a_failure_in_time},
    {"wait_for_is_cancelled_from_outside", wait_for_is_cancelled_from_outside},
    {"wait_for_a_task", wait_for_a_task},
    {"wait_for_leaves_no_timer", wait_for_leaves_no_timer},
    {"nested_wait_for_inner_first", nested_wait_for_inner_first},
    {"nested_wait_for_outer_first", nested_wait_for_outer_first},
    {"timeout_in_time", timeout_in_time},
    {"timeout_expires", timeout_expires},
    {"timeout_of_zero", timeout_of_zero},
    {"timeout_of_a_body_that_does_not_suspend",
     timeout_of_a_body_that_does_not_suspend},
    {"timeout_that_is_swallowed", timeout_that_is_swallowed},
    {"timeout_of_clean_up_that_fails", timeout_of_clean_up_that_fails},
    {"timeout_of_a_failing_body", timeout_of_a_failing_body},
    {"timeout_is_cancelled_from_outside", timeout_is_cancelled_from_outside},
    {"nested_timeout_inner_first", nested_timeout_inner_first},
    {"nested_timeout_outer_first", nested_timeout_outer_first},
    {"task_goes_on_after_its_timeout", task_goes_on_after_its_timeout},
    {"wait_for_what_another_cancels", wait_for_what_another_cancels},
    {"wait_for_ends_with_its_time", wait_for_ends_with_its_time},
    {"wait_for_is_cancelled_but_not_what_it_waits_for",
     wait_for_is_cancelled_but_not_what_it_waits_for},
    {"timeout_ends_with_its_time", timeout_ends_with_its_time},
    {"timeout_and_cancellation_in_one_turn",
     timeout_and_cancellation_in_one_turn},
    {"timeout_around_a_group", timeout_around_a_group},
};

} // namespace

Topic timeouts() { return scenarios; }

} // namespace conformance
