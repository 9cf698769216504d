//===- CloseWhileRunningCheck.h - Loops closed by what they run -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-close-while-running`: selects and words; what is a
// finding, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_CLOSEWHILERUNNINGCHECK_H
#define EVENTLOOP_TIDY_CHECKS_CLOSEWHILERUNNINGCHECK_H

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

/// Finds loops that are closed by what they run.
///
/// For the user-facing documentation see docs/checks/close-while-running.md.
class CloseWhileRunningCheck : public LifecycleCheck {
public:
  CloseWhileRunningCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(Name, Context,
                       ::eventloop::findings::FindingKind::CloseWhileRunning) {}

private:
  void report(const ::eventloop::findings::Finding &F) override;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_CLOSEWHILERUNNINGCHECK_H
