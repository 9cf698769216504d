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
using ::eventloop::model::Event;

/// What the blamed call does to the loop.
static StringRef whatItDoes(const ::eventloop::facts::Call &Blamed) {
  switch (Blamed.Row->TheEvent) {
  case Event::LoopStop:
    return "stops";
  case Event::LoopRestart:
    return "restarts";
  case Event::LoopRun:
  case Event::LoopRunSome:
    return "runs";
  case Event::LoopClose:
  case Event::LoopCloseCancelling:
    return "closes";
  case Event::SessionInit:
    return "makes a session on";
  case Event::SessionClose:
    return "closes a session of";
  default:
    return "schedules on";
  }
}

void CrossThreadScheduleCheck::report(const Finding &F) {
  diag(F.Blamed->Loc, "%0 %1 %2, which %select{may be|is}3 running on another "
                      "thread%4")
      << F.Blamed->Callee->getDeclName() << whatItDoes(*F.Blamed)
      << called("loop", F.LoopName) << F.Definite << consequenceOf(F)
      << fixUnsafeCall(F);
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
