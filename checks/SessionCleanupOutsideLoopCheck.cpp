//===- SessionCleanupOutsideLoopCheck.cpp - Sessions without loop ---------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See SessionCleanupOutsideLoopCheck.h.
//
//===----------------------------------------------------------------------===//

#include "SessionCleanupOutsideLoopCheck.h"
#include "SessionFix.h"
#include "Words.h"
#include "facts/Fact.h"
#include "llvm/ADT/STLExtras.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;
using ::eventloop::typestate::StoryEvent;
using ::eventloop::typestate::ViolationKind;

static bool tellsEndOfLoop(const Finding &F) {
  return llvm::any_of(F.Story, [](const auto &Item) {
    return Item.Event == StoryEvent::Closed ||
           Item.Event == StoryEvent::Destroyed ||
           Item.Event == StoryEvent::FoundClosed;
  });
}

void SessionCleanupOutsideLoopCheck::report(const Finding &F) {
  std::string Consequence = consequenceOf(F);
  std::string Session = sessionOf(F), Loop = called("loop", F.LoopName);
  switch (F.Violation) {
  case ViolationKind::SessionOutlivesLoop:
  case ViolationKind::SessionLeftOpen:
    diag(F.Blamed->Loc, "%0 %select{may outlive|outlives}1 %2%3")
        << Session << F.Definite << Loop << Consequence
        << fixSessionOrder(F, *context());
    break;
  case ViolationKind::LoopClosedWithSessions:
    diag(F.Blamed->Loc, "%0 %select{may be|is}1 closed while %2 is open%3")
        << Loop << F.Definite << Session << Consequence;
    break;
  default:
    if (!tellsEndOfLoop(F)) {
      diag(F.Blamed->Loc, "%0 %select{may be|is}1 closed while %2 does not run")
          << Session << F.Definite << Loop;
      break;
    }
    diag(F.Blamed->Loc, "%0 is closed on %1, which %select{may be|is}2 "
                        "closed%3")
        << Session << Loop << F.Definite << Consequence
        << fixSessionOrder(F, *context());
    break;
  }
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
