//===- UnclosedSessionCheck.h - Sessions that nobody closes -----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-unclosed-session`: selects and words; what is a finding,
// lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_UNCLOSEDSESSIONCHECK_H
#define EVENTLOOP_TIDY_CHECKS_UNCLOSEDSESSIONCHECK_H

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

/// Finds sessions that nobody closes.
///
/// For the user-facing documentation see docs/checks/unclosed-session.md.
class UnclosedSessionCheck : public LifecycleCheck {
public:
  UnclosedSessionCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(Name, Context,
                       ::eventloop::findings::FindingKind::UnclosedSession) {}

private:
  void report(const ::eventloop::findings::Finding &F) override;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_UNCLOSEDSESSIONCHECK_H
