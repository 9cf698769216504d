//===- Captures.cpp - What callbacks and tasks refer to -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A callback or task that waits on a loop may refer to an object that ends
// before it runs. Where that object ends, the reference becomes one that
// dangles, and the call that scheduled its user is to blame once the user runs.
// That a user uses what it was given is taken for granted.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

/// The waiting callback or task that a location is a part of.
static LocId slotOf(LocId L, const LocationTable &Locs) {
  while (L && Locs[L].Kind != LocKind::Pending)
    L = Locs[L].Parent;
  bool IsAtExit = L && Locs[Locs[L].Root].Kind == LocKind::AtExit;
  return IsAtExit ? 0 : L;
}

/// The call that gave a loop the callback or task that the location is a part
/// of; null for other locations.
const facts::Call *Interpreter::schedulerOf(LocId Within,
                                            const PathState &S) const {
  LocId Slot = slotOf(Within, Locs);
  if (!Slot || Within == Slot)
    return nullptr;
  const Value V = S.get(Slot);
  if (V.K == Value::Callable)
    return V.Made;
  auto It = llvm::find_if(S.related(Slot), [&](const PathState::Entry &E) {
    return Locs[E.Loc].Kind == LocKind::Binding && Locs[E.Loc].Parent == Slot;
  });
  if (It == S.related(Slot).end())
    return nullptr;
  const Value Task = S.get(It->Content.Target);
  return Task.K == Value::Spawned ? Task.Made : nullptr;
}

/// Objects end: what waiting callbacks and tasks know of them dangles. They are
/// among what the links lead to.
void Interpreter::endReferents(llvm::ArrayRef<PathState::Link> Links,
                               llvm::function_ref<bool(LocId)> HasEnded,
                               SourceLocation Loc, PathState &S) {
  llvm::SmallVector<std::pair<LocId, Value>, 2> Dangling;
  for (auto [Target, Holder] : Links) {
    if (Locs[Holder].Kind == LocKind::Binding || Locs[Holder].Parent == 0 ||
        !HasEnded(Target))
      continue;
    const Value Held = S.get(Holder);
    const facts::Call *Scheduler = Held.K == Value::Pointer && !Held.Owns
                                       ? schedulerOf(Holder, S)
                                       : nullptr;
    if (!Scheduler)
      continue;
    Value V = Value::unknown();
    V.Dangles = true;
    V.Made = Scheduler;
    V.Story = Eng.Stories.tell(StoryEvent::ReferentEnded, Loc, nameOf(Target),
                               nullptr);
    Dangling.push_back({Holder, V});
  }
  for (const auto &[Holder, V] : Dangling)
    S.set(Holder, V);
}

/// True if a closure refers to objects that end: variables of this function and
/// of its callers, and what is on the heap.
bool Interpreter::refersToObjects(LocId Callable, const PathState &S) const {
  LocId L =
      S.get(Callable).K == Value::Pointer ? S.get(Callable).Target : Callable;
  return llvm::any_of(S.related(L), [&](const PathState::Entry &E) {
    if (E.Content.K != Value::Pointer || !Locs.isWithin(E.Loc, L))
      return false;
    const LocKind Root = Locs[Locs[E.Content.Target].Root].Kind;
    return Root == LocKind::Local || Root == LocKind::Outer ||
           Root == LocKind::Heap;
  });
}

/// A callback or task runs.
void Interpreter::blameDangling(LocId Callable, PathState &S) {
  llvm::SmallVector<Value, 2> Dangling;
  for (const PathState::Entry &E : S.related(Callable))
    if (E.Content.Dangles && Locs.isWithin(E.Loc, Callable))
      Dangling.push_back(E.Content);
  for (const Value &V : Dangling)
    blame(V.Made, ViolationKind::CaptureDangles, V.Story, S);
}

/// A callback whose time is not known has run: what it scheduled and what
/// refers to objects that ended with it will run in a later turn.
void Interpreter::blameLater(LocId Loop, const PathState &Before,
                             PathState &After) {
  const Value V = After.get(Loop);
  if (V.K != Value::Loop || V.State != LoopState::Open)
    return;
  llvm::SmallVector<Value, 2> Dangling;
  for (const PathState::Entry &E : After.related(Loop))
    if (E.Content.Dangles && Before.get(E.Loc).Made != E.Content.Made)
      if (LocId Slot = slotOf(E.Loc, Locs); Slot && Locs[Slot].Parent == Loop)
        if (!hasFailed(Slot, After))
          Dangling.push_back(E.Content);
  for (const Value &V : Dangling)
    blame(V.Made, ViolationKind::CaptureDangles, V.Story, After);
}

/// The root returned: what waits on a loop that others have will run.
void Interpreter::blameLeftDangling(PathState &S) {
  llvm::SmallVector<Value, 2> Dangling;
  for (const PathState::Entry &E : S.entries()) {
    if (!E.Content.Dangles)
      continue;
    LocId Slot = slotOf(E.Loc, Locs);
    const Value Loop = S.get(Locs[Slot].Parent);
    bool IsSafe = E.Content.Made->Row &&
                  E.Content.Made->Row->TheEvent == model::Event::PostThreadsafe;
    // Nobody runs a loop after `main`; what runs at exit has run.
    bool IsOfMain = F.Decl->isMain() && E.Content.Story &&
                    E.Content.Story->Loc == F.Decl->getEndLoc();
    bool IsHeld =
        Loop.K == Value::Absent ||
        (Loop.K == Value::Loop && !Loop.Escaped &&
         (Loop.State == LoopState::Open || Loop.State == LoopState::Unknown));
    // Who posts to another thread may wait for it.
    if (Slot && IsHeld && !IsSafe && !hasFailed(Slot, S) && !IsOfMain)
      Dangling.push_back(E.Content);
  }
  for (const Value &V : Dangling)
    blame(V.Made, ViolationKind::CaptureDangles, V.Story, S);
}

/// What a call gives the loop to run later.
void Interpreter::keepCallback(const facts::Call &Call, LocId Loop,
                               LocId Callback, PathState &S) {
  const model::Event E = Call.Row->TheEvent;
  LocId Kept = 0;
  // A request is the loop's until it is done, whatever its callback does.
  const bool IsRequest = E == model::Event::Post && !Call.Row->Passes.isNone();
  if (Callback && !IsRequest && isWithoutEffect(Callback, S) &&
      !refersToObjects(Callback, S))
    return forgetFunction(Callback, S);
  if (Callback && Loop)
    Kept = addPending(
        Loop, Callback,
        E == model::Event::Post || E == model::Event::PostThreadsafe, S);
  else if (Callback)
    escape(Callback, true, S);
  if (Value V = S.get(Kept); Kept && V.K == Value::Callable) {
    V.Made = &Call;
    S.set(Kept, V);
    if (Call.resultRole() == model::Role::Handle && Call.Result)
      S.set(locate(Call.Result, S), Value::pointer(Kept));
    else
      answerStatus(Call, Kept, S);
  }
  std::optional<unsigned> Arg = Call.argumentOf(Call.Row->Callback);
  if (Callback || (Arg && !evaluate(Call.Args[*Arg], S).isNull()))
    keepPassed(Call, Kept, S);
  forgetFunction(Callback, S);
}

} // namespace eventloop::typestate
