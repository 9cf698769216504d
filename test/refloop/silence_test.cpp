//===- silence_test.cpp - What is no violation ----------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The other side of each rule of violation_test.cpp: programs that look like
// its violations and keep the rule.
//
//===----------------------------------------------------------------------===//

#include "recorded.h"

#include <atomic>
#include <memory>
#include <thread>

namespace {

using namespace refloop;
using namespace std::chrono_literals;

class SilenceTest : public Recorded {
protected:
  void TearDown() override {
    EXPECT_EQ(violations(), Lines());
    Recorded::TearDown();
  }
};

Task<int> number(int value) { co_return value; }
Task<> job() { co_await sleep(1ms); }
Task<> long_job() { co_await sleep(1h); }
Task<> failing() {
  co_await sleep(1ms);
  throw RuntimeError("known");
}

TEST_F(SilenceTest, ScheduleBeforeTheClose) {
  EventLoop loop;
  loop.call_soon([&] { loop.call_later(1ms, [] {}); });
  loop.call_soon_threadsafe([] {});
  loop.run_until_complete(job());
  EXPECT_FALSE(loop.is_closed());
  loop.close();
  EXPECT_TRUE(loop.is_closed());
  EventLoop fresh; // a new one, in place of the closed one
  fresh.run_until_complete(job());
  fresh.close();
}

TEST_F(SilenceTest, CloseBetweenAndAfterRuns) {
  EventLoop loop, other;
  loop.call_soon([&] {
    other.close(); // another loop, which does not run
    loop.stop();
  });
  loop.run_forever();
  loop.close();
  loop.close();
}

TEST_F(SilenceTest, RunsOneAfterTheOther) {
  EventLoop first, second;
  first.run_until_complete(job());
  second.run_until_complete(job());
  first.run_until_complete(job());
  first.close();
  second.close();
  EXPECT_EQ(run(number(1)), 1);
  EXPECT_EQ(run(number(2)), 2);
}

TEST_F(SilenceTest, ARunOnAThreadOfItsOwnWithinARun) {
  EXPECT_EQ(run([]() -> Task<int> {
              int inner = 0;
              std::thread([&] { inner = run(number(3)); }).join();
              co_return inner;
            }()),
            3);
}

TEST_F(SilenceTest, TasksThatAreDoneAtTheClose) {
  EventLoop loop;
  auto kept = loop.create_task(job());
  auto cancelled = loop.create_task(long_job());
  loop.run_until_complete(sleep(1s));
  cancelled.cancel();
  loop.run_until_complete(gather(return_exceptions, cancelled));
  loop.close();
}

TEST_F(SilenceTest, AllTasksAreCancelledAndGathered) {
  EventLoop loop;
  auto one = loop.create_task(long_job());
  loop.create_task(long_job()).detach();
  loop.run_until_complete(job());
  const auto left = all_tasks(loop);
  EXPECT_EQ(left.size(), 2u);
  for (const TaskRef &task : left)
    task.cancel();
  loop.run_until_complete(gather(return_exceptions, left));
  loop.close();
}

TEST_F(SilenceTest, PendingTimersAndCallbacksAtTheClose) {
  EventLoop loop;
  loop.call_later(1h, [] {});
  loop.call_soon([] {});
  loop.create_future();
  loop.close();
}

TEST_F(SilenceTest, ErrorsThatSomebodySees) {
  EventLoop loop;
  auto awaited = loop.create_task(failing());
  EXPECT_EQ(thrown_by([&] { loop.run_until_complete(awaited); }), "known");
  auto asked = loop.create_task(failing());
  auto gathered = loop.create_task(failing());
  auto observed = loop.create_task(failing());
  bool seen = false;
  observed.add_done_callback([&](TaskRef task) { seen = task.done(); });
  loop.run_until_complete(gather(return_exceptions, gathered));
  loop.run_until_complete(sleep(1s));
  EXPECT_NE(asked.exception(), nullptr);
  EXPECT_TRUE(seen);
  EXPECT_NE(observed.exception(), nullptr);
  loop.close();
}

TEST_F(SilenceTest, ErrorsOfAGroupAreTheGroups) {
  EventLoop loop;
  const auto main = []() -> Task<> {
    co_await with_task_group([](TaskGroup &group) -> Task<> {
      group.create_task(failing());
      co_return;
    });
  };
  EXPECT_EQ(thrown_by<ExceptionGroup>([&] { loop.run_until_complete(main()); }),
            "unhandled errors in a TaskGroup (1 sub-exception)");
  loop.close();
}

TEST_F(SilenceTest, ACancelledTaskHasNoErrorToRetrieve) {
  EventLoop loop;
  auto task = loop.create_task(long_job());
  loop.run_until_complete(job());
  task.cancel();
  loop.run_until_complete(job());
  EXPECT_TRUE(task.cancelled());
  loop.close();
}

TEST_F(SilenceTest, OtherThreadsMayScheduleThreadSafely) {
  EventLoop loop;
  std::atomic<int> calls = 0;
  std::thread other([&] {
    for (int i = 0; i < 50; ++i)
      loop.call_soon_threadsafe([&] {
        if (++calls == 50)
          loop.stop();
      });
  });
  loop.run_forever();
  other.join();
  EXPECT_EQ(calls, 50);
  loop.close();
}

TEST_F(SilenceTest, ALoopThatDoesNotRunBelongsToNoThread) {
  EventLoop loop;
  std::thread([&] { loop.call_soon([] {}); }).join();
  TaskHandle<> task;
  std::thread([&] { task = loop.create_task(job()); }).join();
  loop.run_until_complete(task);
  std::thread([&] { loop.run_until_complete(job()); }).join();
  std::thread([&] { loop.close(); }).join();
}

TEST_F(SilenceTest, LoopsThatAreClosedOnEachWayOut) {
  const auto use = [](bool fails) {
    struct Scope {
      EventLoop loop;
      ~Scope() { loop.close(); }
    } scope;
    if (fails)
      throw RuntimeError("early");
    scope.loop.run_until_complete(job());
  };
  use(false);
  EXPECT_EQ(thrown_by([&] { use(true); }), "early");
  const auto owned = new_event_loop();
  owned->close();
}

TEST_F(SilenceTest, SessionsThatAreClosedInTime) {
  refloop::testing::LoopbackServer server;
  EventLoop loop;
  loop.run_until_complete([](EventLoop &on, std::string url) -> Task<> {
    ClientSession session;
    co_await session.get(url);
    co_await session.close();
    co_await with_session(
        on, [&](ClientSession &scoped) -> Task<> { co_await scoped.get(url); });
  }(loop, server.url("/")));
  loop.close();
}

TEST_F(SilenceTest, CapturesThatLiveLongEnough) {
  EventLoop loop;
  auto future = std::make_shared<Future<>>(loop.create_future());
  auto task = loop.create_task(
      [](std::shared_ptr<Future<>> kept) -> Task<> { co_await *kept; }(future));
  loop.call_soon([future] { future->set_result(); });
  future.reset();
  loop.run_until_complete(task);
  loop.close();
}

} // namespace
