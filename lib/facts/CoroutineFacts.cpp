//===- CoroutineFacts.cpp - co_await, co_yield, co_return -----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Lowers coroutine constructs. A co_await is one fact on its written operand;
// the awaiter's calls that Clang makes of it (await_ready, await_suspend,
// await_resume, await_transform) are no facts of their own.
//
//===----------------------------------------------------------------------===//

#include "facts/Lowering.h"

using namespace clang;

namespace eventloop::facts {

/// Marks the calls below \p S, except those in the operand as written.
static void collectCalls(const Stmt *S, const Stmt *Operand,
                         llvm::DenseSet<const Stmt *> &Calls) {
  if (!S || S == Operand)
    return;
  if (isa<CallExpr>(S) || isa<CXXConstructExpr>(S))
    Calls.insert(S);
  if (isa<OpaqueValueExpr>(S))
    return; // the common expression, which is visited by itself
  for (const Stmt *Child : S->children())
    collectCalls(Child, Operand, Calls);
}

void FunctionLowering::collectAwaiterCalls(const CoroutineSuspendExpr *E) {
  const Expr *Written = E->getOperand();
  for (const Expr *Part : {E->getCommonExpr(), E->getReadyExpr(),
                           E->getSuspendExpr(), E->getResumeExpr()})
    collectCalls(Part, Written, AwaiterCalls);
}

void FunctionLowering::lowerAwait(const CoroutineSuspendExpr *E) {
  const Expr *Written = stripWrappers(E->getOperand());
  Fact &Added = add(FactKind::Await, E, E->getKeywordLoc());
  Added.Src = Written->isGLValue() ? Operand::at(Operand::Addr, lvalue(Written))
                                   : value(Written);
  if (!E->getType()->isVoidType())
    Added.Dst = temp(E);
}

void FunctionLowering::lowerCoreturn(const CoreturnStmt *S) {
  Place P;
  P.Root = Place::Return;
  PlaceId Where = intern(std::move(P));
  if (const Expr *V = S->getOperand(); V && !V->getType()->isVoidType())
    store(Where, V);
  add(FactKind::Return, S, S->getBeginLoc());
}

} // namespace eventloop::facts
