//===- PreferRunCheck.cpp - Loops for run() -------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See PreferRunCheck.h.
//
//===----------------------------------------------------------------------===//

#include "PreferRunCheck.h"
#include "PreferFix.h"
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;

void PreferRunCheck::report(const Finding &F) {
  diag(F.Blamed->Loc,
       "%0 is made, run once and closed by hand: '%1' does all of it")
      << called("loop", F.LoopName) << F.Consequence
      << fixPreferRun(F, *context());
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
