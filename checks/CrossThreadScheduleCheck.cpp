//===- CrossThreadScheduleCheck.cpp - Calls from the wrong thread ---------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See CrossThreadScheduleCheck.h.
//
//===----------------------------------------------------------------------===//

#include "CrossThreadScheduleCheck.h"
#include "ThreadFix.h"
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;

void CrossThreadScheduleCheck::report(const Finding &F) {
  diag(F.Blamed->Loc, "%0 schedules on %1, which %select{may be|is}2 running "
                      "on another thread%3")
      << F.Blamed->Callee->getDeclName() << called("loop", F.LoopName)
      << F.Definite << consequenceOf(F) << fixUnsafeCall(F);
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
