//===- Escapes.cpp - What code out of sight can reach ---------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Objects that code which nobody can see gets hold of, by an argument, by what
// is stored where it can look, or since they are global: what they are in is
// not known from then on.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

void Interpreter::havocLoop(LocId L, PathState &S) {
  Value V = S.get(L);
  model::LoopProperties Any;
  V.Escaped = true;
  V.State =
      step(V.State, LoopEvent::Havoc, V.library() ? V.Lib->Loops : Any).Next;
  S.set(L, V);
  tasksOf(L, TaskEvent::Havoc, {}, S);
}

/// What was known of the content of L may have changed.
void Interpreter::forget(LocId L, PathState &S) {
  Value V = S.get(L);
  if (V.K == Value::Spawned)
    return taskEvent(L, TaskEvent::Havoc, {}, S);
  if (V.K == Value::Refused || V.K == Value::ClassOf ||
      Locs[L].Kind == LocKind::RunsOn || Locs[L].Kind == LocKind::ClosedUnknown)
    return;
  if (V.K != Value::Session)
    return S.set(L, Value::unknown());
  V.TheSession = SessionState::Unknown;
  S.set(L, V);
}

/// Somebody may cancel what a handle stands for: whether it runs is not known.
void Interpreter::loseHandle(LocId Handle, PathState &S) {
  const LocId Slot = S.get(Handle).Target;
  Value V = S.get(Slot);
  if (V.K == Value::Callable) {
    V.Made = nullptr;
    S.set(Slot, V);
  }
  S.set(Handle, Value::unknown());
}

/// Code that nobody can see has the object at L: whatever it can reach and
/// change is unknown from now on.
void Interpreter::escape(LocId L, bool Mutable, PathState &S) {
  llvm::SmallVector<std::pair<LocId, bool>, 4> Reached{{L, Mutable}};
  llvm::SmallDenseSet<uint64_t> Seen;
  while (!Reached.empty()) {
    auto [From, CanChange] = Reached.pop_back_val();
    if (!From || !Seen.insert(2ull * From + CanChange).second)
      continue;
    llvm::SmallVector<LocId, 4> Forget;
    llvm::SmallVector<LocId, 4> Loops, Held, Handles;
    for (const PathState::Entry &E : S.related(From)) {
      if (!Locs.isWithin(E.Loc, From))
        continue;
      // Who has a handle may cancel what it stands for, and no more.
      if (E.Content.K == Value::Pointer &&
          Locs[E.Content.Target].Kind == LocKind::Pending) {
        Handles.push_back(E.Loc);
        continue;
      }
      // Who has a session is not taken to stop or restart its loop.
      if (E.Content.Target && Locs[E.Loc].Kind != LocKind::Binding)
        Reached.push_back({E.Content.Target, true});
      if (E.Content.K == Value::Pointer && E.Content.Owns)
        Held.push_back(E.Content.Target); // perhaps by a copy of this owner
      if (E.Content.K == Value::Loop && CanChange)
        Loops.push_back(E.Loc);
      else if (CanChange && Locs[E.Loc].Kind != LocKind::Binding)
        Forget.push_back(E.Loc);
    }
    for (LocId Handle : Handles)
      loseHandle(Handle, S);
    for (LocId Loop : Loops)
      havocLoop(Loop, S);
    for (LocId Other : Forget)
      forget(Other, S);
    for (LocId Object : Held)
      hold(LocKind::HeldElsewhere, Object, S);
  }
}

/// What was stored at L can be reached by others, if L itself can.
void Interpreter::leaveOutOfSight(LocId L, PathState &S) {
  auto IsReachable = [&](const PathState::Entry &E) {
    return (E.Content.Target || E.Content.K == Value::Task ||
            E.Content.K == Value::Session || E.Content.K == Value::Callable) &&
           Locs.isWithin(E.Loc, L);
  };
  if (Locs.isOutOfSight(L) && llvm::any_of(S.related(L), IsReachable))
    escape(L, true, S);
}

/// One more owner of the object, out of sight: the others do not destroy it.
void Interpreter::hold(LocKind Holder, LocId Object, PathState &S) {
  S.set(Locs.root(Holder, nullptr, Object), Value::pointer(Object, true));
}

/// Its own method makes one more owner of the object: when it ends, nobody
/// knows.
void Interpreter::shareObject(LocId Object, PathState &S) {
  escape(Object, true, S);
  if (Object)
    hold(LocKind::HeldElsewhere, Object, S);
}

void Interpreter::escapeArgs(const facts::Call &Call, PathState &S) {
  for (unsigned I = 0; I < Call.Args.size(); ++I) {
    const facts::Operand &O = Call.Args[I];
    if (O.K == facts::Operand::Load && !O.IsPointer)
      continue;
    // By value: the copy is the callee's; what it points to is shared.
    escape(objectAt(O, S), Call.Args[I].IsMutable, S);
  }
}

/// A static local is reached through its function, or has escaped. Who else
/// calls that function, here or elsewhere, may ask it for something else.
bool Interpreter::isReachedByOthers(const VarDecl &Global,
                                    Functions Ran) const {
  if (!Global.isStaticLocal())
    return true;
  const auto *F = cast<FunctionDecl>(Global.getParentFunctionOrMethod());
  const QualType Returned = F->getReturnType();
  const bool HandsOut = Returned->isAnyPointerType() ||
                        Returned->isReferenceType() || F->getNumParams();
  if (HandsOut && F->isExternallyVisible())
    return true;
  auto Roots = Eng.Program.rootsOf(F->getDefinition());
  return Ran.empty() ? Roots.size() > 1
                     : llvm::any_of(Roots, [&](const FunctionDecl *Root) {
                         return !llvm::is_contained(Ran, Root);
                       });
}

/// Code that nobody can see ran: it may have touched whatever is shared.
void Interpreter::havocShared(PathState &S, Functions Ran) {
  llvm::SmallVector<LocId, 4> Loops, Others;
  for (const PathState::Entry &E : S.entries()) {
    const Location Root = Locs[Locs[E.Loc].Root];
    bool IsGlobal =
        Root.Kind == LocKind::Default ||
        (Root.Kind == LocKind::Global &&
         isReachedByOthers(*static_cast<const VarDecl *>(Root.Entity), Ran));
    if (E.Content.K == Value::Loop && (E.Content.Escaped || IsGlobal))
      Loops.push_back(E.Loc);
    else if (IsGlobal && E.Content.K != Value::Unknown)
      Others.push_back(E.Loc);
  }
  for (LocId L : Loops)
    havocLoop(L, S);
  for (LocId L : Others)
    forget(L, S);
}

} // namespace eventloop::typestate
