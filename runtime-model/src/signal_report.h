//===- signal_report.h - Reports from within a signal -----------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The part of violation.h that a signal handler can use: no memory, no locks,
// no notes, lines of a source_location alone.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_SRC_SIGNAL_REPORT_H
#define REFLOOP_SRC_SIGNAL_REPORT_H

#include <source_location>
#include <string_view>

namespace refloop::detail {

/// Reports one violation; as report_violation() does, but async-signal-safe.
void report_from_handler(std::string_view check,
                         const std::source_location &where,
                         std::string_view message) noexcept;

} // namespace refloop::detail

#endif // REFLOOP_SRC_SIGNAL_REPORT_H
