//===- Sessions.cpp - The events of sessions ------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Sessions are bound to a loop when they are made. Who is to blame when the
// loop goes first: the construction, the close of the session that comes too
// late, or the close of the loop, as the library's properties say.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

using model::Event;

static bool isOver(const Value &Loop) {
  return Loop.K == Value::Loop && (Loop.State == LoopState::Closed ||
                                   Loop.State == LoopState::Destroyed);
}

/// The sessions bound to a loop; those of no known loop for nowhere.
llvm::SmallVector<LocId, 4> Interpreter::sessionsOf(LocId Loop,
                                                    const PathState &S) {
  llvm::SmallVector<LocId, 4> Found;
  for (PathState::Link K : S.linksTo(Loop))
    if (Locs[K.Holder].Kind == LocKind::Binding &&
        S.get(Locs[K.Holder].Parent).K == Value::Session)
      Found.push_back(Locs[K.Holder].Parent);
  if (Loop)
    return Found;
  for (const PathState::Entry &E : S.entries())
    if (E.Content.K == Value::Session &&
        !S.get(Locs.below(E.Loc, LocKind::Binding)).Target)
      Found.push_back(E.Loc);
  return Found;
}

void Interpreter::createSession(LocId L, LocId Loop, const facts::Call &Call,
                                const model::Library *Lib, PathState &S) {
  if (!L)
    return;
  S.eraseFormer(L, Call.ConstructsType, Locs);
  Value V;
  V.K = Value::Session;
  V.TheSession = SessionState::Open;
  V.Lib = Lib;
  V.Made = &Call;
  S.set(L, V);
  if (Loop)
    S.set(Locs.below(L, LocKind::Binding), Value::pointer(Loop));
}

/// A call that closes a session. Where it yields a task, the session is closed
/// by who runs that. False if that was a violation.
bool Interpreter::closeSession(const facts::Call &Call, LocId Session,
                               LocId Loop, LocId Callback, PathState &S) {
  Value V = S.get(Session);
  if (!Session || V.K == Value::Absent)
    closeUnknownSession(Call.Lib, S);
  bool YieldsTask = Call.resultRole() == model::Role::Task;
  if (YieldsTask) {
    makeLibraryTask(Call, Callback, S);
    LocId Task = locate(Call.Result, S);
    Value Closing = S.get(Task);
    Closing.Target = Session;
    // A session that is closed already closes without its loop.
    Closing.TheSession =
        V.K == Value::Session ? V.TheSession : SessionState::Unknown;
    S.set(Task, Closing);
  } else if (isOver(S.get(Loop)) && !Call.Row->WhenClosed.empty()) {
    blameClose(&Call, Session, Loop, S);
    S.eraseTree(Session, Locs);
    return false;
  } else {
    unknownResult(Call, S);
  }
  if (V.K == Value::Session && V.TheSession != SessionState::Closed) {
    bool IsLater = YieldsTask || (V.Lib && V.Lib->Loops.CloseNeedsTurns);
    V.TheSession = IsLater ? SessionState::Closing : SessionState::Closed;
    S.set(Session, V);
  }
  return true;
}

/// A close that nobody will do. Where the session was made is a part of the
/// story, also if it is only known that it is the one of this loop whose state
/// is not known: the element of a container.
void Interpreter::blameClose(const facts::Call *Close, LocId Session,
                             LocId Loop, PathState &S) {
  const StoryNode *Story = S.get(Loop).Story;
  Value V = S.get(Session);
  unsigned Candidates = V.K == Value::Session;
  for (const PathState::Entry &E : S.entries())
    if (!Candidates && E.Content.K == Value::Session &&
        E.Content.TheSession == SessionState::Unknown &&
        S.get(Locs.below(E.Loc, LocKind::Binding)).Target == Loop) {
      V = E.Content;
      ++Candidates;
    }
  if (Candidates == 1 && V.Made)
    Story = Eng.Stories.tell(StoryEvent::SessionMade, V.Made->Loc,
                             V.Made->MadeName, Story, V.Made);
  blame(Close, ViolationKind::SessionClosedTooLate, Story, S);
}

/// Whether a task that closes a session violates where it runs: the session's
/// loop is over, or is not the one that runs.
bool Interpreter::comesTooLate(const Value &Closing, const PathState &S) const {
  if (!Closing.Target || !Closing.Made ||
      S.get(Closing.Target).TheSession == SessionState::Closed)
    return false;
  LocId Loop = S.get(Locs.below(Closing.Target, LocKind::Binding)).Target;
  LocId Running = S.get(Locs.root(LocKind::Running)).Target;
  const Value L = S.get(Loop), R = S.get(Running);
  auto IsOpen = [](const Value &V) {
    return V.K == Value::Loop && V.State == LoopState::Open;
  };
  return isOver(L) || (Running && Loop != Running && IsOpen(L) && IsOpen(R));
}

/// The task that closes a session runs. False if that is a violation, which
/// throws.
bool Interpreter::finishClose(const Value &Task, PathState &S) {
  Value V = S.get(Task.Target);
  if (comesTooLate(Task, S)) {
    LocId Loop = S.get(Locs.below(Task.Target, LocKind::Binding)).Target;
    blameClose(Task.Made, Task.Target, Loop, S);
    return false;
  }
  if (V.K == Value::Session) {
    V.TheSession = SessionState::Closed;
    S.set(Task.Target, V);
  }
  return true;
}

