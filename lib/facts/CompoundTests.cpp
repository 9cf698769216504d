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
  for (const CFGBlock *B : Cfg)
    if (B->getTerminator().isStmtBranch()) {
      note(dyn_cast_or_null<BinaryOperator>(B->getTerminatorStmt()));
      note(dyn_cast_or_null<Expr>(B->getTerminatorCondition()));
    }

  // Only what comes twice is worth remembering.
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

std::optional<CompoundTests::Decision>
CompoundTests::decidedBy(const Expr *Operand, bool Holds) const {
  if (Repeated.empty())
    return std::nullopt;
  const Signed Leaf = positive(Operand);
  const Expr *E = Leaf.E;
  Holds ^= Leaf.Negated;
  for (auto It = Parents.find(E); It != Parents.end(); It = Parents.find(E)) {
    const Parent &Up = It->second;
    Holds ^= Up.Negated;
    // The first operand of `&&` decides if it is false, of `||` if true.
    if (!Up.IsLast && Holds == (Up.Whole->getOpcode() == BO_LAnd))
      return std::nullopt;
    E = Up.Whole;
  }
  auto It = Repeated.find(E);
  if (It == Repeated.end())
    return std::nullopt;
  return Decision{It->second.Identity, Holds != It->second.Negated};
}

} // namespace eventloop::facts
