//===- FunctionFacts.cpp - The lifecycle facts of a function --------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The memory of facts; see FunctionFacts.h. Lowering fills them in.
//
//===----------------------------------------------------------------------===//

#include "facts/FunctionFacts.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Analysis/CFG.h"

using namespace clang;

namespace eventloop::facts {

/// The calls and constructions of a block, and some expressions more.
static size_t countCalls(const CFGBlock &B) {
  return llvm::count_if(B, [](const CFGElement &E) {
    auto S = E.getAs<CFGStmt>();
    return S && isa<CallExpr, CXXConstructExpr>(S->getStmt());
  });
}

void FunctionFacts::reserve(const CFG &Cfg) {
  Blocks.resize(Cfg.getNumBlockIDs());
  size_t All = 0;
  for (const CFGBlock *B : Cfg) {
    const size_t Here = countCalls(*B);
    Blocks[B->getBlockID()].Facts.reserve(Here);
    All += Here;
  }
  Calls.reserve(All);
  Places.reserve(All);
}

void FunctionFacts::findCompared() {
  if (llvm::none_of(Blocks, [](const Block &B) { return B.MayComeBack; }))
    return;
  auto Collect = [&](const Condition &C) {
    constexpr int64_t Most = 1 << 30;
    if (C.TheOp != Condition::Truth)
      for (const Operand &O : {C.LHS, C.RHS})
        if (O.K == Operand::Const && O.Constant < Most && O.Constant > -Most)
          Compared.insert(Compared.end(),
                          {O.Constant - 1, O.Constant, O.Constant + 1});
  };
  for (const Decision &D : Decisions)
    Collect(D.Cond);
  llvm::for_each(Conditions, Collect);
  llvm::sort(Compared);
  Compared.erase(llvm::unique(Compared), Compared.end());
}

void FunctionFacts::shrink() {
  Places.shrink_to_fit();
  Calls.shrink_to_fit();
  Conditions.shrink_to_fit();
  Decisions.shrink_to_fit();
  Scopes.shrink_to_fit();
  Compared.shrink_to_fit();
  for (Block &B : Blocks)
    B.Facts.shrink_to_fit();
}

} // namespace eventloop::facts
