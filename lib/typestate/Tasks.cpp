//===- Tasks.cpp - The events of tasks ------------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Lazy tasks: made, run, or dropped before anybody awaited them. Spawned tasks:
// an object of their own that the loop runs and handles point to; whether
// somebody took care of one before its last handle ended.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

bool Interpreter::isQuiet(const PathState &S) const {
  return !S.get(Locs.root(LocKind::Quiet)).isNull() &&
         S.get(Locs.root(LocKind::Quiet)).K == Value::Int;
}

void Interpreter::setSuspended(bool Is, PathState &S) {
  S.set(Locs.root(LocKind::Suspended), Value::integer(Is, Is));
}

/// A lazy task of the library: `gather(a, b)`, `sleep(1s)`. Tasks among the
/// arguments move into it; handles are taken care of.
void Interpreter::makeLibraryTask(const facts::Call &Call, LocId Callback,
                                  PathState &S) {
  LocId Task = Call.Result ? locate(Call.Result, S) : 0;
  if (!Task)
    return escapeArgs(Call, S);
  llvm::SmallVector<std::pair<LocId, LocId>, 4> Kept;
  for (unsigned I = 0; I < Call.Args.size(); ++I) {
    LocId From = objectAt(Call.Args[I], S);
    if (!From)
      continue;
    LocId Arg = Locs.below(Task, LocKind::Arg, nullptr, I);
    if (S.get(From).K == Value::Task || From == Callback)
      Kept.push_back({From, Arg});
    else
      handleTasksAt(From, S);
  }
  S.eraseTree(Task, Locs);
  for (auto [From, To] : Kept) {
    S.copyTree(From, To, Locs);
    discardTask(From, S);
  }
  Value V;
  V.K = Value::Task;
  V.Made = &Call;
  S.set(Task, V);
}

/// Runs what a lazy task of the library was given.
llvm::SmallVector<Exit, 2>
Interpreter::runLibraryTask(LocId Task, SourceLocation RunAt, PathState S) {
  const Value V = S.get(Task);
  llvm::SmallVector<Exit, 2> Exits;
  bool ShutsDown =
      V.Made->Row && V.Made->Row->TheEvent == model::Event::ExecutorShutdown;
  if (ShutsDown)
    shutDownDefault(V.Target, *V.Made, S);
  else if (V.Target && !finishClose(V, S)) {
    Exits.push_back({std::move(S), /*Thrown=*/true});
    return Exits;
  }
  llvm::SmallVector<LocId, 4> ToRun;
  for (const PathState::Entry &E : S.related(Task))
    if (Locs[E.Loc].Kind == LocKind::Arg && Locs[E.Loc].Parent == Task &&
        (E.Content.K == Value::Task || E.Content.K == Value::Callable))
      ToRun.push_back(E.Loc);
  llvm::sort(ToRun,
             [&](LocId A, LocId B) { return Locs[A].Index < Locs[B].Index; });
  setSuspended(true, S);
  Exits.push_back({std::move(S)});
  for (LocId Next : ToRun) {
    llvm::SmallVector<Exit, 2> After;
    for (Exit &Before : Exits) {
      if (Before.Thrown) {
        After.push_back(std::move(Before));
        continue;
      }
      llvm::append_range(After, call(Next, RunAt, std::move(Before.State), 0));
    }
    Exits = std::move(After);
  }
  // It waits, and what else is on the loop runs meanwhile.
  llvm::SmallVector<Exit, 2> Waited;
  for (Exit &E : Exits) {
    for (PathState &State :
         runPending(runningLoop(E.State), RunAt, std::move(E.State))) {
      setSuspended(true, State);
      Waited.push_back({std::move(State), E.Thrown, E.ThrownType});
    }
  }
  return Waited;
}

/// The closed loop does not run the closing of a session: its close is to
/// blame, not the call that hands it to the loop.
bool Interpreter::refusesClose(LocId Callback, LocId Loop, PathState &S) {
  const Value L = S.get(Loop);
  const Value V = Callback ? S.get(Callback) : Value();
  bool IsClosing = V.K == Value::Task && V.Made && V.Made->Row &&
                   V.Made->Row->TheEvent == model::Event::SessionClose &&
                   V.TheSession != SessionState::Closed;
  if (!IsClosing || L.K != Value::Loop ||
      (L.State != LoopState::Closed && L.State != LoopState::Destroyed))
    return false;
  blameClose(V.Made, V.Target, Loop, S);
  return true;
}

/// The task at L, which a handle may lead to.
LocId Interpreter::spawnedAt(LocId L, PathState &S) {
  constexpr int MaxHops = 4;
  for (int Hop = 0; L && Hop < MaxHops; ++Hop) {
    const Value V = S.get(L);
    if (V.K == Value::Spawned)
      return L;
    if (V.K != Value::Pointer)
      return 0;
    L = V.Target;
  }
  return 0;
}

