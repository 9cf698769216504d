//===- Owners.cpp - Owners, and values in other boxes ---------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What holds a loop or a callback and is not one: `unique_ptr`, `optional`,
// `std::move`, `std::function`, `std::bind`, as the models describe them.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

using model::Event;

void Interpreter::applyOwner(const facts::Call &Call, PathState S,
                             States &Next) {
  const model::FunctionRow &Row = *Call.Row;
  model::Operand Which = Row.Object.isNone()
                             ? model::Operand{model::Operand::This, 0}
                             : Row.Object;
  LocId Owner = operandLocation(Which, Call, S);
  const CXXRecordDecl *OwnerType = nullptr;
  if (const auto *M = dyn_cast_or_null<CXXMethodDecl>(Call.Callee))
    OwnerType = M->getParent();
  if (!Owner) {
    escapeArgs(Call, S);
    unknownResult(Call, S);
    Next.push_back(std::move(S));
    return;
  }
  switch (Row.TheEvent) {
  case Event::OwnerGet: {
    const Value Held = S.get(Owner);
    Value Got = Value::pointer(follow(Owner, S));
    Got.NonNull = Held.K == Value::Pointer && Held.Owns;
    setResult(Call, Got, S);
    Next.push_back(std::move(S));
    return;
  }
  case Event::OwnerTest: {
    const Value V = S.get(Owner);
    Value Answer = Value::integer(0, 1);
    bool IsFuture =
        V.K == Value::Pointer && S.get(V.Target).K == Value::Spawned;
    if ((V.K == Value::Pointer && V.Owns) || IsFuture || V.K == Value::Task ||
        V.K == Value::Callable)
      Answer = Value::integer(1, 1);
    else if (V.isNull())
      Answer = Value::integer(0, 0);
    setResult(Call, Answer, S);
    Next.push_back(std::move(S));
    return;
  }
  case Event::OwnerRelease: {
    Value V = S.get(Owner);
    V.Owns = false;
    S.set(Owner, Value::integer(0, 0));
    setResult(Call, V, S);
    Next.push_back(std::move(S));
    return;
  }
  case Event::OwnerReset:
    if (isDestroyedInside(Call, Owner, S))
      return endPath(S); // what it leads to is not worth telling
    return release(Owner, Call.Loc, OwnerType, std::move(S), Next);
  case Event::OwnerAdopt: {
    if (Call.MakesInPlace)
      break;
    Value New = Value::unknown();
    if (!Call.Args.empty()) {
      const facts::Operand &From = Call.Args.front();
      LocId Source = From.K == facts::Operand::Load ? 0 : objectAt(From, S);
      if (isOwnedInPlace(Source, S))
        return adoptObject(Call, Owner, OwnerType, Source, std::move(S), Next);
      New = Source ? S.get(Source) : evaluate(From, S);
      if (Source && Call.Args.front().IsMutable)
        S.set(Source, Value::integer(0, 0));
      if (New.K == Value::Pointer && !Source)
        New.Owns = true;
      // With a deleter: what that does, and how the object ends, nobody knows.
      if (Call.Args.size() > 1) {
        for (const facts::Operand &Arg : llvm::drop_begin(Call.Args))
          escape(objectAt(Arg, S), Arg.IsMutable, S);
        escape(New.Target, true, S);
        New = Value::unknown();
      }
      if (New.K != Value::Pointer && !New.isNull())
        New = Value::unknown();
    }
    States Released;
    bool IsNew = Call.Constructs != nullptr;
    if (IsNew)
      Released.push_back(std::move(S));
    else
      release(Owner, Call.Loc, OwnerType, std::move(S), Released);
    for (PathState &State : Released) {
      State.eraseTree(Owner, Locs);
      State.set(Owner, New);
      leaveOutOfSight(Owner, State);
      if (!IsNew)
        setResult(Call, Value::pointer(Owner), State);
      Next.push_back(std::move(State));
    }
    return;
  }
  default:
    break;
  }
  // OwnerMake, OwnerEmplace: a new object, and the owner of it.
  bool InPlace = Row.TheEvent == Event::OwnerEmplace || Call.MakesInPlace;
  States Released;
  if (InPlace)
    release(Owner, Call.Loc, OwnerType, std::move(S), Released);
  else
    Released.push_back(std::move(S));
  for (PathState &State : Released) {
    LocId Made = InPlace ? Locs.below(Owner, LocKind::Owned)
                         : freshHeap(Call.Site, State);
    if (Call.Constructs)
      Eng.ClassMadeAt[Call.Site] = Call.Constructs;
    keepFormerLoop(Made, State);
    State.eraseTree(Owner, Locs);
    State.eraseTree(Made, Locs);
    State.set(Owner, Value::pointer(Made, true));
    makeOwned(Call, Made, std::move(State), Next);
  }
}

