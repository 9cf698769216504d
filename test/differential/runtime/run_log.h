//===- run_log.h - The log of one run ---------------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Lines: `R FILE:LINE` a line was reached; `C PC...` and `K PC...` one that a
// coroutine's or a constructor's trace leads to; `N COUNT` answers asked for;
// `V JSON` a violation.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TEST_DIFFERENTIAL_RUN_LOG_H
#define EVENTLOOP_TEST_DIFFERENTIAL_RUN_LOG_H

#include "refloop/detail/where.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace oracle {

/// From now on this process logs into the open \p file.
void log_into(int file);

/// The line that a trace of a forked run leads to. Valid in the parent: a fork
/// keeps the addresses.
std::optional<refloop::detail::SourceLine>
resolve(const std::vector<std::uintptr_t> &trace, refloop::detail::Blame blame);

} // namespace oracle

#endif // EVENTLOOP_TEST_DIFFERENTIAL_RUN_LOG_H
