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
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>

namespace eventloop::findings {

using facts::Call;
using facts::Fact;
using facts::FactKind;
using facts::FunctionFacts;
using facts::Operand;
using facts::Place;
using facts::PlaceId;
using model::Event;
using typestate::StoryEvent;

namespace {

/// What a fact does to the object whose life is looked at.
enum class Deed : uint8_t {
  Nothing,
  Harmless,
  Make,
  Run,
  ShutDown,
  Close,
  End
};

/// The life of one local object, in the facts of its function.
class Life {
public:
  Life(const FunctionFacts &F, const Call &Made, const clang::VarDecl *Var)
      : F(F), Made(Made), Var(Var) {}
  virtual ~Life() = default;

  /// Whether every path does with the object what the shorter form does, and
  /// nothing else happens to it.
  bool isWhole();
  /// The calls that the shorter form takes the place of.
  llvm::ArrayRef<std::pair<StoryEvent, const Call *>> told() const {
    return Told;
  }

protected:
  /// What a method that is called on the object does; nothing where the
  /// shorter form could not do it.
  virtual std::optional<Deed> deedOf(const Call &C) = 0;
  /// How far the object is after a deed; nothing where that is out of order.
  virtual std::optional<unsigned> step(unsigned Stage, Deed D) const = 0;
  virtual unsigned lastStage() const = 0;
  /// What is left to ask when all deeds are known.
  virtual bool isInOrder() const { return true; }

  bool isObject(PlaceId P) const;
  /// Whether the coroutine awaits the task at P where it is made.
  bool isAwaited(PlaceId P) const { return Awaited.contains(P); }

  const FunctionFacts &F;
  const Call &Made;
  const clang::VarDecl *Var;
  llvm::SmallVector<std::pair<StoryEvent, const Call *>, 4> Told;

private:
  bool collect();
  bool collectCall(const Fact &At);
  bool mentions(PlaceId P) const;
  bool mentions(const Operand &O) const;
  bool mentions(const facts::Condition &C) const;
  bool followsOrder() const;

