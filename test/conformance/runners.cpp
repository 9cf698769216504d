//===- runners.cpp - Scenarios: run and Runner ----------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Twin: runners.py.
//
//===----------------------------------------------------------------------===//

#include "coroutines.h"

namespace conformance {
namespace {

using namespace refloop;

/// Runs until it is cancelled and cleans up for a while.
Task<> background(const Log &log, std::string name) {
  bool cancelled = false;
  try {
    co_await sleep(ticks(100));
  } catch (const CancelledError &) {
    cancelled = true;
  }
  log(name, "cancelled", cancelled);
  co_await sleep(ticks(1));
  log(name, "clean");
}

void run_returns_the_result(const Log &log) { log(refloop::run(value(3))); }

void run_raises_the_exception(const Log &log) {
  auto main = []() -> Task<> {
    co_await sleep(ticks(1));
    throw ValueError("main");
  };
  attempt(log, "run", [&] { refloop::run(main()); });
}

void run_cancels_what_is_left(const Log &log) {
  auto main = [&]() -> Task<int> {
    create_task(background(log, "a")).detach();
    co_await sleep(ticks(1));
    log("main ends");
    co_return 5;
  };
  log(refloop::run(main()));
}

void run_cancels_what_is_left_by_a_failure(const Log &log) {
  auto main = [&]() -> Task<> {
    create_task(background(log, "a")).detach();
    co_await sleep(ticks(1));
    throw ValueError("main");
  };
  attempt(log, "run", [&] { refloop::run(main()); });
}

void leftovers_that_never_started(const Log &log) {
  auto main = [&]() -> Task<int> {
    create_task(background(log, "a")).detach();
    co_return 6;
  };
  log(refloop::run(main()));
}

void run_survives_a_leftover_that_fails(const Log &log) {
  auto main = []() -> Task<int> {
    create_task(messy("clean-up")).detach();
    co_await sleep(ticks(1));
    co_return 7;
  };
  log(refloop::run(main()));
}

void run_inside_a_running_loop(const Log &log) {
  auto main = [&]() -> Task<> {
    attempt(log, "run", [] { refloop::run(value(1)); });
    log("goes on");
    co_return;
  };
  refloop::run(main());
}

void run_leaves_no_current_loop(const Log &log) {
  refloop::run(value(1));
  attempt(log, "get_event_loop", [] { get_event_loop(); });
  attempt(log, "get_running_loop", [] { get_running_loop(); });
}

void each_run_has_its_own_loop(const Log &log) {
  auto main = []() -> Task<long> {
    co_await sleep(ticks(2));
    co_return elapsed();
  };
  log(refloop::run(main()));
  log(refloop::run(value(2)));
}

void runner_reuses_its_loop(const Log &log) {
  auto main = []() -> Task<EventLoop *> { co_return &get_running_loop(); };
  Runner runner;
  EventLoop *loop = runner.run(main());
  const bool same = runner.run(main()) == loop;
  log(same, &runner.get_loop() == loop);
  log(loop->is_closed());
}

void runner_after_close(const Log &log) {
  Runner runner;
  log(runner.run(value(1)));
  runner.close();
  attempt(log, "run", [&] { runner.run(value(2)); });
  attempt(log, "get_loop", [&] { runner.get_loop(); });
  attempt(log, "close", [&] { runner.close(); });
}

void unused_runner(const Log &log) {
  Runner runner;
  attempt(log, "close", [&] { runner.close(); });
  {
    Runner scoped;
    log("inside");
  }
}

void runner_keeps_leftovers_until_close(const Log &log) {
  auto main = [&]() -> Task<> {
    create_task(background(log, "a")).detach();
    co_await sleep(ticks(1));
  };
  Runner runner;
  runner.run(main());
  log("between", all_tasks(runner.get_loop()).size());
  log(runner.run(value(4)));
  runner.close();
  log("closed");
}

void runner_inside_a_running_loop(const Log &log) {
  auto main = [&]() -> Task<> {
    Runner runner;
    attempt(log, "run", [&] { runner.run(value(1)); });
    attempt(log, "close", [&] { runner.close(); });
    co_return;
  };
  refloop::run(main());
}

void runner_survives_a_failing_coroutine(const Log &log) {
  auto main = []() -> Task<> {
    throw ValueError("first");
    co_return;
  };
  Runner runner;
  attempt(log, "run", [&] { runner.run(main()); });
  log(runner.run(value(8)));
}

constexpr Scenario scenarios[] = {
    {"run_returns_the_result", run_returns_the_result},
    {"run_raises_the_exception", run_raises_the_exception},
    {"run_cancels_what_is_left", run_cancels_what_is_left},
    {"run_cancels_what_is_left_by_a_failure",
     run_cancels_what_is_left_by_a_failure},
    {"leftovers_that_never_started", leftovers_that_never_started},
    {"run_survives_a_leftover_that_fails", run_survives_a_leftover_that_fails},
    {"run_inside_a_running_loop", run_inside_a_running_loop},
    {"run_leaves_no_current_loop", run_leaves_no_current_loop},
    {"each_run_has_its_own_loop", each_run_has_its_own_loop},
    {"runner_reuses_its_loop", runner_reuses_its_loop},
    {"runner_after_close", runner_after_close},
    {"unused_runner", unused_runner},
    {"runner_keeps_leftovers_until_close", runner_keeps_leftovers_until_close},
    {"runner_inside_a_running_loop", runner_inside_a_running_loop},
    {"runner_survives_a_failing_coroutine",
     runner_survives_a_failing_coroutine},
};

} // namespace

Topic runners() { return scenarios; }

} // namespace conformance
