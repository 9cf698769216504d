//===- UnclosedSessionCheck.cpp - Sessions that nobody closes -------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See UnclosedSessionCheck.h.
//
//===----------------------------------------------------------------------===//

#include "UnclosedSessionCheck.h"
#include "UnclosedFix.h"
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;

void UnclosedSessionCheck::report(const Finding &F) {
  diag(F.Blamed->Loc, "%0 %select{may be|is}1 never closed%2")
      << sessionOf(F) << F.Definite << consequenceOf(F)
      << fixUnclosedSession(F, *context());
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
