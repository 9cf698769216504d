//===- CrossThreadScheduleCheck.h - Calls from the wrong thread -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-cross-thread-schedule`: selects and words; what is a
// finding, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_CROSSTHREADSCHEDULECHECK_H
#define EVENTLOOP_TIDY_CHECKS_CROSSTHREADSCHEDULECHECK_H

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

/// Finds calls on a loop that another thread runs, where they are not
/// thread-safe.
///
/// For the user-facing documentation see docs/checks/cross-thread-schedule.md.
class CrossThreadScheduleCheck : public LifecycleCheck {
public:
  CrossThreadScheduleCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(
            Name, Context,
            ::eventloop::findings::FindingKind::CrossThreadSchedule) {}

private:
  void report(const ::eventloop::findings::Finding &F) override;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_CROSSTHREADSCHEDULECHECK_H
