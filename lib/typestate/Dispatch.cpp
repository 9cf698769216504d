//===- Dispatch.cpp - Applies the model's events --------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From the event of a call's row to what it does to a state. What each event
// means stands with its objects: Events.cpp (loops), Tasks.cpp, Sessions.cpp,
// Containers.cpp, Owners.cpp.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

using model::Event;

static bool canRun(LoopState S) {
  return S == LoopState::Open || S == LoopState::Unknown;
}

static bool isOver(const Value &Loop) {
  return Loop.K == Value::Loop && (Loop.State == LoopState::Closed ||
                                   Loop.State == LoopState::Destroyed);
}

void Interpreter::applyModelled(const facts::Call &Call,
                                const facts::Fact &Fact, PathState S,
                                States &Next) {
  const model::FunctionRow &Row = *Call.Row;
  if (Row.TheEvent >= Event::OwnerMake && Row.TheEvent <= Event::OwnerTest)
    return applyOwner(Call, std::move(S), Next);
  ModelledCall M{Call, Fact, loopOf(Call, S),
                 operandLocation(Row.Callback, Call, S)};
  if (std::optional<unsigned> Arg = Call.argumentOf(Row.Callback);
      Arg && !M.Callback)
    M.Callback = keepFunction(Call, *Arg, S);
  if (std::optional<unsigned> Arg = Call.argumentOf(Row.Loop);
      Arg && !M.Loop && Row.TheEvent != Event::CurrentSet &&
      evaluate(Call.Args[*Arg], S).isNull())
    return endPath(S); // what a null pointer leads to is not worth telling
  if (applyNumber(Call, S) || applyQuery(Call, M.Loop, S))
    return Next.push_back(std::move(S));
  if (isCalledFromOtherThread(M, S))
    return leaveByViolation(M, std::move(S));
  if (isUnsafeInHandler(M, S))
    return Next.push_back(std::move(S));
  switch (Row.TheEvent) {
  case Event::LoopRun:
  case Event::LoopRunSome:
    return applyRun(M, std::move(S), Next);
  case Event::LoopRunFresh:
    if (!isRunInside(M, S, Next))
      runFresh(Call, Fact, std::move(S), Next);
    return;
  case Event::LoopCreate:
  case Event::LoopStop:
  case Event::LoopRestart:
  case Event::LoopCloseCancelling:
  case Event::LoopClose:
  case Event::LoopAllowNested:
  case Event::LoopDefault:
  case Event::CurrentGet:
  case Event::CurrentSet:
    return applyLoopEvent(M, std::move(S), Next);
  case Event::Post:
  case Event::PostThreadsafe:
  case Event::PostDelayed:
  case Event::SessionStart:
    return applySchedule(M, std::move(S), Next);
  case Event::TaskCreate:
  case Event::TaskSpawn:
  case Event::TaskSpawnJoined:
  case Event::TaskAwait:
  case Event::TaskCancel:
  case Event::TaskDetach:
  case Event::TaskRetrieve:
  case Event::TaskAll:
    return applyTaskEvent(M, std::move(S), Next);
  case Event::SessionInit:
  case Event::SessionClose:
  case Event::SessionEach:
  case Event::KeepAlive:
    return applySessionEvent(M, std::move(S), Next);
  case Event::ExecutorSubmit:
  case Event::ExecutorShutdown:
  case Event::ExecutorJoin:
  case Event::ExecutorSet:
    return applyExecutorEvent(M, std::move(S), Next);
  case Event::ThreadCreate:
    return startThread(M, std::move(S), Next);
  case Event::SignalRegister:
    return registerHandler(M, std::move(S), Next);
  case Event::ContainerAdd:
  case Event::ContainerSize:
  case Event::ContainerEmpty:
  case Event::ContainerClear:
    return applyContainer(Call, std::move(S), Next);
  default:
    return applyOther(M, std::move(S), Next);
  }
}

/// Steps the loop. False if the path goes on no further.
bool Interpreter::stepLoop(const ModelledCall &M, LoopEvent E, PathState &S) {
  if (!M.Loop || loopEvent(M.Loop, E, &M.Call, M.Call.Loc, M.Call.LoopName, S))
    return true;
  if (M.Call.Row->Throws)
    unwind(S, M.Fact.Scope, {}, M.Call.Loc);
  else if (S.get(M.Loop).State == LoopState::Destroyed)
    endPath(S); // what a use of freed memory leads to is not worth telling
  else
    return true;
  return false;
}

