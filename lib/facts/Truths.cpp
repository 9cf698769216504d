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
#include "facts/PureFunctions.h"
#include "clang/AST/ASTContext.h"

using namespace clang;

namespace eventloop::facts {

Truths::Truths(const Stmt *Body, const ASTContext &Ctx)
    : Ctx(Ctx), Seen(Body) {}

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

bool Truths::lasts(const VarDecl *VD, Reads &Found) const {
  if (!VD || !VD->hasLocalStorage() || Seen.isEscaped(VD) ||
      changesByItself(VD->getType()))
    return false;
  if (Seen.isModified(VD))
    Found.Changing.push_back(VD);
  return true;
}

/// A local pointer; what it points to may change.
bool Truths::isLastingPointer(const Expr *E, Reads &Found) const {
  const auto *DRE = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  const auto *VD = DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
  return VD && VD->getType()->isPointerType() && lasts(VD, Found);
}

/// Free functions that ask their arguments: the standard's
/// (`holds_alternative`), and pure ones.
static bool alwaysAnswersAlike(const FunctionDecl *F) {
  if (!F || isa<CXXMethodDecl>(F) || F->isVariadic())
    return false;
  for (const ParmVarDecl *P : F->parameters())
    if (QualType T = P->getType();
        T->isPointerType() || (T->isReferenceType() && isMutable(T)))
      return false;
  return F->isInStdNamespace() || isPure(F);
}

/// Pure methods of the object whose method this is: they read its fields.
bool Truths::lastsInThis(const CXXMethodDecl *M, Reads &Found) const {
  constexpr unsigned MaxFields = 16;
  const CXXRecordDecl *Class = M->getParent();
  if (Class->getNumBases() || llvm::range_size(Class->fields()) > MaxFields ||
      !isPure(M))
    return false;
  Found.NamesVariable = true;
  for (const FieldDecl *FD : Class->fields())
    Found.Changing.push_back(FD->getCanonicalDecl());
  return true;
}

/// The body of a lambda that is called: it reads what is around it.
bool Truths::lastsInBody(const Stmt *S, Reads &Found) const {
  if (const auto *E = dyn_cast_or_null<Expr>(S))
    return lasts(E, Found);
  if (const auto *DS = dyn_cast_or_null<IfStmt>(S); DS && DS->getInit())
    return false;
  return !S || (isa<CompoundStmt, IfStmt, ReturnStmt, NullStmt>(S) &&
                llvm::all_of(S->children(), [&](const Stmt *Child) {
                  return lastsInBody(Child, Found);
                }));
}

/// A call of a lambda that a local variable holds.
bool Truths::lastsInLambda(const CXXOperatorCallExpr *OC, Reads &Found) const {
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(OC->getDirectCallee());
  const auto *DRE = dyn_cast<DeclRefExpr>(OC->getArg(0)->IgnoreParenImpCasts());
  const auto *VD = DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
  return M && M->getParent()->isLambda() && M->isConst() && VD &&
         !VD->getType()->isReferenceType() && lasts(VD, Found) &&
         lastsInBody(M->getBody(), Found);
}

/// A field of an object that stays the same one.
bool Truths::lastsInObject(const MemberExpr *ME, Reads &Found) const {
  const auto *FD = dyn_cast<FieldDecl>(ME->getMemberDecl());
  if (!FD || FD->getType()->isReferenceType() ||
      FD->getType().isVolatileQualified() || changesByItself(FD->getType()))
    return false;
  Found.NamesVariable = true;
  Found.Changing.push_back(FD->getCanonicalDecl());
  const Expr *Base = ME->getBase()->IgnoreParenImpCasts();
  if (isa<CXXThisExpr>(Base))
    return true;
  if (const auto *Outer = dyn_cast<MemberExpr>(Base))
    return !ME->isArrow() && lastsInObject(Outer, Found);
  const auto *DRE = dyn_cast<DeclRefExpr>(Base);
  const auto *VD = DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
  return VD && VD->hasLocalStorage() &&
         (VD->getType()->isReferenceType() || lasts(VD, Found));
}

bool Truths::lasts(const Expr *E, Reads &Found) const {
  E = stripWrappers(E);
  if (!E || E->isValueDependent() || E->getType().isVolatileQualified())
    return false;
  if (isa<IntegerLiteral, CXXBoolLiteralExpr, CharacterLiteral, StringLiteral,
          CXXNullPtrLiteralExpr, CXXDefaultArgExpr>(E))
    return true;
  if (const auto *DRE = dyn_cast<DeclRefExpr>(E)) {
    if (isa<EnumConstantDecl>(DRE->getDecl()))
      return true;
    const auto *VD = dyn_cast<VarDecl>(DRE->getDecl());
    QualType T = VD ? VD->getType() : QualType();
    if (VD && VD->hasGlobalStorage())
      return T.isConstQualified() && T->isIntegralOrEnumerationType();
    Found.NamesVariable |= VD != nullptr;
    return VD && !T->isPointerType() &&
           (!T->isReferenceType() ||
            T.getNonReferenceType().isConstQualified()) &&
           lasts(VD, Found);
  }
  auto AllLast = [&](auto &&Parts) {
    for (const Expr *Part : Parts)
      if (!lasts(Part, Found))
        return false;
    return true;
  };
  if (const auto *C = dyn_cast<CastExpr>(E)) {
    bool IsTest = C->getCastKind() == CK_PointerToBoolean &&
                  isLastingPointer(C->getSubExpr(), Found);
    Found.NamesVariable |= IsTest;
    return IsTest || lasts(C->getSubExpr(), Found);
  }
  if (const auto *ME = dyn_cast<MemberExpr>(E))
    return lastsInObject(ME, Found);
  if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(E))
    return lasts(M->getSubExpr(), Found);
  if (const auto *UO = dyn_cast<UnaryOperator>(E))
    return !UO->isIncrementDecrementOp() && UO->getOpcode() != UO_AddrOf &&
           UO->getOpcode() != UO_Deref && lasts(UO->getSubExpr(), Found);
  if (const auto *BO = dyn_cast<BinaryOperator>(E);
      BO && BO->isEqualityOp() && isLastingPointer(BO->getLHS(), Found) &&
      isa<CXXNullPtrLiteralExpr>(BO->getRHS()->IgnoreParenImpCasts()))
    return Found.NamesVariable = true;
  if (const auto *BO = dyn_cast<BinaryOperator>(E))
    return !BO->isAssignmentOp() && lasts(BO->getLHS(), Found) &&
           lasts(BO->getRHS(), Found);
  if (const auto *RW = dyn_cast<CXXRewrittenBinaryOperator>(E)) {
    auto Form = RW->getDecomposedForm();
    return lasts(Form.LHS, Found) && lasts(Form.RHS, Found);
  }
  if (const auto *CC = dyn_cast<CXXConstructExpr>(E)) { // of a literal, a copy
    const CXXConstructorDecl *Made = CC->getConstructor();
    return (Made->getParent()->isInStdNamespace() ||
            (Made->isCopyConstructor() && Made->isDefaulted())) &&
           AllLast(CC->arguments());
  }
  if (const auto *MC = dyn_cast<CXXMemberCallExpr>(E)) {
    const Expr *Object = MC->getImplicitObjectArgument();
    return MC->getMethodDecl() && onlyAsks(MC->getMethodDecl()) &&
           (isa<CXXThisExpr>(Object->IgnoreParenImpCasts())
                ? lastsInThis(MC->getMethodDecl(), Found)
                : lasts(Object, Found)) &&
           AllLast(MC->arguments());
  }
  if (const auto *OC = dyn_cast<CXXOperatorCallExpr>(E))
    return OC->getOperator() == OO_Call
               ? lastsInLambda(OC, Found) &&
                     AllLast(llvm::drop_begin(OC->arguments()))
               : OC->isComparisonOp() && AllLast(OC->arguments());
  if (const auto *CE = dyn_cast<CallExpr>(E))
    return alwaysAnswersAlike(CE->getDirectCallee()) &&
           AllLast(CE->arguments());
  return false;
}

