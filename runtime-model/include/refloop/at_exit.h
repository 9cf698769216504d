//===- at_exit.h - Nothing is pending in the end ----------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `verify_no_pending_at_exit`. Loops and sessions that were never closed are
// found at exit without it.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_AT_EXIT_H
#define REFLOOP_AT_EXIT_H

#include <source_location>

namespace refloop {

/// From a handler of std::atexit, registered here at the first call: each task
/// and each job of a loop that is not done by then is a violation,
/// `eventloop-pending-at-exit`, where it was spawned or submitted. Mirrors an
/// `atexit` function that asserts that `asyncio.all_tasks(loop)` is empty.
void verify_no_pending_at_exit(
    std::source_location where = std::source_location::current());

} // namespace refloop

#endif // REFLOOP_AT_EXIT_H
