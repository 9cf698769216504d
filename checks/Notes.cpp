//===- Notes.cpp - The words of a story -----------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A note for each event of a finding's story, for all checks.
//
//===----------------------------------------------------------------------===//

#include "LifecycleCheck.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;
using ::eventloop::findings::StoryItem;
using ::eventloop::typestate::StoryEvent;

void LifecycleCheck::tell(const Finding &F, StringRef Subject) {
  StringRef Executor; // from where it was made on, a helper knows another name
  for (const StoryItem &Item : F.Story) {
    if (Executor.empty() && (Item.Event == StoryEvent::ExecutorMade ||
                             Item.Event == StoryEvent::ExecutorShutDown))
      Executor = Item.Name;
    std::string Loop = "the loop";
    if (StringRef Name = Item.Name.empty() ? Subject : Item.Name; !Name.empty())
      Loop = ("loop '" + Name + "'").str();
    StringRef What;
    switch (Item.Event) {
    case StoryEvent::Entry:
      continue;
    case StoryEvent::Created:
      What = "%0 is created here";
      break;
    case StoryEvent::Stopped:
      What = "%0 is stopped here";
      break;
    case StoryEvent::RanToEnd:
      What = "%0 is stopped when this run returns";
      break;
    case StoryEvent::Closed:
      What = "%0 is closed here";
      break;
    case StoryEvent::Destroyed:
      What = "%0 is destroyed here";
      break;
    case StoryEvent::FoundClosed:
      What = "%0 is closed where this is true";
      break;
    case StoryEvent::FoundStopped:
      What = "%0 is stopped where this is true";
      break;
    case StoryEvent::WorkPosted:
      What = "%0 is given work here that never runs";
      break;
    case StoryEvent::TaskDropped:
      diag(Item.Loc, "it is dropped here", DiagnosticIDs::Note);
      continue;
    case StoryEvent::TaskLeft:
      diag(Item.Loc, "it is not done when its loop ends here",
           DiagnosticIDs::Note);
      continue;
    case StoryEvent::TaskSpawned:
      diag(Item.Loc, "the task is spawned here", DiagnosticIDs::Note);
      continue;
    case StoryEvent::JobSubmitted:
      diag(Item.Loc, "the job is submitted here", DiagnosticIDs::Note);
      continue;
    case StoryEvent::ExecutorMade:
    case StoryEvent::ExecutorShutDown:
      diag(Item.Loc,
           "%select{executor '%1'|the executor}0 is "
           "%select{shut down|created}2 here",
           DiagnosticIDs::Note)
          << Executor.empty() << Executor
          << (Item.Event == StoryEvent::ExecutorMade);
      continue;
    case StoryEvent::ThreadStarted:
      diag(Item.Loc, "the other thread is given its work here",
           DiagnosticIDs::Note);
      continue;
    case StoryEvent::ReferentEnded:
      diag(Item.Loc, "%select{'%1'|it}0 ends here", DiagnosticIDs::Note)
          << Item.Name.empty() << Item.Name;
      continue;
    case StoryEvent::TestEnded:
      diag(Item.Loc, "the test that closed it ends here", DiagnosticIDs::Note);
      continue;
    case StoryEvent::HandlerRegistered:
      diag(Item.Loc, "the handler is registered here", DiagnosticIDs::Note);
      continue;
    case StoryEvent::LoopRuns:
      What = "%0 is run here";
      break;
    case StoryEvent::SessionMade:
    case StoryEvent::SessionEnded:
      diag(Item.Loc,
           "%select{session '%1'|the session}0 is "
           "%select{destroyed|made}2 here",
           DiagnosticIDs::Note)
          << Item.Name.empty() << Item.Name
          << (Item.Event == StoryEvent::SessionMade);
      continue;
    case StoryEvent::CalledFrom:
      diag(Item.Loc, "called from here", DiagnosticIDs::Note);
      continue;
    }
    diag(Item.Loc, What, DiagnosticIDs::Note) << Loop;
  }
}

} // namespace clang::tidy::eventloop
