//===- Executors.cpp - Pools of threads that do a loop's jobs -------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An executor takes jobs until it is shut down: it has the protocol of a loop
// that is open or closed. A job whose result goes to a loop is a task that
// nobody has to await, but that must be done before the loop is closed. What a
// job does on its thread is not this file's matter.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

using model::Event;

void Interpreter::makeExecutor(const facts::Call &Call, LocId Made,
                               PathState &S) {
  S.eraseTree(Made, Locs);
  Value V;
  V.K = Value::Loop;
  V.State = LoopState::Open;
  V.Lib = Eng.Program.models().libraryOf(Call.ConstructsType);
  V.Made = &Call;
  V.Story = Eng.Stories.tell(StoryEvent::ExecutorMade, Call.Loc, Call.MadeName,
                             nullptr);
  S.set(Made, V);
}

void Interpreter::applyExecutorEvent(const ModelledCall &M, PathState S,
                                     States &Next) {
  const facts::Call &Call = M.Call;
  LocId Executor = operandLocation(Call.Row->Object, Call, S);
  LocId Default = M.Loop ? Locs.below(M.Loop, LocKind::Executor) : 0;
  switch (Call.Row->TheEvent) {
  case Event::ExecutorSet:
    // The loop that shut its executor down uses no other one.
    if (S.get(Default).K != Value::Loop)
      S.set(Default, Value::pointer(Executor));
    break;
  case Event::ExecutorJoin:
    unknownResult(Call, S);
    shutDown(Executor, Call, /*Waits=*/true, S);
    break;
  case Event::ExecutorShutdown:
    if (Call.resultRole() == model::Role::Task) { // when somebody awaits it
      makeLibraryTask(Call, 0, S);
      LocId Task = Call.Result ? locate(Call.Result, S) : 0;
      Value V = S.get(Task);
      V.Target = M.Loop;
      S.set(Task, V);
      break;
    }
    unknownResult(Call, S);
    shutDown(Executor, Call,
             Call.Args.empty() || !evaluate(Call.Args.front(), S).isNull(), S);
    break;
  default: // ExecutorSubmit
    if (M.Loop && !stepLoop(M, LoopEvent::Schedule, S))
      return;
    if (!Executor)
      Executor = S.get(Default).Target ? S.get(Default).Target : Default;
    if (!submit(M, Executor, S))
      return leaveByViolation(M, std::move(S));
    break;
  }
  Next.push_back(std::move(S));
}

/// A pool is given a job. One that has something of ours in its hands can tell
/// when it is done: then whoever waits for it is not in sight.
void Interpreter::noteJob(const ModelledCall &M, PathState &S) {
  const LocId Mark = Locs.below(M.Loop, LocKind::Executor);
  const Value Job = S.get(M.Callback);
  const auto *Body = Job.K == Value::Callable
                         ? dyn_cast<CXXMethodDecl>(Job.Function)
                         : nullptr;
  bool IsAlone = Job.K == Value::Callable && S.get(Mark).K != Value::Unknown;
  if (IsAlone && Body)
    for (const FieldDecl *Field : Body->getParent()->fields())
      IsAlone &= Field->getType()->isArithmeticType();
  Value V = IsAlone ? Value::pointer(Mark) : Value::unknown();
  V.Made = IsAlone ? &M.Call : nullptr;
  S.set(Mark, V);
}

/// A pool whose destructor drops jobs is destroyed, and nobody stopped or
/// joined it: a variable, or what an owner has. When a pool that is a member
/// may end, its class knows.
void Interpreter::blameForJobsLeft(LocId Pool, SourceLocation Loc,
                                   StringRef Name, PathState &S) {
  const Value V = S.get(Pool);
  const model::TypeRow *Type = V.Made ? V.Made->ConstructsType : nullptr;
  const Value Job = S.get(Locs.below(Pool, LocKind::Executor));
  const LocKind Root = Locs[Locs[Pool].Root].Kind;
  if (!Type || Type->WhenUnclosed.empty() || V.State != LoopState::Open ||
      Job.K != Value::Pointer || !Job.Made || Locs[Pool].Parent ||
      (Root != LocKind::Local && Root != LocKind::Heap) || isQuiet(S))
    return;
  const StoryNode *Story = Eng.Stories.tell(
      StoryEvent::JobSubmitted, Job.Made->Loc, "", nullptr, Job.Made);
  blame(V.Made, ViolationKind::LoopClosedWithJobs,
        Eng.Stories.tell(StoryEvent::ReferentEnded, Loc, Name, Story), S,
        Certainty::Possible);
}

