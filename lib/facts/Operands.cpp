//===- Operands.cpp - Values of expressions -------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which operand an expression is: a number, a pointer, an object, what a
// reference is bound to.
//
//===----------------------------------------------------------------------===//

#include "facts/Lowering.h"
#include "clang/AST/ASTContext.h"

using namespace clang;

namespace eventloop::facts {

/// The value at a place of a scalar type.
static Operand load(PlaceId P, QualType T) {
  Operand O = Operand::at(Operand::Load, P);
  O.IsPointer = T->isPointerType();
  return O;
}

Operand FunctionLowering::rvalueOfUnary(const UnaryOperator *UO) {
  switch (UO->getOpcode()) {
  case UO_AddrOf: {
    const Expr *Sub = stripWrappers(UO->getSubExpr());
    if (const auto *DRE = dyn_cast<DeclRefExpr>(Sub))
      if (const auto *FD = dyn_cast<FunctionDecl>(DRE->getDecl())) {
        Operand O;
        O.K = Operand::Function;
        O.Callee = FD;
        return O;
      }
    return Operand::at(Operand::Addr, lvalue(Sub));
  }
  case UO_LNot:
    return conditionValue(UO);
  case UO_PreInc:
  case UO_PreDec:
    return load(lvalue(UO->getSubExpr()), UO->getType());
  case UO_PostInc: // what it was before
  case UO_PostDec:
    return sum(lvalue(UO->getSubExpr()), UO->isIncrementOp() ? -1 : 1,
               UO->getType());
  case UO_Minus: {
    Operand O = rvalue(UO->getSubExpr());
    if (O.K != Operand::Const)
      return {};
    // Unsigned: the most negative value has no counterpart.
    O.Constant = static_cast<int64_t>(-static_cast<uint64_t>(O.Constant));
    return O;
  }
  case UO_Plus:
    return rvalue(UO->getSubExpr());
  default:
    return {};
  }
}

/// A number of one type as a number of another.
Operand FunctionLowering::rvalueOfIntegralCast(const CastExpr *CE) {
  QualType From = CE->getSubExpr()->getType(), To = CE->getType();
  Operand O = rvalue(CE->getSubExpr());
  if (!From->isIntegralOrEnumerationType() ||
      !To->isIntegralOrEnumerationType() || From->isDependentType() ||
      To->isDependentType())
    return {};
  bool ToSigned = To->isSignedIntegerOrEnumerationType();
  unsigned ToBits = Ctx.getIntWidth(To);
  if (O.K == Operand::Const) {
    llvm::APInt Number(64, static_cast<uint64_t>(O.Constant));
    if (ToBits < 64)
      Number = ToSigned ? Number.trunc(ToBits).sext(64)
                        : Number.trunc(ToBits).zext(64);
    else if (!ToSigned && O.Constant < 0)
      return {};
    return Operand::constant(Number.getSExtValue());
  }
  bool FromSigned = From->isSignedIntegerOrEnumerationType();
  unsigned FromBits = Ctx.getIntWidth(From);
  // An enumeration of C has no more bits than its enumerators, of whatever type
  // it is kept in.
  if (const EnumDecl *ED = From->getAsEnumDecl(); ED && !ED->isFixed()) {
    FromSigned = ED->getNumNegativeBits() > 0;
    FromBits = std::max(ED->getNumNegativeBits(),
                        ED->getNumPositiveBits() + FromSigned);
  }
  bool Fits = FromSigned == ToSigned ? ToBits >= FromBits
                                     : ToSigned && ToBits > FromBits;
  return Fits ? O : Operand();
}

/// The number or pointer that a getter yields: `bool open() const { return
/// open_; }` is another name of its field. Nowhere for other methods.
PlaceId FunctionLowering::fieldOfGetter(const CXXMemberCallExpr *MC) {
  const CXXMethodDecl *M = MC->getMethodDecl();
  const FunctionDecl *Def = nullptr;
  if (!M || !M->isConst() || M->isVirtual() || !M->isDefined(Def) ||
      Models.isClaimed(Def))
    return 0;
  const auto *Body = dyn_cast_or_null<CompoundStmt>(Def->getBody());
  const auto *Return = Body && Body->size() == 1
                           ? dyn_cast<ReturnStmt>(Body->body_front())
                           : nullptr;
  const auto *Read = Return && Return->getRetValue()
                         ? dyn_cast<CastExpr>(Return->getRetValue())
                         : nullptr;
  if (!Read || Read->getCastKind() != CK_LValueToRValue)
    return 0;
  const auto *ME = dyn_cast<MemberExpr>(Read->getSubExpr()->IgnoreParens());
  const auto *FD = ME ? dyn_cast<FieldDecl>(ME->getMemberDecl()) : nullptr;
  if (!FD || !isa<CXXThisExpr>(ME->getBase()->IgnoreImpCasts()) ||
      FD->getType()->isReferenceType())
    return 0;
  const Expr *Object = MC->getImplicitObjectArgument();
  PlaceId Owner = Object->getType()->isPointerType() ? pointee(rvalue(Object))
                                                     : lvalue(Object);
  return extend(Owner, Step{FD->getCanonicalDecl()});
}

/// The scalar or pointer that a prvalue is.
Operand FunctionLowering::rvalue(const Expr *E) {
  E = stripWrappers(E, /*KeepValue=*/true);
  if (!E || E->isValueDependent())
    return {};
  if (const auto *IL = dyn_cast<IntegerLiteral>(E))
    return IL->getValue().getActiveBits() < 64
               ? Operand::constant(IL->getValue().getZExtValue())
               : Operand();
  if (const auto *BL = dyn_cast<CXXBoolLiteralExpr>(E))
    return Operand::constant(BL->getValue());
  if (isa<CXXNullPtrLiteralExpr, GNUNullExpr, CXXScalarValueInitExpr,
          ImplicitValueInitExpr>(E))
    return isClassType(E->getType()) ? Operand() : Operand::constant(0);
  if (const auto *CL = dyn_cast<CharacterLiteral>(E))
    return Operand::constant(CL->getValue());
  if (const auto *DRE = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *EC = dyn_cast<EnumConstantDecl>(DRE->getDecl()))
      return EC->getInitVal().isRepresentableByInt64()
                 ? Operand::constant(EC->getInitVal().getExtValue())
                 : Operand();
    if (const auto *VD = dyn_cast<VarDecl>(DRE->getDecl());
        VD && VD->getType()->isIntegralOrEnumerationType() &&
        VD->isUsableInConstantExpressions(Ctx))
      if (const APValue *V = VD->evaluateValue();
          V && V->isInt() && V->getInt().isRepresentableByInt64())
        return Operand::constant(V->getInt().getExtValue());
  }
  if (const auto *C = dyn_cast<CastExpr>(E)) {
    const Expr *Sub = C->getSubExpr();
    switch (C->getCastKind()) {
    case CK_LValueToRValue:
      if (Operand O = rvalue(Sub); O.K == Operand::Const)
        return O;
      return load(lvalue(Sub), C->getType());
    case CK_NullToPointer:
      return Operand::constant(0);
    case CK_IntegralCast:
      return rvalueOfIntegralCast(C);
    case CK_IntegralToBoolean:
      return conditionValue(E);
    case CK_FunctionToPointerDecay:
      if (const auto *DRE = dyn_cast<DeclRefExpr>(stripWrappers(Sub)))
        if (const auto *FD = dyn_cast<FunctionDecl>(DRE->getDecl())) {
          Operand O;
          O.K = Operand::Function;
          O.Callee = FD;
          return O;
        }
      return {};
    default:
      return {};
    }
  }
  if (const auto *UO = dyn_cast<UnaryOperator>(E))
    return rvalueOfUnary(UO);
  if (const auto *MC = dyn_cast<CXXMemberCallExpr>(E))
    if (PlaceId Field = fieldOfGetter(MC))
      return load(Field, E->getType());
  if (const auto *MC = dyn_cast<CXXMemberCallExpr>(E))
    if (const auto *Conv =
            dyn_cast_or_null<CXXConversionDecl>(MC->getMethodDecl());
        Conv && Conv->getParent()->isLambda()) {
      Operand O; // a lambda without captures, as a function pointer
      O.K = Operand::Function;
      O.Callee = Conv->getParent()->getLambdaCallOperator();
      return O;
    }
  if (const auto *T = dyn_cast<CXXThisExpr>(E))
    return Operand::at(Operand::Addr, thisObject(T));
  if (isBooleanOperator(E))
    return conditionValue(E);
  if (const auto *BO = dyn_cast<BinaryOperator>(E)) {
    if (BO->getOpcode() == BO_Comma)
      return rvalue(BO->getRHS());
    if (Compounds && Compounds->isValue(BO))
      return load(temp(BO), BO->getType());
    if (BO->getOpcode() == BO_Add || BO->getOpcode() == BO_Sub)
      return rvalueOfSum(BO);
    return BO->getOpcode() == BO_Assign
               ? load(lvalue(BO->getLHS()), BO->getType())
               : Operand();
  }
  if (isa<CallExpr, CXXNewExpr, ConditionalOperator, CoroutineSuspendExpr>(E) &&
      E->isPRValue())
    return load(temp(E), E->getType());
  if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(E))
    return rvalue(M->getSubExpr());
  return {};
}

