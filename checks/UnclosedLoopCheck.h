//===- UnclosedLoopCheck.h - Loops that nobody closes -----------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-unclosed-loop`: selects and words; what is a finding,
// lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_UNCLOSEDLOOPCHECK_H
#define EVENTLOOP_TIDY_CHECKS_UNCLOSEDLOOPCHECK_H

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

/// Finds loops that nobody closes.
///
/// For the user-facing documentation see docs/checks/unclosed-loop.md.
class UnclosedLoopCheck : public LifecycleCheck {
public:
  UnclosedLoopCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(Name, Context,
                       ::eventloop::findings::FindingKind::UnclosedLoop) {}

private:
  void report(const ::eventloop::findings::Finding &F) override;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_UNCLOSEDLOOPCHECK_H
