//===- Unwinding.cpp - The ways out of a function -------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Returning and throwing: which objects end on the way, and which handler takes
// an exception. Clang's CFG runs no destructors on exceptional edges, so the
// scopes that lib/facts recorded are replayed here.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace eventloop::typestate {

/// Parameters that were passed by value end with the function.
void Interpreter::leave(PathState S) {
  States Now;
  Now.push_back(std::move(S));
  for (const ParmVarDecl *P : F.Decl->parameters()) {
    const CXXRecordDecl *RD = P->getType()->getAsCXXRecordDecl();
    if (!RD || P->getType()->isReferenceType() || !RD->hasDefinition() ||
        RD->hasTrivialDestructor())
      continue;
    States After;
    for (PathState &State : Now)
      destroy(Locs.root(LocKind::Local, P->getCanonicalDecl()), RD,
              F.Decl->getEndLoc(), P->getName(), std::move(State), After);
    Now = std::move(After);
  }
  for (PathState &State : Now)
    addExit({std::move(State)});
}

void Interpreter::leaveThrowing(PathState S, ExceptionType Type) {
  if (F.IsNoexcept)
    return endPath(S); // std::terminate
  addExit({std::move(S), true, Type});
}

/// Whether the handler takes what a library's violations throw; nothing if it
/// may.
static std::optional<bool> handlesLibrary(const facts::Handler &H,
                                          const model::ModelIndex &Models) {
  if (H.CatchesStdException)
    return true;
  if (!H.Catches)
    return false;
  const model::TypeRow *Row = Models.typeRowFor(H.Catches);
  if (Row && Row->TheRole == model::Role::Error) // or it derives from that
    return Row->Name == H.Catches->getName() && Models.isClaimed(H.Catches);
  // Whether another class is a base of it, the models do not say.
  return Models.isClaimed(H.Catches) ? std::nullopt : std::optional(false);
}

/// Whether the handler takes an exception of this type; nothing if it may.
static std::optional<bool> handles(const facts::Handler &H, ExceptionType Type,
                                   const model::ModelIndex &Models) {
  if (H.CatchesAll)
    return true;
  switch (Type.K) {
  case ExceptionType::OfAny:
    return std::nullopt;
  case ExceptionType::OfNoClass:
    return H.Catches ? std::optional(false) : std::nullopt;
  case ExceptionType::OfLibrary:
    return handlesLibrary(H, Models);
  case ExceptionType::OfClass:
    break;
  }
  if (!H.Catches)
    return false;
  const CXXRecordDecl *Class = Type.Class->getDefinition();
  if (!Class)
    Class = Type.Class;
  return Class->getCanonicalDecl() == H.Catches->getCanonicalDecl() ||
         (Class->hasDefinition() && Class->isDerivedFrom(H.Catches));
}

/// Runs the destructors of the scopes up to the handler or out of the function.
void Interpreter::unwind(PathState S, facts::ScopeId From, ExceptionType Type,
                         SourceLocation ThrownAt) {
  // What a violation throws destroys is its consequence.
  bool IsConsequence =
      Type.K == ExceptionType::OfLibrary || Type.K == ExceptionType::OfAny;
  const LocId Quiet = Locs.root(LocKind::Quiet);
  if (IsConsequence)
    S.set(Quiet, Value::integer(1, 1));
  States Now;
  Now.push_back(std::move(S));
  for (facts::ScopeId I = From; I; I = F.Scopes[I].Parent) {
    const facts::Scope &Scope = F.Scopes[I];
    if (Scope.Try >= 0) {
      for (const facts::Handler &H : F.Tries[Scope.Try].Handlers) {
        std::optional<bool> Taken = handles(H, Type, Eng.Program.models());
        if (Taken && !*Taken)
          continue;
        for (PathState State : Now) {
          State.erase(Quiet);
          enter(H.Block, std::move(State));
        }
        if (Taken)
          return;
      }
      continue;
    }
    States After;
    for (PathState &State : Now)
      destroy(locate(Scope.Variable, State), Scope.Type, ThrownAt, Scope.Name,
              State, After);
    Now = std::move(After);
  }
  for (PathState &State : Now) {
    State.erase(Quiet);
    leaveThrowing(std::move(State), Type);
  }
}

} // namespace eventloop::typestate
