//===- shared_loop_test.cpp - Loops across tests --------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop that one test closes and another uses; the fixture that makes a fresh
// one; and what it finds in the end.
//
//===----------------------------------------------------------------------===//

#include "recorded.h"

#include <refloop/gtest.h>

#include <gtest/gtest-spi.h>

#include <memory>

namespace {

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::begin_test;
using refloop::testing::end_test;
using refloop::testing::FreshLoop;
using refloop::testing::TestScope;

constexpr const char *shared = "loop-shared-across-tests";
constexpr const char *after_close = "schedule-after-close";

Task<> job() { co_await sleep(1ms); }
Task<> long_job() { co_await sleep(1h); }

/// Plays the part of a test runner.
class SharedLoopTest : public Recorded {};

TEST_F(SharedLoopTest, UseInALaterTest) {
  EventLoop loop;
  begin_test("first");
  const int line = __LINE__ + 1;
  loop.close();
  end_test();
  const std::string text = "Event loop is closed";
  begin_test("second");
  EXPECT_EQ(thrown_by([&] { loop.run_until_complete(job()); }), text);
  EXPECT_EQ(thrown_by([&] { loop.call_soon([] {}); }), text);
  end_test();
  EXPECT_EQ(violations(),
            (Lines{at(shared, line + 4, line), at(shared, line + 5, line)}));
  EXPECT_NE(report()[0].find("the loop was closed here, by test 'first'"),
            std::string::npos);
}

TEST_F(SharedLoopTest, UseInTheSameTest) {
  EventLoop loop;
  const TestScope test("only");
  const int line = __LINE__ + 1;
  loop.close();
  thrown_by([&] { loop.call_soon([] {}); });
  EXPECT_EQ(violations(), Lines{at(after_close, line + 1, line)});
}

TEST_F(SharedLoopTest, WhatASuiteClosesBelongsToItsLastTest) {
  EventLoop loop;
  begin_test("last of its suite");
  end_test();
  const int line = __LINE__ + 1;
  loop.close(); // TearDownTestSuite
  thrown_by([&] { loop.call_soon([] {}); });
  begin_test("of the next suite");
  thrown_by([&] { loop.call_soon([] {}); });
  end_test();
  thrown_by([&] { loop.call_soon([] {}); });
  EXPECT_EQ(violations(),
            (Lines{at(after_close, line + 1, line), at(shared, line + 3, line),
                   at(after_close, line + 5, line)}));
}

TEST_F(SharedLoopTest, SharingAnOpenLoopIsAllowed) {
  EventLoop loop;
  for (const char *name : {"first", "second"}) {
    const TestScope test(name);
    loop.run_until_complete(job());
  }
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(SharedLoopTest, ALoopThatATestDestroyed) {
  auto loop = std::make_unique<EventLoop>();
  EventLoop *dangling = loop.get();
  int line = 0;
  {
    const TestScope test("first");
    line = __LINE__ + 1;
    loop->close();
    loop.reset();
  }
  const TestScope test("second");
  thrown_by([&] { dangling->call_soon([] {}); });
  EXPECT_EQ(violations(), Lines{at(shared, line + 4, line)});
}

TEST_F(SharedLoopTest, ARunnerThatATestClosed) {
  Runner runner;
  int line = 0;
  {
    const TestScope test("first");
    runner.run(job());
    line = __LINE__ + 1;
    runner.close();
  }
  const TestScope test("second");
  EXPECT_EQ(thrown_by([&] { runner.run(job()); }), "Runner is closed");
  EXPECT_EQ(violations(), Lines{at(shared, line + 3, line)});
}

// The listener of <refloop/gtest.h> tells the runtime about these two, which
// GoogleTest runs in the order of their definition.
class ListenerTest : public Recorded {
protected:
  static inline std::unique_ptr<EventLoop> loop;
  static inline int closed = 0;
};

TEST_F(ListenerTest, FirstCloses) {
  loop = new_event_loop();
  closed = __LINE__ + 1;
  loop->close();
  const int line = __LINE__ + 1;
  thrown_by([&] { loop->call_soon([] {}); });
  EXPECT_EQ(violations(), Lines{at(after_close, line, closed)});
}

TEST_F(ListenerTest, SecondUses) {
  if (!loop)
    GTEST_SKIP() << "the first did not run";
  const int line = __LINE__ + 1;
  thrown_by([&] { loop->call_soon([] {}); });
  EXPECT_EQ(violations(), Lines{at(shared, line, closed)});
}

class FreshLoopTest : public FreshLoop {
protected:
  static inline EventLoop *last = nullptr;
};

TEST_F(FreshLoopTest, IsTheCurrentLoopAndOpen) {
  EXPECT_EQ(&get_event_loop(), &loop());
  EXPECT_FALSE(loop().is_closed());
  loop().run_until_complete(sleep(1ms));
  last = &loop();
}

TEST_F(FreshLoopTest, IsAnotherInTheNextTest) {
  EXPECT_NE(&loop(), last);
  EXPECT_FALSE(loop().is_closed());
  loop().run_until_complete(sleep(1ms));
}

TEST_F(FreshLoopTest, MayBeClosedByTheTest) { loop().close(); }

TEST_F(FreshLoopTest, DetachedTasksAreCancelled) {
  loop().create_task(long_job()).detach();
  loop().run_until_complete(job());
}

/// A test within a test: to see what its end says.
class Inner : public FreshLoop {
public:
  static constexpr int line = __LINE__ + 1;
  void TestBody() override { loop().create_task(long_job()); }
  void run() {
    TestBody();
    TearDown();
  }
};

class FreshLoopEndTest : public Recorded {};

TEST_F(FreshLoopEndTest, ATaskThatIsLeftFailsTheTest) {
  EXPECT_NONFATAL_FAILURE(Inner().run(), "1 violation(s) at the end");
  EXPECT_EQ(violations(), Lines{at("unawaited-task", Inner::line)});
  EXPECT_NE(report()[0].find("was pending when its test ended"),
            std::string::npos);
  EXPECT_EQ(thrown_by([] { get_event_loop(); }),
            "There is no current event loop in thread 'MainThread'.");
}

} // namespace
