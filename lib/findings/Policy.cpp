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
  switch (K) {
  case ViolationKind::None:
  case ViolationKind::UseAfterClose:
  case ViolationKind::UseAfterDestroy:
  case ViolationKind::RunWhileStopped:
  case ViolationKind::WorkNeverRun:
    return FindingKind::ScheduleAfterClose;
  case ViolationKind::CoroutineDropped:
  case ViolationKind::TaskDropped:
    return FindingKind::UnawaitedTask;
  case ViolationKind::SessionOutlivesLoop:
  case ViolationKind::SessionLeftOpen:
  case ViolationKind::SessionClosedTooLate:
  case ViolationKind::LoopClosedWithSessions:
    return FindingKind::SessionCleanupOutsideLoop;
  case ViolationKind::LoopClosedWithTasks:
    return FindingKind::CloseWithPendingTasks;
  case ViolationKind::ClosedWhileRunning:
    return FindingKind::CloseWhileRunning;
  case ViolationKind::RunWhileRunning:
  case ViolationKind::RunInsideAnother:
    return FindingKind::NestedRun;
  case ViolationKind::LoopClosedWithJobs:
    return FindingKind::ExecutorNotShutdown;
  case ViolationKind::SubmitAfterShutdown:
    return FindingKind::SubmitAfterShutdown;
  case ViolationKind::CalledInSignalHandler:
    return FindingKind::CloseInSignalHandler;
  case ViolationKind::ScheduledFromOtherThread:
    return FindingKind::CrossThreadSchedule;
  case ViolationKind::UsedInLaterTest:
    return FindingKind::LoopSharedAcrossTests;
  case ViolationKind::TaskErrorSwallowed:
    return FindingKind::SwallowedTaskError;
  case ViolationKind::CaptureDangles:
    return FindingKind::DanglingCapture;
  case ViolationKind::LoopNotClosed:
    return FindingKind::UnclosedLoop;
  case ViolationKind::SessionNotClosed:
    return FindingKind::UnclosedSession;
  }
  llvm_unreachable("a violation without a finding");
}

/// The class of what a call makes.
static const model::TypeRow *typeOf(const facts::Call &Call) {
  return Call.ConstructsType ? Call.ConstructsType : Call.ResultType;
}

/// The consequence for a loop that nobody closes. A factory yields an owner:
/// then it is the one of the library's loops.
static llvm::StringRef whenUnclosed(const facts::Call &Call) {
  const model::TypeRow *Type = typeOf(Call);
  if (Type && !Type->WhenUnclosed.empty())
    return Type->WhenUnclosed;
  for (const model::TypeRow &Row :
       Call.Lib ? Call.Lib->Types : llvm::ArrayRef<model::TypeRow>())
    if (Row.TheRole == model::Role::Loop && !Row.WhenUnclosed.empty())
      return Row.WhenUnclosed;
  return "";
}

/// Whether the handler that the story tells of interrupts whatever runs.
static bool isRawHandler(const StoryNode *Story) {
  for (const StoryNode *N : eventsOf(Story))
    if (N->Event == StoryEvent::HandlerRegistered && N->Call)
      return N->Call->Row->Runs == model::When::InSignalHandler;
  return true;
}

/// What a shut-down executor says. A pool speaks for itself, also when it is a
/// loop that hands it the job.
static llvm::StringRef whenShutDown(const typestate::Violation &V) {
  const facts::Call &Call = *V.Blamed;
  bool IsPool = false;
  for (const StoryNode *N : eventsOf(V.Story))
    IsPool |= N->Event == StoryEvent::ExecutorMade;
  if (IsPool && Call.Row->Object.isNone() && Call.Lib)
    for (const model::FunctionRow &Row : Call.Lib->Functions)
      if (Row.TheEvent == model::Event::ExecutorSubmit && Row.Loop.isNone())
        return Row.WhenStopped;
  return Call.Row->WhenStopped;
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
    return typeOf(Call) ? typeOf(Call)->WhenOutlives : "";
  case ViolationKind::LoopNotClosed:
  case ViolationKind::SessionNotClosed:
    return whenUnclosed(Call);
  case ViolationKind::LoopClosedWithJobs: // a pool that is destroyed, or a loop
    return Call.ConstructsType ? Call.ConstructsType->WhenUnclosed : "";
  default:
    break;
  }
  if (!Call.Row || V.Kind == ViolationKind::TaskErrorSwallowed ||
      V.Kind == ViolationKind::CaptureDangles)
    return "";
  if (V.Kind == ViolationKind::ScheduledFromOtherThread)
    return Call.Row->WhenOtherThread;
  if (V.Kind == ViolationKind::LoopClosedWithTasks)
    return Call.Row->WhenPending;
  if (V.Kind == ViolationKind::SubmitAfterShutdown)
    return whenShutDown(V);
  if (V.Kind == ViolationKind::RunInsideAnother)
    return Call.Row->WhenNested;
  if (V.Kind == ViolationKind::CalledInSignalHandler)
    return isRawHandler(V.Story) ? Call.Row->WhenInSignal
                                 : Call.Row->WhenRunning;
  if (V.Kind == ViolationKind::ClosedWhileRunning ||
      V.Kind == ViolationKind::RunWhileRunning)
    return Call.Row->WhenRunning;
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
  for (const StoryNode *N : eventsOf(V.Story)) {
    if (N->Event == StoryEvent::Entry || N->Loc.isInvalid())
      continue;
    // The blamed call is where the diagnostic stands.
    bool IsBlamed = N->Call == V.Blamed && N->Event == StoryEvent::Closed;
    if (IsBlamed || (N->Event == StoryEvent::WorkPosted &&
                     V.Kind == ViolationKind::WorkNeverRun))
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
    // That a loop runs says more than that its run is on the way.
    if (N->Event == StoryEvent::LoopRuns ||
        N->Event == StoryEvent::ThreadStarted ||
        N->Event == StoryEvent::HandlerRegistered)
      llvm::erase_if(F.Story, [&](const StoryItem &Item) {
        return Item.Event == StoryEvent::CalledFrom && Item.Loc == N->Loc;
      });
    // `run(task)` makes its loop.
    if (N->Event == StoryEvent::Created && !F.Story.empty() &&
        F.Story.back().Event == StoryEvent::LoopRuns &&
        F.Story.back().Loc == N->Loc)
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
  F.Around = V.Around;
  F.Blamed = V.Blamed;
  F.Fate = fateOf(V.Kind);
  F.Consequence = consequenceOf(V, F.Fate);
  tellStory(V, F);
  F.LoopName = V.Blamed->LoopName;
  for (const StoryItem &Item : F.Story)
    if (F.LoopName.empty() && Item.Event != StoryEvent::SessionMade &&
        Item.Event != StoryEvent::SessionEnded &&
        Item.Event != StoryEvent::TaskSpawned)
      F.LoopName = Item.Name;
  return F;
}

} // namespace eventloop::findings
