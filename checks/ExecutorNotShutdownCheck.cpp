//===- ExecutorNotShutdownCheck.cpp - Closes before jobs are done ---------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See ExecutorNotShutdownCheck.h.
//
//===----------------------------------------------------------------------===//

#include "ExecutorNotShutdownCheck.h"
#include "ExecutorFix.h"
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;

void ExecutorNotShutdownCheck::report(const Finding &F) {
  if (F.Blamed->ConstructsType) { // a pool, which nobody waits for
    diag(F.Blamed->Loc, "%0 %select{may be|is}1 destroyed before its jobs have "
                        "begun%2")
        << called("executor", F.LoopName) << F.Definite << consequenceOf(F);
    return tell(F, F.LoopName);
  }
  diag(F.Blamed->Loc, "%0 is closed while a job %select{may be|is}1 not done: "
                      "nobody learns how it ends")
      << called("loop", F.LoopName) << F.Definite
      << fixMissingShutdown(F, *context());
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
