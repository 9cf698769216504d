//===- Queries.cpp - What a program asks ----------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The answers of `is_closed()`, `done()` and the like: known from the state of
// what is asked, or a question that a branch answers (Branches.cpp).
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

using model::Event;

/// The result of a query: what is known, or a question that a branch answers.
void Interpreter::answer(const facts::Call &Call, std::optional<bool> Known,
                         Value::Question Asked, LocId About, PathState &S) {
  Value V;
  if (Known) {
    V = Value::integer(*Known, *Known);
  } else {
    V.K = Value::Query;
    V.Target = About;
    V.Asks = Asked;
    V.At = Call.Loc;
  }
  setResult(Call, V, S);
}

/// Whether the loop runs: it does on this thread, or nobody else can run it.
std::optional<bool> Interpreter::isRunning(LocId Loop, const PathState &S) {
  const Value Running = S.get(Locs.root(LocKind::Running));
  if (Loop && Running.K == Value::Pointer && Running.Target == Loop)
    return true;
  // Another thread runs it: where this is one, and where a thread was given it.
  const Value Other = S.get(Locs.root(LocKind::OtherThread));
  if (Loop && ((Other.K == Value::Pointer && Other.Target == Loop) ||
               S.get(Locs.below(Loop, LocKind::RunsOn)).K == Value::Pointer))
    return true;
  const Value V = S.get(Loop);
  if (V.K == Value::Loop && V.State != LoopState::Unknown)
    return false;
  return std::nullopt;
}

/// Of a task that somebody takes care of, only its progress tells.
void Interpreter::answerIsDone(const facts::Call &Call, LocId Task,
                               PathState &S) {
  const Value V = S.get(Task);
  bool IsHandled = V.TheTask == TaskState::Handled;
  if (IsHandled && V.Progress == TaskProgress::Unknown)
    return unknownResult(Call, S);
  bool IsOpen = IsHandled ? isPending(V.Progress) == Certainty::Possible
                          : V.TheTask == TaskState::Running;
  bool IsDone = IsHandled ? V.Progress == TaskProgress::Done
                          : V.TheTask == TaskState::Done;
  answer(Call, IsOpen ? std::nullopt : std::optional(IsDone), Value::IsDone,
         Task, S);
}

bool Interpreter::applyQuery(const facts::Call &Call, LocId Loop,
                             PathState &S) {
  Event E = Call.Row->TheEvent;
  if (E == Event::TaskIsDone || E == Event::SessionIsClosed) {
    LocId Object = operandLocation(Call.Row->Object, Call, S);
    if (E == Event::TaskIsDone)
      Object = spawnedAt(Object, S);
    const Value V = S.get(Object);
    if (V.K == Value::Spawned)
      answerIsDone(Call, Object, S);
    else if (V.K == Value::Session)
      answer(Call,
             V.TheSession == SessionState::Open     ? std::optional(false)
             : V.TheSession == SessionState::Closed ? std::optional(true)
                                                    : std::nullopt,
             Value::IsSessionClosed, Object, S);
    else
      unknownResult(Call, S);
    return true;
  }
  if (E == Event::LoopIsRunning) {
    if (std::optional<bool> Known = isRunning(Loop, S))
      setResult(Call, Value::integer(*Known, *Known), S);
    else
      unknownResult(Call, S);
    return true;
  }
  if (E != Event::LoopIsClosed && E != Event::LoopIsStopped)
    return false;
  Value V = S.get(Loop);
  if (!Loop) {
    unknownResult(Call, S);
    return true;
  }
  if (V.K != Value::Loop) {
    V = Value::unknownLoop(Call.Lib);
    S.set(Loop, V);
  }
  bool Closed = V.State == LoopState::Closed || V.State == LoopState::Destroyed;
  bool Stopped =
      V.State == LoopState::Stopped || V.State == LoopState::StoppedWithWork;
  bool Asked = E == Event::LoopIsClosed;
  answer(Call,
         V.State == LoopState::Unknown
             ? std::nullopt
             : std::optional(Asked ? Closed : Stopped),
         Asked ? Value::IsClosed : Value::IsStopped, Loop, S);
  return true;
}

} // namespace eventloop::typestate
