//===- Summaries.cpp - Applies the summaries of functions -----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The part of the caller's state that a callee can reach is renamed to the
// callee's view, the callee is evaluated, and each of its exits is renamed
// back.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

/// Roots that caller and callee call by the same name.
static bool isShared(LocKind K) {
  return K == LocKind::Global || K == LocKind::Running ||
         K == LocKind::Current || K == LocKind::AtExit ||
         K == LocKind::Default || K == LocKind::Beside ||
         K == LocKind::Suspended || K == LocKind::Quiet ||
         K == LocKind::InSignal || K == LocKind::OtherThread ||
         K == LocKind::KnowsThread;
}

namespace {

/// Renames the roots of locations, and with them whole values.
class Renaming {
public:
  Renaming(LocationTable &Locs) : Locs(Locs) {}
  LocationMap Roots;

  /// Nowhere for what has no name on the other side.
  LocId operator()(LocId L) {
    if (!L)
      return 0;
    LocId Root = Locs[L].Root;
    if (isShared(Locs[Root].Kind))
      return L;
    auto It = Roots.find(Root);
    return It == Roots.end() ? 0 : Locs.rebase(L, Root, It->second);
  }
  Value operator()(Value V) {
    if (V.Target) {
      V.Target = (*this)(V.Target);
      if (!V.Target)
        return Value::unknown();
    }
    return V;
  }

private:
  LocationTable &Locs;
};

} // namespace

/// The story in the caller's terms: what happened before the call, in it, and
/// from where it was called.
const StoryNode *Interpreter::rebase(const StoryNode *Story,
                                     const PathState &Caller,
                                     const LocationMap &Outward,
                                     SourceLocation CallLoc) {
  const StoryNode *Base = nullptr;
  if (Story && Story->EntryLocation)
    if (auto It = Outward.find(Story->EntryLocation); It != Outward.end())
      Base = Caller.get(It->second).Story;
  if (!Story || Story->Event == StoryEvent::Entry)
    return Base;
  return Eng.Stories.tellCall(CallLoc, Story, Base);
}

/// The callee need not know where its callers made their loops: those that
/// differ in nothing else share a summary. While calls are graded, one that
/// is to be graded goes by its name.
const facts::Call *
Interpreter::makerInCallee(const Value &V, const facts::FunctionFacts &Callee,
                           llvm::SmallVectorImpl<const facts::Call *> &Makers) {
  if (V.K != Value::Loop || !V.Made || isExecutor(V))
    return V.Made;
  if (Eng.bitsOf(V.Made)) {
    Eng.dependsOn(V.Made, Callee);
    return V.Made;
  }
  auto It = llvm::find(Makers, V.Made);
  size_t Index = It - Makers.begin();
  if (It == Makers.end())
    Makers.push_back(V.Made);
  return Eng.outerMaker(Index);
}

const facts::Call *
Interpreter::makerInCaller(const facts::Call *Maker,
                           llvm::ArrayRef<const facts::Call *> Makers) {
  for (auto [I, Made] : llvm::enumerate(Makers))
    if (Maker == Eng.outerMaker(I))
      return Made;
  return Maker;
}

/// True at the binding of a spawned task or a session to its loop, and of a job
/// to its executor.
bool Interpreter::isBinding(LocId L, const PathState &S) const {
  if (Locs[L].Kind != LocKind::Binding && Locs[L].Kind != LocKind::Executor)
    return false;
  Value::Kind K = S.get(Locs[L].Parent).K;
  return K == Value::Spawned || K == Value::Session;
}

