//===- stress_test.cpp - Random lives of loops and tasks ------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Trees of tasks that sleep, wait for each other, are cancelled, dropped, and
// left behind by loops that end at any moment. What is asserted is what must
// hold whatever happens; that nothing is undefined is the sanitizers' to say.
//
//===----------------------------------------------------------------------===//

#include "recorded.h"

#include <random>

namespace {

using namespace refloop;
using namespace std::chrono_literals;

/// One random run on one loop.
class Life {
public:
  explicit Life(unsigned seed) : random_(seed) {}

  void live() {
    auto loop = new_event_loop();
    futures_.push_back(loop->create_future<int>());
    // Nobody waits for ever: a wait_for that is cancelled when what it waits
    // for is done goes on, in Python 3.11 as here.
    loop->call_later(1s, [this] {
      if (!futures_.front().done())
        futures_.front().set_result(0);
    });
    for (int i = 0; i < 4; ++i)
      keep(loop->create_task(grow(3)));
    const auto limit = std::chrono::milliseconds(pick(12));
    try {
      if (pick(2))
        loop->run_until_complete(sleep(limit));
      else
        loop->run_until_complete(wait_for(grow(4), limit));
    } catch (const std::exception &) {
    }
    if (pick(3) == 0)
      drain(*loop);
    if (pick(3) == 0)
      handles_.clear(); // before the loop ends
    if (pick(3) != 0)
      loop->close();
    if (pick(2))
      loop.reset(); // before the handles and futures
    handles_.clear();
    futures_.clear();
  }

  /// Coroutines that began and were not destroyed.
  static inline int alive = 0;

private:
  struct Guard {
    Guard() { ++alive; }
    ~Guard() { --alive; }
  };

  unsigned pick(unsigned below) {
    return std::uniform_int_distribution<unsigned>(0, below - 1)(random_);
  }

  void keep(TaskHandle<int> handle) {
    if (pick(4) != 0)
      handles_.push_back(std::move(handle));
  }

  void drain(EventLoop &loop) {
    for (const TaskRef &task : all_tasks(loop))
      task.cancel();
    try {
      loop.run_until_complete(gather(return_exceptions, all_tasks(loop)));
    } catch (const std::exception &) {
    }
  }

  Task<int> grow(unsigned depth) {
    const Guard guard;
    int sum = static_cast<int>(depth);
    for (unsigned steps = pick(4); steps > 0; --steps)
      sum += co_await act(depth);
    co_return sum;
  }

  Task<int> act(unsigned depth) {
    const Guard guard;
    if (depth == 0) {
      co_await sleep(std::chrono::milliseconds(pick(3)));
      co_return 1;
    }
    switch (pick(10)) {
    case 0:
      co_return co_await grow(depth - 1);
    case 1: {
      auto [a, b] =
          co_await gather(grow(depth - 1), create_task(grow(depth - 1)));
      co_return a + b;
    }
    case 2:
      co_return co_await wait_for(grow(depth - 1), 2ms);
    case 3:
      co_return co_await with_timeout(2ms,
                                      [=, this] { return grow(depth - 1); });
    case 4:
      keep(create_task(grow(depth - 1)));
      co_return 0;
    case 5:
      co_await with_task_group([=, this](TaskGroup &group) -> Task<> {
        group.create_task(grow(depth - 1));
        group.create_task(grow(depth - 1));
        co_await sleep(1ms);
      });
      co_return 0;
    case 6:
      if (!handles_.empty())
        handles_[pick(static_cast<unsigned>(handles_.size()))].cancel();
      co_return 0;
    case 7: {
      auto task = create_task(grow(depth - 1));
      co_return co_await shield(task);
    }
    case 8:
      if (pick(2) && !futures_.front().done())
        futures_.front().set_result(1);
      co_return co_await futures_.front();
    default:
      throw RuntimeError("act");
    }
  }

  std::mt19937 random_;
  std::vector<TaskHandle<int>> handles_;
  std::vector<Future<int>> futures_;
};

class StressTest : public Recorded,
                   public ::testing::WithParamInterface<unsigned> {};

TEST_P(StressTest, EveryCoroutineIsDestroyed) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    Life(GetParam() * 1000 + seed).live();
    EXPECT_EQ(Life::alive, 0) << "seed " << GetParam() * 1000 + seed;
  }
  // An end in the wrong order is told, and never as a use after the close.
  for (const std::string &violation : violations())
    EXPECT_FALSE(violation.starts_with("schedule-after-close")) << violation;
}

INSTANTIATE_TEST_SUITE_P(Seeds, StressTest, ::testing::Range(0u, 5u));

} // namespace
