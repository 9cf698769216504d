//===- SubmitAfterShutdownCheck.h - Jobs that come too late -----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-submit-after-shutdown`: selects and words; what is a
// finding, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_SUBMITAFTERSHUTDOWNCHECK_H
#define EVENTLOOP_TIDY_CHECKS_SUBMITAFTERSHUTDOWNCHECK_H

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

/// Finds jobs for executors that were shut down.
///
/// For the user-facing documentation see docs/checks/submit-after-shutdown.md.
class SubmitAfterShutdownCheck : public LifecycleCheck {
public:
  SubmitAfterShutdownCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(
            Name, Context,
            ::eventloop::findings::FindingKind::SubmitAfterShutdown) {}

private:
  void report(const ::eventloop::findings::Finding &F) override;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_SUBMITAFTERSHUTDOWNCHECK_H
