//===- SessionCleanupOutsideLoopCheck.h - Without a loop --------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-session-cleanup-outside-loop`: selects and words; what
// is a finding, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_SESSIONCLEANUPOUTSIDELOOPCHECK_H
#define EVENTLOOP_TIDY_CHECKS_SESSIONCLEANUPOUTSIDELOOPCHECK_H

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

/// Finds sessions that are closed after their loop, or outlive it.
///
/// For the user-facing documentation see
/// docs/checks/session-cleanup-outside-loop.md.
class SessionCleanupOutsideLoopCheck : public LifecycleCheck {
public:
  SessionCleanupOutsideLoopCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(
            Name, Context,
            ::eventloop::findings::FindingKind::SessionCleanupOutsideLoop) {}

private:
  void report(const ::eventloop::findings::Finding &F) override;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_SESSIONCLEANUPOUTSIDELOOPCHECK_H
