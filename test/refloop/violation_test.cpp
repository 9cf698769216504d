//===- violation_test.cpp - Violations, their lines and their notes -------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each rule of the loop, broken: the check, the blamed line, the notes, and
// asyncio's text. One defect is one violation.
//
//===----------------------------------------------------------------------===//

#include "recorded.h"

#include <atomic>
#include <memory>
#include <optional>
#include <thread>

namespace {

using namespace refloop;
using namespace std::chrono_literals;

class ViolationTest : public Recorded {};

Task<int> number(int value) { co_return value; }
Task<> long_job() { co_await sleep(1h); }
Task<> job() { co_await sleep(1ms); }

TEST_F(ViolationTest, UseOfAClosedLoop) {
  EventLoop loop;
  Future<> future = loop.create_future();
  const int closed = __LINE__ + 1;
  loop.close();
  const std::string text = "Event loop is closed";
  const int first = __LINE__ + 1;
  EXPECT_EQ(thrown_by([&] { loop.call_soon([] {}); }), text);
  EXPECT_EQ(thrown_by([&] { loop.call_soon_threadsafe([] {}); }), text);
  EXPECT_EQ(thrown_by([&] { loop.call_later(1s, [] {}); }), text);
  EXPECT_EQ(thrown_by([&] { loop.call_at(loop.time(), [] {}); }), text);
  EXPECT_EQ(thrown_by([&] { loop.create_task(number(1)); }), text);
  EXPECT_EQ(thrown_by([&] { loop.run_until_complete(number(1)); }), text);
  EXPECT_EQ(thrown_by([&] { loop.run_until_complete(future); }), text);
  EXPECT_EQ(thrown_by([&] { loop.run_forever(); }), text);
  Lines expected;
  for (int i = 0; i < 8; ++i)
    expected.push_back(at("schedule-after-close", first + i, closed));
  EXPECT_EQ(violations(), expected)
      << "and no coroutine that was never awaited";
  loop.close(); // a second time is allowed
  loop.stop();
  EXPECT_EQ(violations().size(), 8u);
}

TEST_F(ViolationTest, UseOfADestroyedLoop) {
  auto owner = new_event_loop();
  EventLoop *loop = owner.get();
  const int closed = __LINE__ + 1;
  owner->close();
  owner.reset();
  const auto other = new_event_loop(); // does not answer for the dead one
  EXPECT_NE(other.get(), loop);
  EXPECT_TRUE(loop->is_closed());
  const int used = __LINE__ + 1;
  EXPECT_EQ(thrown_by([&] { loop->call_soon([] {}); }), "Event loop is closed");
  other->close();
  EXPECT_EQ(violations(), Lines{at("schedule-after-close", used, closed)});
}

TEST_F(ViolationTest, UseOfALoopWhoseScopeEnded) {
  std::optional<EventLoop> loop;
  const int created = __LINE__ + 1;
  EventLoop &dead = loop.emplace();
  loop.reset();
  const int used = __LINE__ + 1;
  EXPECT_EQ(thrown_by([&] { dead.call_soon([] {}); }), "Event loop is closed");
  EXPECT_EQ(violations(), (Lines{at("unclosed-loop", created),
                                 at("schedule-after-close", used, created)}));
}

TEST_F(ViolationTest, CloseWhileRunning) {
  EventLoop loop;
  const std::string text = "Cannot close a running event loop";
  const int line = __LINE__ + 2;
  loop.call_soon([&] {
    EXPECT_EQ(thrown_by([&] { loop.close(); }), text);
    loop.stop();
  });
  loop.run_forever();
  loop.close();
  EXPECT_EQ(violations(), Lines{at("close-while-running", line)});
}

TEST_F(ViolationTest, NestedRuns) {
  EventLoop loop, other;
  Lines texts;
  const int line = __LINE__ + 2;
  loop.call_soon([&] {
    texts.push_back(thrown_by([&] { loop.run_forever(); }));
    texts.push_back(thrown_by([&] { loop.run_until_complete(number(1)); }));
    texts.push_back(thrown_by([&] { other.run_until_complete(number(1)); }));
    texts.push_back(thrown_by([&] { run(number(1)); }));
    Runner runner;
    texts.push_back(thrown_by([&] { runner.run(number(1)); }));
    loop.stop();
  });
  loop.run_forever();
  loop.close();
  other.close();
  EXPECT_EQ(texts,
            (Lines{"This event loop is already running",
                   "This event loop is already running",
                   "Cannot run the event loop while another loop is running",
                   "refloop::run() cannot be called from a running event loop",
                   "Runner.run() cannot be called from a running event loop"}));
  const char *check = "nested-run";
  EXPECT_EQ(violations(),
            (Lines{at(check, line), at(check, line + 1), at(check, line + 2),
                   at(check, line + 3), at(check, line + 5)}));
}

TEST_F(ViolationTest, CoroutineThatIsNeverAwaited) {
  const int line = __LINE__ + 1;
  number(1);
  {
    auto kept = job();
    static_cast<void>(kept);
  }
  sleep(1s);
  EXPECT_EQ(violations(),
            (Lines{at("unawaited-task", line), at("unawaited-task", line + 2),
                   at("unawaited-task", line + 5)}));
  EXPECT_NE(report()[0].find("coroutine 'number' was never awaited"),
            std::string::npos);
  EXPECT_NE(report()[2].find("coroutine 'sleep' was never awaited"),
            std::string::npos);
}

TEST_F(ViolationTest, DroppedHandleOfATaskThatGoesOn) {
  EventLoop loop;
  const int line = __LINE__ + 1;
  loop.create_task(job());
  loop.run_until_complete(sleep(1s));
  loop.close();
  EXPECT_EQ(violations(), Lines{at("unawaited-task", line)});
}

TEST_F(ViolationTest, CloseInSightIsBlamedRatherThanTheSpawn) {
  EventLoop loop;
  const int line = __LINE__ + 1;
  loop.create_task(long_job());
  auto kept = loop.create_task(long_job());
  auto detached = loop.create_task(long_job());
  detached.detach();
  auto cancelled = loop.create_task(long_job());
  loop.run_until_complete(sleep(1s));
  cancelled.cancel();
  loop.close();
  EXPECT_EQ(violations(),
            Lines{at("close-with-pending-tasks", line + 7, line) + ' ' +
                  std::to_string(line + 1) + ' ' + std::to_string(line + 2) +
                  ' ' + std::to_string(line + 4)});
  EXPECT_FALSE(kept.done());
}

TEST_F(ViolationTest, HandledTasksAreNoViolation) {
  EventLoop loop;
  loop.run_until_complete([]() -> Task<> {
    auto awaited = create_task(number(1));
    co_await awaited;
    auto gathered = create_task(number(2));
    co_await gather(gathered, create_task(number(3)));
    create_task(job()).detach();
    create_task(long_job()).cancel();
    auto done = create_task(number(4));
    co_await sleep(1s);
    static_cast<void>(done);
  }());
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(ViolationTest, TasksThatRunCancelsOnItsWayOut) {
  std::vector<TaskHandle<>> keep;
  const int line = __LINE__ + 2;
  run([&]() -> Task<> {
    create_task(long_job());
    keep.push_back(create_task(long_job()));
    create_task(long_job()).detach();
    co_await sleep(1ms);
  }());
  EXPECT_EQ(violations(), (Lines{at("unawaited-task", line),
                                 at("unawaited-task", line + 1)}));
  EXPECT_TRUE(keep[0].cancelled());
}

TEST_F(ViolationTest, LoopThatNobodyCloses) {
  const int line = __LINE__ + 2; // of the first; the others, three lines each
  {
    EventLoop loop;
  }
  {
    auto loop = std::make_unique<EventLoop>();
  }
  {
    auto loop = new_event_loop();
  }
  {
    std::optional<EventLoop> loop(std::in_place);
  }
  const char *check = "unclosed-loop";
  EXPECT_EQ(violations(), (Lines{at(check, line), at(check, line + 3),
                                 at(check, line + 6), at(check, line + 9)}));
}

TEST_F(ViolationTest, UnclosedLoopWithAPendingTask) {
  const int line = __LINE__ + 2;
  {
    EventLoop loop;
    loop.create_task(long_job());
  }
  EXPECT_EQ(violations(),
            (Lines{at("unclosed-loop", line), at("unawaited-task", line + 1)}));
}

TEST_F(ViolationTest, SchedulingFromAnotherThread) {
  const int created = __LINE__ + 1;
  EventLoop loop;
  Future<> future = loop.create_future();
  std::atomic<bool> running = false;
  loop.call_soon([&] { running = true; });
  std::thread runner([&] { loop.run_forever(); });
  while (!running)
    std::this_thread::yield();
  const std::string text = "Non-thread-safe operation invoked on an event loop "
                           "other than the current one";
  const std::string refusal = "Cannot close a running event loop";
  const int line = __LINE__ + 1;
  EXPECT_EQ(thrown_by([&] { loop.call_soon([] {}); }), text);
  EXPECT_EQ(thrown_by([&] { loop.call_later(1s, [] {}); }), text);
  EXPECT_EQ(thrown_by([&] { loop.create_task(number(1)); }), text);
  EXPECT_EQ(thrown_by([&] { future.set_result(); }), text);
  EXPECT_EQ(thrown_by([&] { loop.close(); }), refusal);
  loop.call_soon_threadsafe([&] { loop.stop(); });
  runner.join();
  loop.close();
  const char *check = "cross-thread-schedule";
  EXPECT_EQ(violations(),
            (Lines{at(check, line, created), at(check, line + 1, created),
                   at(check, line + 2, created), at(check, line + 3, created),
                   at("close-while-running", line + 4)}));
}

TEST_F(ViolationTest, ErrorThatNobodyRetrieves) {
  EventLoop loop;
  const int line = __LINE__ + 1;
  loop.create_task([]() -> Task<> {
        throw RuntimeError("lost");
        co_return;
      }())
      .detach();
  loop.run_until_complete(job());
  loop.close();
  EXPECT_EQ(violations(), Lines{at("swallowed-task-error", line)});
}

TEST_F(ViolationTest, WhatFollowsFromAViolationIsNoneOfItsOwn) {
  const int line = __LINE__ + 4;
  const auto closes = []() -> Task<> {
    auto never = job();
    auto task = create_task(long_job());
    get_running_loop().close();
    co_await task;
    co_await std::move(never);
  };
  EXPECT_EQ(thrown_by([&] { run(closes()); }),
            "Cannot close a running event loop");
  const int inner = __LINE__ + 4;
  const auto runs = [] {
    EventLoop loop;
    loop.run_until_complete([&]() -> Task<> {
      loop.run_forever();
      co_return;
    }());
  };
  EXPECT_EQ(thrown_by(runs), "This event loop is already running");
  EXPECT_EQ(violations(),
            (Lines{at("close-while-running", line), at("nested-run", inner)}));
}

TEST_F(ViolationTest, LoopDestroyedByItsOwnTask) {
  const int line = __LINE__ + 1;
  auto loop = new_event_loop();
  const auto destroys = [&]() -> Task<> {
    loop.reset();
    co_await sleep(1ms);
  };
  EXPECT_EQ(thrown_by([&] { loop->run_until_complete(destroys()); }),
            "Event loop stopped before Future completed.");
  EXPECT_EQ(violations(), (Lines{at("close-while-running", line + 2, line),
                                 at("schedule-after-close", line + 3, line)}));
}

TEST_F(ViolationTest, ACoroutineAsACallbackIsNeverAwaited) {
  EventLoop loop;
  const int line = __LINE__ + 1;
  loop.call_soon([]() -> Task<> { co_return; });
  loop.stop();
  loop.run_forever();
  loop.close();
  EXPECT_EQ(violations(), Lines{at("unawaited-task", line)});
}

} // namespace