/// A number and a small constant: `count - 1`.
Operand FunctionLowering::rvalueOfSum(const BinaryOperator *BO) {
  constexpr int64_t Most = 1 << 30;
  Operand L = rvalue(BO->getLHS()), R = rvalue(BO->getRHS());
  bool IsSub = BO->getOpcode() == BO_Sub;
  if (!IsSub && L.K == Operand::Const)
    std::swap(L, R);
  if (L.K != Operand::Load || L.IsPointer || R.K != Operand::Const ||
      R.Constant >= Most || R.Constant <= -Most)
    return {};
  return sum(L.Where, IsSub ? -R.Constant : R.Constant, BO->getType());
}

Operand FunctionLowering::value(const Expr *E) {
  const Expr *S = stripWrappers(E);
  if (S && isClassType(S->getType()))
    return Operand::at(Operand::Object, objectOf(S));
  return rvalue(E);
}

/// The operand that a parameter or variable of type ParamType is bound to.
Operand FunctionLowering::bound(const Expr *E, QualType ParamType) {
  if (!ParamType.isNull() && ParamType->isReferenceType()) {
    const Expr *S = stripWrappers(E);
    if (S && (S->isGLValue() || isa<MaterializeTemporaryExpr>(S)))
      if (const auto *DRE = dyn_cast<DeclRefExpr>(S))
        if (const auto *FD = dyn_cast<FunctionDecl>(DRE->getDecl())) {
          Operand O;
          O.K = Operand::Function;
          O.Callee = FD;
          return O;
        }
    // A number or pointer that becomes a temporary waits there.
    if (const auto *M = dyn_cast_or_null<MaterializeTemporaryExpr>(S);
        M && !isClassType(M->getType())) {
      PlaceId Waits = temp(M->getSubExpr());
      Operand Value = rvalue(M->getSubExpr());
      if (Value.K != Operand::Load || Value.Where != Waits)
        assign(Waits, Value, E);
    }
    return Operand::at(Operand::Addr, lvalue(E));
  }
  return value(E);
}

} // namespace eventloop::facts
