//===- testing.h - For tests of programs that use refloop -------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Unknown conditions and virtual time. No test framework in it.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_TESTING_H
#define REFLOOP_TESTING_H

#include "refloop/loopback_server.h"

#include <cstddef>
#include <source_location>
#include <string_view>

namespace refloop {
class EventLoop;
}

namespace refloop::testing {

/// An unknown condition. `refloop-run` runs the program once for every sequence
/// of answers; without it, the answer is false. The n-th call answers the n-th
/// digit of REFLOOP_CHOICES, false past its end.
bool choose();

/// Says that the test called \p name begins, which ends the one before.
/// GoogleTest does so where <refloop/gtest.h> is included; other runners, and
/// tests by hand, call it. A loop that one test closes and a later one uses is
/// a violation there, `eventloop-loop-shared-across-tests`.
void begin_test(std::string_view name);
/// Says that the test has ended; what follows belongs to none.
void end_test();

/// A test for as long as it lives.
class TestScope {
public:
  explicit TestScope(std::string_view name) { begin_test(name); }
  ~TestScope() { end_test(); }
  TestScope(const TestScope &) = delete;
  TestScope &operator=(const TestScope &) = delete;
};

/// Ends the loop of a test as run() ends its own: cancels what is left, which
/// is a violation at the spawn of each task that nobody had handled, shuts
/// down, and closes. One that is closed already stays so.
void finish_test_loop(EventLoop &loop, std::source_location where =
                                           std::source_location::current());

/// How many violations the process has reported so far.
std::size_t violation_count() noexcept;

/// While one lives, new loops of all threads have virtual time: it starts at
/// zero and jumps to the next timer when nothing else is ready, so that
/// sleeping takes no time. While a loop watches files, its time passes as
/// outside. REFLOOP_VIRTUAL_TIME=1 does the same for the whole program.
class VirtualTime {
public:
  VirtualTime() noexcept;
  ~VirtualTime();
  VirtualTime(const VirtualTime &) = delete;
  VirtualTime &operator=(const VirtualTime &) = delete;
};

} // namespace refloop::testing

#endif // REFLOOP_TESTING_H
