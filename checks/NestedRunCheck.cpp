//===- NestedRunCheck.cpp - Runs inside a run -----------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See NestedRunCheck.h.
//
//===----------------------------------------------------------------------===//

#include "NestedRunCheck.h"
#include "NestedRunFix.h"
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;
using ::eventloop::typestate::StoryEvent;
using ::eventloop::typestate::ViolationKind;

/// The loop that runs already: the blamed call names the inner one.
static std::string outerLoop(const Finding &F) {
  for (const auto &Item : F.Story)
    if (Item.Event == StoryEvent::LoopRuns)
      return called("loop", Item.Name);
  return "a loop";
}

void NestedRunCheck::report(const Finding &F) {
  const auto &Call = *F.Blamed;
  if (F.Violation == ViolationKind::RunWhileRunning)
    diag(Call.Loc, "%0 runs %1, which %select{may be|is}2 running%3")
        << Call.Callee->getDeclName() << called("loop", F.LoopName)
        << F.Definite << consequenceOf(F) << fixNestedRun(F, *context());
  else
    diag(Call.Loc, "%0 %select{may be|is}1 called while %2 runs%3")
        << Call.Callee->getDeclName() << F.Definite << outerLoop(F)
        << consequenceOf(F) << fixNestedRun(F, *context());
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
