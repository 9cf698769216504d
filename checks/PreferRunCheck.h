//===- PreferRunCheck.h - Loops for run() -----------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-prefer-run`: selects and words; what is a finding, lib/
// knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_PREFERRUNCHECK_H
#define EVENTLOOP_TIDY_CHECKS_PREFERRUNCHECK_H

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

/// Finds loops that are made, run once and closed by hand, where one call does
/// all three.
///
/// For the user-facing documentation see docs/checks/prefer-run.md.
class PreferRunCheck : public LifecycleCheck {
public:
  PreferRunCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(Name, Context,
                       ::eventloop::findings::FindingKind::PreferRun) {}

private:
  void report(const ::eventloop::findings::Finding &F) override;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_PREFERRUNCHECK_H
