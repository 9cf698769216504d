//===- UnclosedLoopCheck.cpp - Loops that nobody closes -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See UnclosedLoopCheck.h.
//
//===----------------------------------------------------------------------===//

#include "UnclosedLoopCheck.h"
#include "UnclosedFix.h"
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;

void UnclosedLoopCheck::report(const Finding &F) {
  StringRef Name = F.Blamed->MadeName.empty() ? F.LoopName : F.Blamed->MadeName;
  diag(F.Blamed->Loc, "%0 %select{may be|is}1 never closed%2")
      << called("loop", Name) << F.Definite << consequenceOf(F)
      << fixUnclosedLoop(F, *context());
  tell(F, Name);
}

} // namespace clang::tidy::eventloop
