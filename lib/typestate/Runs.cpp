//===- Runs.cpp - Runs callbacks and tasks --------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// When a loop runs, what waits on it runs: callbacks that were posted run in
// their order; tasks, timers and operations, whose order nobody knows, are
// each looked at by themselves, and what they change is unknown afterwards.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

/// The loop that runs, or else the current one.
LocId Interpreter::runningLoop(PathState &S) {
  LocId Running = Locs.root(LocKind::Running);
  if (S.get(Running).K == Value::Pointer)
    return S.get(Running).Target;
  return follow(Locs.root(LocKind::Current), S);
}

/// The first index of the places that functions' addresses are given.
static constexpr unsigned FirstKept = 100;

/// A function's address has no place of its own: gives it one.
LocId Interpreter::keepFunction(const facts::Call &Call, unsigned Arg,
                                PathState &S) {
  Value V = evaluate(Call.Args[Arg], S);
  if (V.K != Value::Callable)
    return 0;
  LocId L = Locs.root(LocKind::Heap, Call.Site, FirstKept + Arg);
  S.set(L, V);
  return L;
}

/// A function's address was passed on: its place is free again.
void Interpreter::forgetFunction(LocId L, PathState &S) {
  if (Locs[L].Kind == LocKind::Heap && Locs[L].Index >= FirstKept)
    S.erase(L);
}

/// True for a callback in sight that has nothing to do with loops.
bool Interpreter::isWithoutEffect(LocId Callable, const PathState &S) {
  Value V = S.get(Callable);
  if (V.K == Value::Pointer)
    V = S.get(V.Target);
  return V.K == Value::Callable && Eng.Program.isVisible(V.Function) &&
         !Eng.Program.factsOf(V.Function);
}

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

void Interpreter::addAtExit(Value V, LocId Callable, PathState &S) {
  constexpr uint32_t MaxAtExit = 16;
  LocId Root = Locs.root(LocKind::AtExit);
  for (uint32_t I = 0; I < MaxAtExit; ++I) {
    LocId Slot = Locs.below(Root, LocKind::Pending, nullptr, I);
    if (S.get(Slot).K != Value::Absent)
      continue;
    if (Callable)
      S.copyTree(Callable, Slot, Locs);
    else
      S.set(Slot, V);
    return;
  }
}

/// Calls what is at a location, a callable or a task, with unknown arguments.
llvm::SmallVector<Exit, 2> Interpreter::call(LocId Callable,
                                             SourceLocation CalledAt,
                                             PathState S, LocId Result) {
  llvm::SmallVector<Exit, 2> Exits;
  if (S.get(Callable).K == Value::Pointer)
    Callable = S.get(Callable).Target;
  const Value V = S.get(Callable);
  if (V.K != Value::Callable && V.K != Value::Task) {
    escape(Callable, true, S);
    havocShared(S);
    Exits.push_back({std::move(S)});
    return Exits;
  }
  if (V.K == Value::Task && V.Made && !V.Function)
    return runLibraryTask(Callable, CalledAt, std::move(S));
  const facts::FunctionFacts *Body = V.K == Value::Task
                                         ? Eng.Program.factsOfAny(V.Function)
                                         : Eng.Program.factsOf(V.Function);
  if (!Body) {
    setSuspended(true, S);
    if (!Eng.Program.isVisible(V.Function)) {
      escape(Callable, true, S);
      havocShared(S);
    }
    Exits.push_back({std::move(S)});
    return Exits;
  }
  llvm::SmallVector<Binding, 4> Bindings;
  if (V.K == Value::Callable) {
    const auto *M = dyn_cast<CXXMethodDecl>(V.Function);
    if (M && M->isInstance())
      Bindings.push_back(
          {Locs.root(LocKind::This), Value::pointer(Callable), 0});
    const FunctionDecl *Def = V.Function->getDefinition();
    if (const Value Passed = S.get(Locs.below(Callable, LocKind::Arg));
        Passed.K == Value::Pointer && Def && Def->getNumParams())
      Bindings.push_back(
          {Locs.root(LocKind::Local, Def->getParamDecl(0)->getCanonicalDecl()),
           Passed, 0});
  } else {
    for (const PathState::Entry &E : S.entries())
      if (Locs[E.Loc].Kind == LocKind::Arg && Locs[E.Loc].Parent == Callable) {
        LocId Param = Locs[E.Loc].Index;
        bool IsObject =
            E.Content.K != Value::Pointer && E.Content.K != Value::Int;
        Bindings.push_back(
            {Param, IsObject ? Value() : E.Content, IsObject ? E.Loc : 0});
      }
  }
  if (!applySummary(*Body, Bindings, S, CalledAt, V.Function, Result, Exits)) {
    escape(Callable, true, S);
    Exits.push_back({std::move(S)});
  }
  return Exits;
}

