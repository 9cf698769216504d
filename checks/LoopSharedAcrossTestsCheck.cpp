//===- LoopSharedAcrossTestsCheck.cpp - Loops that tests share ------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See LoopSharedAcrossTestsCheck.h.
//
//===----------------------------------------------------------------------===//

#include "LoopSharedAcrossTestsCheck.h"
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;

void LoopSharedAcrossTestsCheck::report(const Finding &F) {
  diag(F.Blamed->Loc, "%0 uses %1, which %select{may be|is}2 closed by an "
                      "earlier test%3")
      << F.Blamed->Callee->getDeclName() << called("loop", F.LoopName)
      << F.Definite << consequenceOf(F);
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
