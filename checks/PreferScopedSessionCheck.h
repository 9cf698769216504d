//===- PreferScopedSessionCheck.h - Sessions for a scope --------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The check `eventloop-prefer-scoped-session`: selects and words; what is a
// finding, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_PREFERSCOPEDSESSIONCHECK_H
#define EVENTLOOP_TIDY_CHECKS_PREFERSCOPEDSESSIONCHECK_H

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

/// Finds sessions that a coroutine closes by hand on every way out, where a
/// scope does.
///
/// For the user-facing documentation see docs/checks/prefer-scoped-session.md.
class PreferScopedSessionCheck : public LifecycleCheck {
public:
  PreferScopedSessionCheck(StringRef Name, ClangTidyContext *Context)
      : LifecycleCheck(
            Name, Context,
            ::eventloop::findings::FindingKind::PreferScopedSession) {}

private:
  void report(const ::eventloop::findings::Finding &F) override;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_PREFERSCOPEDSESSIONCHECK_H
