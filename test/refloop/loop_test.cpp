//===- loop_test.cpp - Scheduling, running, stopping ----------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop from its creation to its close, in the right states.
//
//===----------------------------------------------------------------------===//

#include "recorded.h"

#include <sys/socket.h>
#include <thread>

namespace {

using namespace refloop;
using namespace std::chrono_literals;

class LoopTest : public Recorded {
protected:
  void TearDown() override {
    loop.close();
    EXPECT_EQ(violations(), Lines());
    Recorded::TearDown();
  }
  EventLoop loop;
};

TEST_F(LoopTest, CallbacksRunInTheOrderOfTheirScheduling) {
  std::string log;
  loop.call_soon([&] {
    log += 'a';
    loop.call_soon([&] { log += 'c'; });
  });
  loop.call_soon([&] { log += 'b'; });
  loop.stop();
  loop.run_forever();
  EXPECT_EQ(log, "ab") << "stop() before the run: one turn";
  loop.stop();
  loop.run_forever();
  EXPECT_EQ(log, "abc");
}

TEST_F(LoopTest, TimersRunInTheOrderOfTheirTime) {
  std::string log;
  loop.call_later(20ms, [&] { log += 'b'; });
  loop.call_later(10ms, [&] { log += 'a'; });
  loop.call_at(loop.time() + 20ms, [&] { log += 'c'; });
  loop.call_later(1h, [&] { loop.stop(); });
  const auto before = loop.time();
  loop.run_forever();
  EXPECT_EQ(log, "abc");
  EXPECT_EQ(loop.time() - before, 1h) << "virtual time";
}

TEST_F(LoopTest, CancelledHandlesDoNotRun) {
  bool ran = false;
  Handle soon = loop.call_soon([&] { ran = true; });
  TimerHandle later = loop.call_later(1ms, [&] { ran = true; });
  EXPECT_EQ(later.when(), loop.time() + 1ms);
  EXPECT_FALSE(soon.cancelled());
  soon.cancel();
  later.cancel();
  EXPECT_TRUE(soon.cancelled() && later.cancelled());
  loop.run_until_complete(sleep(2ms));
  EXPECT_FALSE(ran);
}

TEST_F(LoopTest, AnExceptionInACallbackDoesNotStopTheLoop) {
  bool ran = false;
  loop.call_soon([] { throw std::runtime_error("callback"); });
  loop.call_soon([&] { ran = true; });
  loop.stop();
  loop.run_forever();
  EXPECT_TRUE(ran);
}

TEST_F(LoopTest, RunUntilCompleteGivesTheValueOrTheException) {
  EXPECT_EQ(loop.run_until_complete([]() -> Task<int> { co_return 7; }()), 7);
  EXPECT_EQ(thrown_by<std::logic_error>([&] {
              loop.run_until_complete([]() -> Task<> {
                throw std::logic_error("no");
                co_return;
              }());
            }),
            "no");
  Future<std::string> future = loop.create_future<std::string>();
  loop.call_later(1ms, [&] { future.set_result("done"); });
  EXPECT_EQ(loop.run_until_complete(future), "done");
  EXPECT_EQ(future.result(), "done");
}

TEST_F(LoopTest, ACallableMayBeMoveOnly) {
  int seen = 0;
  loop.call_soon([value = std::make_unique<int>(5), &seen] { seen = *value; });
  loop.stop();
  loop.run_forever();
  EXPECT_EQ(seen, 5);
}

TEST_F(LoopTest, AnotherThreadWakesTheLoop) {
  std::thread thread;
  std::thread::id ran_on;
  loop.call_soon([&] {
    thread = std::thread([&] {
      loop.call_soon_threadsafe([&] {
        ran_on = std::this_thread::get_id();
        loop.stop();
      });
    });
  });
  loop.run_forever();
  thread.join();
  EXPECT_EQ(ran_on, std::this_thread::get_id());
}

TEST_F(LoopTest, StatesAreVisible) {
  EXPECT_FALSE(loop.is_running() || loop.is_closed());
  loop.call_soon([&] {
    EXPECT_TRUE(loop.is_running());
    EXPECT_EQ(&get_running_loop(), &loop);
    loop.stop();
  });
  loop.run_forever();
  EXPECT_FALSE(loop.is_running());
  EXPECT_EQ(thrown_by([] { get_running_loop(); }), "no running event loop");
}

TEST_F(LoopTest, TheCurrentLoopIsTheRunningElseTheOneThatWasSet) {
  EXPECT_EQ(thrown_by([] { get_event_loop(); }),
            "There is no current event loop in thread 'MainThread'.");
  EventLoop other;
  set_event_loop(&other);
  EXPECT_EQ(&get_event_loop(), &other);
  loop.call_soon([&] { EXPECT_EQ(&get_event_loop(), &loop); });
  loop.stop();
  loop.run_forever();
  set_event_loop(nullptr);
  other.close();
}

TEST_F(LoopTest, ALoopWatchesFiles) {
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  std::string got;
  const auto state = loop.state();
  state->add_reader(ends[0], detail::make_handle(
                                 [&] {
                                   char c = 0;
                                   EXPECT_EQ(::read(ends[0], &c, 1), 1);
                                   got += c;
                                   if (got == "hi")
                                     loop.stop();
                                 },
                                 std::source_location::current()));
  state->add_writer(ends[1], detail::make_handle(
                                 [&] {
                                   EXPECT_EQ(::write(ends[1], "hi", 2), 2);
                                   state->remove_writer(ends[1]);
                                 },
                                 std::source_location::current()));
  loop.run_forever();
  state->remove_reader(ends[0]);
  EXPECT_EQ(got, "hi");
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_F(LoopTest, TheLedgerTellsWhatHappenedAndWhere) {
  const int line = __LINE__ + 1;
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  std::string kinds;
  for (const LedgerEvent &event : ledger(loop))
    kinds +=
        std::string(name(event.kind)) + '@' +
        (event.kind == EventKind::create_loop
             ? std::string("?")
             : std::to_string(static_cast<int>(event.where.line()) - line)) +
        ' ';
  EXPECT_EQ(kinds, "create_loop@? schedule@0 run@1 stop@0 run_done@1 ");
  EXPECT_EQ(ledger(loop).front().thread, std::this_thread::get_id());
}

TEST(RealTime, TimersWaitForTheirTime) {
  EventLoop loop;
  const auto before = std::chrono::steady_clock::now();
  loop.run_until_complete(sleep(20ms));
  EXPECT_GE(std::chrono::steady_clock::now() - before, 20ms);
  loop.close();
}

TEST(Choices, AreFalseWithoutAnybodyToAnswer) {
  if (std::getenv("REFLOOP_CHOICES"))
    GTEST_SKIP() << "somebody answers";
  EXPECT_FALSE(refloop::testing::choose());
}

} // namespace