/// True if the loop refuses to run the closing of a session, which throws.
bool Interpreter::isRefused(const ModelledCall &M, PathState &S) {
  if (!refusesClose(M.Callback, M.Loop, S))
    return false;
  discardTask(M.Callback, S);
  unwind(S, M.Fact.Scope, {}, M.Call.Loc);
  return true;
}

void Interpreter::applyRun(const ModelledCall &M, PathState S, States &Next) {
  if (isRefused(M, S) || isRunInside(M, S, Next))
    return;
  bool All = M.Call.Row->TheEvent == Event::LoopRun;
  bool CanRun = !M.Loop || canRun(S.get(M.Loop).State);
  if (!CanRun)
    discardTask(M.Callback, S);
  if (!stepLoop(M, All ? LoopEvent::Run : LoopEvent::RunSome, S))
    return;
  unknownResult(M.Call, S);
  if (M.Loop && CanRun)
    return runLoop(M.Call, M.Fact, M.Loop, std::move(S), Next);
  if (M.Loop)
    loopEvent(M.Loop, All ? LoopEvent::RunReturned : LoopEvent::RunSomeReturned,
              &M.Call, M.Call.Loc, M.Call.LoopName, S);
  if (M.Callback && CanRun)
    escape(M.Callback, true, S);
  Next.push_back(std::move(S));
}

void Interpreter::applyLoopEvent(const ModelledCall &M, PathState S,
                                 States &Next) {
  bool GoesOn = true;
  switch (M.Call.Row->TheEvent) {
  case Event::LoopCreate:
    createLoop(M.Call, S);
    break;
  case Event::LoopStop:
    GoesOn = stepLoop(M, LoopEvent::Stop, S);
    break;
  case Event::LoopRestart:
    GoesOn = stepLoop(M, LoopEvent::Restart, S);
    break;
  case Event::LoopCloseCancelling:
    tasksOf(M.Loop, TaskEvent::LoopGone, M.Call.Loc, S);
    forgiveSessions(M.Loop, S);
    GoesOn = stepLoop(M, LoopEvent::Close, S);
    break;
  case Event::LoopClose:
    if (isClosedInside(M, S, Next))
      return;
    closeLoop(M.Call, M.Loop, S);
    break;
  case Event::LoopAllowNested:
    if (M.Loop) {
      Value V = S.get(M.Loop).asLoop(M.Call.Lib);
      V.MayNest = true;
      S.set(M.Loop, V);
    }
    break;
  case Event::LoopDefault:
    setResult(M.Call, Value::pointer(defaultLoop(M.Call, S)), S);
    break;
  case Event::CurrentGet:
    setResult(M.Call, Value::pointer(runningLoop(S)), S);
    break;
  default: // CurrentSet
    if (!M.Call.Args.empty())
      S.set(Locs.root(LocKind::Current), evaluate(M.Call.Args.front(), S));
    break;
  }
  if (GoesOn)
    Next.push_back(std::move(S));
}

void Interpreter::applySchedule(const ModelledCall &M, PathState S,
                                States &Next) {
  std::optional<unsigned> Arg = M.Call.argumentOf(M.Call.Row->Callback);
  bool HasNone = M.Call.Row->TheEvent == Event::Post && Arg &&
                 evaluate(M.Call.Args[*Arg], S).isNull();
  if (HasNone) { // done before the call returns
    unknownResult(M.Call, S);
    return Next.push_back(std::move(S));
  }
  bool IsJob = isExecutor(S.get(M.Loop));
  if (!stepLoop(M, LoopEvent::Schedule, S))
    return;
  if (M.Call.resultRole() == model::Role::Task)
    makeLibraryTask(M.Call, 0, S);
  else
    unknownResult(M.Call, S);
  if (IsJob)
    noteJob(M, S);
  if (IsJob && M.Callback) { // on another thread, at any time
    escape(M.Callback, true, S);
    forgetFunction(M.Callback, S);
  } else {
    keepCallback(M.Call, M.Loop, M.Callback, S);
  }
  Next.push_back(std::move(S));
}

