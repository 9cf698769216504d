//===- UserCalls.cpp - Calls that no model describes ----------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Calls of functions whose bodies are in sight, of callables, of coroutines,
// and of code that nobody can see: how arguments are passed, and what is known
// afterwards.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

/// How each parameter starts: a value, or a copy of an object.
llvm::SmallVector<Interpreter::Binding, 4>
Interpreter::bindArguments(const facts::Call &Call, const FunctionDecl *Callee,
                           PathState &S) {
  llvm::SmallVector<Binding, 4> Bindings;
  if (const FunctionDecl *Def = Callee->getDefinition())
    Callee = Def;
  LocId Object = Call.This ? locate(Call.This, S) : 0;
  if (const auto *M = dyn_cast<CXXMethodDecl>(Callee);
      !Object && M && M->isInstance() && Call.Callee) {
    // `slots[i] = …`: an object that nobody knows.
    Object = Locs.below(Locs.root(LocKind::Temp, Call.Site), LocKind::Pointee);
    S.eraseTree(Object, Locs);
  }
  if (Object)
    Bindings.push_back({Locs.root(LocKind::This), Value::pointer(Object), 0});
  for (unsigned I = 0; I < Call.Args.size() && I < Callee->getNumParams();
       ++I) {
    const ParmVarDecl *P = Callee->getParamDecl(I);
    LocId To = Locs.root(LocKind::Local, P->getCanonicalDecl());
    const facts::Operand &Arg = Call.Args[I];
    bool IsClass = P->getType()->isRecordType();
    if (IsClass)
      Bindings.push_back({To, Value::unknown(), objectAt(Arg, S)});
    else if (Arg.K == facts::Operand::Addr &&
             !P->getType()->isReferenceType() && !P->getType()->isPointerType())
      Bindings.push_back({To, S.get(locate(Arg.Where, S)), 0});
    else
      Bindings.push_back({To, evaluate(Arg, S), 0});
  }
  return Bindings;
}

/// A coroutine does not run when it is called: its arguments wait in the task.
void Interpreter::makeTask(const facts::Call &Call, const FunctionDecl *Body,
                           PathState &S) {
  LocId Task = locate(Call.Result, S);
  if (!Task)
    return escapeArgs(Call, S);
  llvm::SmallVector<Binding, 4> Bindings = bindArguments(Call, Body, S);
  S.eraseTree(Task, Locs);
  Value V;
  V.K = Value::Task;
  V.Function = Body;
  V.Made = &Call;
  S.set(Task, V);
  for (const Binding &B : Bindings) {
    LocId Arg = Locs.below(Task, LocKind::Arg, nullptr, B.Callee);
    if (B.CopyFrom) {
      S.copyTree(B.CopyFrom, Arg, Locs);
      S.leaveMovedFrom(B.CopyFrom, Locs); // it was made for the call
    } else if (B.Content.K != Value::Absent)
      S.set(Arg, B.Content);
  }
}

void Interpreter::callUnknown(const facts::Call &Call, Target To, PathState S,
                              States &Next) {
  bool IsVisible = Eng.Program.isVisible(To.Body) && To.IsCertain;
  if (Call.This)
    escape(locate(Call.This, S), !Call.ThisIsConst, S);
  if (Call.Callable)
    escape(locate(Call.Callable, S), true, S);
  escapeArgs(Call, S);
  // Library code does not touch the user's globals; a body in sight that has
  // nothing to do with loops touches numbers at most.
  if (!Call.Callee ||
      (!IsVisible && !Eng.Program.models().isClaimed(Call.Callee)))
    havocShared(S);
  else if (IsVisible)
    S.forgetIf([&](const PathState::Entry &E) {
      const Location Root = Locs[Locs[E.Loc].Root];
      return E.Content.K == Value::Int && Root.Kind == LocKind::Global &&
             Eng.Program.mayChange(To.Body,
                                   static_cast<const VarDecl *>(Root.Entity));
    });
  unknownResult(Call, S);
  // A lazy task that code out of sight made: nobody else can await it.
  if (!IsVisible && Call.Callee && Call.resultRole() == model::Role::Task &&
      !Eng.Program.models().isClaimed(Call.Callee)) {
    Value V;
    V.K = Value::Task;
    V.Made = &Call;
    S.set(locate(Call.Result, S), V);
  }
  Next.push_back(std::move(S));
}

/// True if an argument leads to a loop or is something to call.
bool Interpreter::handsOverTracked(const facts::Call &Call, PathState &S) {
  auto Leads = [&](LocId L) {
    return L && llvm::any_of(S.related(L), [&](const PathState::Entry &E) {
             return Locs.isWithin(E.Loc, L) &&
                    (E.Content.K == Value::Loop ||
                     E.Content.K == Value::Callable ||
                     E.Content.K == Value::Task || E.Content.Target);
           });
  };
  if (Call.This && Leads(locate(Call.This, S)))
    return true;
  return llvm::any_of(Call.Args, [&](const facts::Operand &O) {
    bool IsNumber = O.K == facts::Operand::Load && !O.IsPointer;
    return O.K == facts::Operand::Function ||
           (!IsNumber && Leads(objectAt(O, S)));
  });
}

void Interpreter::callUser(const facts::Call &Call, const facts::Fact &Fact,
                           PathState S, States &Next) {
  if (Call.Constructs && Call.ConstructsType &&
      !Eng.Program.factsOf(Call.Callee)) {
    applyConstructed(Call, S);
    Next.push_back(std::move(S));
    return;
  }
  if (!Call.Callee && Call.Callable) {
    LocId Callable = locate(Call.Callable, S);
    if (S.get(Callable).K == Value::Pointer)
      Callable = S.get(Callable).Target;
    if (S.get(Callable).K == Value::Callable) {
      unknownResult(Call, S);
      for (Exit &E : call(Callable, Call.Loc, std::move(S), 0, &Call)) {
        if (E.Thrown)
          unwind(std::move(E.State), Fact.Scope, E.ThrownType, Call.Loc);
        else
          Next.push_back(std::move(E.State));
      }
      return;
    }
  }
  const Target To = targetOf(Call, S);
  const facts::FunctionFacts *Callee =
      To.IsCertain ? Eng.Program.factsOf(To.Body) : nullptr;
  if (!Callee && To.IsCertain &&
      (Call.Constructs || Call.resultRole() == model::Role::Task ||
       Eng.Program.mayThrow(To.Body) || handsOverTracked(Call, S)))
    Callee = Eng.Program.factsOfAny(To.Body);
  if (!Callee)
    return callUnknown(Call, To, std::move(S), Next);
  if (Callee->IsCoroutine) {
    makeTask(Call, To.Body, S);
    Next.push_back(std::move(S));
    return;
  }
  // A constructor starts with a fresh object.
  if (Call.Constructs)
    S.eraseTree(locate(Call.This, S), Locs);
  llvm::SmallVector<Binding, 4> Bindings = bindArguments(Call, To.Body, S);
  LocId Result = Call.Result ? locate(Call.Result, S) : 0;
  llvm::SmallVector<Exit, 2> Exits;
  if (!applySummary(*Callee, Bindings, S, Call.Loc, Call.Site, Result, Exits))
    return callUnknown(Call, To, std::move(S), Next);
  for (Exit &E : Exits) {
    if (E.Thrown)
      unwind(std::move(E.State), Fact.Scope, E.ThrownType, Call.Loc);
    else
      Next.push_back(std::move(E.State));
  }
}

} // namespace eventloop::typestate