bool Interpreter::applySummary(const facts::FunctionFacts &Callee,
                               llvm::ArrayRef<Binding> Bindings, PathState S,
                               SourceLocation CallLoc, const void *Site,
                               LocId Result,
                               llvm::SmallVectorImpl<Exit> &Exits) {
  // The roots that the callee reaches, in an order that depends on the shape
  // of the state alone, so that equal shapes share a summary.
  Renaming Inward(Locs);
  llvm::SmallVector<LocId, 8> Order;
  auto Reach = [&](LocId L) {
    LocId Root = Locs[L].Root;
    if (!L || isShared(Locs[Root].Kind))
      return;
    if (Inward.Roots
            .try_emplace(Root, Locs.root(LocKind::Outer, nullptr, Order.size()))
            .second)
      Order.push_back(Root);
  };
  auto ReachFrom = [&](LocId Tree) {
    for (const PathState::Entry &E : S.related(Tree))
      if (E.Content.Target && Locs.isWithin(E.Loc, Tree))
        Reach(E.Content.Target);
  };
  for (const Binding &B : Bindings) {
    if (B.Content.Target)
      Reach(B.Content.Target);
    if (B.CopyFrom)
      ReachFrom(B.CopyFrom);
  }
  for (const PathState::Entry &E : S.entries())
    if (E.Content.Target && isShared(Locs[Locs[E.Loc].Root].Kind))
      Reach(E.Content.Target);
  llvm::SmallVector<std::pair<LocId, LocId>, 4> Bound; // and to which root
  for (const PathState::Entry &E : S.entries())
    if (E.Content.Target && isBinding(E.Loc, S))
      Bound.push_back({E.Loc, Locs[E.Content.Target].Root});
  // What happens to a loop happens to the tasks and sessions bound to it.
  for (auto [What, Root] : Bound)
    if (isShared(Locs[Root].Kind))
      Reach(What);
  for (unsigned I = 0; I < Order.size(); ++I) {
    ReachFrom(Order[I]);
    for (auto [What, Root] : Bound)
      if (Root == Order[I])
        Reach(What);
  }

  PathState Entry;
  LocationMap Outward; // entry location to the caller's
  llvm::SmallVector<const facts::Call *, 2> Makers;
  auto Enter = [&](LocId Here, LocId There, Value V) {
    if (V.K == Value::ClassOf)
      return; // who needs it asks
    V = Inward(V);
    V.Made = makerInCallee(V, Callee, Makers);
    if (V.hasStory())
      V.Story = Eng.Stories.entry(There);
    Outward[There] = Here;
    Entry.set(There, V);
  };
  for (const PathState::Entry &E : S.entries())
    if (LocId There = Inward(E.Loc))
      Enter(E.Loc, There, E.Content);
  for (const Binding &B : Bindings) {
    if (!B.CopyFrom) {
      if (B.Content.K != Value::Absent)
        Enter(0, B.Callee, B.Content);
      continue;
    }
    for (const PathState::Entry &E : S.related(B.CopyFrom))
      if (Locs.isWithin(E.Loc, B.CopyFrom))
        Enter(E.Loc, Locs.rebase(E.Loc, B.CopyFrom, B.Callee), E.Content);
  }

  // Owners that the callee cannot see share what it reaches with those it can;
  // what is passed by value is the callee's own.
  auto IsPassed = [&](LocId L) {
    return llvm::any_of(Bindings, [&](const Binding &B) {
      return B.CopyFrom && Locs.isWithin(L, B.CopyFrom);
    });
  };
  for (const PathState::Entry &E : S.entries())
    if (E.Content.K == Value::Pointer && E.Content.Owns && !Inward(E.Loc) &&
        !IsPassed(E.Loc))
      if (LocId There = Inward(E.Content.Target))
        hold(LocKind::HeldByCaller, There, Entry);

  const Context *Summary = Eng.evaluate(Callee, Entry);
  while (Summary && addClasses(Summary->ClassesAsked, Order, S, Entry))
    Summary = Eng.evaluate(Callee, Entry);
  if (!Summary)
    return false;

  for (const Violation &V : Summary->Violations) {
    const facts::Call *Blamed = makerInCaller(V.Blamed, Makers);
    if (Violation *Known = C.violationOf(Blamed, V.Kind)) {
      Known->Around.add(V.Around);
      continue;
    }
    const StoryNode *Story = rebase(V.Story, S, Outward, CallLoc);
    if (!V.Story || V.Story->Event == StoryEvent::Entry)
      Story = Eng.Stories.tellCall(CallLoc, nullptr, Story);
    C.Violations.push_back({Blamed, V.Kind, Story, V.Spawned, true, V.Around});
  }
  for (const FinalBits &B : Summary->Finals)
    addFinal(B.behind(S.Reached, S.Violated));

  for (const Exit &E : Summary->Exits) {
    Renaming Out(Locs);
    for (unsigned I = 0; I < Order.size(); ++I)
      Out.Roots[Locs.root(LocKind::Outer, nullptr, I)] = Order[I];
    // What the callee made and handed out: new roots of the caller.
    llvm::SmallVector<LocId, 2> Fresh;
    // What an earlier call made here may be among what this one was given: a
    // loop keeps its place then, and of all else the new one counts.
    constexpr unsigned MaxAlive = 3;
    auto NewRoot = [&, Index = 0u]() mutable {
      LocId New = 0;
      do
        New = Locs.root(LocKind::Heap, Site, Index++);
      while (Index < MaxAlive && S.get(New).K == Value::Loop &&
             llvm::is_contained(Order, New));
      return Fresh.emplace_back(New);
    };
    llvm::SmallVector<std::pair<LocId, Value>, 2> Classes;
    LocId ReturnRoot = Locs.root(LocKind::Return);
    if (Result)
      Out.Roots[ReturnRoot] = Result;
    bool Grew = true;
    while (Grew) {
      Grew = false;
      for (const PathState::Entry &X : E.State.entries()) {
        if (!X.Content.Target)
          continue;
        bool IsBound =
            isBinding(X.Loc, E.State) && !Out(X.Loc) && Out(X.Content.Target);
        if (!IsBound && (!Out(X.Loc) || Out(X.Content.Target)))
          continue;
        LocId Root = Locs[IsBound ? X.Loc : X.Content.Target].Root;
        if (Locs[Root].Kind == LocKind::Outer)
          continue;
        LocId New = NewRoot();
        Out.Roots[Root] = New;
        if (const CXXRecordDecl *Class = Locs[Root].Kind == LocKind::Heap
                                             ? classOf(Root, E.State)
                                             : nullptr;
            Class && Class->isPolymorphic())
          Classes.push_back(
              {Locs.below(New, LocKind::Class), Value::classOf(Class)});
        Grew = true;
      }
    }
    Exit Here{S, E.Thrown, E.ThrownType};
    Here.State.eraseIf([&](const PathState::Entry &X) {
      return X.Content.K != Value::ClassOf && Inward(X.Loc) != 0;
    });
    if (!E.Thrown) // what was passed by value ended with the callee
      for (const Binding &B : Bindings)
        if (B.CopyFrom)
          Here.State.eraseTree(B.CopyFrom, Locs);
    if (Result)
      Here.State.eraseTree(Result, Locs);
    for (LocId New : Fresh)
      Here.State.eraseTree(New, Locs);
    llvm::SmallVector<LocId, 2> LeftOutOfSight;
    for (const PathState::Entry &X : E.State.entries()) {
      if (Locs[X.Loc].Kind == LocKind::HeldElsewhere)
        if (LocId Held = Out(X.Content.Target))
          hold(LocKind::HeldElsewhere, Held, Here.State);
      LocId To = Out(X.Loc);
      bool IsReplaced = Locs[Locs[X.Loc].Root].Kind == LocKind::Outer &&
                        llvm::is_contained(Fresh, Locs[To].Root);
      if (!To || IsReplaced || X.Content.K == Value::ClassOf)
        continue;
      Value V = Out(X.Content);
      V.Made = makerInCaller(V.Made, Makers);
      if (V.hasStory())
        V.Story = rebase(V.Story, S, Outward, CallLoc);
      Here.State.set(To, V);
      if (V.Target && Locs.isOutOfSight(To))
        LeftOutOfSight.push_back(To);
    }
    for (LocId To : LeftOutOfSight)
      leaveOutOfSight(To, Here.State);
    for (const auto &[Where, Class] : Classes)
      Here.State.set(Where, Class);
    takeOverUnknownCloses(E.State, Here.State);
    Here.State.Reached |= E.State.Reached;
    Here.State.Violated |= E.State.Violated;
    Exits.push_back(std::move(Here));
  }
  return true;
}

} // namespace eventloop::typestate
