//===- Policy.cpp - Which violation is which finding ----------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Chooses the check, the consequence and the part of the story that is told.
//
//===----------------------------------------------------------------------===//

#include "findings/Policy.h"
#include "facts/Fact.h"
#include "llvm/ADT/STLExtras.h"

namespace eventloop::findings {

using typestate::StoryEvent;
using typestate::StoryNode;
using typestate::ViolationKind;

static LoopFate fateOf(ViolationKind K) {
  switch (K) {
  case ViolationKind::UseAfterDestroy:
    return LoopFate::Destroyed;
  case ViolationKind::RunWhileStopped:
  case ViolationKind::WorkNeverRun:
    return LoopFate::Stopped;
  default:
    return LoopFate::Closed;
  }
}

static FindingKind kindOf(ViolationKind K) {
  switch (typestate::subjectOf(K)) {
  case typestate::Subject::Loop:
    return FindingKind::ScheduleAfterClose;
  case typestate::Subject::Task:
    return FindingKind::UnawaitedTask;
  case typestate::Subject::Session:
    return FindingKind::SessionCleanupOutsideLoop;
  }
  return FindingKind::ScheduleAfterClose;
}

/// What follows, in the words of the library.
static llvm::StringRef consequenceOf(const typestate::Violation &V,
                                     LoopFate Fate) {
  const facts::Call &Call = *V.Blamed;
  switch (V.Kind) {
  case ViolationKind::CoroutineDropped:
  case ViolationKind::TaskDropped:
    return Call.ResultType ? Call.ResultType->WhenDropped : "";
  case ViolationKind::SessionOutlivesLoop:
  case ViolationKind::SessionLeftOpen:
    if (const model::TypeRow *Type =
            Call.ConstructsType ? Call.ConstructsType : Call.ResultType)
      return Type->WhenOutlives;
    return "";
  default:
    break;
  }
  if (!Call.Row)
    return "";
  return Fate == LoopFate::Stopped ? Call.Row->WhenStopped
                                   : Call.Row->WhenClosed;
}

static bool endsLoop(StoryEvent E) {
  return E == StoryEvent::Closed || E == StoryEvent::Destroyed ||
         E == StoryEvent::FoundClosed;
}

/// A loop's story does not know of the session: that it was made, which was
/// before the loop ended, comes where the two stories meet.
static void tellSessionInTime(Finding &F) {
  auto Made = llvm::find_if(F.Story, [](const StoryItem &I) {
    return I.Event == StoryEvent::SessionMade;
  });
  auto End = llvm::find_if(
      F.Story, [](const StoryItem &I) { return endsLoop(I.Event); });
  if (Made != F.Story.end() && End < Made)
    std::rotate(End, Made, Made + 1);
}

/// Oldest first. Of a long story the beginning and the end are told.
static void tellStory(const typestate::Violation &V, Finding &F) {
  constexpr size_t MaxItems = 10;
  for (const StoryNode *N = V.Story; N; N = N->Previous) {
    if (N->Event == StoryEvent::Entry || N->Loc.isInvalid())
      continue;
    // The blamed call is where the diagnostic stands.
    if (N->Event == StoryEvent::WorkPosted &&
        V.Kind == ViolationKind::WorkNeverRun)
      continue;
    // The same call again on the way out is a recursion: told once.
    auto Calls = llvm::make_range(F.Story.rbegin(), F.Story.rend());
    auto Way = llvm::find_if(Calls, [](const StoryItem &Item) {
      return Item.Event != StoryEvent::CalledFrom;
    });
    if (N->Event == StoryEvent::CalledFrom &&
        std::any_of(F.Story.rbegin(), Way,
                    [&](const StoryItem &Item) { return Item.Loc == N->Loc; }))
      continue;
    F.Story.push_back({N->Event, N->Loc, N->Name, N->Call});
  }
  std::reverse(F.Story.begin(), F.Story.end());
  tellSessionInTime(F);
  if (F.Story.size() > MaxItems)
    F.Story.erase(F.Story.begin() + 1,
                  F.Story.begin() + 1 + (F.Story.size() - MaxItems));
}

Finding makeFinding(const typestate::Violation &V) {
  Finding F;
  F.Kind = kindOf(V.Kind);
  F.Violation = V.Kind;
  F.Spawned = V.Spawned;
  F.Definite = V.Definite;
  F.Blamed = V.Blamed;
  F.Fate = fateOf(V.Kind);
  F.Consequence = consequenceOf(V, F.Fate);
  tellStory(V, F);
  F.LoopName = V.Blamed->LoopName;
  for (const StoryItem &Item : F.Story)
    if (F.LoopName.empty() && Item.Event != StoryEvent::SessionMade &&
        Item.Event != StoryEvent::SessionEnded)
      F.LoopName = Item.Name;
  return F;
}

} // namespace eventloop::findings
