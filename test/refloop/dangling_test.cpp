//===- dangling_test.cpp - Use of objects after their end -----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tasks, callbacks and jobs that outlive an object of the runtime which they
// captured by reference: blamed where they were ordered. What AddressSanitizer
// finds is in test/refloop-run/dangling.test.
//
//===----------------------------------------------------------------------===//

#include "recorded.h"

#include <memory>
#include <new>
#include <optional>
#include <thread>

namespace {

using namespace refloop;
using namespace std::chrono_literals;

constexpr const char *check = "dangling-capture";

class DanglingTest : public Recorded {
protected:
  EventLoop loop;

  void TearDown() override {
    loop.run_until_complete(sleep(1s));
    loop.close();
    Recorded::TearDown();
  }
};

/// An object whose memory outlives it: so the test itself is sound.
template <class T> class Mortal {
public:
  template <class... A> explicit Mortal(A &&...arguments) {
    ::new (memory_) T(std::forward<A>(arguments)...);
  }
  ~Mortal() {
    if (alive_)
      die();
  }
  T &get() { return *reinterpret_cast<T *>(memory_); }
  void die() {
    alive_ = false;
    get().~T();
  }

private:
  alignas(T) std::byte memory_[sizeof(T)];
  bool alive_ = true;
};

Task<int> number(int value) { co_return value; }

TEST_F(DanglingTest, CallbackThatUsesADeadFuture) {
  Mortal<Future<>> future(loop.create_future());
  const int line = __LINE__ + 1;
  loop.call_soon([&future = future.get()] {
    EXPECT_EQ(thrown_by([&] { future.set_result(); }),
              "the future has been destroyed");
  });
  future.die();
  loop.run_until_complete(sleep(1ms));
  EXPECT_EQ(violations(), Lines{at(check, line)});
  EXPECT_NE(
      report()[0].find("a callback uses a future that has been destroyed"),
      std::string::npos);
}

TEST_F(DanglingTest, TimerThatUsesADeadHandle) {
  Mortal<TaskHandle<int>> task(loop.create_task(number(1)));
  task.get().detach();
  const int line = __LINE__ + 1;
  loop.call_later(1ms, [&task = task.get()] {
    EXPECT_EQ(thrown_by([&] { task.cancel(); }),
              "the task handle has been destroyed");
    EXPECT_FALSE(static_cast<bool>(task));
  });
  task.die();
  loop.run_until_complete(sleep(5ms));
  EXPECT_EQ(violations(), (Lines{at(check, line), at(check, line)}));
}

TEST_F(DanglingTest, TaskThatAwaitsADeadHandle) {
  Mortal<TaskHandle<int>> inner(loop.create_task(number(1)));
  inner.get().detach();
  const auto waits = [](TaskHandle<int> &other) -> Task<> {
    co_await sleep(1ms);
    co_await other;
  };
  const int line = __LINE__ + 1;
  auto outer = loop.create_task(waits(inner.get()));
  inner.die();
  EXPECT_EQ(thrown_by([&] { loop.run_until_complete(outer); }),
            "the task handle has been destroyed");
  EXPECT_EQ(violations(), Lines{at(check, line)});
}

TEST_F(DanglingTest, TaskThatAwaitsADeadCoroutine) {
  Mortal<Task<int>> inner(number(1));
  const auto waits = [](Task<int> &other) -> Task<> {
    co_await sleep(1ms);
    co_await std::move(other);
  };
  static_cast<void>(Task<int>(std::move(inner.get())).discard());
  const int line = __LINE__ + 1;
  auto outer = loop.create_task(waits(inner.get()));
  inner.die();
  EXPECT_EQ(thrown_by([&] { loop.run_until_complete(outer); }),
            "the coroutine has been destroyed");
  EXPECT_EQ(violations(), Lines{at(check, line)});
}

TEST_F(DanglingTest, MovingADeadCoroutineYieldsAnEmptyOne) {
  Mortal<Task<int>> task{Task<int>()};
  const int line = __LINE__ + 1;
  loop.call_soon([&task = task.get()] {
    Task<int> taken = std::move(task);
    EXPECT_FALSE(static_cast<bool>(taken));
  });
  task.die();
  loop.run_until_complete(sleep(1ms));
  EXPECT_EQ(violations(), Lines{at(check, line)});
}

TEST_F(DanglingTest, TaskThatUsesADeadSession) {
  Mortal<ClientSession> session(loop);
  loop.run_until_complete(session.get().close());
  const auto fetches = [](ClientSession &through) -> Task<> {
    co_await sleep(1ms);
    co_await through.get("http://127.0.0.1:1/");
  };
  const int line = __LINE__ + 1;
  auto task = loop.create_task(fetches(session.get()));
  session.die();
  EXPECT_EQ(thrown_by([&] { loop.run_until_complete(task); }),
            "the session has been destroyed");
  EXPECT_EQ(violations(), Lines{at(check, line)});
}

TEST_F(DanglingTest, TaskThatUsesAGroupAfterItsEnd) {
  Mortal<TaskGroup> group(nullptr);
  group.die();
  const int line = __LINE__ + 1;
  loop.call_soon([&group = group.get()] {
    EXPECT_EQ(thrown_by([&] { group.create_task(number(1)); }),
              "the task group has been destroyed");
  });
  loop.run_until_complete(sleep(1ms));
  EXPECT_EQ(violations(), Lines{at(check, line)});
}

TEST_F(DanglingTest, JobThatUsesADeadPool) {
  ThreadPoolExecutor pool(1);
  Mortal<ThreadPoolExecutor> other(1);
  other.die();
  const int line = __LINE__ + 1;
  auto job = pool.submit(
      [&other = other.get()] { return thrown_by([&] { other.shutdown(); }); });
  EXPECT_EQ(job.get(), "the pool has been destroyed");
  EXPECT_EQ(violations(), Lines{at(check, line)});
}

TEST_F(DanglingTest, JobOfALoopThatUsesADeadFuture) {
  Mortal<Future<>> future(loop.create_future());
  future.die();
  const int line = __LINE__ + 1;
  auto job = loop.run_in_executor([&future = future.get()] {
    return thrown_by([&] { static_cast<void>(future.done()); });
  });
  EXPECT_EQ(loop.run_until_complete(job), "the future has been destroyed");
  EXPECT_EQ(violations(), Lines{at(check, line)});
}

TEST_F(DanglingTest, DoneCallbackIsBlamedWhereItWasAdded) {
  Mortal<Future<>> future(loop.create_future());
  auto task = loop.create_task(number(1));
  const int line = __LINE__ + 1;
  task.add_done_callback([&future = future.get()](TaskRef) {
    thrown_by([&] { static_cast<void>(future.done()); });
  });
  future.die();
  loop.run_until_complete(task);
  loop.run_until_complete(sleep(1ms));
  EXPECT_EQ(violations(), Lines{at(check, line)});
}

TEST_F(DanglingTest, ADeadObjectInCodeThatNobodyOrdered) {
  Mortal<Future<>> future(loop.create_future());
  future.die();
  EXPECT_EQ(thrown_by([&] { static_cast<void>(future.get().done()); }),
            "the future has been destroyed");
  EXPECT_EQ(violations(), Lines());
}

TEST_F(DanglingTest, ADeadLoopIsBlamedWhereItIsUsed) {
  auto other = new_event_loop();
  EventLoop *dangling = other.get();
  const int closed = __LINE__ + 1;
  other->close();
  other.reset();
  loop.call_soon(
      [dangling] { thrown_by([&] { dangling->call_soon([] {}); }); });
  loop.run_until_complete(sleep(1ms));
  EXPECT_EQ(violations(),
            Lines{at("schedule-after-close", closed + 3, closed)});
}

TEST_F(DanglingTest, LivingObjectsMayMove) {
  std::vector<Future<>> futures;
  for (int i = 0; i < 20; ++i) // reallocates: the old ones die, moved from
    futures.push_back(loop.create_future());
  loop.call_soon([&] {
    for (Future<> &future : futures)
      future.set_result();
  });
  loop.run_until_complete(futures.back());
  std::optional<TaskHandle<int>> task(loop.create_task(number(4)));
  TaskHandle<int> moved = std::move(*task);
  task.reset();
  EXPECT_EQ(loop.run_until_complete(moved), 4);
  EXPECT_EQ(violations(), Lines());
}

} // namespace
