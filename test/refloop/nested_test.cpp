//===- nested_test.cpp - Runs within runs that are allowed ----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What allow_nested_run() allows, and what stays a violation all the same.
//
//===----------------------------------------------------------------------===//

#include "recorded.h"

namespace {

using namespace refloop;
using namespace std::chrono_literals;

class NestedTest : public Recorded {};

Task<int> later(int value) {
  co_await sleep(1ms);
  co_return value;
}

TEST_F(NestedTest, ACoroutineRunsAnother) {
  EventLoop loop;
  allow_nested_run(loop);
  const auto main = [&]() -> Task<int> {
    const std::string name = current_task().name();
    const int first = loop.run_until_complete(later(1));
    EXPECT_EQ(current_task().name(), name);
    EXPECT_EQ(&get_running_loop(), &loop);
    auto task = create_task(later(2));
    co_return first + loop.run_until_complete(task);
  };
  EXPECT_EQ(loop.run_until_complete(main()), 3);
  EXPECT_FALSE(loop.is_running());
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(NestedTest, TheInnerRunServesTheOuterOnesTasks) {
  EventLoop loop;
  allow_nested_run(loop);
  int steps = 0;
  const auto counts = [&]() -> Task<> {
    for (; steps < 3; ++steps)
      co_await sleep(1ms);
  };
  const auto main = [&]() -> Task<> {
    auto background = create_task(counts());
    loop.run_until_complete(sleep(10ms));
    EXPECT_EQ(steps, 3);
    co_await background;
  };
  loop.run_until_complete(main());
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(NestedTest, StopEndsBothRuns) {
  EventLoop loop;
  allow_nested_run(loop);
  bool inner_ended = false;
  loop.call_soon([&] {
    loop.call_soon([&] { loop.stop(); });
    thrown_by([&] { loop.run_until_complete(sleep(1h)); });
    inner_ended = true;
  });
  loop.run_forever();
  EXPECT_TRUE(inner_ended);
  for (const TaskRef &task : all_tasks(loop))
    task.cancel();
  loop.run_until_complete(sleep(1ms));
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(NestedTest, RunForeverWithinARunStopsAlone) {
  EventLoop loop;
  allow_nested_run(loop);
  int phase = 0;
  loop.call_soon([&] {
    loop.call_soon([&] { loop.stop(); });
    loop.run_forever();
    phase = 1;
    loop.call_soon([&] {
      phase = 2;
      loop.stop();
    });
  });
  loop.run_forever();
  EXPECT_EQ(phase, 2);
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(NestedTest, RunUsesTheLoopThatRuns) {
  EventLoop loop;
  allow_nested_run(loop);
  EventLoop *inner = nullptr;
  const auto which = [&]() -> Task<int> {
    inner = &get_running_loop();
    co_return 7;
  };
  const auto main = [&]() -> Task<int> { co_return run(which()); };
  EXPECT_EQ(loop.run_until_complete(main()), 7);
  EXPECT_EQ(inner, &loop);
  EXPECT_FALSE(loop.is_closed());
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(NestedTest, AnotherLoopWithinARun) {
  EventLoop outer, inner;
  allow_nested_run(inner);
  const auto main = [&]() -> Task<int> {
    const int value = inner.run_until_complete(later(5));
    EXPECT_EQ(&get_running_loop(), &outer);
    co_return value;
  };
  EXPECT_EQ(outer.run_until_complete(main()), 5);
  outer.close();
  inner.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(NestedTest, OneLoopAllowedIsNotAllLoops) {
  EventLoop outer, inner;
  allow_nested_run(outer);
  const std::string text =
      "Cannot run the event loop while another loop is running";
  const int line = __LINE__ + 2;
  const auto main = [&]() -> Task<> {
    EXPECT_EQ(thrown_by([&] { inner.run_until_complete(later(1)); }), text);
    co_return;
  };
  outer.run_until_complete(main());
  outer.close();
  inner.close();
  EXPECT_EQ(violations(), Lines{at("nested-run", line)});
}

TEST_F(NestedTest, CloseStaysForbidden) {
  EventLoop loop;
  allow_nested_run(loop);
  const int line = __LINE__ + 3;
  loop.call_soon([&] {
    loop.run_until_complete(later(1));
    thrown_by([&] { loop.close(); });
    loop.stop();
  });
  loop.run_forever();
  loop.close();
  EXPECT_EQ(violations(), Lines{at("close-while-running", line)});
}

TEST_F(NestedTest, AClosedLoopIsClosed) {
  EventLoop loop;
  allow_nested_run(loop);
  const int line = __LINE__ + 1;
  loop.close();
  thrown_by([&] { loop.run_until_complete(later(1)); });
  EXPECT_EQ(violations(), Lines{at("schedule-after-close", line + 1, line)});
}

} // namespace
