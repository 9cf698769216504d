//===- asan_reports.h - What AddressSanitizer finds -------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Turns AddressSanitizer's reports of the use of dead memory into violations.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_SRC_ASAN_REPORTS_H
#define REFLOOP_SRC_ASAN_REPORTS_H

namespace refloop::detail {

/// From now on, in a program built with `-fsanitize=address`, a use of memory
/// after its end by a task, a callback or a job is dangling-capture at the
/// place where that was ordered. Nothing in other programs.
void watch_asan();

} // namespace refloop::detail

#endif // REFLOOP_SRC_ASAN_REPORTS_H
