//===- SessionCloses.cpp - Loops that sessions keep from closing ----------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Libraries whose loops refuse to close while a session is open: what a close
// answers, when its refusal counts, and which sessions a close may have meant
// that was given a pointer from out of sight.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

/// The one loop of the library that the whole program shares. Who closed it
/// gets another one.
LocId Interpreter::defaultLoop(const facts::Call &Call, PathState &S) {
  LocId Loop = Locs.root(LocKind::Default, Call.Lib);
  const Value V = S.get(Loop);
  if (V.K == Value::Absent)
    S.set(Loop, Value::unknownLoop(Call.Lib));
  else if (V.K != Value::Loop || V.State == LoopState::Closed)
    create(Loop, Call.Lib, Call.Loc, nullptr, S);
  return Loop;
}

/// The open session of a loop that will not be closed because of it.
LocId Interpreter::openSessionOf(LocId Loop, const PathState &S) {
  const Value V = S.get(Loop);
  if (V.K != Value::Loop || !V.Lib || !V.Lib->Loops.OpenSessionsRefuseClose)
    return 0;
  for (LocId Session : sessionsOf(Loop, S)) {
    SessionState State = S.get(Session).TheSession;
    if ((State == SessionState::Open || State == SessionState::Closing) &&
        !hasFailed(Session, S))
      return Session;
  }
  return 0;
}

/// A loop is closed, or stays as it is for a session's sake. Its answer is a
/// status: zero if it is closed now.
void Interpreter::closeLoop(const facts::Call &Call, LocId Loop, PathState &S) {
  LocId Refusal = Locs.below(Loop, LocKind::Refusal);
  if (LocId Open = openSessionOf(Loop, S)) {
    // Closing it later makes up for this.
    const Value Session = S.get(Open);
    Value V;
    V.K = Value::Refused;
    V.Made = &Call;
    V.Story = Eng.Stories.tell(StoryEvent::SessionMade, Session.Made->Loc,
                               nameOf(Open), S.get(Loop).Story, Session.Made);
    S.set(Refusal, V);
    return answer(Call, std::nullopt, Value::IsRefused, Loop, S);
  }
  S.erase(Refusal);
  unknownResult(Call, S);
  if (!Loop)
    return;
  loopEvent(Loop, LoopEvent::Close, &Call, Call.Loc, Call.LoopName, S);
  if (LocId Executor = S.get(Locs.below(Loop, LocKind::Executor)).Target)
    shutDown(Executor, Call, /*Waits=*/false, S);
  const Value V = S.get(Loop);
  if (V.library() && V.Lib->Loops.OpenSessionsRefuseClose)
    answer(Call, std::nullopt, Value::IsRefused, Loop, S);
}

/// What the status of a close says, if the loop remembers.
Value Interpreter::statusOf(const Value &Status, const PathState &S) {
  if (Status.K == Value::Query && Status.Asks == Value::CallFailed)
    return hasFailed(Status.Target, S)
               ? Value::integer(!Status.Negated, !Status.Negated)
               : Status;
  if (Status.K != Value::Query || Status.Asks != Value::IsRefused ||
      S.get(Locs.below(Status.Target, LocKind::Refusal)).K != Value::Refused)
    return Status;
  return Value::integer(!Status.Negated, !Status.Negated);
}

/// Loops that are over are not closed any more: what was refused stays undone.
void Interpreter::settleRefusals(llvm::function_ref<bool(LocId)> IsOver,
                                 PathState &S) {
  llvm::SmallVector<PathState::Entry, 2> Settled;
  for (const PathState::Entry &E : S.entries())
    if (E.Content.K == Value::Refused && IsOver(E.Loc))
      Settled.push_back(E);
  for (const PathState::Entry &E : Settled) {
    S.erase(E.Loc);
    blame(E.Content.Made, ViolationKind::LoopClosedWithSessions,
          E.Content.Story, S);
  }
}

/// A session was closed that is not known here: through a pointer in a struct,
/// a list. It may be any session of the library.
void Interpreter::closeUnknownSession(const model::Library *Lib, PathState &S) {
  if (!Lib || !Lib->Loops.OpenSessionsRefuseClose)
    return;
  llvm::SmallVector<PathState::Entry, 4> Candidates;
  for (const PathState::Entry &E : S.entries())
    if (E.Content.K == Value::Session && E.Content.Lib == Lib)
      Candidates.push_back(E);
  for (PathState::Entry &E : Candidates) {
    E.Content.TheSession = SessionState::Unknown;
    S.set(E.Loc, E.Content);
  }
  // Callers know more sessions.
  LocId Mark = Locs.root(LocKind::ClosedUnknown, Lib);
  S.set(Mark, Value::pointer(Mark));
}

/// What a callee closed may be the caller's.
void Interpreter::takeOverUnknownCloses(const PathState &Callee, PathState &S) {
  for (const PathState::Entry &E : Callee.entries())
    if (Locs[E.Loc].Kind == LocKind::ClosedUnknown)
      closeUnknownSession(
          static_cast<const model::Library *>(Locs[E.Loc].Entity), S);
}

/// What the callback gets, kept beside it until it runs.
void Interpreter::keepPassed(const facts::Call &Call, LocId Callable,
                             PathState &S) {
  if (Call.Row->Passes.isNone())
    return;
  LocId Passed = operandLocation(Call.Row->Passes, Call, S);
  if (!Callable)
    return escape(Passed, true, S); // the callback is out of sight
  if (Passed)
    S.set(Locs.below(Callable, LocKind::Arg), Value::pointer(Passed));
}

/// Calls the callback with each session of the loop.
void Interpreter::eachSession(const facts::Call &Call, LocId Loop,
                              LocId Callback, PathState S, States &Next) {
  llvm::SmallVector<LocId, 4> Sessions = sessionsOf(Loop, S);
  for (unsigned I = 0; I < Call.Args.size(); ++I)
    if (LocId Arg = objectAt(Call.Args[I], S); Arg != Loop && Arg != Callback)
      escape(Arg, Call.Args[I].IsMutable, S);
  States Now;
  Now.push_back(std::move(S));
  for (LocId Session : Sessions) {
    States After;
    for (PathState &State : Now) {
      if (!Callback) {
        escape(Session, true, State);
        After.push_back(std::move(State));
        continue;
      }
      State.set(Locs.below(Callback, LocKind::Arg), Value::pointer(Session));
      for (Exit &E : call(Callback, Call.Loc, std::move(State), 0))
        After.push_back(std::move(E.State));
    }
    Now = std::move(After);
  }
  llvm::append_range(Next, Now);
}

} // namespace eventloop::typestate
