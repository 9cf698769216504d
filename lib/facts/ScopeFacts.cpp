//===- ScopeFacts.cpp - Declarations, lifetimes, unwinding ----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where objects are made and where they end. Collects, before the CFG is
// walked, which place each initialiser fills and which scopes enclose each
// call: Clang's CFG runs no destructors on exceptional edges, so lib/typestate
// replays the scopes from here.
//
//===----------------------------------------------------------------------===//

#include "facts/Lowering.h"

using namespace clang;

namespace eventloop::facts {

static const CXXRecordDecl *destroyedClass(QualType T) {
  const CXXRecordDecl *RD =
      T.isNull() || T->isReferenceType() ? nullptr : T->getAsCXXRecordDecl();
  return RD && RD->hasDefinition() && !RD->hasTrivialDestructor() ? RD
                                                                  : nullptr;
}

/// Says that the class object that \p Init makes is made at \p Where.
void FunctionLowering::setDestination(const Expr *Init, PlaceId Where) {
  const Expr *E = stripWrappers(Init);
  if (!E || !Where || !E->isPRValue() || !isClassType(E->getType()))
    return;
  if (isa<CXXConstructExpr, CallExpr, LambdaExpr, InitListExpr,
          ConditionalOperator, CoroutineSuspendExpr>(E))
    Destinations[E] = Where;
  if (const auto *ILE = dyn_cast<InitListExpr>(E))
    if (const auto *RD = ILE->getType()->getAsRecordDecl()) {
      unsigned I = 0;
      for (const FieldDecl *FD : RD->fields())
        if (I < ILE->getNumInits() && !FD->isUnnamedBitField())
          setDestination(ILE->getInit(I++),
                         extend(Where, Step{FD->getCanonicalDecl()}));
    }
}

void FunctionLowering::collectDeclStmt(const DeclStmt *DS, ScopeId &In) {
  for (const Decl *D : DS->decls()) {
    const auto *VD = dyn_cast<VarDecl>(D);
    if (!VD)
      continue;
    PlaceId P = variable(VD);
    if (const Expr *Init = VD->getInit()) {
      if (!VD->getType()->isReferenceType())
        setDestination(Init, P);
      collectScopes(Init, In);
    }
    if (const CXXRecordDecl *RD = destroyedClass(VD->getType());
        RD && VD->hasLocalStorage()) {
      Scope S;
      S.Parent = In;
      S.Variable = P;
      S.Type = RD;
      S.Name = VD->getIdentifier() ? VD->getName() : "";
      In = Out->Scopes.size();
      Out->Scopes.push_back(S);
    }
  }
}

void FunctionLowering::collectTry(const CXXTryStmt *TS, ScopeId In) {
  Scope S;
  S.Parent = In;
  S.Try = Out->Tries.size();
  TryOf[TS] = S.Try;
  Out->Tries.emplace_back();
  ScopeId Inside = Out->Scopes.size();
  Out->Scopes.push_back(S);
  collectScopes(TS->getTryBlock(), Inside);
  const CXXCatchStmt *Around = InHandler;
  for (unsigned I = 0; I < TS->getNumHandlers(); ++I) {
    InHandler = TS->getHandler(I);
    collectScopes(InHandler->getHandlerBlock(), In);
  }
  InHandler = Around;
}

/// True for the operators whose operand is never evaluated, though Clang's CFG
/// walks into it.
static bool leavesUnevaluated(const Stmt *S) {
  if (isa<CXXNoexceptExpr, UnaryExprOrTypeTraitExpr, RequiresExpr>(S))
    return true;
  const auto *T = dyn_cast<CXXTypeidExpr>(S);
  return T && !T->isTypeOperand() && !T->isPotentiallyEvaluated();
}

static void collectAll(const Stmt *S, llvm::DenseSet<const Stmt *> &All) {
  for (const Stmt *Child : S->children())
    if (Child && All.insert(Child).second)
      collectAll(Child, All);
}

/// Records the scope of everything that can throw, in lexical order.
void FunctionLowering::collectScopes(const Stmt *S, ScopeId In) {
  if (!S)
    return;
  if (In)
    ScopeOf[S] = In;
  if (leavesUnevaluated(S))
    return collectAll(S, Unevaluated);
  if (const auto *TS = dyn_cast<CXXTryStmt>(S))
    return collectTry(TS, In);
  if (const auto *LE = dyn_cast<LambdaExpr>(S)) {
    for (const Expr *Init : LE->capture_inits())
      collectScopes(Init, In);
    return;
  }
  if (const auto *TE = dyn_cast<CXXThrowExpr>(S); TE && !TE->getSubExpr())
    ThrownAgainIn[TE] = InHandler;
  if (const auto *RS = dyn_cast<ReturnStmt>(S))
    if (const Expr *V = RS->getRetValue()) {
      Place P;
      P.Root = Place::Return;
      setDestination(V, intern(std::move(P)));
      if (RS->getNRVOCandidate())
        ElidedCopies.insert(stripWrappers(V));
    }
  if (const auto *CS = dyn_cast<CoroutineSuspendExpr>(S)) {
    collectAwaiterCalls(CS);
    collectScopes(CS->getOperand(), In);
    return;
  }
  if (const auto *CO = dyn_cast<ConditionalOperator>(S)) {
    ArmOf[stripWrappers(CO->getTrueExpr())] = CO;
    ArmOf[stripWrappers(CO->getFalseExpr())] = CO;
  }
  if (const auto *FR = dyn_cast<CXXForRangeStmt>(S))
    collectRange(FR);
  ScopeId Inner = In;
  if (const auto *DS = dyn_cast<DeclStmt>(S))
    return collectDeclStmt(DS, Inner);
  for (const Stmt *Child : S->children()) {
    if (const auto *DS = dyn_cast_or_null<DeclStmt>(Child)) {
      if (Inner)
        ScopeOf[DS] = Inner;
      collectDeclStmt(DS, Inner); // later siblings are inside its scope
    } else {
      collectScopes(Child, Inner);
    }
  }
}

void FunctionLowering::lowerDeclStmt(const DeclStmt *DS) {
  for (const Decl *D : DS->decls()) {
    const auto *VD = dyn_cast<VarDecl>(D);
    if (!VD)
      continue;
    PlaceId P = variable(VD);
    if (const Expr *Init = VD->getInit()) {
      if (VD->getType()->isReferenceType())
        assign(P, bound(Init, VD->getType()), DS);
      else
        store(P, Init);
    } else if (!isClassType(VD->getType())) {
      assign(P, {}, DS);
    }
    if (const CXXRecordDecl *RD = destroyedClass(VD->getType());
        RD && VD->isStaticLocal()) {
      Fact &Added = add(FactKind::DestroyAtExit, DS, VD->getLocation());
      Added.Dst = P;
      Added.Type = RD;
      Added.Name = VD->getIdentifier() ? VD->getName() : "";
    }
  }
}

void FunctionLowering::lowerInitializer(const CXXCtorInitializer *CI) {
  const FieldDecl *FD = CI->getAnyMember();
  if (!FD)
    return; // a base: its constructor call came before, on the same object
  Place Self;
  Self.Root = Place::This;
  PlaceId P =
      extend(deref(intern(std::move(Self))), Step{FD->getCanonicalDecl()});
  if (FD->getType()->isReferenceType())
    assign(P, bound(CI->getInit(), FD->getType()), CI->getInit());
  else
    store(P, CI->getInit());
}

/// Code that nobody can see may use these objects or pointers of type \p Of.
void FunctionLowering::lowerKept(const Expr *Site, ArrayRef<const Expr *> Kept,
                                 QualType Of) {
  static constexpr model::FunctionRow Keeps = [] {
    model::FunctionRow Row{};
    Row.TheEvent = model::Event::ContainerAdd;
    return Row;
  }();
  const QualType Pointee = Of->getPointeeType();
  const bool IsPointer =
      !Pointee.isNull() && Of->isPointerType() && !Pointee->isFunctionType() &&
      (Pointee->isRecordType() || !Pointee.isConstQualified());
  const auto *Class = Of->getAsCXXRecordDecl();
  const bool IsObject =
      Class && (!Class->isInStdNamespace() || Models.typeRowFor(Class));
  if (!IsPointer && !IsObject)
    return;
  Call C;
  C.Site = Site;
  C.Loc = Site->getBeginLoc();
  C.Row = &Keeps;
  for (const Expr *E : Kept) {
    Operand &Arg = C.Args.emplace_back(
        IsPointer ? rvalue(E) : Operand::at(Operand::Object, objectOf(E)));
    Arg.IsMutable = !IsPointer || !Pointee.isConstQualified();
  }
  Fact &Added = add(FactKind::CallFn, Site, C.Loc);
  Added.CallIndex = Out->Calls.size();
  Out->Calls.push_back(std::move(C));
}

void FunctionLowering::lowerInitList(const InitListExpr *ILE) {
  // Which element of an array is used where is not known.
  if (const auto *Array = Ctx.getAsArrayType(ILE->getType()))
    return lowerKept(ILE, ILE->inits(), Array->getElementType());
  const auto *RD = ILE->getType()->getAsRecordDecl();
  if (!RD || !ILE->isPRValue())
    return;
  PlaceId Where = temp(ILE);
  unsigned I = 0;
  for (const FieldDecl *FD : RD->fields()) {
    if (FD->isUnnamedBitField())
      continue;
    if (I >= ILE->getNumInits())
      break;
    const Expr *Init = ILE->getInit(I++);
    PlaceId Slot = extend(Where, Step{FD->getCanonicalDecl()});
    if (FD->getType()->isReferenceType())
      assign(Slot, bound(Init, FD->getType()), ILE);
    else
      store(Slot, Init);
  }
}

void FunctionLowering::addDestroy(PlaceId P, const CXXRecordDecl *RD,
                                  SourceLocation Loc, StringRef Name) {
  if (!P || !RD)
    return;
  Fact &Added = add(FactKind::Destroy, nullptr, Loc);
  Added.Dst = P;
  Added.Type = RD->getDefinition() ? RD->getDefinition() : RD;
  Added.Name = Name;
}

void FunctionLowering::lowerImplicitDestructor(const CFGElement &E) {
  if (auto D = E.getAs<CFGAutomaticObjDtor>()) {
    const VarDecl *VD = D->getVarDecl();
    StringRef Name = VD->getIdentifier() ? VD->getName() : "";
    PlaceId P = variable(VD);
    if (VD->getType()->isReferenceType() && VD->getInit())
      P = lvalue(VD->getInit()); // the temporary whose life it extends
    QualType T = VD->getType().getNonReferenceType();
    addDestroy(P, T->getAsCXXRecordDecl(), D->getTriggerStmt()->getEndLoc(),
               Name);
  } else if (auto D = E.getAs<CFGMemberDtor>()) {
    const FieldDecl *FD = D->getFieldDecl();
    Place Self;
    Self.Root = Place::This;
    addDestroy(
        extend(deref(intern(std::move(Self))), Step{FD->getCanonicalDecl()}),
        FD->getType()->getAsCXXRecordDecl(), F->getLocation(),
        FD->getIdentifier() ? FD->getName() : "");
  } else if (auto D = E.getAs<CFGBaseDtor>()) {
    Place Self;
    Self.Root = Place::This;
    addDestroy(deref(intern(std::move(Self))),
               D->getBaseSpecifier()->getType()->getAsCXXRecordDecl(),
               F->getLocation(), "");
  } else if (auto D = E.getAs<CFGTemporaryDtor>()) {
    const CXXBindTemporaryExpr *BTE = D->getBindTemporaryExpr();
    const Expr *Made = stripWrappers(BTE->getSubExpr());
    // A temporary that became a variable ends with the variable.
    if (!Destinations.contains(Made))
      addDestroy(temp(Made), BTE->getType()->getAsCXXRecordDecl(),
                 BTE->getEndLoc(), "");
  }
}

/// Finds the blocks of each try's handlers.
void FunctionLowering::connectHandlers(const CFG &Cfg) {
  for (const CFGBlock *B : Cfg.try_blocks()) {
    auto It = TryOf.find(B->getTerminatorStmt());
    if (It == TryOf.end())
      continue;
    for (const CFGBlock::AdjacentBlock &Succ : B->succs()) {
      const CFGBlock *To = Succ.getReachableBlock();
      const auto *CS =
          To ? dyn_cast_or_null<CXXCatchStmt>(To->getLabel()) : nullptr;
      if (!CS)
        continue;
      Handler H;
      H.Block = To->getBlockID();
      QualType T = CS->getCaughtType();
      H.CatchesAll = T.isNull();
      if (!T.isNull())
        H.Catches = T.getNonReferenceType()->getAsCXXRecordDecl();
      for (const auto &[Throw, In] : ThrownAgainIn)
        H.ThrowsAgain |= In == CS;
      HandlerBlock[CS] = H.Block;
      H.CatchesStdException = H.Catches && H.Catches->isInStdNamespace() &&
                              H.Catches->getName() == "exception";
      Out->Tries[It->second].Handlers.push_back(H);
    }
  }
}

} // namespace eventloop::facts
