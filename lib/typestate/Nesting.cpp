//===- Nesting.cpp - Runs and closes inside a run -------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a loop that runs does not allow what it runs to do: run a loop once
// more, or close it.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"

using namespace clang;

namespace eventloop::typestate {

using model::Event;

static bool isOver(const Value &Loop) {
  return Loop.K == Value::Loop && (Loop.State == LoopState::Closed ||
                                   Loop.State == LoopState::Destroyed);
}

/// The loop that runs on this thread, if nothing else can run there. A partial
/// run comes back in any case.
LocId Interpreter::runningLoopThatRefuses(const ModelledCall &M, PathState &S) {
  if (M.Call.Row->TheEvent == Event::LoopRunSome)
    return 0;
  const Value Running = S.get(Locs.root(LocKind::Running));
  const Value Loop = S.get(Running.Target);
  bool MayNest = Loop.MayNest || S.get(M.Loop).MayNest;
  if (Running.K != Value::Pointer || Loop.K != Value::Loop || MayNest ||
      isOver(S.get(M.Loop)) || !M.Call.Lib)
    return 0;
  const model::LoopProperties &P = M.Call.Lib->Loops;
  bool IsItself = Running.Target == M.Loop;
  bool IsExcluded = IsItself ? P.RunExcludesItself
                             : P.RunExcludesOthers && Loop.Lib == M.Call.Lib;
  return IsExcluded ? Running.Target : 0;
}

/// The story of the loop that runs, up to its run.
const StoryNode *Interpreter::tellRun(const PathState &S) {
  const Value Running = S.get(Locs.root(LocKind::Running));
  const StoryNode *Story = S.get(Running.Target).Story;
  if (!Running.Made)
    return Story;
  return Eng.Stories.tell(StoryEvent::LoopRuns, Running.Made->Loc,
                          Running.Made->LoopName, Story, Running.Made);
}

/// True for a run inside a run that excludes it: the inner one is to blame.
bool Interpreter::isRunInside(const ModelledCall &M, PathState &S,
                              States &Next) {
  LocId Running = runningLoopThatRefuses(M, S);
  if (!Running)
    return false;
  discardTask(M.Callback, S);
  blame(&M.Call,
        Running == M.Loop ? ViolationKind::RunWhileRunning
                          : ViolationKind::RunInsideAnother,
        tellRun(S), S);
  refuse(M, std::move(S), Next);
  return true;
}

/// The same for a close by what the loop itself runs.
bool Interpreter::isClosedInside(const ModelledCall &M, PathState &S,
                                 States &Next) {
  const Value Running = S.get(Locs.root(LocKind::Running));
  const Value Loop = S.get(M.Loop);
  if (Running.K != Value::Pointer || Running.Target != M.Loop ||
      Loop.K != Value::Loop || isOver(Loop) || !Loop.Lib ||
      !Loop.Lib->Loops.RunRefusesClose)
    return false;
  bool IsHandler = handlerThatRuns(S) != NoHandler;
  blame(&M.Call,
        IsHandler ? ViolationKind::CalledInSignalHandler
                  : ViolationKind::ClosedWhileRunning,
        IsHandler ? tellHandler(Loop.Story, S) : tellRun(S), S);
  refuse(M, std::move(S), Next);
  return true;
}

/// The call throws, or returns and has done nothing: what its caller did before
/// still counts.
void Interpreter::refuse(const ModelledCall &M, PathState S, States &Next) {
  if (M.Call.Row->Throws)
    return leaveByViolation(M, std::move(S));
  unknownResult(M.Call, S);
  Next.push_back(std::move(S));
}

/// The call throws, or what it leads to is not worth telling.
void Interpreter::leaveByViolation(const ModelledCall &M, PathState S) {
  if (M.Call.Row->Throws)
    unwind(std::move(S), M.Fact.Scope, {}, M.Call.Loc);
  else
    endPath(S);
}

} // namespace eventloop::typestate