const Expr *Truths::definitionOf(const Expr *E) const {
  const auto *DRE =
      dyn_cast<DeclRefExpr>(stripWrappers(E)->IgnoreParenImpCasts());
  const auto *VD = DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
  Reads Found;
  if (!VD || isa<ParmVarDecl>(VD) || !VD->getType()->isBooleanType() ||
      !lasts(VD, Found) || !VD->getInit() || !lasts(VD->getInit(), Found))
    return nullptr;
  return Found.NamesVariable && Found.Changing.empty() ? VD->getInit()
                                                       : nullptr;
}

namespace {
struct Comparison {
  BinaryOperatorKind Op;
  const Expr *LHS, *RHS;
};
} // namespace

/// The comparison that E is, built in or by an operator of a class.
static std::optional<Comparison> comparisonOf(const Expr *E) {
  if (const auto *RW = dyn_cast<CXXRewrittenBinaryOperator>(E)) {
    auto Form = RW->getDecomposedForm();
    if (!BinaryOperator::isComparisonOp(Form.Opcode))
      return std::nullopt;
    return Comparison{Form.Opcode, Form.LHS, Form.RHS};
  }
  if (const auto *BO = dyn_cast<BinaryOperator>(E))
    return BO->isComparisonOp() && BO->getOpcode() != BO_Cmp
               ? std::optional(
                     Comparison{BO->getOpcode(), BO->getLHS(), BO->getRHS()})
               : std::nullopt;
  const auto *OC = dyn_cast<CXXOperatorCallExpr>(E);
  if (!OC || OC->getNumArgs() != 2 || !OC->isComparisonOp() ||
      OC->getOperator() == OO_Spaceship)
    return std::nullopt;
  return Comparison{BinaryOperator::getOverloadedOpcode(OC->getOperator()),
                    OC->getArg(0), OC->getArg(1)};
}

