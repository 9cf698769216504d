//===- gtest.h - Loops in tests of GoogleTest -------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop for each test, and telling the runtime which test runs. Header alone:
// librefloop.a knows nothing of GoogleTest.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_GTEST_H
#define REFLOOP_GTEST_H

#include "refloop/event_loop.h"
#include "refloop/testing.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace refloop::testing {
namespace detail {

/// Tells the runtime where each test begins and ends. Appended by including
/// this header.
class TestListener : public ::testing::EmptyTestEventListener {
  void OnTestStart(const ::testing::TestInfo &test) override {
    begin_test(std::string(test.test_suite_name()) + '.' + test.name());
  }
  void OnTestEnd(const ::testing::TestInfo &) override { end_test(); }
};

inline const bool is_listening = [] {
  ::testing::UnitTest::GetInstance()->listeners().Append(new TestListener);
  return true;
}();

} // namespace detail

/// A fixture whose tests have a loop of their own, which is the current one;
/// mirrors pytest-asyncio's `event_loop`. TearDown() closes it, and the test
/// fails if it left a task pending that nobody handled, or violated another
/// rule in its end. A test may close the loop itself.
class FreshLoop : public ::testing::Test {
protected:
  FreshLoop() : loop_(std::make_unique<EventLoop>()) {
    set_event_loop(loop_.get());
  }
  ~FreshLoop() override { finish(); } // where TearDown is overridden

  void TearDown() override { finish(); }

  EventLoop &loop() noexcept { return *loop_; }

private:
  void finish() {
    if (std::exchange(finished_, true))
      return;
    const std::size_t before = violation_count();
    finish_test_loop(*loop_);
    if (const std::size_t found = violation_count() - before)
      ADD_FAILURE() << found << " violation(s) at the end of the loop of this "
                    << "test; see standard error";
  }

  std::unique_ptr<EventLoop> loop_;
  bool finished_ = false;
};

} // namespace refloop::testing

#endif // REFLOOP_GTEST_H
