//===- Places.cpp - Access paths and values of expressions ----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which place an lvalue denotes and which operand an rvalue is. Nothing here
// adds facts: what an expression does was lowered when the CFG came to it, and
// its value waits in the expression's temporary.
//
//===----------------------------------------------------------------------===//

#include "facts/Lowering.h"

using namespace clang;

namespace eventloop::facts {

const Expr *stripWrappers(const Expr *E, bool KeepValue) {
  while (E) {
    const Expr *Next = nullptr;
    if (const auto *P = dyn_cast<ParenExpr>(E))
      Next = P->getSubExpr();
    else if (const auto *F = dyn_cast<FullExpr>(E))
      Next = F->getSubExpr();
    else if (const auto *B = dyn_cast<CXXBindTemporaryExpr>(E))
      Next = B->getSubExpr();
    else if (const auto *S = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
      Next = S->getReplacement();
    else if (const auto *D = dyn_cast<CXXDefaultInitExpr>(E))
      Next = D->getExpr();
    else if (const auto *C = dyn_cast<CastExpr>(E)) {
      switch (C->getCastKind()) {
      case CK_NoOp:
      case CK_ConstructorConversion:
      case CK_UserDefinedConversion:
      case CK_DerivedToBase:
      case CK_UncheckedDerivedToBase:
      case CK_BaseToDerived:
      case CK_Dynamic:
      case CK_BitCast:
      case CK_LValueBitCast:
      case CK_PointerToBoolean:
        Next = C->getSubExpr();
        break;
      case CK_IntegralCast:
      case CK_IntegralToBoolean:
        if (!KeepValue)
          Next = C->getSubExpr();
        break;
      default:
        break;
      }
    }
    if (!Next)
      return E;
    E = Next;
  }
  return E;
}

bool isClassType(QualType T) {
  return !T.isNull() && T.getNonReferenceType()->isRecordType() &&
         !T->isReferenceType();
}

PlaceId FunctionLowering::intern(Place P) {
  auto &Known = PlacesByRoot[{P.Entity, P.Root}];
  for (PlaceId Id : Known)
    if (Out->Places[Id] == P)
      return Id;
  PlaceId Id = Out->Places.size();
  Out->Places.push_back(std::move(P));
  Known.push_back(Id);
  return Id;
}

PlaceId FunctionLowering::extend(PlaceId Base, Step S) {
  // Longer paths are not worth following: what they name is unknown.
  constexpr size_t MaxSteps = 8;
  if (!Base || Out->Places[Base].Steps.size() >= MaxSteps)
    return 0;
  Place P = Out->Places[Base];
  P.Steps.push_back(S);
  return intern(std::move(P));
}

PlaceId FunctionLowering::variable(const VarDecl *VD) {
  Place P;
  P.Root = VD->hasGlobalStorage() ? Place::Global : Place::Local;
  P.Entity = VD->getCanonicalDecl();
  return intern(std::move(P));
}

PlaceId FunctionLowering::temp(const Expr *E) {
  E = stripWrappers(E);
  if (auto It = Destinations.find(E); It != Destinations.end())
    return It->second;
  Place P;
  P.Root = Place::Temp;
  P.Entity = E;
  return intern(std::move(P));
}

PlaceId FunctionLowering::pointee(const Operand &Pointer) {
  if (Pointer.K == Operand::Addr)
    return Pointer.Where;
  if (Pointer.K == Operand::Load)
    return deref(Pointer.Where);
  return 0;
}

PlaceId FunctionLowering::thisObject(const CXXThisExpr *E) {
  Place P;
  P.Root = Place::This;
  PlaceId Self = intern(std::move(P));
  if (!ThisCapture)
    return deref(Self);
  PlaceId Captured = extend(deref(Self), Step{ThisCapture});
  return ThisCapture->getType()->isPointerType() ? deref(Captured) : Captured;
}

PlaceId FunctionLowering::lvalueOfDecl(const DeclRefExpr *DRE) {
  if (auto It = Captures.find(DRE->getDecl()); It != Captures.end()) {
    Place Self;
    Self.Root = Place::This;
    PlaceId P = extend(deref(intern(std::move(Self))), Step{It->second});
    return It->second->getType()->isReferenceType() ? deref(P) : P;
  }
  if (const auto *VD = dyn_cast<VarDecl>(DRE->getDecl())) {
    PlaceId P = variable(VD);
    return VD->getType()->isReferenceType() ? deref(P) : P;
  }
  if (const auto *BD = dyn_cast<BindingDecl>(DRE->getDecl()))
    if (const Expr *Binding = BD->getBinding())
      return lvalue(Binding);
  return 0;
}

PlaceId FunctionLowering::lvalueOfMember(const MemberExpr *ME) {
  if (const auto *VD = dyn_cast<VarDecl>(ME->getMemberDecl())) {
    PlaceId P = variable(VD);
    return VD->getType()->isReferenceType() ? deref(P) : P;
  }
  const auto *FD = dyn_cast<FieldDecl>(ME->getMemberDecl());
  if (!FD)
    return 0;
  PlaceId Base = ME->isArrow() ? pointee(rvalue(ME->getBase()))
                 : ME->getBase()->isGLValue() ? lvalue(ME->getBase())
                                              : objectOf(ME->getBase());
  PlaceId P = extend(Base, Step{FD->getCanonicalDecl()});
  return FD->getType()->isReferenceType() ? deref(P) : P;
}

/// The place that a glvalue denotes.
PlaceId FunctionLowering::lvalue(const Expr *E) {
  E = stripWrappers(E);
  if (!E)
    return 0;
  if (const auto *DRE = dyn_cast<DeclRefExpr>(E))
    return lvalueOfDecl(DRE);
  if (const auto *ME = dyn_cast<MemberExpr>(E))
    return lvalueOfMember(ME);
  if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(E))
    return isClassType(M->getType()) ? objectOf(M->getSubExpr())
                                     : temp(M->getSubExpr());
  if (const auto *UO = dyn_cast<UnaryOperator>(E)) {
    if (UO->getOpcode() == UO_Deref)
      return pointee(rvalue(UO->getSubExpr()));
    return UO->isPrefix() ? lvalue(UO->getSubExpr()) : 0;
  }
  if (const auto *BO = dyn_cast<BinaryOperator>(E)) {
    if (BO->isAssignmentOp())
      return lvalue(BO->getLHS());
    return BO->getOpcode() == BO_Comma ? lvalue(BO->getRHS()) : 0;
  }
  if (isa<CallExpr>(E) || isa<ConditionalOperator>(E) ||
      isa<CoroutineSuspendExpr>(E)) {
    if (E->isGLValue())
      return deref(temp(E));
    return temp(E);
  }
  if (const auto *C = dyn_cast<CastExpr>(E);
      C && C->getCastKind() == CK_LValueToRValue)
    return lvalue(C->getSubExpr());
  if (isa<CXXThisExpr>(E))
    return 0;
  return E->isPRValue() && isClassType(E->getType()) ? objectOf(E) : 0;
}

/// The place of a class prvalue: where the object is made.
PlaceId FunctionLowering::objectOf(const Expr *E) {
  E = stripWrappers(E);
  if (!E)
    return 0;
  if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(E))
    return objectOf(M->getSubExpr());
  if (E->isGLValue())
    return lvalue(E);
  if (const auto *C = dyn_cast<CastExpr>(E);
      C && C->getCastKind() == CK_LValueToRValue)
    return lvalue(C->getSubExpr());
  if (isa<CallExpr, CXXConstructExpr, LambdaExpr, InitListExpr,
          ConditionalOperator, CoroutineSuspendExpr, CXXScalarValueInitExpr>(E))
    return temp(E);
  return 0;
}

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
  bool Fits = FromSigned == ToSigned ? ToBits >= FromBits
                                     : ToSigned && ToBits > FromBits;
  return Fits ? O : Operand();
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
        VD && VD->isConstexpr() && VD->getType()->isIntegralOrEnumerationType())
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

/// The variable or member that an expression names; empty for anything else.
StringRef FunctionLowering::spelling(const Expr *E) const {
  for (int Depth = 0; E && Depth < 8; ++Depth) {
    E = stripWrappers(E);
    if (const auto *DRE = dyn_cast<DeclRefExpr>(E))
      return DRE->getDecl()->getIdentifier() ? DRE->getDecl()->getName() : "";
    if (const auto *ME = dyn_cast<MemberExpr>(E))
      return ME->getMemberDecl()->getIdentifier()
                 ? ME->getMemberDecl()->getName()
                 : "";
    if (const auto *UO = dyn_cast<UnaryOperator>(E))
      E = UO->getSubExpr();
    else if (const auto *C = dyn_cast<CastExpr>(E))
      E = C->getSubExpr();
    else if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(E))
      E = M->getSubExpr();
    else if (const auto *OC = dyn_cast<CXXOperatorCallExpr>(E))
      E = OC->getNumArgs() ? OC->getArg(0) : nullptr;
    else if (const auto *MC = dyn_cast<CXXMemberCallExpr>(E))
      E = MC->getImplicitObjectArgument();
    else
      return "";
  }
  return "";
}

} // namespace eventloop::facts