/// True for an owner that lets go of the loop that runs this, the last that has
/// it.
bool Interpreter::isDestroyedInside(const facts::Call &Call, LocId Owner,
                                    PathState &S) {
  const Value Held = S.get(Owner);
  const Value Loop = S.get(Held.Target);
  bool Runs = Held.K == Value::Pointer && Held.Owns &&
              S.get(Locs.root(LocKind::Running)).Target == Held.Target &&
              Loop.K == Value::Loop && Loop.Lib &&
              Loop.Lib->Loops.RunRefusesClose;
  bool IsLast = llvm::none_of(S.entries(), [&](const PathState::Entry &E) {
    return E.Loc != Owner && E.Content.K == Value::Pointer && E.Content.Owns &&
           E.Content.Target == Held.Target;
  });
  if (Runs && IsLast)
    blame(&Call, ViolationKind::ClosedWhileRunning, tellRun(S), S);
  return Runs && IsLast;
}

/// True for what moves into an owner that keeps it in place: a task, a handle,
/// or what another such owner has.
bool Interpreter::isOwnedInPlace(LocId From, const PathState &S) const {
  const Value V = S.get(From);
  if (V.K == Value::Task)
    return true;
  return V.K == Value::Pointer && V.Owns &&
         (S.get(V.Target).K == Value::Spawned || Locs.isWithin(V.Target, From));
}

/// `optional<Handle> o(std::move(h))`. False where that is not what happens.
bool Interpreter::adoptInPlace(LocId Owner, LocId From, PathState &S) {
  if (!isOwnedInPlace(From, S))
    return false;
  S.eraseTree(Owner, Locs);
  if (Locs.isWithin(S.get(From).Target, From)) {
    S.copyTree(From, Owner, Locs);
  } else {
    LocId Owned = Locs.below(Owner, LocKind::Owned);
    S.copyTree(From, Owned, Locs);
    S.set(Owner, Value::pointer(Owned, true));
  }
  S.leaveMovedFrom(From, Locs);
  return true;
}

void Interpreter::adoptObject(const facts::Call &Call, LocId Owner,
                              const CXXRecordDecl *OwnerType, LocId From,
                              PathState S, States &Next) {
  States Released;
  if (Call.Constructs)
    Released.push_back(std::move(S));
  else
    release(Owner, Call.Loc, OwnerType, std::move(S), Released);
  for (PathState &State : Released) {
    adoptInPlace(Owner, From, State);
    if (!Call.Constructs)
      setResult(Call, Value::pointer(Owner), State);
    Next.push_back(std::move(State));
  }
}

