//===- executor_test.cpp - Thread pools and the jobs of loops -------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What executors do, how they end, and who is to blame for a job that nobody
// waits for, or that comes too late.
//
//===----------------------------------------------------------------------===//

#include "recorded.h"

#include <atomic>
#include <future>
#include <optional>
#include <thread>

namespace {

using namespace refloop;
using namespace std::chrono_literals;

constexpr const char *too_late = "submit-after-shutdown";
constexpr const char *left = "executor-not-shutdown";
constexpr const char *refusal = "cannot schedule new futures after shutdown";

class ExecutorTest : public Recorded {};

/// Holds jobs back until the test says so.
class Gate {
public:
  void open() { opened_.set_value(); }
  /// A job that is done when it opens, even if nobody waits for the job.
  auto waiting() const {
    return [open = open_] { open.wait(); };
  }

private:
  std::promise<void> opened_;
  std::shared_future<void> open_ = opened_.get_future().share();
};

TEST_F(ExecutorTest, JobsYieldValuesAndExceptions) {
  ThreadPoolExecutor pool(2);
  auto value = pool.submit([] { return 3; });
  auto error = pool.submit([] { throw RuntimeError("job"); });
  auto thread = pool.submit([] { return std::this_thread::get_id(); });
  EXPECT_EQ(value.get(), 3);
  EXPECT_EQ(thrown_by([&] { error.get(); }), "job");
  EXPECT_NE(thread.get(), std::this_thread::get_id());
  EXPECT_EQ(violations(), Lines());
}

TEST_F(ExecutorTest, NoMoreThreadsThanItWasGiven) {
  std::atomic<int> now = 0, most = 0;
  {
    ThreadPoolExecutor pool(3);
    for (int i = 0; i < 30; ++i)
      pool.submit([&] {
        const int running = ++now;
        for (int seen = most; running > seen;)
          if (most.compare_exchange_weak(seen, running))
            break;
        std::this_thread::sleep_for(1ms);
        --now;
      });
  } // waits for all of them
  EXPECT_EQ(now, 0);
  EXPECT_LE(most, 3);
  EXPECT_GE(most, 2);
  EXPECT_EQ(
      thrown_by<std::invalid_argument>([] { ThreadPoolExecutor none(0); }),
      "max_workers must be greater than 0");
}

TEST_F(ExecutorTest, ShutdownWaitsForWhatWasSubmitted) {
  ThreadPoolExecutor pool(1);
  std::atomic<int> done = 0;
  for (int i = 0; i < 5; ++i)
    pool.submit([&] { ++done; });
  pool.shutdown();
  EXPECT_EQ(done, 5);
  pool.shutdown(); // a second time is allowed
  pool.shutdown(false);
  EXPECT_EQ(violations(), Lines());
}

TEST_F(ExecutorTest, ShutdownWithoutWaitingStillDoesTheJobs) {
  ThreadPoolExecutor pool(1);
  Gate gate;
  auto first = pool.submit(gate.waiting());
  auto second = pool.submit([] { return 2; });
  pool.shutdown(false);
  gate.open();
  EXPECT_EQ(second.get(), 2);
}

TEST_F(ExecutorTest, AJobCannotWaitForItsOwnPool) {
  ThreadPoolExecutor pool(1);
  auto job = pool.submit([&] { pool.shutdown(); });
  EXPECT_EQ(thrown_by([&] { job.get(); }), "cannot join current thread");
}

TEST_F(ExecutorTest, SubmitAfterShutdown) {
  ThreadPoolExecutor pool(1);
  const int line = __LINE__ + 1;
  pool.shutdown();
  EXPECT_EQ(thrown_by([&] { pool.submit([] {}); }), refusal);
  EXPECT_EQ(violations(), Lines{at(too_late, line + 1, line)});
}

TEST_F(ExecutorTest, SubmitToAPoolThatALoopTookDown) {
  ThreadPoolExecutor pool(1);
  EventLoop loop;
  loop.set_default_executor(pool);
  const int line = __LINE__ + 1;
  loop.close();
  EXPECT_EQ(thrown_by([&] { pool.submit([] {}); }), refusal);
  EXPECT_EQ(violations(), Lines{at(too_late, line + 1, line)});
}

TEST_F(ExecutorTest, RunInAPoolThatWasShutDown) {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(pool);
  const int line = __LINE__ + 1;
  pool.shutdown();
  EXPECT_EQ(thrown_by([&] { loop.run_in_executor([] {}); }), refusal);
  EXPECT_EQ(thrown_by([&] { loop.run_in_executor(pool, [] {}); }), refusal);
  loop.close();
  EXPECT_EQ(violations(), (Lines{at(too_late, line + 1, line),
                                 at(too_late, line + 2, line)}));
}

TEST_F(ExecutorTest, RunInAPoolThatIsGone) {
  EventLoop loop;
  const int line = __LINE__ + 1;
  std::optional<ThreadPoolExecutor> pool(std::in_place, 1);
  loop.set_default_executor(*pool);
  pool.reset();
  EXPECT_EQ(thrown_by([&] { loop.run_in_executor([] {}); }), refusal);
  loop.close();
  ASSERT_EQ(violations().size(), 1u);
  EXPECT_EQ(violations()[0].substr(0, 24),
            at(too_late, line + 3).substr(0, 24));
}

TEST_F(ExecutorTest, RunAfterTheDefaultExecutorWasShutDown) {
  EventLoop loop;
  const int line = __LINE__ + 1;
  loop.run_until_complete(loop.shutdown_default_executor());
  const std::string text = "Executor shutdown has been called";
  const int late = __LINE__ + 1;
  EXPECT_EQ(thrown_by([&] { loop.run_in_executor([] {}); }), text);
  loop.close();
  EXPECT_EQ(violations(), Lines{at(too_late, late, line)});
}

TEST_F(ExecutorTest, RunOnAClosedLoop) {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  const int line = __LINE__ + 1;
  loop.close();
  const std::string text = "Event loop is closed";
  EXPECT_EQ(thrown_by([&] { loop.run_in_executor([] {}); }), text);
  EXPECT_EQ(thrown_by([&] { loop.run_in_executor(pool, [] {}); }), text);
  const char *check = "schedule-after-close";
  EXPECT_EQ(violations(),
            (Lines{at(check, line + 2, line), at(check, line + 3, line)}));
}

TEST_F(ExecutorTest, AwaitedJobs) {
  EventLoop loop;
  ThreadPoolExecutor own(2);
  const auto main = [&]() -> Task<int> {
    const auto here = std::this_thread::get_id();
    auto elsewhere =
        loop.run_in_executor([] { return std::this_thread::get_id(); });
    EXPECT_NE(co_await elsewhere, here);
    co_await loop.run_in_executor([] {});
    auto a = loop.run_in_executor(own, [] { return 1; });
    auto b = loop.run_in_executor([] { return 2; });
    const auto [first, second] = co_await gather(a, b);
    auto failing = loop.run_in_executor([] { throw RuntimeError("job"); });
    try {
      co_await failing;
      ADD_FAILURE() << "it threw nothing";
    } catch (const RuntimeError &error) {
      EXPECT_STREQ(error.what(), "job");
    }
    co_return first + second;
  };
  EXPECT_EQ(loop.run_until_complete(main()), 3);
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(ExecutorTest, JobInFlightAtTheClose) {
  EventLoop loop;
  Gate gate;
  const int line = __LINE__ + 1;
  auto kept = loop.run_in_executor(gate.waiting());
  loop.run_in_executor(gate.waiting());
  loop.close();
  gate.open();
  EXPECT_EQ(violations(),
            Lines{at(left, line + 2, line) + ' ' + std::to_string(line + 1)});
  EXPECT_FALSE(kept.done());
}

TEST_F(ExecutorTest, AJobThatIsDoneButNotDeliveredIsInFlight) {
  EventLoop loop;
  std::atomic<bool> done = false;
  const int line = __LINE__ + 1;
  loop.run_in_executor([&] { done = true; });
  while (!done)
    std::this_thread::yield();
  loop.close();
  EXPECT_EQ(violations(), Lines{at(left, line + 3, line)});
}

TEST_F(ExecutorTest, AnExecutorThatWasShutDownLeavesNothing) {
  const auto blocking = [] { std::this_thread::sleep_for(2ms); };
  {
    EventLoop loop;
    loop.run_in_executor(blocking);
    loop.run_until_complete(loop.shutdown_default_executor());
    loop.close();
  }
  {
    EventLoop loop;
    ThreadPoolExecutor pool(1);
    loop.set_default_executor(pool);
    loop.run_in_executor(blocking);
    pool.shutdown();
    loop.close();
  }
  {
    EventLoop loop;
    ThreadPoolExecutor pool(1);
    loop.run_in_executor(pool, blocking);
    loop.run_until_complete(sleep(1s));
    pool.shutdown();
    loop.close();
  }
  EXPECT_EQ(violations(), Lines());
}

TEST_F(ExecutorTest, ACancelledJobIsNotInFlight) {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  Gate gate;
  std::atomic<bool> ran = false;
  auto running = loop.run_in_executor(pool, gate.waiting());
  auto waiting = loop.run_in_executor(pool, [&] { ran = true; });
  EXPECT_TRUE(running.cancel());
  EXPECT_TRUE(waiting.cancel());
  EXPECT_FALSE(waiting.cancel());
  gate.open();
  pool.shutdown();
  EXPECT_FALSE(ran) << "it was cancelled before it began";
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(ExecutorTest, AJobThatAPendingTaskAwaitsIsThatTasksDefect) {
  EventLoop loop;
  Gate gate;
  const int line = __LINE__ + 1;
  auto task = loop.create_task([](EventLoop &on, const Gate &until) -> Task<> {
    co_await on.run_in_executor(until.waiting());
  }(loop, gate));
  loop.run_until_complete(sleep(0s));
  const int closed = __LINE__ + 1;
  loop.close();
  gate.open();
  EXPECT_EQ(violations(), Lines{at("close-with-pending-tasks", closed, line)});
}

TEST_F(ExecutorTest, RunShutsItsExecutorDown) {
  std::atomic<bool> done = false;
  run([&]() -> Task<> {
    get_running_loop().run_in_executor([&] {
      std::this_thread::sleep_for(5ms);
      done = true;
    });
    co_return;
  }());
  EXPECT_TRUE(done);
  EXPECT_EQ(violations(), Lines());
}

TEST_F(ExecutorTest, AnUnclosedLoopIsBlamedForThatAlone) {
  Gate gate;
  const int line = __LINE__ + 2;
  {
    EventLoop loop;
    loop.run_in_executor(gate.waiting());
  }
  gate.open();
  EXPECT_EQ(violations(), Lines{at("unclosed-loop", line)});
}

TEST_F(ExecutorTest, TimeOfALoopThatWaitsForAThreadIsReal) {
  EventLoop loop; // virtual time
  Gate gate;
  const auto main = [&]() -> Task<> {
    auto job = loop.run_in_executor([] { std::this_thread::sleep_for(5ms); });
    co_await wait_for(job, 10s); // does not jump over the job
    auto slow = loop.run_in_executor(gate.waiting());
    try {
      co_await wait_for(slow, 5ms);
      ADD_FAILURE() << "the gate was closed";
    } catch (const TimeoutError &) {
      EXPECT_TRUE(slow.cancelled());
    }
    gate.open();
    co_await loop.shutdown_default_executor();
  };
  loop.run_until_complete(main());
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(ExecutorTest, JobsAreLeftToTheEndOfTheProgram) {
  const auto program = [] {
    EventLoop loop;
    loop.run_in_executor([] {
      std::this_thread::sleep_for(20ms);
      std::fputs("the job is done\n", stderr);
    });
    loop.close(); // does not wait, but the exit does
    std::exit(0);
  };
  EXPECT_EXIT(program(), ::testing::ExitedWithCode(0), "the job is done");
}

} // namespace
