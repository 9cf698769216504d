//===- Preferences.cpp - What could be written shorter --------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See Preferences.h.
//
//===----------------------------------------------------------------------===//

#include "findings/Preferences.h"
#include "facts/Program.h"
#include "findings/ObjectLife.h"
#include "llvm/ADT/STLExtras.h"

namespace eventloop::findings {

using facts::Call;
using facts::FunctionFacts;
using facts::Operand;
using facts::Place;
using facts::PlaceId;
using model::Event;
using typestate::StoryEvent;

namespace {

/// Made, run once, perhaps shut down, closed.
class LoopLife : public ObjectLife {
public:
  using ObjectLife::ObjectLife;

private:
  enum Stage : unsigned { NotMade, IsMade, HasRun, IsClosed };

  std::optional<Deed> deedOf(const Call &C) override {
    switch (C.Row->TheEvent) {
    case Event::LoopRun:
      return deedOfRun(C);
    case Event::LoopClose:
      Told.push_back({StoryEvent::Closed, &C});
      return Deed::Close;
    case Event::ExecutorShutdown:
    case Event::TaskCreate: // `loop.shutdown_asyncgens()`
      if (C.resultRole() != model::Role::Task)
        return std::nullopt;
      ShutDowns.insert(C.Result);
      return Deed::Harmless;
    default:
      return std::nullopt;
    }
  }

  std::optional<Deed> deedOfRun(const Call &C) {
    std::optional<unsigned> Work = C.argumentOf(C.Row->Callback);
    // What is awaited but not handed over is used by others as well.
    if (!Work || C.Args[*Work].K != Operand::Object)
      return std::nullopt;
    bool IsShutDown = ShutDowns.contains(C.Args[*Work].Where);
    if (!IsShutDown && std::exchange(HasWork, true))
      return std::nullopt;
    Told.push_back({StoryEvent::LoopRuns, &C});
    return IsShutDown ? Deed::ShutDown : Deed::Run;
  }

  std::optional<unsigned> step(unsigned At, Deed D) const override {
    if (At == IsMade && D == Deed::Run)
      return HasRun;
    if (At == HasRun && D == Deed::ShutDown)
      return HasRun;
    if (At == HasRun && D == Deed::Close)
      return IsClosed;
    return std::nullopt;
  }
  unsigned lastStage() const override { return IsClosed; }

  llvm::DenseSet<PlaceId> ShutDowns; ///< the tasks that shut something down
  bool HasWork = false;
};

} // namespace

namespace {

/// Made, used through its own methods, closed by an awaited close.
class SessionLife : public ObjectLife {
public:
  using ObjectLife::ObjectLife;

private:
  enum Stage : unsigned { NotMade, IsMade, IsClosed };

