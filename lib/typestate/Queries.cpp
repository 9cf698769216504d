//===- Queries.cpp - What a program asks ----------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The answers of `is_closed()`, `done()` and the like: known from the state of
// what is asked, or a question that a branch answers (Branches.cpp). And what
// an edge of the graph says of tests that come again.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

using model::Event;

/// A truth that keeps paths apart, so that what it was made of can be told from
/// it; but not too many of them, since their number doubles with each.
static Value decision(bool Is, const PathState &S) {
  constexpr unsigned Most = 3;
  Value V = Value::integer(Is, Is);
  V.Decides = llvm::count_if(S.entries(), [](const PathState::Entry &E) {
                return E.Content.K == Value::Int && E.Content.Decides;
              }) < Most;
  return V;
}

/// False if a test was answered otherwise before.
bool Interpreter::learn(const facts::Lesson &Taught, PathState &S) {
  for (const auto &[Where, Is] : Taught.Answers)
    if (!refine(facts::Operand::at(facts::Operand::Load, Where),
                facts::Condition::EQ, Is, S))
      return false;
  if (Taught.Value)
    S.set(locate(Taught.Value, S), decision(Taught.ValueIs, S));
  return true;
}

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

/// The status of a call that made or scheduled something. Whether it failed is
/// a number, so that paths that only log it need not be told apart.
void Interpreter::answerStatus(const facts::Call &Call, LocId Made,
                               PathState &S) {
  if (!Made || !Call.Result || !Call.Lib || !Call.Lib->Loops.CallsReturnStatus)
    return;
  answer(Call, std::nullopt, Value::CallFailed, Made, S);
  Value Status = S.get(locate(Call.Result, S));
  Status.Made = &Call;
  setResult(Call, Status, S);
  S.set(Locs.below(Made, LocKind::Failed), Value::integer(0, 0));
}

/// True if the call that made or scheduled it failed.
bool Interpreter::hasFailed(LocId Made, const PathState &S) {
  const Value V = S.get(Locs.below(Made, LocKind::Failed));
  return V.K == Value::Int && V.Low > 0;
}

/// The call failed: there is no such loop or session, and nothing waits.
void Interpreter::assumeFailed(const Value &Status, PathState &S) {
  Value V = S.get(Status.Target);
  if (V.K == Value::Loop && V.State == LoopState::Open) {
    V.State = LoopState::Unknown;
    S.set(Status.Target, V);
  } else if (V.K == Value::Loop || V.Made != Status.Made) {
    return; // something else by now
  }
  llvm::SmallVector<LocId, 2> Failed{Status.Target};
  for (PathState::Link K : S.linksTo(Status.Target))
    if (LocId User = Locs[K.Holder].Parent;
        Locs[User].Kind == LocKind::Pending && S.get(User).Made == Status.Made)
      Failed.push_back(User);
  for (LocId L : Failed)
    S.set(Locs.below(L, LocKind::Failed), Value::integer(1, 1));
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
