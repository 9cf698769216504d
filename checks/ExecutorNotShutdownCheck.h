//===- ExecutorNotShutdownCheck.h - Closes before jobs are done -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-executor-not-shutdown`: selects and words; what is a
// finding, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_EXECUTORNOTSHUTDOWNCHECK_H
#define EVENTLOOP_TIDY_CHECKS_EXECUTORNOTSHUTDOWNCHECK_H

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

/// Finds loops that are closed while a job of an executor is not done.
///
/// For the user-facing documentation see docs/checks/executor-not-shutdown.md.
class ExecutorNotShutdownCheck : public LifecycleCheck {
public:
  ExecutorNotShutdownCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(
            Name, Context,
            ::eventloop::findings::FindingKind::ExecutorNotShutdown) {}

private:
  void report(const ::eventloop::findings::Finding &F) override;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_EXECUTORNOTSHUTDOWNCHECK_H
