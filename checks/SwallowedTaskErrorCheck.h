//===- SwallowedTaskErrorCheck.h - Errors that nobody sees ------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-swallowed-task-error`: selects and words; what is a
// finding, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_SWALLOWEDTASKERRORCHECK_H
#define EVENTLOOP_TIDY_CHECKS_SWALLOWEDTASKERRORCHECK_H

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

/// Finds background tasks whose error nobody sees.
///
/// For the user-facing documentation see docs/checks/swallowed-task-error.md.
class SwallowedTaskErrorCheck : public LifecycleCheck {
public:
  SwallowedTaskErrorCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(Name, Context,
                       ::eventloop::findings::FindingKind::SwallowedTaskError) {
  }

private:
  void report(const ::eventloop::findings::Finding &F) override;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_SWALLOWEDTASKERRORCHECK_H
