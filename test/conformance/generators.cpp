//===- generators.cpp - Scenarios: asynchronous generators ----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Twin: generators.py.
//
//===----------------------------------------------------------------------===//

#include "coroutines.h"

#include <optional>

namespace conformance {
namespace {

using namespace refloop;

/// A value or, at the end, Python's None.
struct Value {
  std::optional<int> value;
};
std::string text_of(const Value &value) {
  return value.value ? std::to_string(*value.value) : "none";
}

/// Logs a value; found by its own text_of().
void show(const Log &log, const std::optional<int> &value) {
  log(text_of(Value{value}));
}

/// outcome() of a next(), whose value may be none.
Task<> outcome_of_next(const Log &log, std::string name,
                       Task<std::optional<int>> next) {
  try {
    const auto value = co_await std::move(next);
    log(name, "got", text_of(Value{value}));
  } catch (...) {
    log(name, "raised", std::current_exception());
  }
}

/// Yields numbers; logs where it is, and how it ends.
AsyncGenerator<int> counting(const Log &log, std::string name, int count) {
  log(name, "begins");
  struct End {
    const Log &log;
    const std::string &name;
    ~End() { log(name, "ends"); }
  } const end{log, name};
  for (int i = 0; i < count; ++i) {
    co_await sleep(ticks(1));
    co_yield i;
  }
}

/// Goes on when it should end.
AsyncGenerator<int> stubborn() {
  try {
    co_yield 1;
  } catch (const GeneratorExit &) {
  }
  co_yield 2;
}

/// Yields once, then fails.
AsyncGenerator<int> failing() {
  co_yield 1;
  throw ValueError("generator");
}

void yields_until_it_returns(const Log &log) {
  auto main = [&]() -> Task<> {
    auto numbers = counting(log, "g", 2);
    for (int i = 0; i < 4; ++i)
      show(log, co_await numbers.next());
  };
  drive(main());
}

void nothing_runs_before_the_first_next(const Log &log) {
  auto main = [&]() -> Task<> {
    auto numbers = counting(log, "g", 1);
    co_await sleep(ticks(1));
    log("made");
    show(log, co_await numbers.next());
    co_await numbers.aclose();
  };
  drive(main());
}

void it_may_sleep_between_values(const Log &log) {
  auto main = [&]() -> Task<> {
    auto numbers = counting(log, "g", 3);
    while (co_await numbers.next())
      log("at", elapsed());
  };
  drive(main());
}

void what_it_raises_comes_out_once(const Log &log) {
  auto main = [&]() -> Task<> {
    auto generator = failing();
    for (int i = 0; i < 3; ++i)
      co_await outcome_of_next(log, "next", generator.next());
  };
  drive(main());
}

void close_cleans_up(const Log &log) {
  auto main = [&]() -> Task<> {
    auto numbers = counting(log, "g", 5);
    show(log, co_await numbers.next());
    co_await numbers.aclose();
    log("closed");
    show(log, co_await numbers.next());
  };
  drive(main());
}

void close_twice(const Log &log) {
  auto main = [&]() -> Task<> {
    auto numbers = counting(log, "g", 5);
    co_await numbers.next();
    co_await outcome(log, "first", numbers.aclose());
    co_await outcome(log, "second", numbers.aclose());
  };
  drive(main());
}

void close_before_the_first_next(const Log &log) {
  auto main = [&]() -> Task<> {
    auto numbers = counting(log, "g", 5);
    co_await outcome(log, "close", numbers.aclose());
    show(log, co_await numbers.next());
  };
  drive(main());
}

void close_of_an_exhausted_one(const Log &log) {
  auto main = [&]() -> Task<> {
    auto numbers = counting(log, "g", 0);
    show(log, co_await numbers.next());
    co_await outcome(log, "close", numbers.aclose());
  };
  drive(main());
}

void ignoring_the_end(const Log &log) {
  auto main = [&]() -> Task<> {
    auto generator = stubborn();
    show(log, co_await generator.next());
    co_await outcome(log, "close", generator.aclose());
    show(log, co_await generator.next());
  };
  drive(main());
}

void clean_up_may_wait(const Log &log) {
  auto slow = [&]() -> AsyncGenerator<int> {
    std::exception_ptr error;
    try {
      co_yield 1;
    } catch (...) {
      error = std::current_exception(); // no co_await in a handler
    }
    co_await sleep(ticks(3));
    log("clean");
    if (error)
      std::rethrow_exception(error);
  };
  auto main = [&]() -> Task<> {
    auto generator = slow();
    co_await generator.next();
    co_await generator.aclose();
    log("at", elapsed());
  };
  drive(main());
}

void clean_up_that_fails(const Log &log) {
  auto messy = []() -> AsyncGenerator<int> {
    try {
      co_yield 1;
    } catch (const GeneratorExit &) {
      throw ValueError("messy");
    }
  };
  auto main = [&]() -> Task<> {
    auto generator = messy();
    co_await generator.next();
    co_await outcome(log, "close", generator.aclose());
    co_await outcome(log, "again", generator.aclose());
  };
  drive(main());
}

void one_next_at_a_time(const Log &log) {
  auto main = [&]() -> Task<> {
    auto numbers = counting(log, "g", 2);
    auto first = create_task(numbers.next());
    co_await sleep(ticks(0));
    co_await outcome_of_next(log, "next", numbers.next());
    co_await outcome(log, "close", numbers.aclose());
    show(log, co_await first);
    co_await numbers.aclose();
  };
  drive(main());
}

void two_consumers_take_turns(const Log &log) {
  auto main = [&]() -> Task<> {
    auto numbers = counting(log, "g", 4);
    auto consume = [&](const char *name) -> Task<> {
      const auto value = co_await numbers.next();
      log(name, text_of(Value{value}));
    };
    for (const char *name : {"a", "b", "a", "b"})
      co_await create_task(consume(name));
    co_await numbers.aclose();
  };
  drive(main());
}

void cancelling_who_waits_ends_it(const Log &log) {
  auto main = [&]() -> Task<> {
    auto numbers = counting(log, "g", 5);
    auto waits = [&]() -> Task<> { co_await numbers.next(); };
    auto waiting = create_task(waits());
    co_await sleep(ticks(0));
    waiting.cancel();
    co_await outcome(log, "waiting", waiting);
    show(log, co_await numbers.next());
  };
  drive(main());
}

void a_generator_uses_another(const Log &log) {
  auto doubled = [](AsyncGenerator<int> inner) -> AsyncGenerator<int> {
    while (const auto value = co_await inner.next())
      co_yield 2 * *value;
  };
  auto main = [&]() -> Task<> {
    auto numbers = doubled(counting(log, "g", 3));
    while (const auto value = co_await numbers.next())
      log(*value);
  };
  drive(main());
}

void shutdown_closes_what_has_begun(const Log &log) {
  EventLoop loop;
  auto begun = counting(log, "begun", 5), unused = counting(log, "unused", 5);
  show(log, loop.run_until_complete(begun.next()));
  loop.run_until_complete(loop.shutdown_asyncgens());
  log("shut down");
  show(log, loop.run_until_complete(begun.next()));
  loop.run_until_complete(unused.aclose());
  loop.close();
}

void shutdown_survives_a_failure(const Log &log) {
  EventLoop loop;
  auto bad = stubborn(), good = counting(log, "good", 5);
  loop.run_until_complete(bad.next());
  loop.run_until_complete(good.next());
  loop.run_until_complete(loop.shutdown_asyncgens());
  log("shut down");
  loop.close();
}

void run_closes_what_is_left(const Log &log) {
  AsyncGenerator<int> kept;
  auto main = [&]() -> Task<> {
    kept = counting(log, "g", 5);
    show(log, co_await kept.next());
  };
  refloop::run(main());
  log("run is over");
}

void letting_go_closes_it_in_a_task(const Log &log) {
  auto main = [&]() -> Task<> {
    {
      auto numbers = counting(log, "g", 5);
      co_await numbers.next();
    }
    for (int turn = 0; turn < 4; ++turn) {
      log("turn", turn);
      co_await sleep(ticks(0));
    }
  };
  drive(main());
}

constexpr Scenario scenarios[] = {
    {"yields_until_it_returns", yields_until_it_returns},
    {"nothing_runs_before_the_first_next", nothing_runs_before_the_first_next},
    {"it_may_sleep_between_values", it_may_sleep_between_values},
    {"what_it_raises_comes_out_once", what_it_raises_comes_out_once},
    {"close_cleans_up", close_cleans_up},
    {"close_twice", close_twice},
    {"close_before_the_first_next", close_before_the_first_next},
    {"close_of_an_exhausted_one", close_of_an_exhausted_one},
    {"ignoring_the_end", ignoring_the_end},
    {"clean_up_may_wait", clean_up_may_wait},
    {"clean_up_that_fails", clean_up_that_fails},
    {"one_next_at_a_time", one_next_at_a_time},
    {"two_consumers_take_turns", two_consumers_take_turns},
    {"cancelling_who_waits_ends_it", cancelling_who_waits_ends_it},
    {"a_generator_uses_another", a_generator_uses_another},
    {"shutdown_closes_what_has_begun", shutdown_closes_what_has_begun},
    {"shutdown_survives_a_failure", shutdown_survives_a_failure},
    {"run_closes_what_is_left", run_closes_what_is_left},
    {"letting_go_closes_it_in_a_task", letting_go_closes_it_in_a_task},
};

} // namespace

Topic generators() { return scenarios; }

} // namespace conformance
