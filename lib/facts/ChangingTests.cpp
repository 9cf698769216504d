//===- ChangingTests.cpp - Until when the answer of a test lasts ----------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The answer of a test is forgotten behind what changes a variable that it
// reads; if it reads fields, also behind calls that may change them: of code
// that is in sight, of callbacks, of methods that change their object.
//
//===----------------------------------------------------------------------===//

#include "facts/Lowering.h"
#include "facts/PureFunctions.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace eventloop::facts {

using model::Event;

/// Runs code of the program that may change anything.
static bool runsCallbacks(Event E) {
  switch (E) {
  case Event::Post:
  case Event::PostThreadsafe:
  case Event::PostDelayed:
  case Event::TaskCreate:
  case Event::TaskSpawn:
  case Event::TaskSpawnJoined:
  case Event::TaskCancel:
  case Event::TaskIsDone:
  case Event::SessionInit:
  case Event::SessionStart:
  case Event::SessionClose:
  case Event::SessionIsClosed:
  case Event::LoopStop:
  case Event::LoopClose:
  case Event::LoopIsClosed:
  case Event::LoopIsStopped:
  case Event::LoopRestart:
    return false;
  default:
    return followsChanges(E);
  }
}

/// Whether anybody's fields may be others behind it.
bool FunctionLowering::mayChangeFields(const Stmt *S) const {
  if (isa<CoroutineSuspendExpr, CXXDeleteExpr>(S))
    return true;
  const auto *CE = dyn_cast<CallExpr>(S);
  if (!CE)
    return false;
  const FunctionDecl *F = CE->getDirectCallee();
  if (!F)
    return true;
  if (const model::FunctionRow *Row = Models.rowFor(F))
    return runsCallbacks(Row->TheEvent);
  if (F->isInStdNamespace() ||
      Ctx.getSourceManager().isInSystemHeader(F->getLocation()))
    return false;
  if (isPure(F))
    return false;
  if (const auto *M = dyn_cast<CXXMethodDecl>(F); M && M->isInstance())
    return !M->isConst() || M->getParent()->isLambda();
  return F->hasBody() ||
         llvm::any_of(F->parameters(), [](const ParmVarDecl *P) {
           QualType T = P->getType();
           return (T->isPointerType() || T->isReferenceType()) &&
                  !T->getPointeeType()->isFunctionType() && isMutable(T);
         });
}

void FunctionLowering::forgetAnswers(const Stmt *After) {
  if (ChangingTests.empty())
    return;
  llvm::SmallVector<const ValueDecl *, 4> Changed;
  for (const Expr *Place : changedBy(After))
    llvm::append_range(Changed, declarationsOf(Place));
  const bool MayBeAny = mayChangeFields(After);
  for (const Truths::Test &T : ChangingTests)
    if (llvm::any_of(T.Changing, [&](const ValueDecl *D) {
          return (MayBeAny && isa<FieldDecl>(D)) ||
                 llvm::is_contained(Changed, D);
        }))
      assign(truthOf(T.Identity), Operand(), After);
}

} // namespace eventloop::facts
