//===- CloseInSignalHandlerCheck.cpp - Closes in signal handlers ----------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See CloseInSignalHandlerCheck.h.
//
//===----------------------------------------------------------------------===//

#include "CloseInSignalHandlerCheck.h"
#include "SignalFix.h"
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;

void CloseInSignalHandlerCheck::report(const Finding &F) {
  diag(F.Blamed->Loc, "%0 %select{may be|is}1 called in a signal handler%2")
      << F.Blamed->Callee->getDeclName() << F.Definite << consequenceOf(F)
      << fixCloseInHandler(F, *context());
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
