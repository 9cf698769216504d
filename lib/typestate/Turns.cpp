//===- Turns.cpp - A loop's turns -----------------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What waits on a loop, and what becomes of it when the loop turns: posted
// callbacks and tasks that never wait run in their order; timers, operations
// and tasks that wait are each looked at by themselves, and what they change is
// unknown afterwards.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

/// Has a loop run a callable later. Nowhere if what it does is not followed.
LocId Interpreter::addPending(LocId Loop, LocId Callable, bool Ordered,
                              PathState &S) {
  constexpr uint32_t MaxPending = 16;
  if (S.get(Callable).K == Value::Pointer) // a reference to the callable
    Callable = S.get(Callable).Target;
  // Of what cannot be called in sight, that it will be called is known.
  if (S.get(Callable).K == Value::Absent) {
    escape(Callable, true, S);
    return 0;
  }
  for (uint32_t I = 0; I < MaxPending; ++I) {
    LocId Even = Locs.below(Loop, LocKind::Pending, nullptr, 2 * I);
    LocId Odd = Locs.below(Loop, LocKind::Pending, nullptr, 2 * I + 1);
    if (S.get(Even).K != Value::Absent || S.get(Odd).K != Value::Absent)
      continue;
    S.copyTree(Callable, Ordered ? Even : Odd, Locs);
    return Ordered ? Even : Odd;
  }
  escape(Callable, true, S);
  return 0;
}

static bool isStopped(LoopState S) {
  return S == LoopState::Stopped || S == LoopState::StoppedWithWork;
}

/// True if all that befell a task is that its loop turned.
static bool hasOnlyTurned(const Value &Before, const Value &After) {
  return Before.K == Value::Spawned && After.K == Value::Spawned &&
         !(After == Before) &&
         After.TheTask == step(Before.TheTask, TaskEvent::Turn).Next &&
         After.Progress == step(Before.Progress, TaskEvent::Turn);
}

/// What a callback whose time is not known came to, beside the path: its
/// violations count, its effects are only known to be possible. A callback that
/// stops the loop is the last one where it runs: those paths go to Stopped.
/// Null where the callback has been merged before. True if it has changed
/// something.
bool Interpreter::mergeAside(llvm::ArrayRef<Exit> Exits, LocId Loop,
                             PathState &S, States *Stopped) {
  llvm::SmallVector<LocId, 4> Changed, Turned;
  uint64_t ViolatedByAll = ~0ull;
  for (const Exit &E : Exits) {
    const bool Stops = isStopped(E.State.get(Loop).State);
    if (Stops && Stopped) {
      Stopped->push_back(E.State);
    } else if (Stopped) {
      ViolatedByAll &= E.State.Violated;
      const FinalBits Ended{E.State.Reached, E.State.Violated, true};
      addFinal(Ended.behind(S.Reached, S.Violated));
    }
    for (const PathState::Entry &Before : S.entries()) {
      const Value &After = E.State.get(Before.Loc);
      if (Stops && Before.Loc == Loop)
        continue; // here it has not been stopped
      if (hasOnlyTurned(Before.Content, After))
        Turned.push_back(Before.Loc);
      else if (!(After == Before.Content))
        Changed.push_back(Before.Loc);
    }
    for (const PathState::Entry &After : E.State.entries())
      if (S.get(After.Loc).K == Value::Absent &&
          Locs[After.Loc].Kind != LocKind::Pending &&
          After.Content.K != Value::Callable && After.Content.K != Value::Task)
        Changed.push_back(After.Loc);
  }
  if (!Exits.empty() && Stopped)
    S.Violated |= ViolatedByAll & S.Reached;
  for (LocId L : Turned)
    taskEvent(L, TaskEvent::Turn, {}, S);
  for (LocId L : Changed) {
    Value V = S.get(L);
    if (V.K == Value::Loop) {
      V.State = LoopState::Unknown;
      S.set(L, V);
    } else if (Locs[L].Kind != LocKind::Pending) {
      forget(L, S);
    }
  }
  return !Changed.empty();
}

