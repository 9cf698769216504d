//===- cancel_propagation.cpp - Scenarios: cancellation passes on ---------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Twin: cancel_propagation.py.
//
//===----------------------------------------------------------------------===//

#include "coroutines.h"

namespace conformance {
namespace {

using namespace refloop;

void cancel_reaches_the_innermost_await(const Log &log) {
  auto middle = [&]() -> Task<> {
    try {
      co_await work(log, "inner");
    } catch (...) {
      log("middle unwinds");
      throw;
    }
  };
  auto outer = [&]() -> Task<> {
    try {
      co_await middle();
    } catch (...) {
      log("outer unwinds");
      throw;
    }
  };
  auto main = [&]() -> Task<> {
    TaskHandle<> task = create_task(outer());
    co_await sleep(ticks(0));
    task.cancel();
    co_await outcome(log, "main", task);
  };
  drive(main());
}

void cancel_passes_to_the_awaited_task(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> inner = create_task(work(log, "inner"));
    TaskHandle<> outer = create_task(outcome(log, "outer", inner));
    co_await sleep(ticks(0));
    co_await sleep(ticks(0));
    outer.cancel();
    co_await outcome(log, "main", outer);
    log(inner.cancelled(), outer.cancelled());
  };
  drive(main());
}

void cancel_passes_to_the_awaited_future(const Log &log) {
  auto main = [&]() -> Task<> {
    Future<int> future = get_running_loop().create_future<int>();
    TaskHandle<> task = create_task(outcome(log, "task", future));
    co_await sleep(ticks(0));
    task.cancel();
    log("at once", future.done());
    co_await task;
  };
  drive(main());
}

void cancelled_task_cancels_who_awaits_it(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> inner = create_task(work(log, "inner"));
    auto outer = [&]() -> Task<> { co_await inner; };
    TaskHandle<> task = create_task(outer());
    co_await sleep(ticks(1));
    inner.cancel();
    co_await outcome(log, "main", task);
    log(inner.cancelled(), task.cancelled());
  };
  drive(main());
}

void cancel_of_a_gather_cancels_all(const Log &log) {
  auto both = [&]() -> Task<> {
    co_await refloop::gather(work(log, "a"), work(log, "b"));
  };
  auto main = [&]() -> Task<> {
    TaskHandle<> task = create_task(both());
    co_await sleep(ticks(1));
    task.cancel();
    co_await outcome(log, "main", task);
  };
  drive(main());
}

void cancelled_part_of_a_gather(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> first = create_task(work(log, "a"));
    TaskHandle<int> second = create_task(work(log, "b", 2));
    get_running_loop().call_later(ticks(1), [&] { first.cancel(); });
    try {
      co_await refloop::gather(first, second);
    } catch (const CancelledError &) {
      log("gather", std::current_exception(), second.done());
    }
    co_await second;
  };
  drive(main());
}

void gather_returns_the_cancellation(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> first = create_task(work(log, "a"));
    get_running_loop().call_later(ticks(1), [&] { first.cancel(); });
    log(co_await refloop::gather(return_exceptions, first, work(log, "b", 2)));
  };
  drive(main());
}

void cancel_beats_a_result_on_its_way(const Log &log) {
  auto main = [&]() -> Task<> {
    Future<int> future = get_running_loop().create_future<int>();
    TaskHandle<> task = create_task(outcome(log, "task", future));
    co_await sleep(ticks(0));
    future.set_result(1);
    const bool requested = task.cancel();
    log(requested, future.cancelled());
    co_await outcome(log, "main", task);
    log(task.cancelled());
  };
  drive(main());
}

void cancel_all_and_gather(const Log &log) {
  auto main = [&]() -> Task<> {
    std::vector<TaskHandle<int>> tasks;
    for (const char *name : {"a", "b", "c"})
      tasks.push_back(create_task(work(log, name)));
    co_await sleep(ticks(1));
    std::vector<TaskRef> refs;
    for (TaskHandle<int> &task : tasks) {
      task.cancel();
      refs.push_back(task.ref());
    }
    log(co_await refloop::gather(return_exceptions, refs));
    log(all_tasks().size());
  };
  drive(main());
}

void cancelled_gather_keeps_no_results(const Log &log) {
  auto both = [&]() -> Task<> {
    co_await refloop::gather(return_exceptions, stubborn(log, "a", 1),
                             stubborn(log, "b", 2));
  };
  auto main = [&]() -> Task<> {
    TaskHandle<> task = create_task(both());
    co_await sleep(ticks(1));
    task.cancel();
    co_await outcome(log, "main", task);
  };
  drive(main());
}

void cancel_during_clean_up(const Log &log) {
  auto body = [&]() -> Task<> {
    bool cancelled = false;
    try {
      co_await sleep(ticks(10));
    } catch (const CancelledError &) {
      cancelled = true;
    }
    log("first", cancelled);
    co_await work(log, "clean-up", 5);
  };
  auto main = [&]() -> Task<> {
    TaskHandle<> task = create_task(body());
    co_await sleep(ticks(1));
    task.cancel();
    co_await sleep(ticks(1));
    task.cancel();
    co_await outcome(log, "main", task);
    log(task.cancelled());
  };
  drive(main());
}

void cancel_of_one_awaiter_reaches_the_other(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<int> shared = create_task(work(log, "shared"));
    TaskHandle<> first = create_task(outcome(log, "first", shared));
    TaskHandle<> second = create_task(outcome(log, "second", shared));
    co_await sleep(ticks(1));
    first.cancel();
    co_await refloop::gather(first, second);
    log(shared.cancelled(), first.cancelled(), second.cancelled());
  };
  drive(main());
}

void cancel_in_the_turn_of_the_result(const Log &log) {
  auto main = [&]() -> Task<> {
    TaskHandle<> inner = create_task(sleep(ticks(0)));
    TaskHandle<> outer = create_task(outcome(log, "outer", inner));
    co_await sleep(ticks(0));
    co_await sleep(ticks(0));
    const bool done = inner.done();
    log(done, outer.cancel());
    co_await outcome(log, "main", outer);
    log(inner.cancelled(), outer.cancelled());
  };
  drive(main());
}

constexpr Scenario scenarios[] = {
    {"cancel_reaches_the_innermost_await", cancel_reaches_the_innermost_await},
    {"cancel_passes_to_the_awaited_task", cancel_passes_to_the_awaited_task},
    {"cancel_passes_to_the_awaited_future",
     cancel_passes_to_the_awaited_future},
    {"cancelled_task_cancels_who_awaits_it",
     cancelled_task_cancels_who_awaits_it},
    {"cancel_of_a_gather_cancels_all", cancel_of_a_gather_cancels_all},
    {"cancelled_part_of_a_gather", cancelled_part_of_a_gather},
    {"gather_returns_the_cancellation", gather_returns_the_cancellation},
    {"cancel_beats_a_result_on_its_way", cancel_beats_a_result_on_its_way},
    {"cancel_all_and_gather", cancel_all_and_gather},
    {"cancelled_gather_keeps_no_results", cancelled_gather_keeps_no_results},
    {"cancel_during_clean_up", cancel_during_clean_up},
    {"cancel_of_one_awaiter_reaches_the_other",
     cancel_of_one_awaiter_reaches_the_other},
    {"cancel_in_the_turn_of_the_result", cancel_in_the_turn_of_the_result},
};

} // namespace

Topic cancel_propagation() { return scenarios; }

} // namespace conformance
