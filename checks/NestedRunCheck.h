//===- NestedRunCheck.h - Runs inside a run ---------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-nested-run`: selects and words; what is a finding, lib/
// knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_NESTEDRUNCHECK_H
#define EVENTLOOP_TIDY_CHECKS_NESTEDRUNCHECK_H

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

/// Finds loops that are run while a loop runs on the same thread.
///
/// For the user-facing documentation see docs/checks/nested-run.md.
class NestedRunCheck : public LifecycleCheck {
public:
  NestedRunCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(Name, Context,
                       ::eventloop::findings::FindingKind::NestedRun) {}

private:
  void report(const ::eventloop::findings::Finding &F) override;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_NESTEDRUNCHECK_H