static bool isStopped(LoopState S) {
  return S == LoopState::Stopped || S == LoopState::StoppedWithWork;
}

/// True if all that befell a task is that its loop turned.
static bool hasOnlyTurned(const Value &Before, const Value &After) {
  return Before.K == Value::Spawned && After.K == Value::Spawned &&
         After.TheTask != Before.TheTask &&
         After.TheTask == step(Before.TheTask, TaskEvent::Turn).Next;
}

/// What a callback whose time is not known came to, beside the path: its
/// violations count, its effects are only known to be possible. A callback that
/// stops the loop is the last one where it runs: those paths go to Stopped.
void Interpreter::mergeAside(llvm::ArrayRef<Exit> Exits, LocId Loop,
                             PathState &S, States &Stopped) {
  llvm::SmallVector<LocId, 4> Changed, Turned;
  uint64_t ViolatedByAll = ~0ull;
  for (const Exit &E : Exits) {
    if (isStopped(E.State.get(Loop).State)) {
      Stopped.push_back(E.State);
      continue;
    }
    ViolatedByAll &= E.State.Violated;
    // What the path reached before, it has not ended with.
    PathState Ended;
    Ended.Reached = E.State.Reached & ~S.Reached;
    Ended.Violated = E.State.Violated & ~S.Reached;
    endPath(Ended);
    for (const PathState::Entry &Before : S.entries()) {
      const Value &After = E.State.get(Before.Loc);
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
  if (!Exits.empty())
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
  if (!Ordered && !IsAwaited)
    S.set(Beside, Value::integer(1, 1));
  setSuspended(false, S);
  llvm::SmallVector<Exit, 2> Exits = call(Callable, RunAt, S, 0);
  bool Waits = llvm::any_of(
      Exits, [&](const Exit &E) { return !E.State.get(Suspended).isNull(); });
  for (Exit &E : Exits) {
    E.State.set(Suspended, SuspendedBefore);
    E.State.erase(Beside);
  }
  if (Ordered || IsAwaited || (IsTask && !Waits && !Exits.empty())) {
    for (Exit &E : Exits) {
      taskEvent(Task, TaskEvent::Finish, RunAt, E.State);
      if (IsAwaited && E.Thrown)
        Out.Thrown.push_back(std::move(E));
      else // a loop survives its callbacks
        Out.After.push_back(std::move(E.State));
    }
    return;
  }
  S.set(Suspended, SuspendedBefore);
  S.erase(Beside);
  mergeAside(Exits, Loop, S, Out.After);
  // What never ends is not done, whenever one looks.
  if (!Exits.empty())
    taskEvent(Task, TaskEvent::Turn, RunAt, S);
  Out.After.push_back(std::move(S));
}

/// A callable has run: what it alone owned ends with it, its loop alive.
void Interpreter::dropCallable(LocId Callable, PathState &S) {
  llvm::SmallVector<LocId, 2> Owned;
  for (const PathState::Entry &E : S.entries())
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
      for (const PathState::Entry &E : S.entries())
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

void Interpreter::runLoop(const facts::Call &Call, const facts::Fact &Fact,
                          LocId Loop, PathState S, States &Next) {
  LocId Running = Locs.root(LocKind::Running);
  const Value Before = S.get(Running);
  S.set(Running, Value::pointer(Loop));
  bool All = Call.Row->TheEvent == model::Event::LoopRun;
  LocId Awaited = operandLocation(Call.Row->Callback, Call, S);
  auto Finish = [&](PathState State) {
    if (Before.K == Value::Absent)
      State.erase(Running);
    else
      State.set(Running, Before);
    loopEvent(Loop, All ? LoopEvent::RunReturned : LoopEvent::RunSomeReturned,
              &Call, Call.Loc, Call.LoopName, State);
    finishCloses(Loop, State);
    Next.push_back(std::move(State));
  };
  if (Awaited && S.get(Awaited).K == Value::Pointer &&
      S.get(S.get(Awaited).Target).K != Value::Spawned)
    Awaited = S.get(Awaited).Target;
  llvm::SmallVector<Exit, 2> Thrown;
  LocId Task = spawnedAt(Awaited, S);
  States Turned = runPending(Loop, Call.Loc, std::move(S), Task, &Thrown);
  for (Exit &E : Thrown) {
    E.State.set(Running, Before);
    unwind(std::move(E.State), Fact.Scope, E.ThrownType, Call.Loc);
  }
  for (PathState &State : Turned) {
    if (!Awaited || State.get(Awaited).K != Value::Task) {
      if (Task) {
        taskEvent(Task, TaskEvent::Handle, Call.Loc, State);
        taskEvent(Task, TaskEvent::Finish, Call.Loc, State);
      }
      Finish(std::move(State));
      continue;
    }
    LocId Result = Call.Result ? locate(Call.Result, State) : 0;
    for (Exit &E : call(Awaited, Call.Loc, State, Result)) {
      discardTask(Awaited, E.State);
      if (E.Thrown) {
        E.State.set(Running, Before);
        unwind(std::move(E.State), Fact.Scope, E.ThrownType, Call.Loc);
        continue;
      }
      for (PathState &After : runPending(Loop, Call.Loc, std::move(E.State)))
        Finish(std::move(After));
    }
  }
}

/// `run(task)`: a loop of its own, closed when the task is done.
void Interpreter::runFresh(const facts::Call &Call, const facts::Fact &Fact,
                           PathState S, States &Next) {
  LocId Loop = freshHeap(Call.Site, S);
  create(Loop, Call.Lib, Call.Loc, S);
  States After;
  runLoop(Call, Fact, Loop, std::move(S), After);
  for (PathState &State : After) {
    tasksOf(Loop, TaskEvent::LoopGone, Call.Loc, State);
    forgiveSessions(Loop, State);
    loopEvent(Loop, LoopEvent::Close, nullptr, Call.Loc, "", State);
    Next.push_back(std::move(State));
  }
}

/// Calls that run their callback, or the tasks among their arguments, before
/// they return or as soon as their result is awaited.
void Interpreter::runNow(const facts::Call &Call, const facts::Fact &Fact,
                         LocId Callback, PathState S, States &Next) {
  llvm::SmallVector<LocId, 4> ToRun;
  if (Callback)
    ToRun.push_back(Callback);
  else
    for (const facts::Operand &O : Call.Args)
      if (LocId L = objectAt(O, S); L && S.get(L).K == Value::Task)
        ToRun.push_back(L);
  unknownResult(Call, S);
  States Now;
  Now.push_back(std::move(S));
  for (LocId L : ToRun) {
    States After;
    for (PathState &State : Now)
      for (Exit &E : call(L, Call.Loc, State, 0)) {
        if (E.Thrown)
          unwind(std::move(E.State), Fact.Scope, E.ThrownType, Call.Loc);
        else
          After.push_back(std::move(E.State));
      }
    Now = std::move(After);
  }
  llvm::append_range(Next, Now);
}

void Interpreter::await(const facts::Fact &Next, PathState S, States &Out) {
  LocId Task = objectAt(Next.Src, S);
  LocId Result = Next.Dst ? locate(Next.Dst, S) : 0;
  if (Result)
    S.eraseTree(Result, Locs);
  if (Task && S.get(Task).K == Value::Task) {
    for (Exit &E : call(Task, Next.Loc, S, Result)) {
      discardTask(Task, E.State);
      if (E.Thrown)
        unwind(std::move(E.State), Next.Scope, E.ThrownType, Next.Loc);
      else
        Out.push_back(std::move(E.State));
    }
    return;
  }
  // The coroutine waits: what else is on its loop runs meanwhile.
  LocId Spawned = spawnedAt(Task, S), Loop = runningLoop(S);
  llvm::SmallVector<Exit, 2> Thrown;
  States Turned = runPending(Loop, Next.Loc, std::move(S), Spawned, &Thrown);
  for (Exit &E : Thrown)
    unwind(std::move(E.State), Next.Scope, E.ThrownType, Next.Loc);
  for (PathState &State : Turned) {
    taskEvent(Spawned, TaskEvent::Handle, Next.Loc, State);
    taskEvent(Spawned, TaskEvent::Finish, Next.Loc, State);
    setSuspended(true, State);
    Out.push_back(std::move(State));
  }
}

/// The function returned to code that nobody can see, and the program ends at
/// some later time: handlers and statics in reverse order.
States Interpreter::runAtExit(PathState S) {
  constexpr uint32_t MaxAtExit = 16;
  LocId Root = Locs.root(LocKind::AtExit);
  States Now;
  bool Any = llvm::any_of(S.entries(), [&](const PathState::Entry &E) {
    return Locs.isWithin(E.Loc, Root);
  });
  if (Any)
    havocShared(S);
  Now.push_back(std::move(S));
  for (uint32_t I = MaxAtExit; Any && I-- > 0;) {
    LocId Slot = Locs.below(Root, LocKind::Pending, nullptr, I);
    States After;
    for (PathState &State : Now) {
      const Value V = State.get(Slot);
      if (V.K == Value::Callable) {
        for (Exit &E : call(Slot, V.Function->getLocation(), State, 0))
          After.push_back(std::move(E.State));
      } else if (V.K == Value::Pointer && V.Function) {
        const auto *Dtor = cast<CXXDestructorDecl>(V.Function);
        destroy(V.Target, Dtor->getParent(), V.At, nameOf(V.Target),
                std::move(State), After);
      } else {
        After.push_back(std::move(State));
      }
    }
    Now = std::move(After);
  }
  return Now;
}

} // namespace eventloop::typestate