bool Interpreter::hasOwner(LocId Object, const PathState &S) {
  return llvm::any_of(S.linksTo(Object), [&](PathState::Link K) {
    const Value &V = S.get(K.Holder);
    return V.K == Value::Pointer && V.Owns;
  });
}

/// The task's body ended by an exception. Somebody who has the handle can still
/// see it; a task that was detached has shown it to nobody.
void Interpreter::failTask(LocId Task, const Exit &E, Certainty How,
                           PathState &S) {
  Value V = S.get(Task);
  bool IsTheBodys = E.Thrown && (E.ThrownType.K == ExceptionType::OfClass ||
                                 E.ThrownType.K == ExceptionType::OfNoClass);
  // Who waits for it sees the error.
  bool IsWaitedFor = V.Progress != TaskProgress::NotDone &&
                     V.Progress != TaskProgress::MaybeDone;
  if (V.K != Value::Spawned || !V.Made || !IsTheBodys || IsWaitedFor ||
      isQuiet(S))
    return;
  if (hasOwner(Task, S)) {
    V.HasFailed = How == Certainty::Certain;
    return S.set(Task, V);
  }
  if (V.TheTask == TaskState::Handled) // detached
    blame(V.Made, ViolationKind::TaskErrorSwallowed, V.Story, S, How,
          V.Function);
}

/// Tasks, or jobs, that may not be done when their loop is closed.
void Interpreter::blameForPending(const facts::Call *Closing, LocId Loop,
                                  llvm::ArrayRef<LocId> Tasks, bool AreJobs,
                                  PathState &S) {
  const Value L = S.get(Loop);
  if (!Closing || !L.library() || !L.Lib->Loops.TasksNeedLoop || isQuiet(S))
    return;
  const StoryNode *Story = L.Story;
  Value Worst;
  Certainty How = Certainty::None;
  for (LocId Task : Tasks) {
    const Value V = S.get(Task);
    Certainty IsPending = isPending(V.Progress);
    if (!V.Made || isJob(V) != AreJobs || IsPending == Certainty::None)
      continue;
    Story = Eng.Stories.tell(AreJobs ? StoryEvent::JobSubmitted
                                     : StoryEvent::TaskSpawned,
                             V.Made->Loc, "", Story, V.Made);
    if (IsPending > How) {
      How = IsPending;
      Worst = V;
    }
  }
  if (How != Certainty::None)
    blame(Closing,
          AreJobs ? ViolationKind::LoopClosedWithJobs
                  : ViolationKind::LoopClosedWithTasks,
          Story, S, How, Worst.Function);
}

void Interpreter::taskEvent(LocId Task, TaskEvent E, SourceLocation Loc,
                            PathState &S) {
  Value V = S.get(Task);
  if (V.K != Value::Spawned)
    return;
  if (E == TaskEvent::Drop && isQuiet(S))
    return S.eraseTree(Task, Locs); // a consequence of what was told already
  if (E == TaskEvent::Handle || E == TaskEvent::Detach)
    V.HasFailed = false;
  if (E == TaskEvent::Drop && V.HasFailed)
    blame(V.Made, ViolationKind::TaskErrorSwallowed,
          Eng.Stories.tell(StoryEvent::TaskDropped, Loc, "", V.Story), S,
          Certainty::Certain, V.Function);
  bool IsHeld =
      V.TheTask == TaskState::Pending || V.TheTask == TaskState::Running;
  if (E == TaskEvent::LoopGone && IsHeld && !hasOwner(Task, S))
    E = TaskEvent::Havoc; // its handle went where nobody can see
  TaskStep Step = step(V.TheTask, E);
  if (E == TaskEvent::Drop && Step.Next != V.TheTask)
    V.Story = Eng.Stories.tell(StoryEvent::TaskDropped, Loc, "", V.Story);
  if (E == TaskEvent::LoopGone && IsHeld)
    V.Story = Eng.Stories.tell(StoryEvent::TaskLeft, Loc, "", V.Story);
  if (Step.IsDropped != Certainty::None && !isQuiet(S))
    blame(V.Made, ViolationKind::TaskDropped, V.Story, S, Step.IsDropped,
          V.Function);
  V.TheTask = Step.Next;
  V.Progress = step(V.Progress, E);
  bool IsHandled = V.TheTask == TaskState::Unknown ||
                   (E == TaskEvent::Drop && (V.TheTask == TaskState::Handled ||
                                             V.TheTask == TaskState::Done));
  if (IsHandled && isPending(V.Progress) == Certainty::None)
    S.eraseTree(Task, Locs);
  else
    S.set(Task, V);
}

