//===- CompoundTests.cpp - Tests made of several --------------------------===//
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

CompoundTests::CompoundTests(const CFG &Cfg, Truths &Lasting) {
  for (const CFGBlock *B : Cfg) {
    if (B->getTerminator().isStmtBranch()) {
      note(dyn_cast_or_null<BinaryOperator>(B->getTerminatorStmt()));
      note(dyn_cast_or_null<Expr>(B->getTerminatorCondition()));
    }
    // Where the operands' paths come together again stands the operator.
    for (const CFGElement &E : *B)
      if (auto S = E.getAs<CFGStmt>())
        if (const auto *BO = dyn_cast<BinaryOperator>(S->getStmt());
            BO && BO->isLogicalOp()) {
          note(BO);
          Values.insert(BO);
        }
  }
  for (const Expr *Value : Values) {
    const Expr *Last = Value;
    const auto *BO = cast<BinaryOperator>(Last);
    do {
      Last = BO->getRHS()->IgnoreParens();
      BO = dyn_cast<BinaryOperator>(Last);
    } while (BO && BO->isLogicalOp() && !Values.contains(BO));
    LastOperands.insert(Last);
  }
  findRepeated(Lasting);
}

/// Only what comes twice is worth remembering.
void CompoundTests::findRepeated(Truths &Lasting) {
  llvm::erase_if(
      Noted, [&](const BinaryOperator *BO) { return Parents.contains(BO); });
  if (Noted.size() < 2)
    return;
  llvm::SmallDenseMap<const Expr *, unsigned, 4> Times;
  for (const BinaryOperator *BO : Noted) {
    Truths::Test Test = Lasting.identify(BO);
    Repeated[BO] = Test;
    ++Times[Test.Identity];
  }
  for (const BinaryOperator *BO : Noted)
    if (const Expr *Identity = Repeated[BO].Identity;
        !Identity || Times[Identity] < 2)
      Repeated.erase(BO);
}

void CompoundTests::note(const Expr *E) {
  if (!E)
    return;
  const auto *BO = dyn_cast<BinaryOperator>(positive(E).E);
  if (!BO || !BO->isLogicalOp() || llvm::is_contained(Noted, BO))
    return;
  Noted.push_back(BO);
  for (const Expr *Side : {BO->getLHS(), BO->getRHS()}) {
    const Signed Operand = positive(Side);
    Parents[Operand.E] = {BO, Side == BO->getRHS(), Operand.Negated};
    note(Operand.E);
  }
}

/// Whether the operand decides what it is an operand of; Holds becomes that.
bool CompoundTests::decidesParent(const Parent &Up, bool &Holds) const {
  Holds ^= Up.Negated;
  // The first operand of `&&` decides if it is false, of `||` if true.
  return Up.IsLast || Holds != (Up.Whole->getOpcode() == BO_LAnd);
}

CompoundTests::Decision CompoundTests::answer(const Expr *Operand,
                                              bool Holds) const {
  if (Repeated.empty())
    return {};
  const Signed Leaf = positive(Operand);
  const Expr *E = Leaf.E;
  Holds ^= Leaf.Negated;
  for (auto It = Parents.find(E); It != Parents.end(); It = Parents.find(E)) {
    if (!decidesParent(It->second, Holds))
      return {};
    E = It->second.Whole;
  }
  auto It = Repeated.find(E);
  if (It == Repeated.end())
    return {};
  return {It->second.Identity, Holds != It->second.Negated};
}

CompoundTests::Decision CompoundTests::value(const Expr *Operand,
                                             bool Holds) const {
  if (Values.empty())
    return {};
  const Signed Leaf = positive(Operand);
  const Expr *E = Leaf.E;
  Holds ^= Leaf.Negated;
  for (auto It = Parents.find(E); It != Parents.end(); It = Parents.find(E)) {
    if (!decidesParent(It->second, Holds))
      return {};
    E = It->second.Whole;
    if (Values.contains(E))
      return {E, Holds};
  }
  return {};
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
