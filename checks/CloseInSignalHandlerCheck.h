//===- CloseInSignalHandlerCheck.h - Closes in signal handlers --*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-close-in-signal-handler`: selects and words; what is a
// finding, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_CLOSEINSIGNALHANDLERCHECK_H
#define EVENTLOOP_TIDY_CHECKS_CLOSEINSIGNALHANDLERCHECK_H

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

/// Finds loops that are closed in a signal handler.
///
/// For the user-facing documentation see
/// docs/checks/close-in-signal-handler.md.
class CloseInSignalHandlerCheck : public LifecycleCheck {
public:
  CloseInSignalHandlerCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(
            Name, Context,
            ::eventloop::findings::FindingKind::CloseInSignalHandler) {}

private:
  void report(const ::eventloop::findings::Finding &F) override;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_CLOSEINSIGNALHANDLERCHECK_H
