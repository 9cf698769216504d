//===- Truths.cpp - Expressions that are true twice or never --------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See Truths.h.
//
//===----------------------------------------------------------------------===//

#include "facts/Truths.h"
#include "facts/Lowering.h"
#include "clang/AST/ASTContext.h"

using namespace clang;

namespace eventloop::facts {

Truths::Truths(const Stmt *Body, const ASTContext &Ctx) : Ctx(Ctx) {
  collect(Body, false, false);
}

Signed positive(const Expr *E) {
  Signed Result;
  for (;;) {
    Result.E = stripWrappers(E)->IgnoreParenImpCasts();
    const auto *UO = dyn_cast<UnaryOperator>(Result.E);
    if (!UO || UO->getOpcode() != UO_LNot)
      return Result;
    Result.Negated = !Result.Negated;
    E = UO->getSubExpr();
  }
}

/// True if the cast only reads what is below it.
static bool onlyReads(const CastExpr *C) {
  return C->getCastKind() == CK_LValueToRValue ||
         (C->getCastKind() == CK_NoOp && C->getType().isConstQualified());
}

/// Every mention of a variable that is not plainly a read may change it.
void Truths::collect(const Stmt *S, bool IsRead, bool InLoop) {
  if (!S)
    return;
  if (const auto *DRE = dyn_cast<DeclRefExpr>(S)) {
    if (const auto *VD = dyn_cast<VarDecl>(DRE->getDecl());
        VD && !IsRead && !VD->getType().isConstQualified())
      Changed.insert(VD);
    return;
  }
  if (const auto *LE = dyn_cast<LambdaExpr>(S)) {
    for (const Expr *Init : LE->capture_inits())
      collect(Init, false, InLoop);
    return collect(LE->getBody(), false, InLoop);
  }
  bool Reads = false;
  if (const auto *C = dyn_cast<CastExpr>(S))
    Reads = onlyReads(C);
  else if (isa<ParenExpr>(S))
    Reads = IsRead;
  else if (const auto *ME = dyn_cast<MemberExpr>(S)) {
    const auto *M = dyn_cast<CXXMethodDecl>(ME->getMemberDecl());
    Reads = M ? M->isConst() && !ME->isArrow() : IsRead && !ME->isArrow();
  }
  bool IsLoop = isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S);
  if (const auto *DS = dyn_cast<DeclStmt>(S))
    for (const Decl *D : DS->decls())
      if (const auto *VD = dyn_cast<VarDecl>(D); VD && InLoop)
        Changed.insert(VD);
  for (const Stmt *Child : S->children())
    collect(Child, Reads, InLoop || IsLoop);
}

bool Truths::lasts(const VarDecl *VD) const {
  return VD->hasLocalStorage() && !VD->getType()->isReferenceType() &&
         !VD->getType()->isPointerType() && !Changed.contains(VD);
}

/// A local pointer that never changes; what it points to may.
bool Truths::isLastingPointer(const Expr *E) const {
  const auto *DRE = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  const auto *VD = DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
  return VD && VD->hasLocalStorage() && VD->getType()->isPointerType() &&
         !Changed.contains(VD);
}

bool Truths::lasts(const Expr *E, bool &NamesVariable) const {
  E = stripWrappers(E);
  if (!E || E->isValueDependent() || E->getType().isVolatileQualified())
    return false;
  if (isa<IntegerLiteral, CXXBoolLiteralExpr, CharacterLiteral, StringLiteral,
          CXXNullPtrLiteralExpr>(E))
    return true;
  if (const auto *DRE = dyn_cast<DeclRefExpr>(E)) {
    if (isa<EnumConstantDecl>(DRE->getDecl()))
      return true;
    const auto *VD = dyn_cast<VarDecl>(DRE->getDecl());
    NamesVariable |= VD != nullptr;
    return VD && lasts(VD);
  }
  auto AllLast = [&](auto &&Parts) {
    for (const Expr *Part : Parts)
      if (!lasts(Part, NamesVariable))
        return false;
    return true;
  };
  if (const auto *C = dyn_cast<CastExpr>(E)) {
    bool IsTest = C->getCastKind() == CK_PointerToBoolean &&
                  isLastingPointer(C->getSubExpr());
    NamesVariable |= IsTest;
    return IsTest || lasts(C->getSubExpr(), NamesVariable);
  }
  if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(E))
    return lasts(M->getSubExpr(), NamesVariable);
  if (const auto *UO = dyn_cast<UnaryOperator>(E))
    return !UO->isIncrementDecrementOp() && UO->getOpcode() != UO_AddrOf &&
           UO->getOpcode() != UO_Deref &&
           lasts(UO->getSubExpr(), NamesVariable);
  if (const auto *BO = dyn_cast<BinaryOperator>(E);
      BO && BO->isEqualityOp() && isLastingPointer(BO->getLHS()) &&
      isa<CXXNullPtrLiteralExpr>(BO->getRHS()->IgnoreParenImpCasts()))
    return NamesVariable = true;
  if (const auto *BO = dyn_cast<BinaryOperator>(E))
    return !BO->isAssignmentOp() && lasts(BO->getLHS(), NamesVariable) &&
           lasts(BO->getRHS(), NamesVariable);
  if (const auto *RW = dyn_cast<CXXRewrittenBinaryOperator>(E)) {
    auto Form = RW->getDecomposedForm();
    return lasts(Form.LHS, NamesVariable) && lasts(Form.RHS, NamesVariable);
  }
  if (const auto *MC = dyn_cast<CXXMemberCallExpr>(E))
    return MC->getMethodDecl() && MC->getMethodDecl()->isConst() &&
           lasts(MC->getImplicitObjectArgument(), NamesVariable) &&
           AllLast(MC->arguments());
  if (const auto *OC = dyn_cast<CXXOperatorCallExpr>(E))
    return OC->isComparisonOp() && AllLast(OC->arguments());
  return false;
}

