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

#include "typestate/Unwinding.h"
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

/// What a handler caught that throws it again.
static LocId caughtIn(uint32_t HandlerBlock, LocationTable &Locs) {
  return Locs.root(LocKind::Caught, nullptr, HandlerBlock);
}

static void keepCaught(const facts::Handler &H, ExceptionType Type,
                       PathState &S, LocationTable &Locs) {
  if (!H.ThrowsAgain)
    return;
  if (Type.K == ExceptionType::OfLibrary)
    S.set(caughtIn(H.Block, Locs), Value::classOf(nullptr));
  else if (Type.K == ExceptionType::OfClass)
    S.set(caughtIn(H.Block, Locs), Value::classOf(Type.Class));
  else
    S.erase(caughtIn(H.Block, Locs));
}

ExceptionType thrownBy(const facts::Fact &Throw, PathState &S,
                       LocationTable &Locs) {
  if (!Throw.IsRethrow)
    return Throw.Type ? ExceptionType{ExceptionType::OfClass, Throw.Type}
                      : ExceptionType{ExceptionType::OfNoClass, nullptr};
  const LocId Caught = caughtIn(Throw.Handler, Locs);
  const Value V = S.get(Caught);
  S.erase(Caught);
  if (V.K != Value::ClassOf)
    return {ExceptionType::OfAny, nullptr};
  return V.Class ? ExceptionType{ExceptionType::OfClass, V.Class}
                 : ExceptionType{ExceptionType::OfLibrary, nullptr};
}

void forgetCaught(const facts::FunctionFacts &F, PathState &S,
                  LocationTable &Locs) {
  for (const facts::Try &T : F.Tries)
    for (const facts::Handler &H : T.Handlers)
      if (H.ThrowsAgain)
        S.erase(caughtIn(H.Block, Locs));
}

/// True if a handler of the function may take the exception.
static bool mayBeHandled(const facts::FunctionFacts &F, facts::ScopeId From,
                         ExceptionType Type, const model::ModelIndex &Models) {
  for (facts::ScopeId I = From; I; I = F.Scopes[I].Parent)
    if (F.Scopes[I].Try >= 0)
      for (const facts::Handler &H : F.Tries[F.Scopes[I].Try].Handlers)
        if (handles(H, Type, Models).value_or(true))
          return true;
  return false;
}

/// Runs the destructors of the scopes up to the handler or out of the function.
void Interpreter::unwind(PathState S, facts::ScopeId From, ExceptionType Type,
                         SourceLocation ThrownAt) {
  if (F.IsNoexcept && !mayBeHandled(F, From, Type, Eng.Program.models()))
    return endPath(S); // std::terminate, before anything is destroyed
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
          keepCaught(H, Type, State, Locs);
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