/// Hands a job over. False if the executor takes no more.
bool Interpreter::submit(const ModelledCall &M, LocId Executor, PathState &S) {
  const Value V = S.get(Executor);
  if (V.K == Value::Loop &&
      (V.State == LoopState::Closed || V.State == LoopState::Destroyed)) {
    blame(&M.Call, ViolationKind::SubmitAfterShutdown, V.Story, S);
    return false;
  }
  unknownResult(M.Call, S);
  if (M.Loop)
    addJob(M, Executor, S);
  const Value Running = S.get(Locs.root(LocKind::Running));
  if (M.Callback && Running.K == Value::Pointer)
    lookAtThread(M.Call, M.Callback, Running.Target, S);
  if (M.Callback)
    escape(M.Callback, true, S);
  forgetFunction(M.Callback, S);
  return true;
}

/// True for a pool that stands where a loop could: it has the same protocol.
bool Interpreter::isExecutor(const Value &V) {
  if (V.K != Value::Loop || !V.Made)
    return false;
  return V.Made->ConstructsType
             ? V.Made->ConstructsType->TheRole == model::Role::Executor
             : V.Made->Row && V.Made->Row->TheEvent >= Event::ExecutorSubmit &&
                   V.Made->Row->TheEvent <= Event::ExecutorSet;
}

/// True for a task that an executor does.
bool Interpreter::isJob(const Value &Task) {
  return Task.K == Value::Spawned && Task.Made && Task.Made->Row &&
         Task.Made->Row->TheEvent == Event::ExecutorSubmit;
}

/// A job whose completion its loop has to see.
void Interpreter::addJob(const ModelledCall &M, LocId Executor, PathState &S) {
  LocId Job = freshHeap(M.Call.Site, S);
  S.eraseTree(Job, Locs);
  Value V;
  V.K = Value::Spawned;
  V.TheTask = TaskState::Handled;
  V.Progress = TaskProgress::NotDone;
  V.Made = &M.Call;
  S.set(Job, V);
  S.set(Locs.below(Job, LocKind::Binding), Value::pointer(M.Loop));
  S.set(Locs.below(Job, LocKind::Executor), Value::pointer(Executor));
  if (M.Call.Result)
    S.set(locate(M.Call.Result, S), Value::pointer(Job));
}

void Interpreter::shutDown(LocId Executor, const facts::Call &Call, bool Waits,
                           PathState &S) {
  Value V = S.get(Executor);
  if (V.K != Value::Loop) {
    V = Value::unknownLoop(Call.Lib);
    V.Made = &Call; // all that is known of it
  }
  if (V.State != LoopState::Closed)
    V.Story = Eng.Stories.tell(StoryEvent::ExecutorShutDown, Call.Loc,
                               nameOf(Executor), V.Story, &Call);
  V.State = LoopState::Closed;
  S.set(Executor, V);
  if (Waits)
    tasksOf(Executor, TaskEvent::Finish, Call.Loc, S);
}

/// Waits for all jobs of the loop; its default executor takes no more.
void Interpreter::shutDownDefault(LocId Loop, const facts::Call &Call,
                                  PathState &S) {
  if (!Loop)
    return;
  LocId Default = Locs.below(Loop, LocKind::Executor);
  if (LocId Set = S.get(Default).Target)
    shutDown(Set, Call, /*Waits=*/true, S);
  S.erase(Default);
  shutDown(Default, Call, /*Waits=*/true, S);
}

} // namespace eventloop::typestate
