//===- signal_test.cpp - Signals, and handlers that close loops -----------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Handlers of loops, and those that `signal` and `sigaction` install: what they
// may do, and that closing a loop is none of it.
//
//===----------------------------------------------------------------------===//

#include "recorded.h"

#include <csignal>
#include <optional>
#include <sys/time.h>
#include <thread>
#include <unistd.h>

namespace {

using namespace refloop;
using namespace std::chrono_literals;

constexpr const char *check = "close-in-signal-handler";

EventLoop *target = nullptr;
int calls = 0;
constexpr int close_line = __LINE__ + 1;
void close_target(int) { target->close(); }
void stop_target(int) { target->stop(); }
void count(int) { ++calls; }
void act(int, siginfo_t *info, void *) { calls += info ? 10 : 1000; }
void close_with_action(int, siginfo_t *, void *) { target->close(); }

class SignalTest : public Recorded {
protected:
  void TearDown() override {
    std::signal(SIGUSR1, SIG_DFL);
    std::signal(SIGUSR2, SIG_DFL);
    target = nullptr;
    calls = 0;
    Recorded::TearDown();
  }
};

TEST_F(SignalTest, HandlerOfALoopRunsInATurn) {
  EventLoop loop;
  bool handled = false;
  loop.add_signal_handler(SIGUSR1, [&] {
    handled = true;
    loop.stop();
  });
  loop.call_soon([&] {
    std::raise(SIGUSR1);
    EXPECT_FALSE(handled) << "not in the signal itself";
  });
  loop.run_forever();
  EXPECT_TRUE(handled);
  EXPECT_TRUE(loop.remove_signal_handler(SIGUSR1));
  EXPECT_FALSE(loop.remove_signal_handler(SIGUSR1));
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(SignalTest, ASignalWakesALoopThatSleeps) {
  {
    EventLoop loop;
    loop.add_signal_handler(SIGUSR1, [&] { loop.stop(); });
    std::thread other([] {
      std::this_thread::sleep_for(5ms);
      ::kill(::getpid(), SIGUSR1);
    });
    loop.run_forever(); // has nothing else to do
    other.join();
    loop.close();
  }
  EXPECT_EQ(violations(), Lines());
}

TEST_F(SignalTest, LaterHandlersReplaceEarlierOnes) {
  EventLoop loop;
  Lines log;
  loop.add_signal_handler(SIGUSR1, [&] { log.push_back("first"); });
  loop.add_signal_handler(SIGUSR1, [&] { log.push_back("second"); });
  loop.add_signal_handler(SIGUSR2, [&] { loop.stop(); });
  std::raise(SIGUSR1);
  std::raise(SIGUSR1);
  std::raise(SIGUSR2);
  loop.run_forever();
  loop.close();
  EXPECT_EQ(log, (Lines{"second", "second"}));
}

TEST_F(SignalTest, CloseRemovesTheHandlers) {
  EventLoop loop;
  loop.add_signal_handler(SIGUSR1, [] {});
  struct sigaction before{}, after{};
  ::sigaction(SIGUSR1, nullptr, &before);
  EXPECT_NE(before.sa_handler, SIG_DFL);
  loop.close();
  ::sigaction(SIGUSR1, nullptr, &after);
  EXPECT_EQ(after.sa_handler, SIG_DFL);
}

TEST_F(SignalTest, WhatCannotBeHandled) {
  EventLoop loop;
  EXPECT_EQ(thrown_by<std::invalid_argument>(
                [&] { loop.add_signal_handler(4711, [] {}); }),
            "invalid signal number 4711");
  EXPECT_EQ(
      thrown_by<std::invalid_argument>([&] { loop.remove_signal_handler(0); }),
      "invalid signal number 0");
  EXPECT_EQ(thrown_by([&] { loop.add_signal_handler(SIGKILL, [] {}); }),
            "sig 9 cannot be caught");
  std::string in_thread;
  std::thread([&] {
    in_thread = thrown_by([&] { loop.add_signal_handler(SIGUSR1, [] {}); });
  }).join();
  EXPECT_EQ(in_thread,
            "set_wakeup_fd only works in main thread of the main interpreter");
  const std::string text = "Event loop is closed";
  const auto ignore = [] {};
  const int line = __LINE__ + 1;
  loop.close();
  EXPECT_EQ(thrown_by([&] { loop.add_signal_handler(SIGUSR1, ignore); }), text);
  EXPECT_EQ(violations(), Lines{at("schedule-after-close", line + 1, line)});
}

TEST_F(SignalTest, HandlerOfALoopThatClosesIt) {
  EventLoop loop;
  const std::string text = "Cannot close a running event loop";
  const int line = __LINE__ + 1;
  loop.add_signal_handler(SIGUSR1, [&] {
    EXPECT_EQ(thrown_by([&] { loop.close(); }), text);
    loop.stop();
  });
  std::raise(SIGUSR1);
  loop.run_forever();
  loop.close();
  EXPECT_EQ(violations(), Lines{at(check, line + 1, line)});
}

TEST_F(SignalTest, WhatAHandlerOfALoopSchedulesIsNoHandler) {
  EventLoop loop;
  const int line = __LINE__ + 3;
  loop.add_signal_handler(SIGUSR1, [&] {
    loop.call_soon([&] {
      thrown_by([&] { loop.close(); });
      loop.stop();
    });
  });
  std::raise(SIGUSR1);
  loop.run_forever();
  loop.close();
  EXPECT_EQ(violations(), Lines{at("close-while-running", line)});
}

TEST_F(SignalTest, AHandlerOfALoopMayCloseAnother) {
  EventLoop loop, other;
  loop.add_signal_handler(SIGUSR1, [&] {
    other.close();
    loop.stop();
  });
  std::raise(SIGUSR1);
  loop.run_forever();
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(SignalTest, RawHandlerThatClosesARunningLoop) {
  EventLoop loop;
  target = &loop;
  const int line = __LINE__ + 1;
  std::signal(SIGUSR1, close_target);
  loop.call_soon([&] {
    std::raise(SIGUSR1);
    loop.stop();
  });
  loop.run_forever();
  EXPECT_FALSE(loop.is_closed());
  loop.close();
  EXPECT_EQ(violations(), Lines{at(check, close_line, line)});
  EXPECT_NE(report()[0].find("Cannot close a running event loop"),
            std::string::npos);
}

TEST_F(SignalTest, RawHandlerThatClosesALoopThatDoesNotRun) {
  int line = 0;
  {
    EventLoop loop;
    target = &loop;
    struct sigaction action{};
    action.sa_sigaction = close_with_action;
    action.sa_flags = SA_SIGINFO;
    line = __LINE__ + 1;
    ::sigaction(SIGUSR1, &action, nullptr);
    std::raise(SIGUSR1);
  } // not unclosed-loop as well: the program did say close
  EXPECT_EQ(violations(), Lines{at(check, close_line + 4, line)});
}

TEST_F(SignalTest, RawHandlersOfOthersSignalsHaveNoNote) {
  EventLoop loop;
  target = &loop;
  std::signal(SIGUSR1, close_target);
  ::kill(::getpid(), SIGUSR1); // may have interrupted anything
  loop.close();
  EXPECT_EQ(violations(), Lines{at(check, close_line)});
}

TEST_F(SignalTest, ThePolicyHoldsInAHandlerToo) {
  const auto program = [](const char *policy) {
    ::setenv("REFLOOP_ON_VIOLATION", policy, 1);
    EventLoop loop;
    target = &loop;
    std::signal(SIGUSR1, close_target);
    ::kill(::getpid(), SIGUSR1);
    std::_Exit(0);
  };
  const char *text =
      "signal_test.cpp:[0-9]+: violation: a signal handler cannot close an "
      "event loop \\[eventloop-close-in-signal-handler\\]";
  EXPECT_EXIT(program("exit"), ::testing::ExitedWithCode(70), text);
  EXPECT_EXIT(program("abort"), ::testing::KilledBySignal(SIGABRT), text);
  EXPECT_EXIT(program("continue"), ::testing::ExitedWithCode(0), text);
}

TEST_F(SignalTest, RawHandlersMayStopALoop) {
  EventLoop loop;
  target = &loop;
  std::signal(SIGALRM, stop_target);
  itimerval soon{};
  soon.it_value.tv_usec = 5000;
  ::setitimer(ITIMER_REAL, &soon, nullptr);
  loop.run_forever(); // sleeps until the signal
  loop.close();
  std::signal(SIGALRM, SIG_DFL);
  EXPECT_EQ(violations(), Lines());
}

TEST_F(SignalTest, CloseAfterAHandlerIsNone) {
  EventLoop loop;
  std::signal(SIGUSR1, count);
  std::raise(SIGUSR1);
  loop.close();
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(violations(), Lines());
}

TEST_F(SignalTest, SignalAndSigactionActAsBefore) {
  EXPECT_EQ(std::signal(SIGUSR1, count), SIG_DFL);
  EXPECT_EQ(std::signal(SIGUSR1, SIG_IGN), count);
  EXPECT_EQ(std::signal(SIGUSR1, count), SIG_IGN);
  struct sigaction action{}, old{};
  action.sa_sigaction = act;
  action.sa_flags = SA_SIGINFO | SA_RESETHAND;
  ::sigemptyset(&action.sa_mask);
  ::sigaddset(&action.sa_mask, SIGUSR2);
  EXPECT_EQ(::sigaction(SIGUSR1, &action, &old), 0);
  EXPECT_EQ(old.sa_handler, count);
  EXPECT_EQ(old.sa_flags & SA_SIGINFO, 0);
  EXPECT_EQ(::sigaction(SIGUSR1, nullptr, &old), 0);
  EXPECT_EQ(old.sa_sigaction, act);
  EXPECT_TRUE(old.sa_flags & SA_SIGINFO);
  EXPECT_TRUE(old.sa_flags & static_cast<int>(SA_RESETHAND));
  EXPECT_EQ(::sigismember(&old.sa_mask, SIGUSR2), 1);
  std::raise(SIGUSR1);
  EXPECT_EQ(calls, 10);
  EXPECT_EQ(::sigaction(SIGUSR1, nullptr, &old), 0);
  EXPECT_EQ(old.sa_handler, SIG_DFL) << "SA_RESETHAND";
  EXPECT_EQ(::sigaction(SIGKILL, &action, nullptr), -1);
  EXPECT_EQ(::sigaction(9999, &action, nullptr), -1);
  EXPECT_EQ(std::signal(9999, count), SIG_ERR);
  EXPECT_EQ(std::signal(SIGUSR1, SIG_ERR), SIG_ERR);
}

} // namespace
