//===- CompoundTests.cpp - Tests that come again --------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See CompoundTests.h.
//
//===----------------------------------------------------------------------===//

#include "facts/CompoundTests.h"
#include "clang/Analysis/CFG.h"

using namespace clang;

namespace eventloop::facts {

CompoundTests::CompoundTests(const CFG &Cfg, Truths &Lasting,
                             llvm::function_ref<bool(const Expr *)> MayChange) {
  for (const CFGBlock *B : Cfg) {
    if (B->getTerminator().isStmtBranch()) {
      note(dyn_cast_or_null<BinaryOperator>(B->getTerminatorStmt()));
      note(dyn_cast_or_null<Expr>(B->getTerminatorCondition()));
    }
    // Where the operands' paths come together again stands the operator.
    for (const CFGElement &Element : *B)
      if (auto S = Element.getAs<CFGStmt>())
        if (const auto *E = dyn_cast<Expr>(S->getStmt());
            E && logicalOperator(E)) {
          note(E);
          Values.insert(E);
        }
  }
  for (const Expr *Value : Values)
    LastOperands.insert(
        lastOperandOf(logicalOperator(Value)->getRHS())->IgnoreParens());
  findRepeated(Lasting, MayChange);
}

/// Only what comes twice is worth remembering.
void CompoundTests::findRepeated(
    Truths &Lasting, llvm::function_ref<bool(const Expr *)> MayChange) {
  if (Noted.size() < 2)
    return;
  llvm::SmallDenseMap<const Expr *, unsigned, 4> Times;
  for (const Expr *E : Noted)
    if (Truths::Test Test = Lasting.identify(E);
        Test.Identity && !MayChange(E)) {
      Repeated[E] = Test;
      ++Times[Test.Identity];
    }
  for (const Expr *E : Noted)
    if (auto It = Repeated.find(E);
        It != Repeated.end() && Times[It->second.Identity] < 2)
      Repeated.erase(It);
}

/// What a number says, paths remember themselves.
static bool isNumber(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *BO = dyn_cast<BinaryOperator>(E);
      BO && BO->isComparisonOp() &&
      isa<IntegerLiteral, DeclRefExpr>(BO->getRHS()->IgnoreParenImpCasts()))
    return isNumber(BO->getLHS()) &&
           (!isa<DeclRefExpr>(BO->getRHS()->IgnoreParenImpCasts()) ||
            isa<EnumConstantDecl>(
                cast<DeclRefExpr>(BO->getRHS()->IgnoreParenImpCasts())
                    ->getDecl()));
  return isa<DeclRefExpr, MemberExpr, IntegerLiteral, CXXBoolLiteralExpr>(E) &&
         E->getType()->isIntegralOrEnumerationType();
}

void CompoundTests::note(const Expr *E) {
  if (!E || E->isValueDependent() || E->getType()->isVoidType())
    return;
  E = positive(E).E;
  if (Noted.contains(E))
    return;
  const BinaryOperator *BO = logicalOperator(E);
  if (!BO) {
    if (!isNumber(E))
      Noted.insert(E);
    return;
  }
  Noted.insert(E);
  for (const Expr *Side : {BO->getLHS(), BO->getRHS()}) {
    const Signed Operand = positive(Side);
    Parents[Operand.E] = {BO, Side == BO->getRHS(), Operand.Negated};
    note(Operand.E);
  }
}

llvm::SmallVector<Truths::Test, 0> CompoundTests::thatChange() const {
  llvm::SmallVector<Truths::Test, 0> Result;
  for (const Expr *E : Noted)
    if (auto It = Repeated.find(E);
        It != Repeated.end() && !It->second.Changing.empty() &&
        llvm::none_of(Result, [&](const Truths::Test &Known) {
          return Known.Identity == It->second.Identity;
        }))
      Result.push_back(It->second);
  return Result;
}

/// Goes on to what E is an operand of, if E decides that.
bool CompoundTests::climb(const Expr *&E, bool &Holds) const {
  auto It = Parents.find(E);
  if (It == Parents.end())
    return false;
  const Parent &Up = It->second;
  const bool Operand = Holds != Up.Negated;
  // The first operand of `&&` decides if it is false, of `||` if true.
  if (!Up.IsLast && Operand == (Up.Whole->getOpcode() == BO_LAnd))
    return false;
  E = Up.Whole;
  Holds = Operand;
  return true;
}

CompoundTests::Decisions CompoundTests::decidedBy(const Expr *Operand,
                                                  bool Holds) const {
  Decisions Result;
  const Signed Leaf = positive(Operand);
  const Expr *E = Leaf.E;
  Holds ^= Leaf.Negated;
  do {
    if (auto It = Repeated.find(E); It != Repeated.end())
      Result.Answers.push_back(
          {It->second.Identity, Holds != It->second.Negated});
    if (E != Leaf.E && !Result.Value.Test && Values.contains(E))
      Result.Value = {E, Holds};
  } while (climb(E, Holds));
  return Result;
}

const Expr *CompoundTests::lastOperandOf(const Expr *E) const {
  for (;;) {
    const BinaryOperator *BO = logicalOperator(E->IgnoreParens());
    if (!BO || isValue(BO))
      return E;
    E = BO->getRHS();
  }
}

const Expr *CompoundTests::lastOperand(const CFGBlock &B) const {
  if (LastOperands.empty() || B.succ_size() != 1)
    return nullptr;
  for (const CFGElement &E : llvm::reverse(B))
    if (auto S = E.getAs<CFGStmt>()) {
      const auto *Last = dyn_cast<Expr>(S->getStmt());
      const Expr *Plain = Last ? Last->IgnoreParens() : nullptr;
      return LastOperands.contains(Plain) ? Plain : nullptr;
    }
  return nullptr;
}

} // namespace eventloop::facts