/// Something happens to all tasks of a loop, or to all jobs of an executor.
void Interpreter::tasksOf(LocId Loop, TaskEvent E, SourceLocation Loc,
                          PathState &S, const facts::Call *Closing) {
  llvm::SmallVector<LocId, 4> Tasks;
  auto IsBound = [&](const PathState::Entry &Entry) {
    return Entry.Content.Target == Loop && isBinding(Entry.Loc, S);
  };
  for (LocId Task : S.tasks())
    if (llvm::any_of(S.related(Task), IsBound) &&
        (E != TaskEvent::Handle || !isJob(S.get(Task))))
      Tasks.push_back(Task);
  if (E == TaskEvent::LoopClosed)
    for (bool AreJobs : {false, true})
      blameForPending(Closing, Loop, Tasks, AreJobs, S);
  for (LocId Task : Tasks)
    taskEvent(Task, E, Loc, S);
}

/// Somebody takes care of what is at L: a handle, or a container of handles.
void Interpreter::handleTasksAt(LocId L, PathState &S, TaskEvent E) {
  if (LocId Task = spawnedAt(L, S))
    return taskEvent(Task, E, {}, S);
  if (S.get(L).K == Value::Pointer)
    L = S.get(L).Target;
  llvm::SmallVector<LocId, 4> Handled;
  llvm::SmallVector<LocId, 4> Consumed;
  for (const PathState::Entry &Entry : S.related(L)) {
    if (Locs[Entry.Loc].Kind != LocKind::Element || Locs[Entry.Loc].Parent != L)
      continue;
    if (Entry.Content.K == Value::Pointer)
      Handled.push_back(Entry.Content.Target);
    else if (Entry.Content.K == Value::Task)
      Consumed.push_back(Entry.Loc);
  }
  for (LocId Task : Handled)
    taskEvent(Task, E, {}, S);
  for (LocId Task : Consumed) {
    escape(Task, true, S); // it runs, at a time that is not known
    S.eraseTree(Task, Locs);
  }
}

/// A loop takes over a lazy task: it becomes an object of its own.
void Interpreter::spawn(const facts::Call &Call, LocId Loop, LocId Callback,
                        PathState &S) {
  if (Callback && S.get(Callback).K == Value::Pointer)
    Callback = S.get(Callback).Target;
  unknownResult(Call, S);
  LocId Task = 0;
  if (Loop && Call.resultRole() == model::Role::TaskHandle) {
    Task = freshHeap(Call.Site, S);
    S.eraseTree(Task, Locs);
    Value V;
    V.K = Value::Spawned;
    bool IsJoined = Call.Row->TheEvent == model::Event::TaskSpawnJoined;
    V.TheTask = IsJoined ? TaskState::Handled : TaskState::Pending;
    V.Progress = IsJoined ? TaskProgress::Unknown : TaskProgress::NotDone;
    V.Made = &Call;
    if (const Value Body = S.get(Callback); Body.K != Value::Int)
      V.Function = Body.Function;
    S.set(Task, V);
    S.set(Locs.below(Task, LocKind::Binding), Value::pointer(Loop));
    if (Call.Result)
      S.set(locate(Call.Result, S), Value::pointer(Task, /*Owns=*/true));
  }
  if (!Callback)
    return;
  if (!Loop) {
    escape(Callback, true, S);
  } else if (LocId Slot = addPending(Loop, Callback, /*Ordered=*/false, S);
             Slot && Task) {
    S.set(Locs.below(Slot, LocKind::Binding), Value::pointer(Task));
  }
  discardTask(Callback, S);
}

/// The lazy task was taken over: what is left in its place is nothing.
void Interpreter::discardTask(LocId Task, PathState &S) {
  if (!Task || S.get(Task).K != Value::Task)
    return;
  S.eraseTree(Task, Locs);
  S.set(Task, Value::integer(0, 0));
}

/// The lazy task at a location ends. Nobody awaited it, or it would be gone.
void Interpreter::dropCoroutine(LocId Task, SourceLocation Loc, PathState &S) {
  const Value V = S.get(Task);
  if (V.K == Value::Task && V.Made && !isQuiet(S)) {
    blame(V.Made, ViolationKind::CoroutineDropped,
          Eng.Stories.tell(StoryEvent::TaskDropped, Loc, "", V.Story), S);
    C.violationOf(V.Made, ViolationKind::CoroutineDropped)->Around.AwaitFails |=
        comesTooLate(V, S);
  }
  S.eraseTree(Task, Locs);
}

void Interpreter::endProgram(PathState &S) {
  llvm::SmallVector<LocId, 4> Tasks(S.tasks());
  for (LocId Task : Tasks)
    taskEvent(Task, TaskEvent::ProgramEnd, {}, S);
  settleRefusals([](LocId) { return true; }, S);
  endSessions(S);
  blameLeftDangling(S);
}

} // namespace eventloop::typestate