/// Runs a callback of the loop. One that was posted runs in its turn, and so
/// does a task that never waits; one that is awaited comes to its end. Of all
/// others nobody knows when they do.
void Interpreter::runOne(LocId Callable, bool Ordered, LocId Loop,
                         SourceLocation RunAt, PathState S, Turns &Out) {
  LocId Task = S.get(Locs.below(Callable, LocKind::Binding)).Target;
  bool IsAwaited = Task && Task == Out.Awaited;
  bool IsTask = S.get(Callable).K == Value::Task;
  const LocId Suspended = Locs.root(LocKind::Suspended);
  const LocId Beside = Locs.root(LocKind::Beside);
  const Value SuspendedBefore = S.get(Suspended);
  bool Waits = false;
  auto Call = [&](PathState From) {
    if (!Ordered && !IsAwaited)
      From.set(Beside, Value::integer(1, 1));
    setSuspended(false, From);
    llvm::SmallVector<Exit, 2> Exits = call(Callable, RunAt, From, 0);
    for (Exit &E : Exits) {
      Waits |= !E.State.get(Suspended).isNull();
      E.State.set(Suspended, SuspendedBefore);
      E.State.erase(Beside);
    }
    return Exits;
  };
  llvm::SmallVector<Exit, 2> Exits = Call(S);
  if (Ordered || IsAwaited || (IsTask && !Waits && !Exits.empty())) {
    for (Exit &E : Exits) {
      if (!IsAwaited)
        failTask(Task, E, Certainty::Certain, E.State);
      taskEvent(Task, TaskEvent::Finish, RunAt, E.State);
      if (IsAwaited && E.Thrown)
        Out.Thrown.push_back(std::move(E));
      else // a loop survives its callbacks
        Out.After.push_back(std::move(E.State));
    }
    return;
  }
  for (Exit &E : Exits)
    blameLater(Loop, S, E.State);
  if (mergeAside(Exits, Loop, S, &Out.After) && !IsTask) {
    // Perhaps it is called again: then it may do what it did not at first. What
    // would be wrong then is not said, since nobody knows whether it is.
    const size_t Told = C.Violations.size(), Ended = C.Finals.size();
    mergeAside(Call(S), Loop, S, nullptr);
    C.Violations.erase(C.Violations.begin() + Told, C.Violations.end());
    C.Finals.erase(C.Finals.begin() + Ended, C.Finals.end());
  }
  if (!Exits.empty() &&
      llvm::all_of(Exits, [](const Exit &E) { return E.Thrown; }))
    failTask(Task, Exits.front(), Certainty::Possible, S);
  // What never ends is not done, whenever one looks.
  if (!Exits.empty())
    taskEvent(Task, TaskEvent::Turn, RunAt, S);
  Out.After.push_back(std::move(S));
}

/// A callable has run: what it alone owned ends with it, its loop alive.
void Interpreter::dropCallable(LocId Callable, PathState &S) {
  llvm::SmallVector<LocId, 2> Owned;
  for (const PathState::Entry &E : S.related(Callable))
    if (E.Content.K == Value::Pointer && E.Content.Owns &&
        Locs.isWithin(E.Loc, Callable))
      Owned.push_back(E.Content.Target);
  S.eraseTree(Callable, Locs);
  for (LocId Object : Owned)
    if (!hasOwner(Object, S))
      escape(Object, true, S);
}

/// Runs what waits on the loop until nothing is left or the loop is stopped.
/// What the task that is awaited throws goes to \p Thrown.
States Interpreter::runPending(LocId Loop, SourceLocation RunAt,
                               PathState First, LocId Awaited,
                               llvm::SmallVectorImpl<Exit> *Thrown) {
  constexpr unsigned MaxTurns = 24;
  // What else waits runs in its own turn, not within one that waits.
  if (First.get(Locs.root(LocKind::Beside)).K == Value::Int) {
    tasksOf(Loop, TaskEvent::Turn, RunAt, First);
    return {std::move(First)};
  }
  Turns Turned;
  Turned.Awaited = Thrown ? Awaited : 0;
  States Done, Now;
  Now.push_back(std::move(First));
  for (unsigned Turn = 0; Turn < MaxTurns && !Now.empty(); ++Turn) {
    Turned.After.clear();
    for (PathState &S : Now) {
      LocId Next = 0;
      for (const PathState::Entry &E : S.related(Loop))
        if (Locs[E.Loc].Kind == LocKind::Pending &&
            Locs[E.Loc].Parent == Loop &&
            (!Next || Locs[E.Loc].Index < Locs[Next].Index))
          Next = E.Loc;
      if (!Next || isStopped(S.get(Loop).State)) {
        Done.push_back(std::move(S));
        continue;
      }
      // Moved out first: the callback may schedule into its place.
      LocId Active = Locs.root(LocKind::Heap, &C, Depth);
      S.copyTree(Next, Active, Locs);
      S.eraseTree(Next, Locs);
      S.erase(Locs.below(Next, LocKind::Binding)); // it is Active's now
      bool Ordered = Locs[Next].Index % 2 == 0;
      if (hasFailed(Active, S)) { // it was never scheduled
        dropCallable(Active, S);
        Turned.After.push_back(std::move(S));
        continue;
      }
      blameDangling(Active, S);
      ++Depth;
      runOne(Active, Ordered, Loop, RunAt, std::move(S), Turned);
      --Depth;
      for (PathState &Left : Turned.After)
        dropCallable(Active, Left);
      for (Exit &Left : Turned.Thrown)
        dropCallable(Active, Left.State);
    }
    Now = std::move(Turned.After);
    if (Now.size() > Eng.TheLimits.StatesPerBlock) {
      Eng.losePaths();
      break;
    }
  }
  for (PathState &S : Now)
    Done.push_back(std::move(S));
  for (PathState &S : Done)
    tasksOf(Loop, TaskEvent::Turn, RunAt, S);
  if (Thrown)
    llvm::append_range(*Thrown, std::move(Turned.Thrown));
  return Done;
}

} // namespace eventloop::typestate
