//===- DanglingCaptureCheck.cpp - Captures that end too early -------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See DanglingCaptureCheck.h.
//
//===----------------------------------------------------------------------===//

#include "DanglingCaptureCheck.h"
#include "CaptureFix.h"
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;
using ::eventloop::typestate::StoryEvent;

/// What the callback or task refers to.
static std::string referentOf(const Finding &F) {
  for (const auto &Item : F.Story)
    if (Item.Event == StoryEvent::ReferentEnded && !Item.Name.empty())
      return ("'" + Item.Name + "'").str();
  return "an object";
}

void DanglingCaptureCheck::report(const Finding &F) {
  diag(F.Blamed->Loc,
       "%0 schedules what refers to %1, which %select{may be|is}2 gone when it "
       "runs")
      << F.Blamed->Callee->getDeclName() << referentOf(F) << F.Definite
      << fixDanglingCapture(F, *context());
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
