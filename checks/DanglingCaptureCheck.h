//===- DanglingCaptureCheck.h - Captures that end too early -----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-dangling-capture`: selects and words; what is a finding,
// lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_DANGLINGCAPTURECHECK_H
#define EVENTLOOP_TIDY_CHECKS_DANGLINGCAPTURECHECK_H

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

/// Finds callbacks and tasks that refer to what ends before they run.
///
/// For the user-facing documentation see docs/checks/dangling-capture.md.
class DanglingCaptureCheck : public LifecycleCheck {
public:
  DanglingCaptureCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(Name, Context,
                       ::eventloop::findings::FindingKind::DanglingCapture) {}

private:
  void report(const ::eventloop::findings::Finding &F) override;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_DANGLINGCAPTURECHECK_H