/// A session is destroyed.
void Interpreter::endSession(LocId L, SourceLocation Loc, StringRef Name,
                             PathState &S) {
  const Value V = S.get(L);
  if (V.K == Value::Session && V.Made && V.Lib && !isQuiet(S)) {
    const Value Loop = S.get(S.get(Locs.below(L, LocKind::Binding)).Target);
    const model::LoopProperties &P = V.Lib->Loops;
    bool Outlives = P.SessionNeedsLoop && Loop.K == Value::Loop &&
                    Loop.State == LoopState::Destroyed;
    bool IsLeftOpen = P.OpenSessionNeedsLoop &&
                      V.TheSession == SessionState::Open && isOver(Loop);
    const model::TypeRow *Type =
        V.Made->ConstructsType ? V.Made->ConstructsType : V.Made->ResultType;
    bool IsNotClosed = Type && !Type->WhenUnclosed.empty() &&
                       V.TheSession == SessionState::Open && !isOver(Loop);
    if (Outlives || IsLeftOpen || IsNotClosed)
      blame(V.Made,
            Outlives      ? ViolationKind::SessionOutlivesLoop
            : IsNotClosed ? ViolationKind::SessionNotClosed
                          : ViolationKind::SessionLeftOpen,
            Eng.Stories.tell(StoryEvent::SessionEnded, Loc, Name, Loop.Story),
            S);
  }
  S.eraseTree(L, Locs);
}

/// The loop's owner closes it in order: whether the sessions that it leaves
/// open were closed is not this loop's matter.
void Interpreter::forgiveSessions(LocId Loop, PathState &S) {
  for (LocId Session : sessionsOf(Loop, S)) {
    Value V = S.get(Session);
    V.TheSession = SessionState::Unknown;
    S.set(Session, V);
  }
}

/// Sessions that owners in globals leave open when the program ends. What
/// nobody points to may be in hands that are not seen. While its loop is open,
/// whoever runs before the program ends may still close a session.
void Interpreter::endSessions(PathState &S) {
  llvm::SmallVector<LocId, 4> Left;
  for (const PathState::Entry &E : S.entries())
    if (E.Content.K == Value::Pointer && E.Content.Owns &&
        Locs[Locs[E.Loc].Root].Kind == LocKind::Global &&
        S.get(E.Content.Target).K == Value::Session &&
        !llvm::is_contained(Left, E.Content.Target))
      Left.push_back(E.Content.Target);
  for (LocId Session : Left)
    if (F.Decl->isMain() ||
        isOver(S.get(S.get(Locs.below(Session, LocKind::Binding)).Target)))
      endSession(Session, {}, "", S);
}

/// The loop ran: sessions that were being closed are closed now.
void Interpreter::finishCloses(LocId Loop, PathState &S) {
  const Value L = S.get(Loop);
  if (L.library() && !L.Lib->Loops.CloseNeedsTurns)
    return;
  for (LocId Session : sessionsOf(Loop, S)) {
    Value V = S.get(Session);
    if (V.TheSession != SessionState::Closing || !V.library() ||
        !V.Lib->Loops.CloseNeedsTurns)
      continue;
    V.TheSession = SessionState::Closed;
    S.set(Session, V);
  }
}

/// Another loop takes the place of this one: sessions of the old one remember
/// how it ended.
void Interpreter::keepFormerLoop(LocId Loop, PathState &S) {
  const Value Old = S.get(Loop);
  if (!isOver(Old))
    return;
  for (LocId Session : sessionsOf(Loop, S)) {
    LocId Former = Locs.below(Session, LocKind::Former);
    S.set(Former, Old);
    S.set(Locs.below(Session, LocKind::Binding), Value::pointer(Former));
  }
}

void Interpreter::applySessionEvent(const ModelledCall &M, PathState S,
                                    States &Next) {
  const facts::Call &Call = M.Call;
  if (Call.Row->TheEvent == Event::SessionEach) {
    unknownResult(Call, S);
    return eachSession(Call, M.Loop, M.Callback, std::move(S), Next);
  }
  if (Call.Row->TheEvent == Event::SessionClose) {
    LocId Session = operandLocation(Call.Row->Object, Call, S);
    if (!closeSession(Call, Session, M.Loop, M.Callback, S))
      return endPath(S);
    if (Call.resultRole() != model::Role::Task)
      keepCallback(Call, M.Loop, M.Callback, S);
    return Next.push_back(std::move(S));
  }
  if (!Call.Row->WhenClosed.empty() && !stepLoop(M, LoopEvent::Bind, S))
    return;
  LocId Made = 0;
  if (Call.Constructs)
    Made = locate(Call.This, S);
  else if (!Call.Row->Object.isNone())
    Made = operandLocation(Call.Row->Object, Call, S);
  else if (Call.Result)
    Made = locate(Call.Result, S);
  if (Call.Row->TheEvent == Event::SessionInit) {
    createSession(Made, M.Loop, Call, Call.Lib, S);
    keepCallback(Call, M.Loop, M.Callback, S);
    answerStatus(Call, Made, S);
  } else { // KeepAlive
    S.eraseTree(Made, Locs);
    if (M.Loop && Made)
      S.set(Locs.below(Made, LocKind::Binding), Value::pointer(M.Loop));
  }
  Next.push_back(std::move(S));
}

} // namespace eventloop::typestate
