//===- Threads.cpp - What other threads do to a loop ----------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thread is looked at where it may meet a loop: when it starts while a loop
// runs here, when a loop is run here before the thread was joined, and, for the
// loop that it runs itself, in what is called here until it is joined. What it
// changes is unknown to everybody else.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

/// True for a call that only the loop's own thread may make, made on another:
/// that is a violation.
bool Interpreter::isCalledFromOtherThread(const ModelledCall &M, PathState &S) {
  const Value Loop = S.get(M.Loop);
  if (M.Call.Row->WhenOtherThread.empty() || Loop.K != Value::Loop ||
      Loop.State == LoopState::Closed || Loop.State == LoopState::Destroyed ||
      S.get(Locs.root(LocKind::KnowsThread)).K != Value::Absent)
    return false;
  // Here is the other thread, or the loop runs there.
  const Value Other = S.get(Locs.root(LocKind::OtherThread));
  const Value RunsOn = S.get(Locs.below(M.Loop, LocKind::RunsOn));
  bool IsHere = Other.K == Value::Pointer && Other.Target == M.Loop;
  bool IsThere = Other.K == Value::Absent && RunsOn.K == Value::Pointer;
  if (!IsHere && !IsThere)
    return false;
  const facts::Call *Started = IsHere ? Other.Made : RunsOn.Made;
  discardTask(M.Callback, S);
  blame(&M.Call, ViolationKind::ScheduledFromOtherThread,
        Eng.Stories.tell(StoryEvent::ThreadStarted, Started->Loc, "",
                         Loop.Story, Started),
        S);
  return true;
}

/// Calls what a thread runs. \p Meanwhile is the loop that runs here, or a
/// number when none does.
llvm::SmallVector<Exit, 2> Interpreter::callOnThread(const facts::Call &Call,
                                                     LocId Body,
                                                     Value Meanwhile,
                                                     const PathState &S) {
  const LocId Running = Locs.root(LocKind::Running);
  const LocId Other = Locs.root(LocKind::OtherThread);
  PathState Then = S;
  const LocId Knows = Locs.root(LocKind::KnowsThread);
  const Value Known = S.get(Knows);
  Then.erase(Running);
  Then.erase(Knows);
  Meanwhile.Made = &Call;
  Then.set(Other, Meanwhile);
  llvm::SmallVector<Exit, 2> Exits = call(Body, Call.Loc, std::move(Then), 0);
  const Value Before = S.get(Running);
  for (Exit &E : Exits) {
    E.State.erase(Other);
    E.State.erase(Knows);
    if (Known.K != Value::Absent)
      E.State.set(Knows, Known);
    if (Before.K == Value::Absent)
      E.State.erase(Running);
    else
      E.State.set(Running, Before);
  }
  return Exits;
}

void Interpreter::lookAtThread(const facts::Call &Call, LocId Body, LocId Loop,
                               PathState &S) {
  if (!Loop || S.get(Locs.root(LocKind::OtherThread)).K != Value::Absent)
    return;
  States Stopped;
  mergeAside(callOnThread(Call, Body, Value::pointer(Loop), S), Loop, S,
             &Stopped);
  if (!Stopped.empty())
    havocLoop(Loop, S);
}

/// A loop is run: threads that were not joined may meet it.
void Interpreter::lookAtThreads(LocId Loop, PathState &S) {
  const Value Other = S.get(Locs.root(LocKind::OtherThread));
  if (Other.K == Value::Int) { // it is run on a thread of its own
    Value V = Value::pointer(Loop);
    V.Made = Other.Made;
    return S.set(Locs.below(Loop, LocKind::RunsOn), V);
  }
  llvm::SmallVector<LocId, 2> Bodies;
  for (const PathState::Entry &E : S.entries())
    if (E.Content.K == Value::Callable && E.Content.Made &&
        Locs[E.Loc].Kind == LocKind::ThreadBody)
      Bodies.push_back(E.Loc);
  for (LocId Body : Bodies)
    if (const Value V = S.get(Body); V.K == Value::Callable && V.Made)
      lookAtThread(*V.Made, Body, Loop, S);
}

/// True for a thread whose body has nothing of its own: it works on what it
/// refers to. No number is among that: its starter may change it.
static bool isConfined(LocId Body, const PathState &S,
                       const LocationTable &Locs) {
  llvm::SmallVector<LocId, 4> Reached{Body};
  llvm::SmallDenseSet<LocId> Seen;
  while (!Reached.empty()) {
    LocId From = Reached.pop_back_val();
    if (!From || !Seen.insert(From).second)
      continue;
    if (Locs[From].Kind == LocKind::Pending)
      return false;
    for (const PathState::Entry &E : S.related(From)) {
      if (!Locs.isWithin(E.Loc, From) || Locs[E.Loc].Kind == LocKind::Binding)
        continue;
      const Value &C = E.Content;
      if (C.K == Value::Int || C.K == Value::Query ||
          (From == Body && C.K != Value::Callable &&
           (C.K != Value::Pointer || C.Owns)))
        return false;
      Reached.push_back(C.Target);
    }
  }
  return true;
}

