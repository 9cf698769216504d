//===- Lowering.cpp - Walks the CFG and lowers its elements ---------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Builds the CFG of a function and hands each element to the part that knows
// its construct.
//
//===----------------------------------------------------------------------===//

#include "facts/Lowering.h"
#include "facts/LastUses.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Analysis/Analyses/PostOrderCFGView.h"

using namespace clang;

namespace eventloop::facts {

FunctionLowering::FunctionLowering(const FunctionDecl *F, ASTContext &Ctx,
                                   const model::ModelIndex &Models,
                                   SharedFields &Shared)
    : F(F), Ctx(Ctx), Models(Models), Shared(Shared) {}

Fact &FunctionLowering::add(FactKind K, const Stmt *At, SourceLocation Loc) {
  Fact Added;
  Added.Kind = K;
  Added.Loc = Loc;
  if (auto It = ScopeOf.find(At); At && It != ScopeOf.end())
    Added.Scope = It->second;
  Current->Facts.push_back(std::move(Added));
  return Current->Facts.back();
}

void FunctionLowering::assign(PlaceId Dst, Operand Src, const Stmt *At) {
  if (!Dst)
    return;
  Fact &Added =
      add(FactKind::Assign, At, At ? At->getBeginLoc() : SourceLocation());
  Added.Dst = Dst;
  Added.Src = Src;
}

/// Initialises or overwrites the place with the value of an expression.
void FunctionLowering::store(PlaceId Dst, const Expr *Init) {
  if (!Init)
    return;
  if (!Dst) // `slots[i] = &loop`
    return lowerKept(Init, Init, Init->getType());
  const Expr *E = stripWrappers(Init);
  if (!isClassType(E->getType())) {
    if (!lowerMalloc(Dst, Init))
      assign(Dst, rvalue(Init), Init);
    return;
  }
  PlaceId Src = objectOf(E);
  if (Src == Dst)
    return; // made in place
  Fact &Added = add(FactKind::Copy, Init, Init->getBeginLoc());
  Added.Dst = Dst;
  Added.Src = Operand::at(Operand::Object, Src);
  const auto *Read = dyn_cast<CastExpr>(E); // a struct of C
  bool IsCopy = Read && Read->getCastKind() == CK_LValueToRValue;
  Added.IsMove = !IsCopy && (E->isPRValue() || E->isXValue());
}

void FunctionLowering::lowerBinary(const BinaryOperator *BO) {
  if (!BO->isAssignmentOp())
    return;
  PlaceId Dst = lvalue(BO->getLHS());
  if (BO->getOpcode() == BO_Assign)
    return store(Dst, BO->getRHS());
  if (isClassType(BO->getType()))
    return;
  Operand Src;
  if (BO->getOpcode() == BO_AddAssign || BO->getOpcode() == BO_SubAssign) {
    Operand Step = rvalue(BO->getRHS());
    bool IsSub = BO->getOpcode() == BO_SubAssign;
    constexpr int64_t Most = 1 << 30;
    if (Step.K == Operand::Const && Step.Constant < Most &&
        Step.Constant > -Most)
      Src = sum(Dst, IsSub ? -Step.Constant : Step.Constant, BO->getType());
  }
  assign(Dst, Src, BO);
}

/// The number at a place of type T and a small constant.
Operand FunctionLowering::sum(PlaceId P, int64_t Step, QualType T) const {
  if (T->isBooleanType() || !T->isIntegerType())
    return {};
  Operand O = Operand::at(Operand::Sum, P);
  O.Constant = Step;
  O.MayWrap = T->isUnsignedIntegerType() || Ctx.getIntWidth(T) < 32;
  return O;
}

void FunctionLowering::lowerUnary(const UnaryOperator *UO) {
  if (!UO->isIncrementDecrementOp())
    return;
  PlaceId P = lvalue(UO->getSubExpr());
  assign(P, sum(P, UO->isIncrementOp() ? 1 : -1, UO->getSubExpr()->getType()),
         UO);
}

/// An arm of a conditional operator was evaluated: it is the operator's value.
void FunctionLowering::lowerArm(const Expr *E) {
  auto It = ArmOf.find(stripWrappers(E));
  if (It == ArmOf.end())
    return;
  const Expr *Whole = It->second;
  if (Whole->getType()->isVoidType())
    return;
  PlaceId Dst = temp(Whole);
  if (Whole->isGLValue())
    return assign(Dst, Operand::at(Operand::Addr, lvalue(E)), E);
  store(Dst, E);
}

void FunctionLowering::lowerReturn(const ReturnStmt *RS) {
  if (const Expr *V = RS->getRetValue(); V && !V->getType()->isVoidType()) {
    Place P;
    P.Root = Place::Return;
    PlaceId Where = intern(std::move(P));
    if (F->getReturnType()->isReferenceType())
      assign(Where, bound(V, F->getReturnType()), RS);
    else
      store(Where, V);
  }
  add(FactKind::Return, RS, RS->getBeginLoc());
}

void FunctionLowering::lowerThrow(const CXXThrowExpr *TE) {
  Fact &Added = add(FactKind::Throw, TE, TE->getThrowLoc());
  Added.IsRethrow = !TE->getSubExpr();
  if (Added.IsRethrow)
    Added.Handler = HandlerBlock.lookup(ThrownAgainIn.lookup(TE));
  if (const Expr *E = TE->getSubExpr())
    Added.Type = E->getType()->getAsCXXRecordDecl();
}

void FunctionLowering::lowerDelete(const CXXDeleteExpr *DE) {
  if (DE->isArrayForm() || DE->getDestroyedType().isNull())
    return;
  const CXXRecordDecl *RD = DE->getDestroyedType()->getAsCXXRecordDecl();
  Fact &Added = add(FactKind::Delete, DE, DE->getBeginLoc());
  Added.Src = rvalue(DE->getArgument());
  Added.Type = RD;
  Added.Name = spelling(DE->getArgument());
  if (RD && RD->hasDefinition())
    if (const CXXDestructorDecl *DD = RD->getDestructor())
      Added.IsVirtual = DD->isVirtual() && !RD->isEffectivelyFinal();
}

void FunctionLowering::lowerStmt(const Stmt *S) {
  if (AwaiterCalls.contains(S) || Unevaluated.contains(S))
    return;
  if (const auto *CE = dyn_cast<CallExpr>(S)) {
    lowerCall(CE);
    lowerMemset(CE);
  } else if (const auto *CC = dyn_cast<CXXConstructExpr>(S))
    lowerConstruct(CC);
  else if (const auto *DS = dyn_cast<DeclStmt>(S))
    lowerDeclStmt(DS);
  else if (const auto *BO = dyn_cast<BinaryOperator>(S))
    lowerBinary(BO);
  else if (const auto *UO = dyn_cast<UnaryOperator>(S))
    lowerUnary(UO);
  else if (const auto *LE = dyn_cast<LambdaExpr>(S))
    lowerLambda(LE);
  else if (const auto *NE = dyn_cast<CXXNewExpr>(S))
    lowerNew(NE);
  else if (const auto *DE = dyn_cast<CXXDeleteExpr>(S))
    lowerDelete(DE);
  else if (const auto *TE = dyn_cast<CXXThrowExpr>(S))
    lowerThrow(TE);
  else if (const auto *ILE = dyn_cast<InitListExpr>(S))
    lowerInitList(ILE);
  else if (const auto *CS = dyn_cast<CoroutineSuspendExpr>(S))
    lowerAwait(CS);
  else if (const auto *RS = dyn_cast<ReturnStmt>(S))
    lowerReturn(RS);
  else if (const auto *CR = dyn_cast<CoreturnStmt>(S))
    lowerCoreturn(CR);
  if (const auto *E = dyn_cast<Expr>(S))
    lowerArm(E);
}

static CFG::BuildOptions cfgOptions() {
  CFG::BuildOptions BO;
  BO.AddInitializers = true;
  BO.AddImplicitDtors = true;
  BO.AddLifetime = true;
  BO.AddTemporaryDtors = true;
  BO.AddCXXDefaultInitExprInCtors = true;
  BO.AddStaticInitBranches = true;
  BO.PruneTriviallyFalseEdges = true;
  for (Stmt::StmtClass C :
       {Stmt::LambdaExprClass, Stmt::InitListExprClass, Stmt::CXXNewExprClass,
        Stmt::CXXDeleteExprClass, Stmt::CoawaitExprClass,
        Stmt::CoyieldExprClass, Stmt::UnaryOperatorClass,
        Stmt::BinaryOperatorClass, Stmt::CompoundAssignOperatorClass})
    BO.setAlwaysAdd(C);
  return BO;
}

namespace {

/// Collects the variables of inner blocks that end without a destructor and
/// that something may refer to. The others end where nobody can tell.
class ReferredVariables : public RecursiveASTVisitor<ReferredVariables> {
public:
  explicit ReferredVariables(const Stmt *Body) {
    for (const Stmt *S : Body->children())
      if (const auto *DS = dyn_cast_or_null<DeclStmt>(S))
        OfFunction.insert(DS->decl_begin(), DS->decl_end());
    TraverseStmt(const_cast<Stmt *>(Body));
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (!Read.contains(E))
      insert(E->getDecl());
    return true;
  }
  bool VisitImplicitCastExpr(ImplicitCastExpr *E) {
    if (E->getCastKind() == CK_LValueToRValue)
      Read.insert(E->getSubExpr()->IgnoreParens());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->isAssignmentOp())
      Read.insert(E->getLHS()->IgnoreParens());
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *E) {
    if (E->isIncrementDecrementOp())
      Read.insert(E->getSubExpr()->IgnoreParens());
    return true;
  }
  bool TraverseLambdaExpr(LambdaExpr *E) {
    for (Expr *Init : E->capture_inits())
      TraverseStmt(Init);
    return true; // its body is another function's
  }

