//===- Places.cpp - Access paths of expressions ---------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which place an expression denotes. Nothing here adds facts: what an
// expression does was lowered when the CFG came to it, and its value waits in
// the expression's temporary.
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
  PlaceId &Last = LastOfRoot[P.Entity];
  for (PlaceId Id = Last; Id; Id = BeforeOfRoot[Id])
    if (Out->Places[Id] == P)
      return Id;
  PlaceId Id = Out->Places.size();
  Out->Places.push_back(std::move(P));
  BeforeOfRoot.push_back(std::exchange(Last, Id));
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
  PlaceId Base = ME->isArrow()                ? pointee(rvalue(ME->getBase()))
                 : ME->getBase()->isGLValue() ? lvalue(ME->getBase())
                                              : objectOf(ME->getBase());
  PlaceId P = extend(Base, fieldStep(FD));
  return FD->getType()->isReferenceType() ? deref(P) : P;
}

/// A member. The handles of C libraries are structs that share members under
/// each other's types: those are one member, and their loop is their binding.
Step FunctionLowering::fieldStep(const FieldDecl *FD) {
  Step S{FD->getCanonicalDecl()};
  const model::TypeRow *Owner = Models.typeRowFor(FD->getParent());
  if (!Owner || Owner->TheRole != model::Role::Session)
    return S;
  QualType T = FD->getType();
  S.IsLoop = T->isPointerType() &&
             Models.roleOf(T->getPointeeType()) == model::Role::Loop;
  S.Field = Shared.of(S.Field, Models);
  return S;
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
  if (const auto *L = dyn_cast<CompoundLiteralExpr>(E))
    return isClassType(L->getType()) ? objectOf(L->getInitializer()) : 0;
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
