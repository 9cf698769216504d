//===- LifecycleCheck.cpp - What all our checks share ---------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See LifecycleCheck.h.
//
//===----------------------------------------------------------------------===//

#include "LifecycleCheck.h"
#include "findings/Analysis.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang::ast_matchers;

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;
using ::eventloop::findings::StoryItem;
using ::eventloop::typestate::StoryEvent;

LifecycleCheck::LifecycleCheck(StringRef Name, ClangTidyContext *Context,
                               ::eventloop::findings::FindingKind Kind)
    : ClangTidyCheck(Name, Context), Kind(Kind),
      ModelFiles(Options.getLocalOrGlobal("EventLoopModels", "")),
      ShowGiveUps(Options.getLocalOrGlobal("EventLoopShowGiveUps", false)) {}

void LifecycleCheck::storeOptions(ClangTidyOptions::OptionMap &Opts) {
  Options.store(Opts, "EventLoopModels", ModelFiles);
  Options.store(Opts, "EventLoopShowGiveUps", ShowGiveUps);
}

void LifecycleCheck::registerMatchers(MatchFinder *Finder) {
  // All that is wanted is the AST. clangd visits the top-level declarations of
  // the main file alone, never the translation unit.
  Finder->addMatcher(translationUnitDecl().bind("any"), this);
  Finder->addMatcher(functionDecl(isDefinition()).bind("any"), this);
}

void LifecycleCheck::check(const MatchFinder::MatchResult &Result) {
  if (!Ctx)
    Ctx = Result.Context;
}

void LifecycleCheck::onEndOfTranslationUnit() {
  if (!Ctx)
    return;
  SmallVector<StringRef, 2> Names;
  ModelFiles.split(Names, ';', -1, /*KeepEmpty=*/false);
  std::vector<std::string> Files;
  for (StringRef Name : Names)
    Files.push_back(Name.trim().str());
  const auto &Analysis = ::eventloop::findings::analysisOf(*Ctx, Files);
  for (const std::string &Error : Analysis.modelErrors())
    configurationDiag("%0") << Error;
  if (ShowGiveUps)
    llvm::errs() << getID() << ": gave up " << Analysis.giveUps() << " times\n";
  for (const Finding &F : Analysis.findings())
    if (F.Kind == Kind)
      report(F);
}

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
