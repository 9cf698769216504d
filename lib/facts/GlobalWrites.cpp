//===- GlobalWrites.cpp - Which globals a body may change -----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See GlobalWrites.h. A global that is named other than to be read may be
// changed: by an assignment, through a reference, through its address.
//
//===----------------------------------------------------------------------===//

#include "facts/GlobalWrites.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace eventloop::facts {

/// More functions than this below a call may do anything.
static constexpr unsigned MaxFunctions = 100;

/// The global that an lvalue is or is a part of.
static const VarDecl *globalIn(const Expr *E) {
  E = E->IgnoreParens();
  while (const auto *ME = dyn_cast<MemberExpr>(E)) {
    if (ME->isArrow())
      return nullptr;
    E = ME->getBase()->IgnoreParens();
  }
  const auto *DRE = dyn_cast<DeclRefExpr>(E);
  const auto *VD = DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
  return VD && VD->hasGlobalStorage() ? VD->getCanonicalDecl() : nullptr;
}

/// True for what a pointer leads to: it may be a global, or what one leads to.
/// Text is no number that branches are taken on.
static bool isBehindPointer(const Expr *E) {
  E = E->IgnoreParens();
  if (E->getType()->isAnyCharacterType())
    return false;
  while (const auto *ME = dyn_cast<MemberExpr>(E)) {
    if (ME->isArrow())
      return true;
    E = ME->getBase()->IgnoreParens();
  }
  if (const auto *UO = dyn_cast<UnaryOperator>(E))
    return UO->getOpcode() == UO_Deref;
  return isa<ArraySubscriptExpr>(E);
}

void GlobalWrites::addCallee(const FunctionDecl *Callee, Effect &Out) {
  const FunctionDecl *Def = nullptr;
  // Library code does not touch the user's globals.
  if (Models.isClaimed(Callee) || Callee->getBuiltinID())
    return;
  const auto *M = dyn_cast<CXXMethodDecl>(Callee);
  if (!Callee->isDefined(Def) || (M && M->isVirtual()))
    Out.MayBeAnything |= !Callee->isTrivial() && !Callee->isDefaulted();
  else
    Out.Callees.insert(Def);
}

void GlobalWrites::scan(const Stmt *S, Effect &Out) {
  if (!S || Out.MayBeAnything)
    return;
  if (const auto *Read = dyn_cast<ImplicitCastExpr>(S);
      Read && Read->getCastKind() == CK_LValueToRValue &&
      globalIn(Read->getSubExpr()))
    return;
  if (const auto *DRE = dyn_cast<DeclRefExpr>(S)) {
    if (const VarDecl *VD = globalIn(DRE))
      Out.Globals.insert(VD);
  } else if (const auto *BO = dyn_cast<BinaryOperator>(S)) {
    Out.MayBeAnything |= BO->isAssignmentOp() && isBehindPointer(BO->getLHS());
  } else if (const auto *UO = dyn_cast<UnaryOperator>(S)) {
    Out.MayBeAnything |=
        UO->isIncrementDecrementOp() && isBehindPointer(UO->getSubExpr());
  } else if (const auto *CC = dyn_cast<CXXConstructExpr>(S)) {
    addCallee(CC->getConstructor(), Out);
  } else if (const auto *CE = dyn_cast<CallExpr>(S)) {
    if (const FunctionDecl *Callee = CE->getDirectCallee())
      addCallee(Callee, Out);
    else
      Out.MayBeAnything = true;
  } else if (isa<CXXInheritedCtorInitExpr, CoroutineBodyStmt, CXXDeleteExpr>(
                 S)) {
    Out.MayBeAnything = true;
  }
  for (const Stmt *Child : S->children())
    scan(Child, Out);
}

/// What a call of F does, with all that it calls.
const GlobalWrites::Effect &GlobalWrites::effectOf(const FunctionDecl *F) {
  auto [It, New] = Effects.try_emplace(F);
  if (!New)
    return It->second;
  Effect All;
  All.Callees.insert(F);
  for (unsigned I = 0; I < All.Callees.size() && !All.MayBeAnything; ++I) {
    const FunctionDecl *Next = All.Callees[I];
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(Next))
      for (const CXXCtorInitializer *CI : Ctor->inits())
        scan(CI->getInit(), All);
    scan(Next->getBody(), All);
    All.MayBeAnything |= All.Callees.size() > MaxFunctions;
  }
  return Effects[F] = std::move(All);
}

bool GlobalWrites::mayChange(const FunctionDecl *F, const VarDecl *Global) {
  const FunctionDecl *Def = F->getDefinition();
  if (!Def)
    return true;
  const Effect &All = effectOf(Def);
  return All.MayBeAnything || All.Globals.contains(Global->getCanonicalDecl());
}

} // namespace eventloop::facts