namespace {
/// What a thread does that changes more than what was there when it started.
struct ThreadEffects {
  llvm::SmallVector<PathState::Entry, 2> Runs; ///< loops, RunsOn
  llvm::SmallVector<LocId, 2> Lost;            ///< loops in unknown hands
  llvm::SmallVector<LocId, 4> Posted;          ///< what callbacks refer to
};
} // namespace

static ThreadEffects effectsOf(llvm::ArrayRef<Exit> Exits, const PathState &S,
                               const LocationTable &Locs) {
  ThreadEffects Found;
  auto IsPosted = [&](LocId L) {
    while (L && Locs[L].Kind != LocKind::Pending)
      L = Locs[L].Parent;
    return L != 0;
  };
  for (const Exit &Out : Exits)
    for (const PathState::Entry &E : Out.State.entries()) {
      const Value Before = S.get(E.Loc);
      if (Locs[E.Loc].Kind == LocKind::RunsOn)
        Found.Runs.push_back(E);
      if (E.Content.K == Value::Loop && E.Content.Escaped && !Before.Escaped)
        Found.Lost.push_back(E.Loc);
      if (Before.K == Value::Absent && IsPosted(E.Loc))
        Found.Posted.push_back(E.Content.Target);
    }
  return Found;
}

void Interpreter::startThread(const ModelledCall &M, PathState S,
                              States &Next) {
  const facts::Call &Call = M.Call;
  LocId Thread = operandLocation(Call.Row->Object, Call, S);
  unknownResult(Call, S);
  const Value Running = S.get(Locs.root(LocKind::Running));
  bool IsNested = S.get(Locs.root(LocKind::OtherThread)).K != Value::Absent;
  const Value Callable = S.get(M.Callback);
  bool IsKnown = !IsNested && Callable.K == Value::Callable &&
                 Eng.Program.isVisible(Callable.Function) &&
                 isConfined(M.Callback, S, Locs);
  const LocId Turning = Running.K == Value::Pointer ? Running.Target : 0;
  if (M.Callback && !IsNested && (Thread || IsKnown || Turning)) {
    LocId Body = M.Callback;
    if (Thread && !Turning) {
      Body = Locs.below(Thread, LocKind::ThreadBody);
      S.copyTree(M.Callback, Body, Locs);
    }
    if (Value V = S.get(Body); V.K == Value::Callable) {
      V.Made = &Call;
      S.set(Body, V);
    }
    llvm::SmallVector<Exit, 2> Exits = callOnThread(
        Call, Body, Turning ? Value::pointer(Turning) : Value::integer(1, 1),
        S);
    ThreadEffects Effects = effectsOf(Exits, S, Locs);
    IsKnown &= !Exits.empty() && Effects.Runs.empty();
    if (IsKnown || Turning) { // it happens sometime
      States Stopped;
      mergeAside(Exits, Turning, S, &Stopped);
      if (!Stopped.empty())
        havocLoop(Turning, S);
    }
    if (IsKnown) {
      for (LocId Loop : Effects.Lost)
        havocLoop(Loop, S);
      for (LocId Referent : Effects.Posted)
        escape(Referent, true, S);
      if (!Effects.Posted.empty())
        havocShared(S);
    }
    for (PathState::Entry &E : Effects.Runs) {
      E.Content.Target = Thread;
      S.set(E.Loc, E.Content);
    }
  }
  if (M.Callback && !IsKnown)
    escape(M.Callback, true, S);
  for (const facts::Operand &O : Call.Args) {
    const LocId Arg = objectAt(O, S);
    const bool IsPlain = O.K == facts::Operand::Load && !O.IsPointer;
    if (!IsPlain && (!Thread || Arg != Thread) &&
        !(IsKnown && Arg == M.Callback))
      escape(Arg, O.IsMutable, S);
  }
  forgetFunction(M.Callback, S);
  Next.push_back(std::move(S));
}

void Interpreter::joinThread(LocId Thread, PathState &S) {
  if (!Thread)
    return;
  S.eraseTree(Locs.below(Thread, LocKind::ThreadBody), Locs);
  S.eraseIf([&](const PathState::Entry &E) {
    return Locs[E.Loc].Kind == LocKind::RunsOn && E.Content.Target == Thread;
  });
}

} // namespace eventloop::typestate
