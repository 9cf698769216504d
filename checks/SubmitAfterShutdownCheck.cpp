//===- SubmitAfterShutdownCheck.cpp - Jobs that come too late -------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See SubmitAfterShutdownCheck.h.
//
//===----------------------------------------------------------------------===//

#include "SubmitAfterShutdownCheck.h"
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;
using ::eventloop::typestate::StoryEvent;

void SubmitAfterShutdownCheck::report(const Finding &F) {
  std::string Executor = "the executor";
  for (const auto &Item : F.Story)
    if (Item.Event == StoryEvent::ExecutorMade && !Item.Name.empty())
      Executor = called("executor", Item.Name);
  diag(F.Blamed->Loc,
       "%0 hands a job to %1, which %select{may be|is}2 shut down%3")
      << F.Blamed->Callee->getDeclName() << Executor << F.Definite
      << consequenceOf(F);
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
