//===- generator_test.cpp - Asynchronous generators -----------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What generators yield, how they are closed, and that nothing of theirs leaks.
//
//===----------------------------------------------------------------------===//

#include "recorded.h"

#include <memory>

namespace {

using namespace refloop;
using namespace std::chrono_literals;

class GeneratorTest : public Recorded {
public:
  Lines log;

  /// Counts, and says how it ends.
  AsyncGenerator<int> counting(int count, std::string name = "g") {
    struct Farewell {
      Lines &log;
      std::string text;
      ~Farewell() { log.push_back(text); }
    } const farewell{log, name + " ends"};
    for (int i = 0; i < count; ++i) {
      co_await sleep(1ms);
      co_yield i;
    }
  }
};

TEST_F(GeneratorTest, YieldsUntilItReturns) {
  const auto main = [&]() -> Task<std::vector<int>> {
    AsyncGenerator<int> numbers = counting(3);
    std::vector<int> all;
    while (const auto value = co_await numbers.next())
      all.push_back(*value);
    EXPECT_FALSE(co_await numbers.next()) << "and nothing after that";
    co_await numbers.aclose();
    co_return all;
  };
  EXPECT_EQ(run(main()), (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(log, Lines{"g ends"});
  EXPECT_EQ(violations(), Lines());
}

TEST_F(GeneratorTest, NothingRunsBeforeTheFirstNext) {
  run([&]() -> Task<> {
    bool began = false;
    const auto begins = [&]() -> AsyncGenerator<int> {
      began = true;
      co_yield 1;
    };
    auto unused = begins();
    co_await sleep(1ms);
    EXPECT_FALSE(began);
    co_await unused.aclose();
    EXPECT_FALSE(co_await unused.next());
    EXPECT_FALSE(began);
  }());
  EXPECT_EQ(violations(), Lines());
}

TEST_F(GeneratorTest, WhatItThrowsComesOutOnce) {
  run([&]() -> Task<> {
    const auto fails = []() -> AsyncGenerator<int> {
      co_yield 1;
      throw RuntimeError("generator");
    };
    auto failing = fails();
    EXPECT_EQ(co_await failing.next(), 1);
    std::string text;
    try {
      co_await failing.next();
    } catch (const RuntimeError &error) {
      text = error.what();
    }
    EXPECT_EQ(text, "generator");
    EXPECT_FALSE(co_await failing.next());
  }());
}

TEST_F(GeneratorTest, CloseCleansUp) {
  run([&]() -> Task<> {
    auto numbers = counting(9);
    co_await numbers.next();
    EXPECT_EQ(log, Lines());
    co_await numbers.aclose();
    EXPECT_EQ(log, Lines{"g ends"});
    EXPECT_FALSE(co_await numbers.next());
    co_await numbers.aclose();
  }());
}

TEST_F(GeneratorTest, IgnoringItsEndIsAnError) {
  run([&]() -> Task<> {
    const auto stubborn = []() -> AsyncGenerator<int> {
      try {
        co_yield 1;
      } catch (const GeneratorExit &) {
      }
      co_yield 2;
    };
    auto numbers = stubborn();
    co_await numbers.next();
    std::string text;
    try {
      co_await numbers.aclose();
    } catch (const RuntimeError &error) {
      text = error.what();
    }
    EXPECT_EQ(text, "async generator ignored GeneratorExit");
    EXPECT_FALSE(co_await numbers.next());
  }());
}

TEST_F(GeneratorTest, OneNextAtATime) {
  run([&]() -> Task<> {
    auto numbers = counting(3);
    const auto asks = [&]() -> Task<int> {
      co_return *co_await numbers.next();
    };
    auto first = create_task(asks());
    co_await sleep(0ms);
    std::string next, close;
    try {
      co_await numbers.next();
    } catch (const RuntimeError &error) {
      next = error.what();
    }
    try {
      co_await numbers.aclose();
    } catch (const RuntimeError &error) {
      close = error.what();
    }
    EXPECT_EQ(next, "anext(): asynchronous generator is already running");
    EXPECT_EQ(close, "aclose(): asynchronous generator is already running");
    EXPECT_EQ(co_await first, 0);
    co_await numbers.aclose();
  }());
}

TEST_F(GeneratorTest, CancellingWhoAsksEndsIt) {
  run([&]() -> Task<> {
    auto numbers = counting(3);
    const auto asks = [&]() -> Task<> { co_await numbers.next(); };
    auto asking = create_task(asks());
    co_await sleep(0ms);
    asking.cancel();
    co_await gather(return_exceptions, asking);
    EXPECT_TRUE(asking.cancelled());
    EXPECT_EQ(log, Lines{"g ends"});
    EXPECT_FALSE(co_await numbers.next());
  }());
}

TEST_F(GeneratorTest, LettingGoLeavesItToTheLoop) {
  EventLoop loop;
  loop.run_until_complete([](GeneratorTest &test) -> Task<> {
    {
      auto numbers = test.counting(9);
      co_await numbers.next();
    }
    EXPECT_EQ(test.log, Lines()) << "closed in a task of its own";
    co_await sleep(1ms);
    EXPECT_EQ(test.log, Lines{"g ends"});
  }(*this));
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(GeneratorTest, LettingGoJustBeforeTheCloseIsNoDefect) {
  EventLoop loop;
  {
    auto numbers = counting(9);
    loop.run_until_complete(numbers.next());
  }
  loop.close();
  EXPECT_EQ(log, Lines{"g ends"}) << "its frame is destroyed all the same";
  EXPECT_EQ(violations(), Lines());
}

TEST_F(GeneratorTest, ShutdownClosesThemAll) {
  EventLoop loop;
  auto a = counting(9, "a"), b = counting(9, "b"), unused = counting(9, "c");
  loop.run_until_complete(a.next());
  loop.run_until_complete(b.next());
  loop.run_until_complete(loop.shutdown_asyncgens());
  EXPECT_EQ(log, (Lines{"a ends", "b ends"}));
  EXPECT_FALSE(loop.run_until_complete(a.next()));
  loop.run_until_complete(loop.shutdown_asyncgens());
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(GeneratorTest, RunClosesThem) {
  auto kept = std::make_unique<AsyncGenerator<int>>();
  run([&]() -> Task<> {
    *kept = counting(9);
    co_await kept->next();
  }());
  EXPECT_EQ(log, Lines{"g ends"});
  EXPECT_EQ(violations(), Lines());
}

TEST_F(GeneratorTest, ACloseThatFailsDoesNotHoldUpTheOthers) {
  EventLoop loop;
  const auto messy = []() -> AsyncGenerator<int> {
    try {
      co_yield 1;
    } catch (const GeneratorExit &) {
      throw RuntimeError("messy");
    }
  };
  auto bad = messy();
  auto good = counting(9);
  loop.run_until_complete(bad.next());
  loop.run_until_complete(good.next());
  loop.run_until_complete(loop.shutdown_asyncgens());
  EXPECT_EQ(log, Lines{"g ends"});
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(GeneratorTest, ATaskThatIsAbandonedInTheMiddleOfANext) {
  EventLoop loop;
  auto numbers = counting(9);
  const auto asks = [&]() -> Task<> {
    while (co_await numbers.next())
      ;
  };
  auto task = loop.create_task(asks());
  loop.run_until_complete(sleep(0ms));
  loop.close();
  EXPECT_EQ(log, Lines{"g ends"});
  EXPECT_EQ(violations().size(), 1u) << "close-with-pending-tasks";
}

TEST_F(GeneratorTest, DroppedNextIsNeverAwaited) {
  EventLoop loop;
  auto numbers = counting(1);
  const int line = __LINE__ + 1;
  numbers.next();
  numbers.aclose();
  loop.close();
  EXPECT_EQ(violations(), (Lines{at("unawaited-task", line),
                                 at("unawaited-task", line + 1)}));
}

} // namespace
