//===- LoopSharedAcrossTestsCheck.h - Loops that tests share ----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-loop-shared-across-tests`: selects and words; what is a
// finding, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_LOOPSHAREDACROSSTESTSCHECK_H
#define EVENTLOOP_TIDY_CHECKS_LOOPSHAREDACROSSTESTSCHECK_H

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

/// Finds loops that one test closes and a later one uses.
///
/// For the user-facing documentation see
/// docs/checks/loop-shared-across-tests.md.
class LoopSharedAcrossTestsCheck : public LifecycleCheck {
public:
  LoopSharedAcrossTestsCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(
            Name, Context,
            ::eventloop::findings::FindingKind::LoopSharedAcrossTests) {}

private:
  void report(const ::eventloop::findings::Finding &F) override;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_LOOPSHAREDACROSSTESTSCHECK_H
