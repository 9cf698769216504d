//===- UnawaitedTaskCheck.h - Tasks that nobody awaits ---------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-unawaited-task`: selects and words; what is a finding,
// lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_UNAWAITEDTASKCHECK_H
#define EVENTLOOP_TIDY_CHECKS_UNAWAITEDTASKCHECK_H

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

/// Finds coroutines and background tasks that nobody awaits.
///
/// For the user-facing documentation see docs/checks/unawaited-task.md.
class UnawaitedTaskCheck : public LifecycleCheck {
public:
  UnawaitedTaskCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(Name, Context,
                       ::eventloop::findings::FindingKind::UnawaitedTask) {}

private:
  void report(const ::eventloop::findings::Finding &F) override;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_UNAWAITEDTASKCHECK_H
