//===- task_test.cpp - Coroutines, tasks, futures -------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What runs when, what comes out, and what cancelling does.
//
//===----------------------------------------------------------------------===//

#include "recorded.h"

#include <memory>

namespace {

using namespace refloop;
using namespace std::chrono_literals;

/// Runs each test's body as the main task, and wants no violation.
class TaskTest : public Recorded {
protected:
  void TearDown() override {
    EXPECT_EQ(violations(), Lines());
    Recorded::TearDown();
  }
  std::string log;

  Task<int> number(int value) {
    log += std::to_string(value);
    co_return value;
  }
  Task<> say(std::string text) {
    log += text;
    co_return;
  }
  /// Logs how it ends.
  Task<> wait(std::string name) {
    try {
      co_await sleep(1h);
      log += name + " slept ";
    } catch (const CancelledError &) {
      log += name + " cancelled ";
      throw;
    }
  }
};

TEST_F(TaskTest, ACoroutineRunsWithinWhoeverAwaitsIt) {
  run([&]() -> Task<> {
    get_running_loop().call_soon([&] { log += " turn"; });
    EXPECT_EQ(co_await number(1) + co_await number(2), 3);
    Task<int> later = number(3);
    EXPECT_TRUE(later);
    EXPECT_EQ(co_await std::move(later), 3);
    EXPECT_FALSE(later);
    EXPECT_EQ(log, "123") << "no turn of the loop";
    co_await sleep(0s);
    EXPECT_EQ(log, "123 turn");
  }());
}

TEST_F(TaskTest, AnAwaitedCoroutineIsGone) {
  run([&]() -> Task<> {
    Task<int> task = number(1);
    co_await std::move(task);
    std::string text;
    try {
      co_await std::move(task);
    } catch (const RuntimeError &error) {
      text = error.what();
    }
    EXPECT_EQ(text, "cannot reuse already awaited coroutine");
  }());
}

TEST_F(TaskTest, ATaskStartsInTheNextTurn) {
  run([&]() -> Task<> {
    TaskHandle<int> task = create_task(number(1));
    EXPECT_EQ(log, "");
    EXPECT_FALSE(task.done());
    EXPECT_EQ(thrown_by<InvalidStateError>([&] { task.result(); }),
              "Result is not set.");
    EXPECT_EQ(thrown_by<InvalidStateError>([&] { task.exception(); }),
              "Exception is not set.");
    EXPECT_EQ(co_await task, 1);
    EXPECT_EQ(co_await task, 1) << "more than once";
    EXPECT_TRUE(task.done() && !task.cancelled());
    EXPECT_EQ(task.result(), 1);
    EXPECT_EQ(task.exception(), nullptr);
  }());
}

TEST_F(TaskTest, ExceptionsTravelToWhoeverAwaits) {
  run([&]() -> Task<> {
    auto failing = []() -> Task<int> {
      co_await sleep(1ms);
      throw std::logic_error("no");
    };
    TaskHandle<int> task = create_task(failing());
    std::string caught;
    try {
      co_await task;
    } catch (const std::logic_error &error) {
      caught += error.what();
    }
    try {
      co_await failing();
    } catch (const std::logic_error &error) {
      caught += error.what();
    }
    EXPECT_EQ(caught, "nono");
    EXPECT_NE(task.exception(), nullptr);
    EXPECT_EQ(thrown_by<std::logic_error>([&] { task.result(); }), "no");
  }());
}

TEST_F(TaskTest, ValuesMayBeMoveOnly) {
  run([&]() -> Task<> {
    auto make = []() -> Task<std::unique_ptr<int>> {
      co_return std::make_unique<int>(4);
    };
    EXPECT_EQ(*co_await make(), 4);
    auto task = create_task(make());
    EXPECT_EQ(*co_await task, 4);
    auto future = get_running_loop().create_future<std::unique_ptr<int>>();
    future.set_result(std::make_unique<int>(5));
    EXPECT_EQ(*co_await future, 5);
  }());
}

TEST_F(TaskTest, CancellingThrowsWhereTheTaskWaits) {
  run([&]() -> Task<> {
    auto task = create_task(wait("a"));
    co_await sleep(1ms);
    EXPECT_TRUE(task.cancel());
    EXPECT_FALSE(task.done());
    EXPECT_EQ(thrown_by<CancelledError>([&] { task.cancel(); }), "nothing");
    try {
      co_await task;
    } catch (const CancelledError &) {
      log += "awaiter ";
    }
    EXPECT_EQ(log, "a cancelled awaiter ");
    EXPECT_TRUE(task.cancelled());
    EXPECT_FALSE(task.cancel()) << "it is done";
    EXPECT_EQ(thrown_by<CancelledError>([&] { task.result(); }), "");
  }());
}

TEST_F(TaskTest, CancelledBeforeItsFirstStepItNeverRuns) {
  run([&]() -> Task<> {
    auto task = create_task(number(1));
    task.cancel();
    co_await sleep(0s);
    EXPECT_TRUE(task.cancelled());
    EXPECT_EQ(log, "");
  }());
}

TEST_F(TaskTest, CancellingTravelsInwards) {
  run([&]() -> Task<> {
    const auto outside = [&]() -> Task<> {
      auto inner = create_task(wait("inner"));
      try {
        co_await inner;
      } catch (const CancelledError &) {
        log += "outer ";
        throw;
      }
    };
    auto outer = create_task(outside());
    co_await sleep(1ms);
    outer.cancel();
    co_await gather(return_exceptions, outer);
    EXPECT_EQ(log, "inner cancelled outer ");
  }());
}

TEST_F(TaskTest, ACancelledTaskMayGoOn) {
  run([&]() -> Task<> {
    auto task = create_task([](std::string &log) -> Task<int> {
      try {
        co_await sleep(1h);
      } catch (const CancelledError &) {
        log += "no ";
      }
      co_await sleep(1ms);
      co_return 3;
    }(log));
    co_await sleep(1ms);
    task.cancel();
    EXPECT_EQ(co_await task, 3);
    EXPECT_EQ(log, "no ");
  }());
}

TEST_F(TaskTest, DoneCallbacksRunFromTheLoop) {
  run([&]() -> Task<> {
    auto task = create_task(number(1));
    task.add_done_callback(
        [&](TaskRef ref) { log += ref.name() == task.name() ? "b" : "?"; });
    co_await task;
    EXPECT_EQ(log, "1b");
    task.add_done_callback([&](TaskRef ref) { log += ref.done() ? "c" : "?"; });
    EXPECT_EQ(log, "1b");
    co_await sleep(0s);
    EXPECT_EQ(log, "1bc");
  }());
}

TEST_F(TaskTest, AllTasksAreThoseThatAreNotDone) {
  EXPECT_EQ(thrown_by([] { all_tasks(); }), "no running event loop");
  EXPECT_EQ(thrown_by([] { current_task(); }), "no running event loop");
  run([&]() -> Task<> {
    auto task = create_task(wait("a"));
    get_running_loop().call_soon([] { EXPECT_FALSE(current_task()); });
    EXPECT_EQ(all_tasks(), (std::vector{current_task(), task.ref()}));
    co_await sleep(0s);
    for (const TaskRef &one : all_tasks(get_running_loop()))
      if (one != current_task())
        one.cancel();
    co_await gather(return_exceptions, task);
    EXPECT_EQ(all_tasks().size(), 1u);
  }());
}

TEST_F(TaskTest, FuturesAreSetOnce) {
  run([&]() -> Task<> {
    Future<int> future = get_running_loop().create_future<int>();
    EXPECT_EQ(thrown_by<InvalidStateError>([&] { future.result(); }),
              "Result is not set.");
    future.set_result(1);
    EXPECT_EQ(thrown_by<InvalidStateError>([&] { future.set_result(2); }),
              "invalid state");
    EXPECT_EQ(thrown_by<InvalidStateError>(
                  [&] { future.set_exception(RuntimeError("x")); }),
              "invalid state");
    EXPECT_EQ(co_await future, 1);
    EXPECT_FALSE(future.cancel());
    Future<> failed = get_running_loop().create_future();
    failed.set_exception(RuntimeError("late"));
    EXPECT_EQ(thrown_by([&] { failed.result(); }), "late");
    Future<> cancelled = get_running_loop().create_future();
    EXPECT_TRUE(cancelled.cancel());
    EXPECT_TRUE(cancelled.cancelled());
    co_return;
  }());
}

TEST_F(TaskTest, WhatATaskCannotAwait) {
  EventLoop other;
  Future<> foreign = other.create_future();
  std::string text;
  run([&]() -> Task<> {
    try {
      co_await foreign;
    } catch (const RuntimeError &error) {
      text = error.what();
    }
  }());
  other.close();
  EXPECT_NE(text.find("got Future attached to a different loop"),
            std::string::npos)
      << text;
}

TEST_F(TaskTest, GatherTakesAnyMix) {
  run([&]() -> Task<> {
    auto handle = create_task(number(2));
    Future<std::string> future =
        get_running_loop().create_future<std::string>();
    get_running_loop().call_later(1ms, [&] { future.set_result("three"); });
    auto [a, b, c, d] = co_await gather(number(1), handle, future, say("4"));
    EXPECT_EQ(a, 1);
    EXPECT_EQ(b, 2);
    EXPECT_EQ(c, "three");
    static_assert(std::is_same_v<decltype(d), std::monostate>);
    std::vector<Task<int>> many;
    for (int i = 5; i < 8; ++i)
      many.push_back(number(i));
    EXPECT_EQ(co_await gather(std::move(many)), (std::vector{5, 6, 7}));
    EXPECT_EQ(log, "214567") << "the handle's step was scheduled first";
    co_await gather(std::vector<Task<>>());
    std::vector<TaskHandle<int>> handles;
    handles.push_back(create_task(number(8)));
    EXPECT_EQ(co_await gather(handles), std::vector{8});
    EXPECT_EQ(co_await gather(std::move(handles)), std::vector{8});
  }());
}

TEST_F(TaskTest, GatherThrowsTheFirstErrorAndLetsTheOthersRun) {
  run([&]() -> Task<> {
    auto slow = create_task([](std::string &log) -> Task<> {
      co_await sleep(5ms);
      log += "slow";
    }(log));
    auto failing = []() -> Task<> {
      co_await sleep(1ms);
      throw RuntimeError("first");
    };
    std::string text;
    try {
      co_await gather(slow, failing());
    } catch (const RuntimeError &error) {
      text = error.what();
    }
    EXPECT_EQ(text, "first");
    EXPECT_FALSE(slow.done());
    const auto outcomes = co_await gather(return_exceptions, slow, failing());
    EXPECT_EQ(outcomes[0], nullptr);
    EXPECT_NE(outcomes[1], nullptr);
    EXPECT_EQ(log, "slow");
  }());
}

TEST_F(TaskTest, CancellingAGatherCancelsItsChildren) {
  run([&]() -> Task<> {
    auto all = create_task(gather(wait("a"), wait("b")));
    co_await sleep(1ms);
    all.cancel();
    co_await gather(return_exceptions, all);
    EXPECT_TRUE(all.cancelled());
    EXPECT_EQ(log, "a cancelled b cancelled ");
  }());
}

TEST_F(TaskTest, ShutDownByCancellingAllTasks) {
  EventLoop loop;
  auto a = loop.create_task(wait("a"));
  auto b = loop.create_task(wait("b"));
  loop.run_until_complete(sleep(1ms));
  for (const TaskRef &task : all_tasks(loop))
    task.cancel();
  loop.run_until_complete(gather(return_exceptions, all_tasks(loop)));
  loop.close();
  EXPECT_EQ(log, "a cancelled b cancelled ");
}

} // namespace
