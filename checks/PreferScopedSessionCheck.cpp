//===- PreferScopedSessionCheck.cpp - Sessions for a scope ----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See PreferScopedSessionCheck.h.
//
//===----------------------------------------------------------------------===//

#include "PreferScopedSessionCheck.h"
#include "PreferFix.h"
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;

void PreferScopedSessionCheck::report(const Finding &F) {
  diag(F.Blamed->Loc, "%0 is made and closed by hand: '%1' does both")
      << called("session", F.LoopName) << F.Consequence
      << fixPreferScopedSession(F, *context());
  for (const auto &Item : F.Story)
    diag(Item.Loc, "session '%0' is closed here", DiagnosticIDs::Note)
        << F.LoopName;
}

} // namespace clang::tidy::eventloop
