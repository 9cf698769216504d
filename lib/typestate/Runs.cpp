//===- Runs.cpp - Runs callbacks and tasks --------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Calls of callables and tasks, runs of loops, and what waits for a task. What
// else the loop does meanwhile stands in Turns.cpp.
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

/// Calls what is at a location, a callable or a task, with the arguments of \p
/// Site, or with unknown ones.
llvm::SmallVector<Exit, 2> Interpreter::call(LocId Callable, SourceLocation At,
                                             PathState S, LocId Result,
                                             const facts::Call *Site) {
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
    return runLibraryTask(Callable, At, std::move(S));
  const facts::FunctionFacts *Body = V.K == Value::Task
                                         ? Eng.Program.factsOfAny(V.Function)
                                         : Eng.Program.factsOf(V.Function);
  if (!Body) {
    setSuspended(true, S);
    if (Site)
      escapeArgs(*Site, S);
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
    else if (Site)
      for (const Binding &B : bindArguments(*Site, V.Function, S))
        if (B.Callee != Locs.root(LocKind::This))
          Bindings.push_back(B);
  } else {
    for (const PathState::Entry &E : S.related(Callable))
      if (Locs[E.Loc].Kind == LocKind::Arg && Locs[E.Loc].Parent == Callable) {
        LocId Param = Locs[E.Loc].Index;
        bool IsObject =
            E.Content.K != Value::Pointer && E.Content.K != Value::Int;
        Bindings.push_back(
            {Param, IsObject ? Value() : E.Content, IsObject ? E.Loc : 0});
      }
  }
  if (!applySummary(*Body, Bindings, S, At, V.Function, Result, Exits)) {
    escape(Callable, true, S);
    if (Site)
      escapeArgs(*Site, S);
    Exits.push_back({std::move(S)});
  }
  return Exits;
}

void Interpreter::runLoop(const facts::Call &Call, const facts::Fact &Fact,
                          LocId Loop, PathState S, States &Next) {
  LocId Running = Locs.root(LocKind::Running);
  const Value Before = S.get(Running);
  Value Runs = Value::pointer(Loop);
  Runs.Made = &Call;
  S.set(Running, Runs);
  lookAtThreads(Loop, S);
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
    for (Exit &E : call(Awaited, Call.Loc, std::move(State), Result)) {
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
  create(Loop, Call.Lib, Call.Loc, nullptr, S);
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
      for (Exit &E : call(L, Call.Loc, std::move(State), 0)) {
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
    for (Exit &E : call(Task, Next.Loc, std::move(S), Result)) {
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

} // namespace eventloop::typestate