/// Constructs what an owner's factory makes.
void Interpreter::makeOwned(const facts::Call &Call, LocId Made, PathState S,
                            States &Next) {
  const facts::FunctionFacts *Ctor = !Call.Makes ? nullptr
                                     : Call.ConstructsType
                                         ? Eng.Program.factsOf(Call.Makes)
                                         : Eng.Program.factsOfAny(Call.Makes);
  if (!Ctor) {
    if (Call.ConstructsType &&
        Call.ConstructsType->TheRole == model::Role::Loop)
      create(Made, Eng.Program.models().libraryOf(Call.ConstructsType),
             Call.Loc, &Call, S);
    else if (Call.ConstructsType)
      constructModelled(Call, Made, S);
    else
      escapeArgs(Call, S);
    Next.push_back(std::move(S));
    return;
  }
  llvm::SmallVector<Binding, 4> Bindings = bindArguments(Call, Call.Makes, S);
  llvm::erase_if(Bindings, [&](const Binding &B) {
    return B.Callee == Locs.root(LocKind::This);
  });
  // A parameter by value is a copy of what has a name, not that itself.
  for (unsigned I = 0; I < Bindings.size(); ++I)
    if (LocId &From = Bindings[I].CopyFrom; From && Call.Args[I].IsNamed) {
      LocId Copy = Locs.below(Locs.root(LocKind::Temp, Call.Site), LocKind::Arg,
                              nullptr, I);
      S.copyTree(From, Copy, Locs);
      From = Copy;
    }
  Bindings.push_back({Locs.root(LocKind::This), Value::pointer(Made), 0});
  llvm::SmallVector<Exit, 2> Exits;
  if (!applySummary(*Ctor, Bindings, S, Call.Loc, Call.Site, 0, Exits)) {
    escapeArgs(Call, S);
    Next.push_back(std::move(S));
    return;
  }
  for (Exit &E : Exits)
    if (!E.Thrown)
      Next.push_back(std::move(E.State));
}

/// `std::bind(f, x)`: when it is called, nobody knows what becomes of x.
void Interpreter::keepArguments(const facts::Call &Call, PathState &S) {
  LocId Result = Call.Result ? locate(Call.Result, S) : 0;
  if (!Result)
    return escapeArgs(Call, S);
  S.eraseTree(Result, Locs);
  S.set(Result, Value::unknown());
  for (unsigned I = 0; I < Call.Args.size(); ++I) {
    LocId Kept = Locs.below(Result, LocKind::Arg, nullptr, I);
    bool ByReference =
        I < Call.Callee->getNumParams() &&
        Call.Callee->getParamDecl(I)->getType()->isReferenceType();
    if (Call.Args[I].K == facts::Operand::Object || ByReference)
      S.copyTree(objectAt(Call.Args[I], S), Kept, Locs);
    else
      S.set(Kept, evaluate(Call.Args[I], S));
  }
}

/// `std::move(x)`, `std::ref(x)`, `std::function(f)`, `function = f`: x itself,
/// under another name or in another box.
void Interpreter::applyValue(const facts::Call &Call, PathState &S) {
  if (Call.Args.empty())
    return;
  LocId From = objectAt(Call.Args.front(), S);
  const bool Assigns =
      Call.Callee && Call.Callee->getOverloadedOperator() == OO_Equal;
  if ((Call.Constructs || Assigns) && Call.Row->TheEvent == Event::ValueMove) {
    LocId To = locate(Call.This, S);
    Value Plain = evaluate(Call.Args.front(), S);
    // Into a box that is not followed: an element of a map.
    if (!To || (Assigns && Locs[Locs[To].Root].Kind == LocKind::Temp))
      return escape(From, true, S);
    if (From) {
      S.copyTree(From, To, Locs);
    } else {
      S.eraseTree(To, Locs);
      S.set(To, Plain);
    }
    if (Assigns)
      setResult(Call, Value::pointer(To), S);
    return;
  }
  if (Call.Constructs)
    return S.set(locate(Call.This, S), Value::pointer(From));
  if (Call.ResultIsObject && Call.Row->TheEvent == Event::ValueMove) {
    if (Call.Result && From) // a pointer cast of an owner: one more owner
      return S.copyTree(From, locate(Call.Result, S), Locs);
    return unknownResult(Call, S);
  }
  setResult(Call, Value::pointer(From), S);
}

} // namespace eventloop::typestate