const Expr *Truths::definitionOf(const Expr *E) const {
  const auto *DRE =
      dyn_cast<DeclRefExpr>(stripWrappers(E)->IgnoreParenImpCasts());
  const auto *VD = DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
  bool NamesVariable = false;
  if (!VD || isa<ParmVarDecl>(VD) || !VD->getType()->isBooleanType() ||
      !lasts(VD) || !VD->getInit() || !lasts(VD->getInit(), NamesVariable))
    return nullptr;
  return NamesVariable ? VD->getInit() : nullptr;
}

static const BinaryOperator *logicalOperator(const Expr *E) {
  const auto *BO = dyn_cast<BinaryOperator>(E);
  return BO && BO->isLogicalOp() ? BO : nullptr;
}

/// The parts that all hold where the conjunction does: `!(a || b)` is
/// `!a && !b`.
void Truths::collectParts(const Expr *E, bool Negated,
                          llvm::SmallVectorImpl<Test> &Parts) {
  const Signed S = positive(E);
  Negated ^= S.Negated;
  const BinaryOperator *BO = logicalOperator(S.E);
  if (BO && (BO->getOpcode() == BO_LAnd) != Negated) {
    collectParts(BO->getLHS(), Negated, Parts);
    return collectParts(BO->getRHS(), Negated, Parts);
  }
  Test Part = identify(S.E);
  if (!Part.Identity) { // a literal, or a pointer
    llvm::FoldingSetNodeID ID;
    S.E->Profile(ID, Ctx, /*Canonical=*/true);
    Part.Identity = remember(ID, S.E);
  }
  Part.Negated ^= Negated;
  Parts.push_back(Part);
}

/// The test of several parts, whatever their order.
Truths::Test Truths::identifyCompound(const BinaryOperator *BO, bool Negated) {
  const bool IsOr = BO->getOpcode() == BO_LOr;
  llvm::SmallVector<Test, 4> Parts;
  collectParts(BO, IsOr, Parts);
  llvm::sort(Parts, [](const Test &A, const Test &B) {
    return std::pair(A.Identity, A.Negated) < std::pair(B.Identity, B.Negated);
  });
  llvm::FoldingSetNodeID ID;
  for (const Test &Part : Parts) {
    ID.AddPointer(Part.Identity);
    ID.AddBoolean(Part.Negated);
  }
  return {remember(ID, BO), IsOr != Negated};
}

Truths::Test Truths::identify(const Expr *E) {
  E = stripWrappers(E);
  bool NamesVariable = false;
  if (!E || !lasts(E, NamesVariable) || !NamesVariable)
    return {};
  const Signed Whole = positive(E);
  if (const BinaryOperator *BO = logicalOperator(Whole.E))
    return identifyCompound(BO, Whole.Negated);
  // Equal and not equal are one test and its negation.
  Test Result;
  const Expr *LHS = nullptr, *RHS = nullptr;
  if (const auto *RW = dyn_cast<CXXRewrittenBinaryOperator>(E)) {
    auto Form = RW->getDecomposedForm();
    LHS = Form.LHS, RHS = Form.RHS;
    Result.Negated = Form.Opcode == BO_NE;
    if (Form.Opcode != BO_NE && Form.Opcode != BO_EQ)
      LHS = nullptr;
  } else if (const auto *BO = dyn_cast<BinaryOperator>(E);
             BO && BO->isEqualityOp()) {
    LHS = BO->getLHS(), RHS = BO->getRHS();
    Result.Negated = BO->getOpcode() == BO_NE;
  } else if (const auto *OC = dyn_cast<CXXOperatorCallExpr>(E);
             OC && (OC->getOperator() == OO_EqualEqual ||
                    OC->getOperator() == OO_ExclaimEqual)) {
    LHS = OC->getArg(0), RHS = OC->getArg(1);
    Result.Negated = OC->getOperator() == OO_ExclaimEqual;
  }
  llvm::FoldingSetNodeID ID;
  ID.AddBoolean(LHS != nullptr);
  for (const Expr *Part : {LHS ? LHS : E, RHS})
    if (Part)
      Part->IgnoreParenImpCasts()->Profile(ID, Ctx, /*Canonical=*/true);
  Result.Identity = remember(ID, E);
  return Result;
}

/// The first of all tests with this profile.
const Expr *Truths::remember(const llvm::FoldingSetNodeID &ID, const Expr *E) {
  for (const auto &[Other, Identity] : Known)
    if (Other == ID)
      return Identity;
  Known.push_back({ID, E});
  return E;
}

} // namespace eventloop::facts
