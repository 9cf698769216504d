//===- Construction.cpp - Makes modelled objects --------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What constructors and factories of modelled classes make: loops, and objects
// that are bound to the loop among their arguments.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

/// A loop by value, behind an owner, behind a pointer, or in a struct that the
/// user holds.
void Interpreter::createLoop(const facts::Call &Call, PathState &S) {
  if (Call.argumentOf(Call.Row->Loop)) {
    unknownResult(Call, S);
    LocId Made = operandLocation(Call.Row->Loop, Call, S);
    create(Made, Call.Lib, Call.Loc, &Call, S);
    return answerStatus(Call, Made, S);
  }
  if (Call.Constructs)
    return create(locate(Call.This, S), Call.Lib, Call.Loc, &Call, S);
  if (!Call.Result)
    return;
  LocId Result = locate(Call.Result, S);
  if (Call.resultRole() == model::Role::Loop)
    return create(Result, Call.Lib, Call.Loc, &Call, S);
  LocId Made = freshHeap(Call.Site, S);
  create(Made, Call.Lib, Call.Loc, &Call, S);
  setResult(Call, Value::pointer(Made, Call.resultRole() == model::Role::Owner),
            S);
}

/// A modelled class is made by a constructor that has no row: a loop is open;
/// anything else is bound to the loop among the arguments.
void Interpreter::applyConstructed(const facts::Call &Call, PathState &S) {
  LocId Made = locate(Call.This, S);
  if (!Made)
    return escapeArgs(Call, S);
  model::Role Role = Call.ConstructsType->TheRole;
  if (Role == model::Role::Loop)
    return create(Made, Eng.Program.models().libraryOf(Call.ConstructsType),
                  Call.Loc, &Call, S);
  constructModelled(Call, Made, S);
}

/// Makes an object of a modelled class that is no loop.
void Interpreter::constructModelled(const facts::Call &Call, LocId Made,
                                    PathState &S) {
  model::Role Role = Call.ConstructsType->TheRole;
  LocId Loop = 0, Same = 0;
  for (const facts::Operand &O : Call.Args) {
    LocId Arg = objectAt(O, S);
    if (LocId L = loopAt(Arg, S); !Loop && S.get(L).K == Value::Loop)
      Loop = L;
    if (Call.Args.size() == 1 && Arg && isWorthKeeping(Arg, S))
      Same = Arg;
  }
  if (Same && Role == model::Role::Owner && adoptInPlace(Made, Same, S))
    return;
  if (Same && Role != model::Role::Session && Role != model::Role::Alias) {
    S.copyTree(Same, Made, Locs); // `make_unique<Handle>(std::move(h))`
    if (!Call.Args.front().IsNamed)
      S.leaveMovedFrom(Same, Locs);
    return;
  }
  if (Role == model::Role::Session)
    return createSession(Made, Loop ? Loop : runningLoop(S), Call,
                         Eng.Program.models().libraryOf(Call.ConstructsType),
                         S);
  if (Role == model::Role::Executor)
    return makeExecutor(Call, Made, S);
  S.eraseTree(Made, Locs);
  bool IsEmpty = Call.Args.empty();
  if (Role == model::Role::Container && IsEmpty)
    S.set(Made, Value::integer(0, 0)); // so many elements
  else if (Role == model::Role::Owner || Role == model::Role::Task ||
           Role == model::Role::TaskHandle)
    S.set(Made, IsEmpty ? Value::integer(0, 0) : Value::unknown());
  else if (Loop)
    S.set(Role == model::Role::Alias ? Made
                                     : Locs.below(Made, LocKind::Binding),
          Value::pointer(Loop));
  if (!IsEmpty &&
      (Role == model::Role::Owner || Role == model::Role::Container))
    escapeArgs(Call, S);
}

} // namespace eventloop::typestate
