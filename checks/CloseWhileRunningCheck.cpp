//===- CloseWhileRunningCheck.cpp - Loops closed by what they run ---------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See CloseWhileRunningCheck.h.
//
//===----------------------------------------------------------------------===//

#include "CloseWhileRunningCheck.h"
#include "StopFix.h"
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;
using ::eventloop::model::Event;

void CloseWhileRunningCheck::report(const Finding &F) {
  const auto *Row = F.Blamed->Row;
  diag(F.Blamed->Loc,
       "%0 %select{may be|is}1 %select{destroyed|closed}2 while it runs%3")
      << called("loop", F.LoopName) << F.Definite
      << (Row && Row->TheEvent == Event::LoopClose) << consequenceOf(F)
      << fixClosedInside(F, *context());
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
