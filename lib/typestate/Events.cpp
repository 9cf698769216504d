//===- Events.cpp - The events of loops -----------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The operands of a modelled call, the steps of a loop's protocol, and how a
// violation is noted.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

using model::Event;

void Interpreter::setResult(const facts::Call &Call, Value V, PathState &S) {
  if (!Call.Result)
    return;
  LocId L = locate(Call.Result, S);
  S.eraseTree(L, Locs);
  S.set(L, V);
}

/// Nothing is known of the result; should it be a pointer or reference, its
/// uses still meet the same object.
void Interpreter::unknownResult(const facts::Call &Call, PathState &S) {
  if (Call.Result)
    S.eraseTree(locate(Call.Result, S), Locs);
}

LocId Interpreter::operandLocation(const model::Operand &O,
                                   const facts::Call &Call, PathState &S) {
  switch (O.K) {
  case model::Operand::None:
    return 0;
  case model::Operand::This:
    return Call.This ? locate(Call.This, S) : 0;
  case model::Operand::Arg:
    return O.Index < Call.Args.size() ? objectAt(Call.Args[O.Index], S) : 0;
  case model::Operand::LastArg:
    return Call.NumWritten ? objectAt(Call.Args[Call.NumWritten - 1], S) : 0;
  case model::Operand::Return:
    return Call.Result ? locate(Call.Result, S) : 0;
  case model::Operand::Current:
    return runningLoop(S);
  case model::Operand::Bound: {
    LocId Object = Call.This ? locate(Call.This, S)
                             : operandLocation(Call.Row->Object, Call, S);
    const Value B = S.get(Locs.below(Object, LocKind::Binding));
    return B.K == Value::Pointer ? B.Target : 0;
  }
  }
  return 0;
}

LocId Interpreter::loopOf(const facts::Call &Call, PathState &S) {
  LocId L = operandLocation(Call.Row->Loop, Call, S);
  return L ? loopAt(L, S) : 0;
}

void Interpreter::report(const facts::Call *Blamed, ViolationKind K,
                         const Value &Loop, PathState &S) {
  if (Loop.IsOfEarlierTest && (K == ViolationKind::UseAfterClose ||
                               K == ViolationKind::UseAfterDestroy))
    K = ViolationKind::UsedInLaterTest;
  if (K == ViolationKind::UseAfterClose && isExecutor(Loop))
    K = ViolationKind::SubmitAfterShutdown;
  if (K != ViolationKind::WorkNeverRun)
    return blame(Blamed, K, Loop.Story, S);
  for (const StoryNode *N : eventsOf(Loop.Story)) {
    if (N->Event == StoryEvent::Stopped || N->Event == StoryEvent::RanToEnd)
      break;
    if (N->Event == StoryEvent::WorkPosted)
      blame(N->Call, K, Loop.Story, S);
  }
}

/// Notes a violation. A possible one leaves the path among those that reach
/// the call without.
void Interpreter::blame(const facts::Call *Site, ViolationKind K,
                        const StoryNode *Story, PathState &S, Certainty How,
                        const FunctionDecl *Spawned) {
  if (How == Certainty::Certain)
    S.Violated |= Eng.bitOf(Site, subjectOf(K));
  const bool IsInRun = S.get(Locs.root(LocKind::Running)).K != Value::Absent;
  C.addViolation({Site, K, Story, Spawned, true, {.IsInRun = IsInRun}});
}

static std::optional<StoryEvent> storyOf(LoopEvent E) {
  switch (E) {
  case LoopEvent::Stop:
    return StoryEvent::Stopped;
  case LoopEvent::RunReturned:
    return StoryEvent::RanToEnd;
  case LoopEvent::Close:
    return StoryEvent::Closed;
  case LoopEvent::Destroy:
    return StoryEvent::Destroyed;
  default:
    return std::nullopt;
  }
}

/// The story up to the creation: what a restart leaves of it.
static const StoryNode *creation(const StoryNode *Story) {
  for (const StoryNode *N : eventsOf(Story))
    if (N->Event == StoryEvent::Created || N->Event == StoryEvent::Entry)
      return N;
  return nullptr;
}

/// Steps the loop's protocol. False if that was a violation.
bool Interpreter::loopEvent(LocId L, LoopEvent E, const facts::Call *Call,
                            SourceLocation Loc, StringRef Name, PathState &S) {
  Value V = S.get(L).asLoop(Call ? Call->Lib : nullptr);
  if (E == LoopEvent::Destroy && isExecutor(V))
    blameForJobsLeft(L, Loc, Name, S);
  model::LoopProperties None;
  LoopStep Step = step(V.State, E, V.Lib ? V.Lib->Loops : None);
  bool Changed = Step.Next != V.State;
  if (std::optional<StoryEvent> Event = storyOf(E); Event && Changed)
    V.Story = Eng.Stories.tell(*Event, Loc, Name, V.Story, Call);
  if (E == LoopEvent::Restart)
    V.Story = creation(V.Story);
  if (E == LoopEvent::Schedule && Step.Next == LoopState::StoppedWithWork)
    V.Story =
        Eng.Stories.tell(StoryEvent::WorkPosted, Loc, Name, V.Story, Call);
  V.State = Step.Next;
  if (Step.Violation != ViolationKind::None)
    report(Call, Step.Violation, V, S);
  S.set(L, V);
  if (E == LoopEvent::Close)
    tasksOf(L, TaskEvent::LoopClosed, Loc, S, Call);
  else if (E == LoopEvent::Destroy)
    tasksOf(L, TaskEvent::LoopGone, Loc, S);
  return Step.Violation == ViolationKind::None ||
         Step.Violation == ViolationKind::WorkNeverRun;
}

} // namespace eventloop::typestate
