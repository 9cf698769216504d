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

namespace refloop::testing {

/// An unknown condition. `refloop-run` runs the program once for every sequence
/// of answers; without it, the answer is false. The n-th call answers the n-th
/// digit of REFLOOP_CHOICES, false past its end.
bool choose();

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
