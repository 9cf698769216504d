//===- scope_test.cpp - Timeouts, groups, runners -------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What ends with a scope: timeouts, shields, task groups, runners.
//
//===----------------------------------------------------------------------===//

#include "recorded.h"

namespace {

using namespace refloop;
using namespace std::chrono_literals;

class ScopeTest : public Recorded {
protected:
  void TearDown() override {
    EXPECT_EQ(violations(), Lines());
    Recorded::TearDown();
  }
  std::string log;

  Task<int> after(std::chrono::milliseconds delay, int value) {
    try {
      co_await sleep(delay);
    } catch (const CancelledError &) {
      log += 'c' + std::to_string(value) + ' ';
      throw;
    }
    co_return value;
  }
  static Task<> fail(std::chrono::milliseconds delay, const char *text) {
    co_await sleep(delay);
    throw RuntimeError(text);
  }
  /// What awaiting \p task throws: a type and a text.
  template <class T> static Task<std::string> outcome(Task<T> task) {
    try {
      co_await std::move(task);
      co_return "value";
    } catch (const TimeoutError &) {
      co_return "timeout";
    } catch (const CancelledError &) {
      co_return "cancelled";
    } catch (const std::exception &error) {
      co_return error.what();
    }
  }
};

TEST_F(ScopeTest, WaitForCancelsWhatTakesTooLong) {
  run([&]() -> Task<> {
    EXPECT_EQ(co_await wait_for(after(1ms, 1), 10ms), 1);
    EXPECT_EQ(co_await outcome(wait_for(after(10ms, 2), 1ms)), "timeout");
    EXPECT_EQ(co_await outcome(wait_for(after(10ms, 3), 0ms)), "timeout");
    auto task = create_task(after(10ms, 4));
    EXPECT_EQ(co_await outcome(wait_for(task, 0.001s)), "timeout");
    EXPECT_TRUE(task.cancelled());
    EXPECT_EQ(co_await outcome(wait_for(fail(1ms, "own"), 10ms)), "own");
    EXPECT_EQ(log, "c2 c4 ") << "the third was cancelled before its first step";
  }());
}

TEST_F(ScopeTest, CancellingAWaitForCancelsWhatItWaitsFor) {
  run([&]() -> Task<> {
    auto task = create_task(wait_for(after(10ms, 1), 1h));
    co_await sleep(1ms);
    task.cancel();
    co_await gather(return_exceptions, task);
    EXPECT_TRUE(task.cancelled());
    EXPECT_EQ(log, "c1 ");
  }());
}

TEST_F(ScopeTest, ATimeoutIsAScope) {
  run([&]() -> Task<> {
    EXPECT_EQ(co_await with_timeout(1h, [&] { return after(1ms, 1); }), 1);
    EXPECT_EQ(co_await outcome(with_timeout(1ms, [&] { return after(1h, 2); })),
              "timeout");
    EXPECT_EQ(co_await outcome(with_timeout(0s, [&] { return after(1h, 3); })),
              "timeout");
    EXPECT_EQ(
        co_await outcome(with_timeout(1ms, [] { return fail(0ms, "own"); })),
        "own");
    // The inner scope ends in time: the outer one is the one that is late.
    EXPECT_EQ(co_await outcome(with_timeout(5ms,
                                            [&]() -> Task<> {
                                              co_await with_timeout(1h, [&] {
                                                return after(1h, 4);
                                              });
                                            })),
              "timeout");
    EXPECT_EQ(log, "c2 c3 c4 ");
  }());
}

TEST_F(ScopeTest, ACancelledTaskIsNoTimeout) {
  run([&]() -> Task<> {
    auto task = create_task(with_timeout(1h, [&] { return after(1h, 1); }));
    co_await sleep(1ms);
    task.cancel();
    co_await gather(return_exceptions, task);
    EXPECT_TRUE(task.cancelled());
  }());
}

TEST_F(ScopeTest, AShieldKeepsTheTask) {
  run([&]() -> Task<> {
    auto task = create_task(after(10ms, 1));
    EXPECT_EQ(co_await outcome(wait_for(shield(task), 1ms)), "timeout");
    EXPECT_FALSE(task.done());
    EXPECT_EQ(co_await shield(task), 1);
    EXPECT_EQ(co_await shield(task), 1) << "done already";
    EXPECT_EQ(log, "");
  }());
}

TEST_F(ScopeTest, AGroupWaitsForItsTasks) {
  run([&]() -> Task<> {
    co_await with_task_group([&](TaskGroup &group) -> Task<> {
      group.create_task(after(2ms, 1)).add_done_callback([&](TaskRef) {
        log += "one ";
      });
      auto two = group.create_task(after(1ms, 2));
      EXPECT_EQ(co_await two, 2);
      log += "body ";
    });
    EXPECT_EQ(log, "body one ");
  }());
}

TEST_F(ScopeTest, TheFirstErrorOfAGroupCancelsTheOthers) {
  run([&]() -> Task<> {
    std::string text;
    try {
      co_await with_task_group([&](TaskGroup &group) -> Task<> {
        group.create_task(fail(1ms, "a"));
        group.create_task(after(1h, 1));
        co_await sleep(1h);
      });
    } catch (const ExceptionGroup &group) {
      text = group.what();
      EXPECT_EQ(group.exceptions().size(), 1u);
      EXPECT_EQ(detail::text_of(group.exceptions()[0]), "a");
    }
    EXPECT_EQ(text, "unhandled errors in a TaskGroup (1 sub-exception)");
    EXPECT_EQ(log, "c1 ");
    co_await sleep(1ms); // the cancellation of the body was taken back
  }());
}

TEST_F(ScopeTest, AGroupWhoseBodyFails) {
  run([&]() -> Task<> {
    std::string text;
    try {
      co_await with_task_group([&](TaskGroup &group) -> Task<> {
        group.create_task(after(1h, 1));
        co_await sleep(1ms);
        throw RuntimeError("body");
      });
    } catch (const ExceptionGroup &group) {
      text = detail::text_of(group.exceptions().at(0));
    }
    EXPECT_EQ(text, "body");
    EXPECT_EQ(log, "c1 ");
  }());
}

TEST_F(ScopeTest, CancellingTheParentCancelsTheGroup) {
  run([&]() -> Task<> {
    auto task = create_task(with_task_group([&](TaskGroup &group) -> Task<> {
      group.create_task(after(1h, 1));
      co_await sleep(1ms);
    }));
    co_await sleep(5ms);
    task.cancel();
    co_await gather(return_exceptions, task);
    EXPECT_TRUE(task.cancelled());
    EXPECT_EQ(log, "c1 ");
  }());
}

TEST_F(ScopeTest, ARunnerKeepsItsLoop) {
  Runner runner;
  EventLoop *first = &runner.get_loop();
  EXPECT_EQ(&get_event_loop(), first);
  EXPECT_EQ(runner.run(after(1ms, 1)), 1);
  EXPECT_EQ(runner.run(after(1ms, 2)), 2);
  EXPECT_EQ(&runner.get_loop(), first);
  runner.close();
  runner.close();
  EXPECT_EQ(thrown_by([] { get_event_loop(); }),
            "There is no current event loop in thread 'MainThread'.");
}

TEST_F(ScopeTest, RunCancelsWhatIsLeftAndThrowsWhatTheMainTaskThrew) {
  EXPECT_EQ(thrown_by([&] {
              run([&]() -> Task<> {
                create_task(after(1h, 1)).detach();
                co_await sleep(1ms);
                throw RuntimeError("main");
              }());
            }),
            "main");
  EXPECT_EQ(log, "c1 ");
}

TEST_F(ScopeTest, ARunnerWhoseLoopTheProgramCloses) {
  Runner runner;
  EXPECT_EQ(runner.run(after(1ms, 1)), 1);
  runner.get_loop().close();
}

} // namespace
