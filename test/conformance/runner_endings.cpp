//===- runner_endings.cpp - Scenarios: how runs end -----------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Twin: runner_endings.py.
//
//===----------------------------------------------------------------------===//

#include "coroutines.h"

#include <algorithm>
#include <functional>
#include <thread>

namespace conformance {
namespace {

using namespace refloop;

void leftovers_are_cancelled_together(const Log &log) {
  std::vector<std::string> ended;
  auto background = [&](std::string name) -> Task<> {
    struct End {
      std::vector<std::string> &ended;
      const Log &log;
      const std::string &name;
      ~End() {
        ended.push_back(name);
        log("at", elapsed());
      }
    } const end{ended, log, name};
    co_await sleep(ticks(100));
  };
  auto main = [&]() -> Task<> {
    for (const char *name : {"a", "b", "c"})
      create_task(background(name)).detach();
    co_await sleep(ticks(1));
  };
  refloop::run(main());
  std::sort(ended.begin(), ended.end()); // asyncio's order is anybody's
  log(ended);
}

void a_leftover_that_goes_on(const Log &log) {
  auto goes_on = [&]() -> Task<> {
    try {
      co_await sleep(ticks(100));
    } catch (const CancelledError &) {
      log("cancelled");
    }
    co_await sleep(ticks(5));
    log("done at", elapsed());
  };
  auto main = [&]() -> Task<> {
    create_task(goes_on()).detach();
    co_await sleep(ticks(2));
  };
  refloop::run(main());
  log("over");
}

void a_leftover_that_spawns_in_its_clean_up(const Log &log) {
  auto spawns = [&]() -> Task<> {
    try {
      co_await sleep(ticks(100));
    } catch (const CancelledError &) {
      create_task(work(log, "late", 3)).detach();
      throw;
    }
  };
  auto main = [&]() -> Task<> {
    create_task(spawns()).detach();
    co_await sleep(ticks(1));
  };
  refloop::run(main());
  log("over");
}

void a_leftover_that_swallows_its_cancellation(const Log &log) {
  auto main = [&]() -> Task<> {
    create_task(stubborn(log, "a", 1)).detach();
    create_task(messy("b")).detach();
    co_await sleep(ticks(1));
    throw ValueError("main");
  };
  attempt(log, "run", [&] { refloop::run(main()); });
}

void main_that_cancels_itself(const Log &log) {
  auto main = [&]() -> Task<> {
    current_task().cancel();
    co_await sleep(ticks(1));
    log("not reached");
  };
  attempt(log, "run", [&] { refloop::run(main()); });
}

void callbacks_that_main_leaves(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    loop.call_soon([&] { log("soon"); });
    loop.call_later(ticks(1), [&] { log("later"); });
    co_return;
  };
  refloop::run(main());
  log("over");
}

void turns_after_main(const Log &log) {
  std::function<void(int)> turn;
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    turn = [&log, &loop, &turn](int number) {
      log("turn", number);
      loop.call_soon([&turn, number] { turn(number + 1); });
    };
    loop.call_soon([&] { turn(0); });
    co_return;
  };
  refloop::run(main());
  log("over");
}

void turns_after_main_with_a_leftover(const Log &log) {
  std::function<void(int)> turn;
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    turn = [&log, &loop, &turn](int number) {
      log("turn", number);
      loop.call_soon([&turn, number] { turn(number + 1); });
    };
    create_task(work(log, "a")).detach();
    co_await sleep(ticks(0));
    loop.call_soon([&] { turn(0); });
  };
  refloop::run(main());
  log("over");
}

void runner_is_lazy(const Log &log) {
  EventLoop *first = nullptr;
  {
    Runner runner;
    first = &runner.get_loop();
    log(first == &runner.get_loop(), first->is_closed(), first->is_running());
  }
  log(first->is_closed());
}

void runner_makes_its_loop_the_current_one(const Log &log) {
  Runner runner;
  EventLoop *loop = &runner.get_loop();
  log(&get_event_loop() == loop);
  runner.run(value(1));
  log(&get_event_loop() == loop);
  runner.close();
  attempt(log, "get_event_loop", [] { get_event_loop(); });
}

void time_goes_on_between_runs(const Log &log) {
  auto main = [](int ticks_to_sleep) -> Task<long> {
    co_await sleep(ticks(ticks_to_sleep));
    co_return elapsed();
  };
  Runner runner;
  const long first = runner.run(main(2));
  log(first, runner.run(main(3)));
}

void a_leftover_goes_on_in_the_next_run(const Log &log) {
  auto main = [&](int ticks_to_sleep) -> Task<> {
    if (ticks_to_sleep == 1)
      create_task(work(log, "a", 4)).detach();
    co_await sleep(ticks(ticks_to_sleep));
    log("main ends");
  };
  Runner runner;
  runner.run(main(1));
  runner.run(main(9));
}

void close_of_a_runner_whose_loop_is_closed(const Log &log) {
  Runner runner;
  runner.run(value(1));
  runner.close();
  attempt(log, "close", [&] { runner.close(); });
  attempt(log, "get_loop", [&] { runner.get_loop(); });
}

void run_in_a_thread_of_its_own(const Log &log) {
  auto main = [&]() -> Task<int> {
    std::thread([&] { log("inner", refloop::run(value(2))); }).join();
    co_return 1;
  };
  log("outer", refloop::run(main()));
}

void run_after_a_run_that_failed(const Log &log) {
  auto fails = []() -> Task<> {
    throw ValueError("first");
    co_return;
  };
  attempt(log, "first", [&] { refloop::run(fails()); });
  log("second", refloop::run(value(2)));
}

constexpr Scenario scenarios[] = {
    {"leftovers_are_cancelled_together", leftovers_are_cancelled_together},
    {"a_leftover_that_goes_on", a_leftover_that_goes_on},
    {"a_leftover_that_spawns_in_its_clean_up",
     a_leftover_that_spawns_in_its_clean_up},
    {"a_leftover_that_swallows_its_cancellation",
     a_leftover_that_swallows_its_cancellation},
    {"main_that_cancels_itself", main_that_cancels_itself},
    {"callbacks_that_main_leaves", callbacks_that_main_leaves},
    {"turns_after_main", turns_after_main},
    {"turns_after_main_with_a_leftover", turns_after_main_with_a_leftover},
    {"runner_is_lazy", runner_is_lazy},
    {"runner_makes_its_loop_the_current_one",
     runner_makes_its_loop_the_current_one},
    {"time_goes_on_between_runs", time_goes_on_between_runs},
    {"a_leftover_goes_on_in_the_next_run", a_leftover_goes_on_in_the_next_run},
    {"close_of_a_runner_whose_loop_is_closed",
     close_of_a_runner_whose_loop_is_closed},
    {"run_in_a_thread_of_its_own", run_in_a_thread_of_its_own},
    {"run_after_a_run_that_failed", run_after_a_run_that_failed},
};

} // namespace

Topic runner_endings() { return scenarios; }

} // namespace conformance
