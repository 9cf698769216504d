//===- ending_test.cpp - How programs end ---------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a violation does to the process, what is found at its exit, and what it
// tells refloop-run.
//
//===----------------------------------------------------------------------===//

#include "recorded.h"

#include <csignal>
#include <iterator>
#include <utility>

namespace {

using namespace refloop;
using namespace std::chrono_literals;

class EndTest : public Recorded {};

Task<> long_job() { co_await sleep(1h); }

TEST_F(EndTest, ThePolicyMayEndTheProgram) {
  const auto violate = [] {
    EventLoop loop;
    loop.close();
    try {
      loop.call_soon([] {});
    } catch (const RuntimeError &) {
    }
    std::_Exit(0);
  };
  const auto with_policy = [&violate](const char *policy) {
    ::setenv("REFLOOP_ON_VIOLATION", policy, 1);
    violate();
  };
  const char *text = "ending_test.cpp:[0-9]+: violation: Event loop is closed "
                     "\\[eventloop-schedule-after-close\\]";
  EXPECT_EXIT(with_policy("exit"), ::testing::ExitedWithCode(70), text);
  EXPECT_EXIT(with_policy("abort"), ::testing::KilledBySignal(SIGABRT), text);
  EXPECT_EXIT(with_policy("continue"), ::testing::ExitedWithCode(0), text);
}

TEST_F(EndTest, RunnerThatIsDestroyedWithinAnotherRun) {
  const int line = __LINE__ + 2;
  run([]() -> Task<> {
    Runner inner;
    inner.get_loop();
    co_return;
  }());
  EXPECT_EQ(violations(), Lines{at("nested-run", line)});
}

TEST_F(EndTest, TheProgramsOwnExceptionExcusesNothing) {
  const int line = __LINE__ + 3;
  try {
    EventLoop loop;
    TaskHandle<> task = loop.create_task(long_job());
    throw std::runtime_error("late");
  } catch (const std::runtime_error &) {
  }
  EXPECT_EQ(violations(),
            (Lines{at("unclosed-loop", line - 1), at("unawaited-task", line)}));
}

/// The line of a violation, whose exception goes where \p handle wants it.
template <typename F> int violate_and(F handle) {
  EventLoop closed;
  closed.close();
  const int line = __LINE__ + 2;
  try {
    closed.call_soon([] {});
  } catch (const RuntimeError &) {
    handle(std::current_exception());
  }
  return line;
}

TEST_F(EndTest, AnExceptionBehindACaughtViolationExcusesNothing) {
  const int line = __LINE__ + 3;
  int violated = 0;
  try {
    EventLoop loop;
    violated = violate_and([](const std::exception_ptr &) {});
    throw std::runtime_error("late");
  } catch (const std::runtime_error &) {
  }
  EXPECT_EQ(violations(),
            (Lines{at("schedule-after-close", violated, violated - 3),
                   at("unclosed-loop", line)}));
}

TEST_F(EndTest, WhatAViolationThrewExcusesHoweverOftenItIsThrown) {
  std::exception_ptr kept;
  int violated = 0;
  try {
    EventLoop loop;
    violated =
        violate_and([&](std::exception_ptr error) { kept = std::move(error); });
    std::rethrow_exception(std::exchange(kept, nullptr));
  } catch (const RuntimeError &) {
  }
  EXPECT_EQ(violations().size(), 1u);
  const int line = __LINE__ + 3;
  // What was made later has nothing to do with it.
  try {
    EventLoop loop;
    throw std::runtime_error("late");
  } catch (const std::runtime_error &) {
  }
  EXPECT_EQ(violations(),
            (Lines{at("schedule-after-close", violated, violated - 3),
                   at("unclosed-loop", line)}));
}

TEST_F(EndTest, LoopThatLeaksIsReportedAtExit) {
  const auto leak = [] {
    static EventLoop *loop = new EventLoop;
    loop->create_task(long_job());
    std::exit(3);
  };
  EXPECT_EXIT(
      leak(), ::testing::ExitedWithCode(3),
      "unclosed event loop(.|\n)*Task was destroyed but it is pending!");
}

TEST_F(EndTest, WhatIsPendingAtExitIsFoundOnRequest) {
  const auto program = [](bool asks) {
    static EventLoop *loop = new EventLoop;
    if (asks) {
      verify_no_pending_at_exit();
      verify_no_pending_at_exit(); // once is enough
    }
    loop->create_task(long_job()).detach();
    std::exit(3);
  };
  const auto code = ::testing::ExitedWithCode(3);
  EXPECT_EXIT(program(true), code,
              "^[^\n]*ending_test.cpp:[0-9]+: violation: task 'Task-[0-9]+' is "
              "still pending at exit \\[eventloop-pending-at-exit\\]\n"
              "[^\n]*unclosed event loop[^\n]*\n$");
  EXPECT_EXIT(program(false), code, "^[^\n]*unclosed event loop[^\n]*\n$");
}

TEST_F(EndTest, AJobIsPendingAtExitToo) {
  const auto program = [](bool waits) {
    verify_no_pending_at_exit();
    static EventLoop loop;
    auto job = loop.run_in_executor([] {});
    if (waits)
      loop.run_until_complete(job);
    static const struct Closes {
      ~Closes() { loop.close(); }
    } closes;
    std::exit(3);
  };
  const auto code = ::testing::ExitedWithCode(3);
  EXPECT_EXIT(program(true), code, "^$");
  EXPECT_EXIT(program(false), code, "executor-not-shutdown");
}

TEST_F(EndTest, ALoopThatIsClosedHasNothingPending) {
  const auto program = [] {
    verify_no_pending_at_exit();
    static EventLoop *loop = new EventLoop;
    loop->run_until_complete(sleep(1ms));
    loop->close();
    std::exit(3);
  };
  EXPECT_EXIT(program(), ::testing::ExitedWithCode(3), "^$");
}

std::string read_file(const char *path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// What refloop-run reads. In a process of its own: the log is looked for once.
TEST(RunLog, TellsWhatWasReachedAskedAndViolated) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  std::array<char, 32> path{"/tmp/refloop-log-XXXXXX"};
  ::close(::mkstemp(path.data()));
  if (!std::getenv("REFLOOP_RUN_LOG")) { // the child comes by here as well
    ::setenv("REFLOOP_RUN_LOG", path.data(), 1);
    ::setenv("REFLOOP_CHOICES", "01", 1);
  }
  const int line = __LINE__ + 4;
  const auto program = [] {
    EventLoop loop;
    for (int i = 0; i < 2; ++i)
      loop.call_soon([] {});
    loop.run_until_complete(sleep(1ms));
    const bool first = refloop::testing::choose();
    const bool second = refloop::testing::choose();
    const bool third = refloop::testing::choose();
    loop.run_until_complete([]() -> Task<> { co_return; }());
    loop.close();
    thrown_by([&] { loop.call_soon([] {}); });
    std::exit(!first && second && !third ? 0 : 1);
  };
  EXPECT_EXIT(program(), ::testing::ExitedWithCode(0), "Event loop is closed");
  ::unsetenv("REFLOOP_RUN_LOG");
  ::unsetenv("REFLOOP_CHOICES");
  const std::string log = read_file(path.data());
  ::unlink(path.data());
  const auto reached = [&](int offset) {
    const std::string text =
        "ending_test.cpp:" + std::to_string(line + offset) + "\"}\n";
    std::size_t times = 0;
    for (std::size_t at = 0; (at = log.find(text, at)) != log.npos; ++at)
      ++times;
    return times;
  };
  EXPECT_EQ(reached(0), 1u) << "once a line: " << log;
  EXPECT_EQ(reached(1), 1u) << log;
  EXPECT_EQ(reached(3), 0u) << "choose() is no call of the API";
  EXPECT_NE(log.find("{\"created\":\"coroutine\",\"frames\":[{\"module\":\"/"),
            log.npos)
      << log;
  EXPECT_NE(log.find("{\"choices_asked\":3}\n"), log.npos) << log;
  EXPECT_NE(
      log.find("{\"violation\":{\"check\":\"eventloop-schedule-after-close\""),
      log.npos)
      << log;
}

} // namespace
