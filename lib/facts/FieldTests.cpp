//===- FieldTests.cpp - Until when tests of fields last -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The answer of a test that reads fields is forgotten behind what writes one of
// them, and behind calls that may: of code that is in sight, of callbacks, of
// methods that change their object.
//
//===----------------------------------------------------------------------===//

#include "facts/Lowering.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace eventloop::facts {

using model::Event;

/// The field that a place is, or is within.
static const FieldDecl *fieldOf(const Expr *E) {
  const auto *ME = dyn_cast<MemberExpr>(E->IgnoreParenImpCasts());
  const auto *FD = ME ? dyn_cast<FieldDecl>(ME->getMemberDecl()) : nullptr;
  return FD ? FD->getCanonicalDecl() : nullptr;
}

static bool takesToChange(QualType T) {
  QualType To = T->isPointerType() || T->isReferenceType() ? T->getPointeeType()
                                                           : QualType();
  return !To.isNull() && !To.isConstQualified() && !To->isFunctionType();
}

/// The field that the statement writes itself, or asks to change.
static const FieldDecl *changedField(const Stmt *S) {
  if (const auto *BO = dyn_cast<BinaryOperator>(S))
    return BO->isAssignmentOp() ? fieldOf(BO->getLHS()) : nullptr;
  if (const auto *UO = dyn_cast<UnaryOperator>(S))
    return UO->isIncrementDecrementOp() || UO->getOpcode() == UO_AddrOf
               ? fieldOf(UO->getSubExpr())
               : nullptr;
  if (const auto *MC = dyn_cast<CXXMemberCallExpr>(S))
    return MC->getMethodDecl() && !onlyAsks(MC->getMethodDecl())
               ? fieldOf(MC->getImplicitObjectArgument())
               : nullptr;
  if (const auto *OC = dyn_cast<CXXOperatorCallExpr>(S))
    return !OC->isComparisonOp() && OC->getNumArgs() ? fieldOf(OC->getArg(0))
                                                     : nullptr;
  const auto *CE = dyn_cast<CallExpr>(S);
  const FunctionDecl *F = CE ? CE->getDirectCallee() : nullptr;
  for (unsigned I = 0; F && I < F->getNumParams() && I < CE->getNumArgs(); ++I)
    if (const FieldDecl *Given = fieldOf(CE->getArg(I));
        Given && takesToChange(F->getParamDecl(I)->getType()))
      return Given; // `std::move(field)`
  return nullptr;
}

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
    return E != Event::None &&
           (E < Event::OwnerMake || E > Event::ContainerClear);
  }
}

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
  if (const auto *M = dyn_cast<CXXMethodDecl>(F); M && M->isInstance())
    return !M->isConst() || M->getParent()->isLambda();
  return F->hasBody() ||
         llvm::any_of(F->parameters(), [](const ParmVarDecl *P) {
           return takesToChange(P->getType());
         });
}

void FunctionLowering::forgetAnswers(const Stmt *After) {
  if (TestsOfFields.empty())
    return;
  const FieldDecl *Changed = changedField(After);
  const bool MayBeAny = mayChangeFields(After);
  for (const Truths::Test &T : TestsOfFields)
    if (MayBeAny || (Changed && llvm::is_contained(T.Fields, Changed)))
      assign(truthOf(T.Identity), Operand(), After);
}

} // namespace eventloop::facts
