//===- Signals.cpp - What runs in signal handlers -------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A handler may run at any time after it was registered: it is looked at once,
// where it is registered, beside the path. Raw handlers interrupt whatever
// runs, so that only what is safe there may be called; handlers of a loop are
// callbacks of it.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

Interpreter::HandlerKind
Interpreter::handlerThatRuns(const PathState &S) const {
  const Value V = S.get(Locs.root(LocKind::InSignal));
  return V.K == Value::Int ? static_cast<HandlerKind>(V.Low) : NoHandler;
}

/// The story up to the registration of the handler that runs.
const StoryNode *Interpreter::tellHandler(const StoryNode *Story,
                                          const PathState &S) {
  const facts::Call *Registered = S.get(Locs.root(LocKind::InSignal)).Made;
  if (!Registered)
    return Story;
  return Eng.Stories.tell(StoryEvent::HandlerRegistered, Registered->Loc, "",
                          Story, Registered);
}

/// True for a call that a raw handler must not make: it is taken to have done
/// nothing.
bool Interpreter::isUnsafeInHandler(const ModelledCall &M, PathState &S) {
  const Value Loop = S.get(M.Loop);
  bool IsOver = Loop.K == Value::Loop && (Loop.State == LoopState::Closed ||
                                          Loop.State == LoopState::Destroyed);
  if (M.Call.Row->WhenInSignal.empty() || IsOver ||
      handlerThatRuns(S) != RawHandler)
    return false;
  blame(&M.Call, ViolationKind::CalledInSignalHandler,
        tellHandler(Loop.Story, S), S);
  // That it is open in the end follows from this: one diagnostic is enough.
  if (M.Call.Row->TheEvent == model::Event::LoopClose &&
      Loop.K == Value::Loop) {
    Value Refused = Loop;
    Refused.Made = nullptr;
    S.set(M.Loop, Refused);
  }
  unknownResult(M.Call, S);
  return true;
}

/// Loops that a raw handler would have closed are nobody's defect from now on,
/// and otherwise as before.
static void excuseRefused(llvm::MutableArrayRef<Exit> Exits, PathState &S) {
  llvm::SmallVector<LocId, 2> Excused;
  for (const Exit &E : Exits)
    for (const PathState::Entry &After : E.State.entries())
      if (const Value Before = S.get(After.Loc);
          After.Content.K == Value::Loop && !After.Content.Made &&
          Before.K == Value::Loop && Before.Made)
        Excused.push_back(After.Loc);
  auto Excuse = [&](PathState &In) {
    for (LocId Loop : Excused)
      if (Value V = In.get(Loop); V.K == Value::Loop) {
        V.Made = nullptr;
        In.set(Loop, V);
      }
  };
  Excuse(S);
  for (Exit &E : Exits)
    Excuse(E.State);
}

/// The handler that a struct of the C library names.
static LocId handlerWithin(LocId L, const PathState &S,
                           const LocationTable &Locs) {
  if (S.get(L).K == Value::Callable || S.get(L).K == Value::Pointer)
    return L;
  for (const PathState::Entry &E : S.related(L))
    if (E.Content.K == Value::Callable && Locs.isWithin(E.Loc, L))
      return E.Loc;
  return L;
}

void Interpreter::registerHandler(const ModelledCall &M, PathState S,
                                  States &Next) {
  if (M.Loop && !stepLoop(M, LoopEvent::Schedule, S))
    return;
  unknownResult(M.Call, S);
  LocId Handler = handlerWithin(M.Callback, S, Locs);
  if (S.get(Handler).K != Value::Callable &&
      S.get(Handler).K != Value::Pointer) {
    Next.push_back(std::move(S));
    return;
  }
  bool IsRaw = M.Call.Row->Runs == model::When::InSignalHandler;
  const LocId Running = Locs.root(LocKind::Running);
  const LocId InSignal = Locs.root(LocKind::InSignal);
  PathState Then = S;
  Value Kind = Value::integer(IsRaw ? RawHandler : OnLoopHandler,
                              IsRaw ? RawHandler : OnLoopHandler);
  Kind.Made = &M.Call;
  Then.set(InSignal, Kind);
  if (IsRaw)
    Then.erase(Running);
  else
    Then.set(Running, Value::pointer(M.Loop));
  // A global that leads nowhere yet will lead to something by then.
  Then.eraseIf([&](const PathState::Entry &E) {
    return Locs[E.Loc].Kind == LocKind::Global && E.Content.isNull();
  });
  llvm::SmallVector<Exit, 2> Exits = call(Handler, M.Call.Loc, Then, 0);
  for (Exit &E : Exits) {
    E.State.erase(InSignal);
    E.State.set(Running, S.get(Running));
    if (S.get(Running).K == Value::Absent)
      E.State.erase(Running);
  }
  excuseRefused(Exits, S);
  States Stopped;
  mergeAside(Exits, M.Loop, S, &Stopped);
  forgetFunction(Handler, S);
  Next.push_back(std::move(S));
}

} // namespace eventloop::typestate
