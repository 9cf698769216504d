//===- CloseWithPendingTasksCheck.h - Tasks left at a close -----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-close-with-pending-tasks`: selects and words; what is a
// finding, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_CLOSEWITHPENDINGTASKSCHECK_H
#define EVENTLOOP_TIDY_CHECKS_CLOSEWITHPENDINGTASKSCHECK_H

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

/// Finds loops that are closed while a task of theirs is not done.
///
/// For the user-facing documentation see
/// docs/checks/close-with-pending-tasks.md.
class CloseWithPendingTasksCheck : public LifecycleCheck {
public:
  CloseWithPendingTasksCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(
            Name, Context,
            ::eventloop::findings::FindingKind::CloseWithPendingTasks) {}

private:
  void report(const ::eventloop::findings::Finding &F) override;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_CLOSEWITHPENDINGTASKSCHECK_H
