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
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;

void CloseWhileRunningCheck::report(const Finding &F) {
  diag(F.Blamed->Loc, "%0 %select{may be|is}1 closed while it runs%2")
      << called("loop", F.LoopName) << F.Definite << consequenceOf(F);
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
