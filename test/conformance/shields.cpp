//===- shields.cpp - Scenarios: shield ------------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Twin: shields.py.
//
//===----------------------------------------------------------------------===//

#include "coroutines.h"

namespace conformance {
namespace {

using namespace refloop;

/// shield() within a coroutine, whatever it is that shield() returns.
Task<int> guarded(TaskHandle<int> &inner) { co_return co_await shield(inner); }

void shield_passes_the_result(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(work(log, "a", 1, 5));
    co_await timed(log, "main", guarded(task));
  };
  drive(main());
}

void shield_passes_the_exception(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(failing(log, "inner", 1));
    co_await timed(log, "main", guarded(task));
  };
  drive(main());
}

void shield_protects_from_cancellation(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> inner = create_task(work(log, "inner", 3, 6));
    TaskHandle<int> outer = create_task(guarded(inner));
    co_await sleep(ticks(1));
    outer.cancel();
    co_await timed(log, "outer", outer);
    log(outer.cancelled(), inner.done());
    co_await timed(log, "inner", inner);
  };
  drive(main());
}

void shield_passes_the_inner_cancellation(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> inner = create_task(work(log, "inner", 3));
    get_running_loop().call_later(ticks(1), [&] { inner.cancel(); });
    co_await timed(log, "main", guarded(inner));
    log(inner.cancelled());
  };
  drive(main());
}

void shield_within_wait_for(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> inner = create_task(work(log, "inner", 3, 6));
    co_await timed(log, "main", wait_for(guarded(inner), ticks(1)));
    log(inner.done(), inner.cancelled());
    co_await timed(log, "inner", inner);
  };
  drive(main());
}

void shield_of_a_done_task(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> task = create_task(work(log, "a", 0, 5));
    co_await task;
    get_running_loop().call_soon([&] { log("callback"); });
    co_await timed(log, "main", guarded(task));
    co_await sleep(ticks(0));
  };
  drive(main());
}

void shielded_failure_behind_a_cancellation(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> inner = create_task(failing(log, "inner", 3));
    TaskHandle<int> outer = create_task(guarded(inner));
    co_await sleep(ticks(1));
    outer.cancel();
    co_await timed(log, "outer", outer);
    co_await timed(log, "inner", inner);
  };
  drive(main());
}

void two_shields_of_one_task(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> inner = create_task(work(log, "inner", 3, 6));
    TaskHandle<int> first = create_task(guarded(inner));
    TaskHandle<int> second = create_task(guarded(inner));
    co_await sleep(ticks(1));
    first.cancel();
    co_await timed(log, "first", first);
    co_await timed(log, "second", second);
  };
  drive(main());
}

constexpr Scenario scenarios[] = {
    {"shield_passes_the_result", shield_passes_the_result},
    {"shield_passes_the_exception", shield_passes_the_exception},
    {"shield_protects_from_cancellation", shield_protects_from_cancellation},
    {"shield_passes_the_inner_cancellation",
     shield_passes_the_inner_cancellation},
    {"shield_within_wait_for", shield_within_wait_for},
    {"shield_of_a_done_task", shield_of_a_done_task},
    {"shielded_failure_behind_a_cancellation",
     shielded_failure_behind_a_cancellation},
    {"two_shields_of_one_task", two_shields_of_one_task},
};

} // namespace

Topic shields() { return scenarios; }

} // namespace conformance