  llvm::DenseMap<const Fact *, Deed> Deeds;
  llvm::DenseSet<PlaceId> Awaited;
  /// What `operator->` of an owner yields.
  llvm::DenseSet<const void *> Pointers;
};

} // namespace

/// True for the variable, or where it is an owner, what it points to.
bool Life::isObject(PlaceId P) const {
  const Place &Where = F.Places[P];
  if (Where.Root == Place::Local && Where.Entity == Var)
    return llvm::all_of(Where.Steps,
                        [](const facts::Step &S) { return S.isDeref(); });
  return Where.Root == Place::Temp && Pointers.contains(Where.Entity) &&
         Where.Steps.size() == 1 && Where.Steps[0].isDeref();
}

bool Life::mentions(PlaceId P) const {
  const Place &Where = F.Places[P];
  return (Where.Root == Place::Local && Where.Entity == Var) ||
         (Where.Root == Place::Temp && Pointers.contains(Where.Entity));
}

bool Life::mentions(const facts::Condition &C) const {
  return mentions(C.LHS) || mentions(C.RHS);
}

bool Life::mentions(const Operand &O) const {
  return mentions(O.Where) ||
         (O.K == Operand::Cond && mentions(F.Conditions[O.Index]));
}

/// False where a call does something else with the object.
bool Life::collectCall(const Fact &At) {
  const Call &C = F.Calls[At.CallIndex];
  if (&C == &Made) {
    Deeds[&At] = Deed::Make;
    return llvm::none_of(C.Args, [&](const Operand &O) { return mentions(O); });
  }
  if (mentions(C.Callable) ||
      llvm::any_of(C.Args, [&](const Operand &O) { return mentions(O); }))
    return false;
  if (!mentions(C.This))
    return !mentions(C.Result);
  if (C.Row && C.Row->TheEvent == Event::OwnerGet) {
    const Place &Result = F.Places[C.Result];
    if (Result.Root != Place::Temp)
      return false;
    Pointers.insert(Result.Entity);
    return true;
  }
  if (!C.Row || !isObject(C.This))
    return false;
  std::optional<Deed> D = deedOf(C);
  if (D && *D != Deed::Nothing)
    Deeds[&At] = *D;
  return D.has_value();
}

bool Life::collect() {
  // In the order of execution: an owner's pointer is made before it is used.
  std::vector<const facts::Block *> InOrder;
  for (const facts::Block &B : F.Blocks)
    InOrder.push_back(&B);
  llvm::sort(InOrder, [](const facts::Block *A, const facts::Block *B) {
    return A->Order < B->Order;
  });
  for (const facts::Block *B : InOrder) {
    for (const Fact &At : B->Facts) {
      if (At.Kind == FactKind::Await)
        Awaited.insert(At.Src.Where);
      if (At.Kind == FactKind::CallFn) {
        if (!collectCall(At))
          return false;
      } else if (At.Kind == FactKind::Destroy && mentions(At.Dst)) {
        Deeds[&At] = Deed::End;
      } else if (mentions(At.Dst) || mentions(At.Src)) {
        return false;
      }
    }
    if (mentions(B->Cond) || mentions(B->Switched) || mentions(B->Static))
      return false;
  }
  return true;
}

/// Walks all paths from the creation to the end of the object.
bool Life::followsOrder() const {
  llvm::SmallVector<std::pair<uint32_t, unsigned>, 8> Work;
  llvm::DenseSet<std::pair<uint32_t, unsigned>> Seen;
  constexpr unsigned NotMade = 0, JustMade = 1;
  Work.push_back({F.Entry, NotMade});
  while (!Work.empty()) {
    auto [Block, Stage] = Work.pop_back_val();
    if (!Seen.insert({Block, Stage}).second)
      continue;
    for (const Fact &At : F.Blocks[Block].Facts) {
      auto It = Deeds.find(&At);
      if (It == Deeds.end() || It->second == Deed::Harmless)
        continue;
      if (It->second == Deed::Make) {
        Stage = JustMade;
      } else if (It->second == Deed::End) {
        if (Stage != NotMade && Stage != lastStage())
          return false;
        Stage = NotMade;
      } else if (std::optional<unsigned> Next = step(Stage, It->second)) {
        Stage = *Next;
      } else {
        return false;
      }
    }
    for (const facts::Edge &E : F.Blocks[Block].Edges)
      Work.push_back({E.To, Stage});
  }
  return true;
}

bool Life::isWhole() {
  return collect() && followsOrder() && !Told.empty() && isInOrder();
}

namespace {

/// Made, run once, perhaps shut down, closed.
class LoopLife : public Life {
public:
  using Life::Life;

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
class SessionLife : public Life {
public:
  using Life::Life;

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

static void report(const Call &Made, FindingKind Kind, const Life &Whole,
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

std::vector<Finding> findPreferences(facts::Program &Program) {
  std::vector<Finding> Findings;
  for (const clang::FunctionDecl *Decl : Program.relevant()) {
    const FunctionFacts *F = Program.factsOf(Decl);
    for (const Call &C :
         F ? llvm::ArrayRef<Call>(F->Calls) : llvm::ArrayRef<Call>()) {
      const clang::VarDecl *Var = madeIn(*F, C);
      if (!Var || !Var->getIdentifier())
        continue;
      if (makes(C, Event::LoopCreate, model::Role::Loop)) {
        LoopLife Loop(*F, C, Var);
        if (Loop.isWhole())
          report(C, FindingKind::PreferRun, Loop, Var, Findings);
      } else if (F->IsCoroutine &&
                 makes(C, Event::SessionInit, model::Role::Session)) {
        SessionLife Session(*F, C, Var);
        if (Session.isWhole())
          report(C, FindingKind::PreferScopedSession, Session, Var, Findings);
      }
    }
  }
  return Findings;
}

} // namespace eventloop::findings