static bool isZero(const Expr *E) {
  const auto *IL = dyn_cast<IntegerLiteral>(E->IgnoreParenImpCasts());
  return IL && IL->getValue().isZero();
}

/// The owner whose emptiness the test asks: `if (p)`, `p == nullptr`,
/// `o.has_value()`; null for other tests.
static const Expr *testedOwner(const Expr *E, bool &Negated) {
  E = E->IgnoreParenImpCasts();
  if (const auto *MC = dyn_cast<CXXMemberCallExpr>(E)) {
    const CXXMethodDecl *M = MC->getMethodDecl();
    const auto *Conversion = dyn_cast_or_null<CXXConversionDecl>(M);
    bool Asks =
        M && M->getParent()->isInStdNamespace() &&
        (Conversion ? Conversion->getConversionType()->isBooleanType()
                    : M->getIdentifier() && M->getName() == "has_value");
    return Asks ? MC->getImplicitObjectArgument() : nullptr;
  }
  std::optional<Comparison> C = comparisonOf(E);
  if (!C || (C->Op != BO_EQ && C->Op != BO_NE) ||
      !isa<CXXNullPtrLiteralExpr>(C->RHS->IgnoreParenImpCasts()))
    return nullptr;
  Negated = C->Op == BO_EQ;
  return C->LHS;
}

const BinaryOperator *logicalOperator(const Expr *E) {
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
const Expr *Truths::identifyCompound(const BinaryOperator *BO) {
  llvm::SmallVector<Test, 4> Parts;
  collectParts(BO, BO->getOpcode() == BO_LOr, Parts);
  llvm::sort(Parts, [](const Test &A, const Test &B) {
    return std::pair(A.Identity, A.Negated) < std::pair(B.Identity, B.Negated);
  });
  llvm::FoldingSetNodeID ID;
  for (const Test &Part : Parts) {
    ID.AddPointer(Part.Identity);
    ID.AddBoolean(Part.Negated);
  }
  return remember(ID, BO);
}

Truths::Test Truths::identify(const Expr *E) {
  E = stripWrappers(E);
  Reads Found;
  if (!E || !lasts(E, Found) || !Found.NamesVariable)
    return {};
  const Signed Whole = positive(E);
  Test Result;
  Result.Changing = std::move(Found.Changing);
  if (const BinaryOperator *BO = logicalOperator(Whole.E)) {
    Result.Identity = identifyCompound(BO);
    Result.Negated = (BO->getOpcode() == BO_LOr) != Whole.Negated;
    return Result;
  }
  llvm::FoldingSetNodeID ID;
  if (const Expr *Owner = testedOwner(E, Result.Negated)) {
    Owner->IgnoreParenImpCasts()->Profile(ID, Ctx, /*Canonical=*/true);
  } else if (std::optional<Comparison> C = comparisonOf(E)) {
    if (isZero(C->RHS) && C->LHS->getType()->isUnsignedIntegerType())
      C->Op = C->Op == BO_GT ? BO_NE : C->Op == BO_LE ? BO_EQ : C->Op;
    // `a >= b` is `!(a < b)`, `a > b` is `b < a`.
    Result.Negated = C->Op == BO_NE || C->Op == BO_GE || C->Op == BO_LE;
    if (C->Op == BO_GT || C->Op == BO_LE)
      std::swap(C->LHS, C->RHS);
    ID.AddBoolean(C->Op == BO_EQ || C->Op == BO_NE);
    for (const Expr *Side : {C->LHS, C->RHS})
      Side->IgnoreParenImpCasts()->Profile(ID, Ctx, /*Canonical=*/true);
  } else {
    E->IgnoreParenImpCasts()->Profile(ID, Ctx, /*Canonical=*/true);
  }
  Result.Identity = remember(ID, E);
  return Result;
}

/// The first of all tests with this profile.
const Expr *Truths::remember(const llvm::FoldingSetNodeID &ID, const Expr *E) {
  auto &Alike = Known[ID.ComputeHash()];
  for (const auto &[Other, Identity] : Alike)
    if (Other == ID)
      return Identity;
  Alike.push_back({ID, E});
  return E;
}

} // namespace eventloop::facts