  bool contains(const VarDecl *V) const { return Found.contains(V); }

private:
  void insert(const ValueDecl *D) {
    const auto *V = dyn_cast<VarDecl>(D);
    if (V && V->hasLocalStorage() && !isa<ParmVarDecl>(V) &&
        !V->getType()->isReferenceType() && !OfFunction.contains(V) &&
        V->needsDestruction(V->getASTContext()) == QualType::DK_none)
      Found.insert(V);
  }
  llvm::SmallPtrSet<const Decl *, 16> OfFunction;
  llvm::SmallPtrSet<const Expr *, 32> Read;
  llvm::SmallPtrSet<const VarDecl *, 8> Found;
};

} // namespace

bool FunctionLowering::run(FunctionFacts &To) {
  Out = &To;
  Out->Decl = F;
  Stmt *Body = F->getBody();
  if (!Body || F->isDependentContext())
    return false;
  if (auto *CB = dyn_cast<CoroutineBodyStmt>(Body)) {
    Out->IsCoroutine = true;
    Body = CB->getBody();
  }
  if (const auto *FPT = F->getType()->getAs<FunctionProtoType>())
    Out->IsNoexcept = FPT->isNothrow();
  if (const auto *M = dyn_cast<CXXMethodDecl>(F);
      M && M->getParent()->isLambda()) {
    llvm::DenseMap<const ValueDecl *, FieldDecl *> Fields;
    M->getParent()->getCaptureFields(Fields, ThisCapture);
    Captures = std::move(Fields);
  }
  std::unique_ptr<CFG> Cfg = CFG::buildCFG(F, Body, &Ctx, cfgOptions());
  if (!Cfg)
    return false;

  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(F)) {
    Place Self;
    Self.Root = Place::This;
    PlaceId Object = deref(intern(std::move(Self)));
    for (const CXXCtorInitializer *CI : Ctor->inits()) {
      const FieldDecl *FD = CI->getAnyMember();
      setDestination(CI->getInit(),
                     FD ? extend(Object, Step{FD->getCanonicalDecl()})
                        : Object);
      collectScopes(CI->getInit(), 0);
    }
  }
  collectScopes(Body, 0);
  collectFullExpressions(Body);
  LastingTests.emplace(Body, Ctx);
  Compounds.emplace(*Cfg, *LastingTests,
                    [this](const Expr *E) { return asksModelled(E); });
  ChangingTests = Compounds->thatChange();
  connectHandlers(*Cfg);

  Out->Entry = Cfg->getEntry().getBlockID();
  Out->Exit = Cfg->getExit().getBlockID();
  Out->reserve(*Cfg);
  const ReferredVariables Referred(Body);
  uint32_t Order = 0;
  for (const CFGBlock *B : PostOrderCFGView(Cfg.get()))
    Out->Blocks[B->getBlockID()].Order = ++Order;
  for (const CFGBlock *B : *Cfg) {
    Current = &Out->Blocks[B->getBlockID()];
    if (!Current->Order)
      Current->Order = ++Order;
    Current->NeverReturns = B->hasNoReturnElement();
    for (const CFGElement &E : *B) {
      if (auto S = E.getAs<CFGStmt>()) {
        lowerStmt(S->getStmt());
        forgetAnswers(S->getStmt());
        endTemporaries(S->getStmt());
      } else if (auto I = E.getAs<CFGInitializer>())
        lowerInitializer(I->getInitializer());
      else if (auto L = E.getAs<CFGLifetimeEnds>()) {
        if (const VarDecl *VD = L->getVarDecl(); Referred.contains(VD)) {
          Fact &Ends =
              add(FactKind::Destroy, nullptr, L->getTriggerStmt()->getEndLoc());
          Ends.Dst = variable(VD);
          Ends.Name = VD->getIdentifier() ? VD->getName() : "";
        }
      } else
        lowerImplicitDestructor(E);
    }
    lowerTerminator(*B, *Current);
  }
  Cfg.reset(); // as large as the facts
  findLastUses(*Out);
  Out->findCompared();
  Out->shrink();
  return true;
}

} // namespace eventloop::facts