  std::optional<Deed> deedOf(const Call &C) override {
    switch (C.Row->TheEvent) {
    case Event::SessionStart:
    case Event::SessionIsClosed:
      return Deed::Harmless;
    case Event::SessionClose:
      Told.push_back({StoryEvent::Closed, &C});
      return Deed::Close;
    default:
      return std::nullopt;
    }
  }
  std::optional<unsigned> step(unsigned, Deed D) const override {
    return D == Deed::Close ? std::optional<unsigned>(IsClosed) : std::nullopt;
  }
  unsigned lastStage() const override { return IsClosed; }
  bool isInOrder() const override {
    return llvm::all_of(
        Told, [&](const auto &Item) { return isAwaited(Item.second->Result); });
  }
};

} // namespace

/// The local variable of this function that a call makes an object or an owner
/// in; null where it makes it elsewhere.
static const clang::VarDecl *madeIn(const FunctionFacts &F, const Call &C) {
  const Place &Where = F.Places[C.Constructs && C.This ? C.This : C.Result];
  if (Where.Root != Place::Local || !Where.Steps.empty())
    return nullptr;
  const auto *Var = static_cast<const clang::VarDecl *>(Where.Entity);
  return llvm::isa<clang::ParmVarDecl>(Var) || Var->isStaticLocal() ? nullptr
                                                                    : Var;
}

/// The function of the library that makes, runs and closes a loop, or a
/// session around a callback.
static const model::FunctionRow *shorterForm(const model::Library *Lib,
                                             FindingKind Kind) {
  for (const model::FunctionRow &Row :
       Lib ? Lib->Functions : llvm::ArrayRef<model::FunctionRow>()) {
    bool IsScope = Row.TheEvent == Event::TaskCreate && !Row.Loop.isNone() &&
                   !Row.Callback.isNone();
    if (Kind == FindingKind::PreferRun ? Row.TheEvent == Event::LoopRunFresh
                                       : IsScope)
      return &Row;
  }
  return nullptr;
}

static bool makes(const Call &C, Event Wanted, model::Role Role) {
  bool IsFactory = C.Row && C.Row->TheEvent == Event::OwnerMake;
  return (C.Row && C.Row->TheEvent == Wanted) ||
         (IsFactory && C.ConstructsType && C.ConstructsType->TheRole == Role);
}

static void report(const Call &Made, FindingKind Kind, const ObjectLife &Whole,
                   const clang::VarDecl *Var, std::vector<Finding> &Findings) {
  const model::Library *Lib = Made.Row && Made.Row->TheEvent == Event::OwnerMake
                                  ? Whole.told().front().second->Lib
                                  : Made.Lib;
  const model::FunctionRow *Shorter = shorterForm(Lib, Kind);
  if (!Shorter)
    return;
  Finding F;
  F.Kind = Kind;
  F.Blamed = &Made;
  F.LoopName = Var->getName();
  F.Consequence = Shorter->Name;
  for (auto [What, By] : Whole.told())
    F.Story.push_back({What, By->Loc, "", By});
  Findings.push_back(std::move(F));
}

/// The local objects that a method is called on that no shorter form calls: of
/// most objects this is all there is to know.
static llvm::DenseSet<const void *> usedOtherwise(const FunctionFacts &F) {
  llvm::DenseSet<const void *> Used;
  for (const Call &C : F.Calls) {
    if (!C.Row || !C.This)
      continue;
    switch (C.Row->TheEvent) {
    case Event::Post:
    case Event::PostDelayed:
    case Event::LoopStop:
    case Event::TaskSpawn:
    case Event::PostThreadsafe:
      Used.insert(F.Places[C.This].Entity);
      break;
    default:
      break;
    }
  }
  return Used;
}

/// Looks at what a function makes. The life of each object is the function once
/// more: one that makes hundreds is left alone.
static void findIn(const FunctionFacts &F, std::vector<Finding> &Findings) {
  constexpr unsigned MaxLives = 32;
  const llvm::DenseSet<const void *> Used = usedOtherwise(F);
  unsigned Lives = 0;
  for (const Call &C : F.Calls) {
    const clang::VarDecl *Var = madeIn(F, C);
    if (!Var || !Var->getIdentifier() || Used.contains(Var))
      continue;
    if (makes(C, Event::LoopCreate, model::Role::Loop)) {
      if (++Lives > MaxLives)
        return;
      LoopLife Loop(F, C, Var);
      if (Loop.isWhole())
        report(C, FindingKind::PreferRun, Loop, Var, Findings);
    } else if (F.IsCoroutine &&
               makes(C, Event::SessionInit, model::Role::Session)) {
      if (++Lives > MaxLives)
        return;
      SessionLife Session(F, C, Var);
      if (Session.isWhole())
        report(C, FindingKind::PreferScopedSession, Session, Var, Findings);
    }
  }
}

std::vector<Finding> findPreferences(facts::Program &Program) {
  std::vector<Finding> Findings;
  for (const clang::FunctionDecl *Decl : Program.relevant())
    if (const FunctionFacts *F = Program.factsOf(Decl))
      findIn(*F, Findings);
  return Findings;
}

} // namespace eventloop::findings
