//===- ScheduleAfterCloseCheck.h - Work for a dead loop ---------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-schedule-after-close`: selects and words; what a loop's
// state is, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_SCHEDULEAFTERCLOSECHECK_H
#define EVENTLOOP_TIDY_CHECKS_SCHEDULEAFTERCLOSECHECK_H

#include "LifecycleCheck.h"
#include "llvm/ADT/DenseSet.h"

namespace clang::tidy::eventloop {

/// Finds calls that schedule, spawn or run on a loop that is closed, stopped
/// or destroyed.
///
/// For the user-facing documentation see docs/checks/schedule-after-close.md.
class ScheduleAfterCloseCheck : public LifecycleCheck {
public:
  ScheduleAfterCloseCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(Name, Context,
                       ::eventloop::findings::FindingKind::ScheduleAfterClose) {
  }

private:
  void report(const ::eventloop::findings::Finding &F) override;

  llvm::DenseSet<SourceLocation> Fixed; ///< where fix-its begin
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_SCHEDULEAFTERCLOSECHECK_H
