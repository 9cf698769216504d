//===- virtual_time.h - Whether new loops have virtual time -----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Asked by a loop when it is made; testing.h has the switch.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_SRC_VIRTUAL_TIME_H
#define REFLOOP_SRC_VIRTUAL_TIME_H

namespace refloop::detail {

/// A testing::VirtualTime lives, or REFLOOP_VIRTUAL_TIME=1 is set.
bool virtual_time_wanted() noexcept;

} // namespace refloop::detail

#endif // REFLOOP_SRC_VIRTUAL_TIME_H
