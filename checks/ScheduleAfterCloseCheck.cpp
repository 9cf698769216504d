//===- ScheduleAfterCloseCheck.cpp - Work for a dead loop -----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See ScheduleAfterCloseCheck.h.
//
//===----------------------------------------------------------------------===//

#include "ScheduleAfterCloseCheck.h"
#include "CloseFix.h"
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;
using ::eventloop::model::Event;

/// What the blamed call wants of the loop; an index into the message.
static unsigned verbOf(Event E) {
  switch (E) {
  case Event::LoopRun:
  case Event::LoopRunSome:
    return 0;
  case Event::TaskSpawn:
    return 1;
  case Event::SessionStart:
    return 2;
  case Event::SessionInit:
  case Event::KeepAlive:
    return 3;
  default:
    return 4;
  }
}

void ScheduleAfterCloseCheck::report(const Finding &F) {
  const auto &Call = *F.Blamed;
  llvm::SmallVector<FixItHint, 3> Fixes = fixEarlyClose(F, *context());
  // Two branches behind one close share its fix: it is offered once.
  if (!Fixes.empty() &&
      !Fixed.insert(Fixes.front().RemoveRange.getBegin()).second)
    Fixes.clear();
  diag(Call.Loc, "%0 %select{runs|spawns on|starts an operation on|binds to|"
                 "schedules on}1 %2, which %select{may be|is}3 "
                 "%select{closed|stopped|destroyed}4%5")
      << Call.Callee->getDeclName() << verbOf(Call.Row->TheEvent)
      << called("loop", F.LoopName) << F.Definite
      << static_cast<unsigned>(F.Fate) << consequenceOf(F) << Fixes;
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