void Interpreter::applyTaskEvent(const ModelledCall &M, PathState S,
                                 States &Next) {
  switch (M.Call.Row->TheEvent) {
  case Event::TaskCancel:
  case Event::TaskDetach: {
    LocId Task = operandLocation(M.Call.Row->Object, M.Call, S);
    handleTasksAt(Task, S,
                  M.Call.Row->TheEvent == Event::TaskDetach ? TaskEvent::Detach
                  : isJob(S.get(spawnedAt(Task, S))) // nobody waits any more
                      ? TaskEvent::Finish
                      : TaskEvent::Handle);
    unknownResult(M.Call, S);
    return Next.push_back(std::move(S));
  }
  case Event::TaskRetrieve: {
    LocId Task = spawnedAt(operandLocation(M.Call.Row->Object, M.Call, S), S);
    if (Value V = S.get(Task); V.K == Value::Spawned) {
      V.HasFailed = false;
      S.set(Task, V);
    }
    unknownResult(M.Call, S);
    return Next.push_back(std::move(S));
  }
  case Event::TaskAll:
    tasksOf(M.Loop, TaskEvent::Handle, M.Call.Loc, S);
    unknownResult(M.Call, S);
    return Next.push_back(std::move(S));
  default:
    break;
  }
  bool Spawns = M.Call.Row->TheEvent == Event::TaskSpawn ||
                M.Call.Row->TheEvent == Event::TaskSpawnJoined;
  if (Spawns && isRefused(M, S))
    return;
  if (M.Call.resultRole() == model::Role::Task) { // it starts when awaited
    makeLibraryTask(M.Call, M.Callback, S);
    return Next.push_back(std::move(S));
  }
  if (!Spawns) {
    for (const facts::Operand &O : M.Call.Args)
      handleTasksAt(objectAt(O, S), S);
    return runNow(M.Call, M.Fact, M.Callback, std::move(S), Next);
  }
  if (isOver(S.get(M.Loop)))
    discardTask(M.Callback, S);
  if (!stepLoop(M, LoopEvent::Schedule, S))
    return;
  spawn(M.Call, M.Loop, M.Callback, S);
  Next.push_back(std::move(S));
}

void Interpreter::applyOther(const ModelledCall &M, PathState S, States &Next) {
  const facts::Call &Call = M.Call;
  switch (Call.Row->TheEvent) {
  case Event::ValueAlias:
    if (Call.Constructs)
      S.set(locate(Call.This, S), Value::pointer(M.Loop));
    else
      setResult(Call, Value::pointer(M.Loop), S);
    break;
  case Event::ValueMove:
  case Event::ValueAddress:
    applyValue(Call, S);
    break;
  case Event::ValueBind:
    keepArguments(Call, S);
    break;
  case Event::ThreadJoin:
    joinThread(operandLocation(Call.Row->Object, Call, S), S);
    break;
  case Event::ThreadIdentify:
    S.set(Locs.root(LocKind::KnowsThread), Value::integer(1, 1));
    unknownResult(Call, S);
    break;
  case Event::TestEnd:
    endTest(Call.Loc, S);
    break;
  case Event::HandleCancel: {
    LocId Slot = S.get(operandLocation(Call.Row->Object, Call, S)).Target;
    if (Slot && Locs[Slot].Kind == LocKind::Pending)
      S.eraseTree(Slot, Locs);
    break;
  }
  case Event::CallbackCall:
    // Its arguments are not followed into the callback.
    for (unsigned I = 0; I < Call.Args.size(); ++I)
      if (LocId Arg = objectAt(Call.Args[I], S); Arg && Arg != M.Callback)
        escape(Arg, Call.Args[I].IsMutable, S);
    return runNow(Call, M.Fact, M.Callback, std::move(S), Next);
  default:
    if (M.Callback && Call.Row->Runs == model::When::AtExit)
      addAtExit(Value(), M.Callback, S);
    else if (M.Callback)
      escape(M.Callback, true, S);
    if (Call.This && Call.Row->Returns == model::Role::Owner)
      shareObject(locate(Call.This, S), S);
    if (Call.resultRole() == model::Role::Task)
      makeLibraryTask(Call, 0, S);
    else
      unknownResult(Call, S);
    break;
  }
  Next.push_back(std::move(S));
}

} // namespace eventloop::typestate
