//===- PureFunctions.cpp - Functions that only answer ---------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See PureFunctions.h. One walk over the body; what it does not know makes the
// function impure.
//
//===----------------------------------------------------------------------===//

#include "facts/PureFunctions.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::facts {

static constexpr unsigned MaxDepth = 3; ///< of calls

static bool isPure(const FunctionDecl *F, unsigned Depth);

bool changesByItself(QualType T) {
  const CXXRecordDecl *Class = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Class && Class->isInStdNamespace() && Class->getIdentifier() &&
         llvm::is_contained({"atomic", "atomic_flag", "future", "promise",
                             "shared_future", "stop_source", "stop_token",
                             "thread", "weak_ptr"},
                            Class->getName());
}

static bool isOfSystem(const Decl *D) {
  return D->getASTContext().getSourceManager().isInSystemHeader(
      D->getLocation());
}

/// A reference to const, or what is copied.
static bool onlyReads(QualType T) {
  return !T->isPointerType() &&
         (!T->isReferenceType() || T->getPointeeType().isConstQualified());
}

/// A variable of the function, or a part of one.
static bool isOwn(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  while (const auto *ME = dyn_cast<MemberExpr>(E)) {
    if (ME->isArrow())
      return false;
    E = ME->getBase()->IgnoreParenImpCasts();
  }
  const auto *DRE = dyn_cast<DeclRefExpr>(E);
  const auto *VD = DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
  return VD && VD->hasLocalStorage() && !VD->getType()->isReferenceType();
}

/// A variable that may be read.
static bool isReadable(const VarDecl *VD) {
  QualType T = VD->getType();
  if (T.isVolatileQualified() || changesByItself(T))
    return false;
  return VD->hasGlobalStorage()
             ? T.isConstQualified() && T->isIntegralOrEnumerationType()
             : onlyReads(T);
}

static bool callIsPure(const CallExpr *CE, unsigned Depth) {
  const FunctionDecl *F = CE->getDirectCallee();
  if (!F)
    return false;
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (M && M->isInstance()) {
    if (M->isConst() && !M->getParent()->isLambda())
      return true;
    const auto *MC = dyn_cast<CXXMemberCallExpr>(CE);
    return isOfSystem(M) &&
           isOwn(MC ? MC->getImplicitObjectArgument() : CE->getArg(0));
  }
  return F->isInStdNamespace() ||
         (isa<CXXOperatorCallExpr>(CE) && isOfSystem(F)) ||
         (Depth < MaxDepth && isPure(F, Depth + 1));
}

static bool statementIsPure(const Stmt *S, unsigned Depth) {
  if (!S)
    return true;
  if (isa<LambdaExpr, CXXNewExpr, CXXDeleteExpr, CoroutineBodyStmt,
          CoroutineSuspendExpr, AsmStmt, CXXTryStmt>(S))
    return false;
  if (const auto *DRE = dyn_cast<DeclRefExpr>(S)) {
    const auto *VD = dyn_cast<VarDecl>(DRE->getDecl());
    if (VD ? !isReadable(VD)
           : !isa<EnumConstantDecl, FunctionDecl>(DRE->getDecl()))
      return false;
  } else if (const auto *ME = dyn_cast<MemberExpr>(S)) {
    const auto *FD = dyn_cast<FieldDecl>(ME->getMemberDecl());
    const bool IsOfThis = isa<CXXThisExpr>(ME->getBase()->IgnoreImpCasts());
    if (FD ? (ME->isArrow() && !IsOfThis) || FD->isMutable() ||
                 FD->getType()->isReferenceType() ||
                 FD->getType().isVolatileQualified() ||
                 changesByItself(FD->getType())
           : !isa<CXXMethodDecl>(ME->getMemberDecl()))
      return false;
  } else if (const auto *UO = dyn_cast<UnaryOperator>(S)) {
    if (UO->getOpcode() == UO_Deref || UO->getOpcode() == UO_AddrOf ||
        (UO->isIncrementDecrementOp() && !isOwn(UO->getSubExpr())))
      return false;
  } else if (const auto *BO = dyn_cast<BinaryOperator>(S)) {
    if (BO->isAssignmentOp() && !isOwn(BO->getLHS()))
      return false;
  } else if (const auto *CC = dyn_cast<CXXConstructExpr>(S)) {
    const CXXConstructorDecl *Made = CC->getConstructor();
    if (!Made->isDefaulted() && !Made->getParent()->isInStdNamespace())
      return false;
  } else if (const auto *CE = dyn_cast<CallExpr>(S)) {
    if (!callIsPure(CE, Depth))
      return false;
  }
  return llvm::all_of(S->children(), [&](const Stmt *Child) {
    return statementIsPure(Child, Depth);
  });
}

static bool isPure(const FunctionDecl *F, unsigned Depth) {
  const FunctionDecl *Def = nullptr;
  if (!F->isDefined(Def) || Def->isVariadic() || Def->isDependentContext())
    return false;
  const auto *M = dyn_cast<CXXMethodDecl>(Def);
  if (M && M->isInstance() && (!M->isConst() || M->isVirtual()))
    return false;
  return llvm::all_of(
             Def->parameters(),
             [](const ParmVarDecl *P) { return onlyReads(P->getType()); }) &&
         statementIsPure(Def->getBody(), Depth);
}

bool isPure(const FunctionDecl *F) { return F && isPure(F, 0); }

} // namespace eventloop::facts
