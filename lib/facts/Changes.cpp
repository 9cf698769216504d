//===- Changes.cpp - What a function does to its variables ----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See Changes.h.
//
//===----------------------------------------------------------------------===//

#include "facts/Changes.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::facts {

bool onlyAsks(const CXXMethodDecl *M) {
  if (M->isConst())
    return true;
  return M->getParent()->isInStdNamespace() && M->getIdentifier() &&
         llvm::is_contained({"begin", "end", "rbegin", "rend", "find"},
                            M->getName());
}

llvm::SmallVector<const ValueDecl *, 2> declarationsOf(const Expr *Place) {
  llvm::SmallVector<const ValueDecl *, 2> Result;
  for (;;) {
    Place = Place->IgnoreParenImpCasts();
    const auto *ME = dyn_cast<MemberExpr>(Place);
    if (!ME)
      break;
    if (const auto *FD = dyn_cast<FieldDecl>(ME->getMemberDecl()))
      Result.push_back(FD->getCanonicalDecl());
    if (ME->isArrow())
      return Result; // another object
    Place = ME->getBase();
  }
  if (const auto *DRE = dyn_cast<DeclRefExpr>(Place))
    Result.push_back(DRE->getDecl());
  return Result;
}

bool isMutable(QualType Param) {
  if (Param.isNull())
    return true;
  if (Param->isReferenceType() || Param->isPointerType())
    return !Param->getPointeeType().isConstQualified();
  return true;
}

/// Functions of the standard that hand on what refers to their argument.
static bool keepsReference(const FunctionDecl *F) {
  return !F || !F->isInStdNamespace() || !F->getIdentifier() ||
         llvm::is_contained(
             {"ref", "addressof", "bind", "async", "tie", "forward_as_tuple"},
             F->getName());
}

llvm::SmallVector<const Expr *, 2> changedBy(const Stmt *S) {
  llvm::SmallVector<const Expr *, 2> Result;
  if (const auto *BO = dyn_cast<BinaryOperator>(S)) {
    if (BO->isAssignmentOp())
      Result.push_back(BO->getLHS());
  } else if (const auto *UO = dyn_cast<UnaryOperator>(S)) {
    if (UO->isIncrementDecrementOp() || UO->getOpcode() == UO_AddrOf)
      Result.push_back(UO->getSubExpr());
  } else if (const auto *OC = dyn_cast<CXXOperatorCallExpr>(S)) {
    if (!OC->isComparisonOp() && OC->getNumArgs())
      Result.push_back(OC->getArg(0));
  } else if (const auto *CE = dyn_cast<CallExpr>(S)) {
    if (const auto *MC = dyn_cast<CXXMemberCallExpr>(CE);
        MC && MC->getMethodDecl() && !onlyAsks(MC->getMethodDecl()))
      Result.push_back(MC->getImplicitObjectArgument());
    if (const FunctionDecl *F = CE->getDirectCallee())
      for (unsigned I = 0; I < F->getNumParams() && I < CE->getNumArgs(); ++I)
        if (QualType T = F->getParamDecl(I)->getType();
            T->isReferenceType() && isMutable(T))
          Result.push_back(CE->getArg(I));
  }
  return Result;
}

void Changes::mention(const VarDecl *VD, Use As, Where In) {
  if (VD->getType()->isReferenceType()) {
    // What a reference to const refers to may change while a loop asks for it.
    if (In != Where::Here)
      Escaped.insert(VD);
  } else if (!VD->getType().isConstQualified()) {
    if (As == Use::Modified && In != Where::Lambda)
      Modified.insert(VD);
    else if (As != Use::Read)
      Escaped.insert(VD);
  }
}

/// Every mention of a variable that is not plainly a read may change it.
void Changes::collect(const Stmt *S, Use As, Where In) {
  if (!S)
    return;
  if (const auto *DRE = dyn_cast<DeclRefExpr>(S)) {
    if (const auto *VD = dyn_cast<VarDecl>(DRE->getDecl()))
      mention(VD, As, In);
    return;
  }
  if (const auto *LE = dyn_cast<LambdaExpr>(S)) {
    // Its body names the variables that it captures.
    for (const auto &[Capture, Init] :
         llvm::zip_equal(LE->captures(), LE->capture_inits()))
      if (!Capture.capturesVariable() || LE->isInitCapture(&Capture))
        collect(Init, Use::Other, In);
    return collect(LE->getBody(), Use::Other, Where::Lambda);
  }
  Use Below = Use::Other;
  if (const auto *C = dyn_cast<CastExpr>(S)) {
    bool OnlyReads =
        C->getCastKind() == CK_LValueToRValue ||
        (C->getCastKind() == CK_NoOp && C->getType().isConstQualified());
    bool IsSame = C->getCastKind() == CK_DerivedToBase ||
                  C->getCastKind() == CK_UncheckedDerivedToBase ||
                  C->getCastKind() == CK_NoOp;
    Below = OnlyReads ? Use::Read : IsSame ? As : Use::Other;
  } else if (isa<ParenExpr>(S)) {
    Below = As;
  } else if (const auto *ME = dyn_cast<MemberExpr>(S); ME && !ME->isArrow()) {
    const auto *M = dyn_cast<CXXMethodDecl>(ME->getMemberDecl());
    Below = !M ? As : onlyAsks(M) ? Use::Read : Use::Modified;
  }
  const auto *CE = dyn_cast<CallExpr>(S);
  const bool ChangesInPlace =
      isa<BinaryOperator, CXXOperatorCallExpr>(S) ||
      (isa<UnaryOperator>(S) &&
       cast<UnaryOperator>(S)->isIncrementDecrementOp()) ||
      (CE && !isa<CXXMemberCallExpr>(CE) &&
       !keepsReference(CE->getDirectCallee()));
  const llvm::SmallVector<const Expr *, 2> Changed =
      ChangesInPlace ? changedBy(S) : llvm::SmallVector<const Expr *, 2>();
  if (In == Where::Here && isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S))
    In = Where::Loop;
  if (const auto *DS = dyn_cast<DeclStmt>(S))
    for (const Decl *D : DS->decls())
      if (const auto *VD = dyn_cast<VarDecl>(D); VD && In != Where::Here)
        Escaped.insert(VD);
  for (const Stmt *Child : S->children())
    collect(Child, llvm::is_contained(Changed, Child) ? Use::Modified : Below,
            In);
}

} // namespace eventloop::facts
