//===- TemporaryFacts.cpp - When temporaries end --------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Temporaries that a coroutine goes on to refer to: its arguments by reference,
// and the closure that it is the call of. Clang's CFG says of none without a
// destructor when it ends: with the full expression. See Lowering.h.
//
//===----------------------------------------------------------------------===//

#include "facts/Lowering.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace eventloop::facts {

static bool isCoroutine(const FunctionDecl *F) {
  const FunctionDecl *Def = F ? F->getDefinition() : nullptr;
  return Def && isa_and_nonnull<CoroutineBodyStmt>(Def->getBody());
}

/// True for a closure that has nothing that could be used.
static bool isEmptyClosure(const Expr *E) {
  const auto *LE = dyn_cast<LambdaExpr>(E);
  return LE && LE->capture_size() == 0;
}

static const MaterializeTemporaryExpr *temporaryOf(const Expr *Arg) {
  while (const auto *C = dyn_cast<ImplicitCastExpr>(Arg))
    Arg = C->getSubExpr();
  return dyn_cast<MaterializeTemporaryExpr>(Arg->IgnoreParens());
}

/// The temporaries among the arguments of the coroutine calls in a full
/// expression.
void FunctionLowering::collectTemporaries(const Stmt *S, const Stmt *Full) {
  if (!S || isa<LambdaExpr>(S))
    return;
  if (const auto *CE = dyn_cast<CallExpr>(S);
      CE && isCoroutine(CE->getDirectCallee()))
    for (const Expr *Arg : CE->arguments()) {
      const auto *M = temporaryOf(Arg);
      const Expr *Made = M ? stripWrappers(M->getSubExpr()) : nullptr;
      if (Made && M->getStorageDuration() == SD_FullExpression &&
          !isEmptyClosure(Made))
        EndingWith[Full].push_back(temp(M->getSubExpr()));
    }
  for (const Stmt *Child : S->children())
    collectTemporaries(Child, Full);
}

void FunctionLowering::collectFullExpressions(const Stmt *S) {
  if (!S)
    return;
  if (const auto *DS = dyn_cast<DeclStmt>(S)) {
    const auto *V =
        DS->isSingleDecl() ? dyn_cast<VarDecl>(DS->getSingleDecl()) : nullptr;
    return collectTemporaries(V ? V->getInit() : nullptr, S);
  }
  for (const Stmt *Child : S->children()) {
    if (const auto *E = dyn_cast_or_null<Expr>(Child))
      collectTemporaries(
          E, isa<ReturnStmt, CoreturnStmt>(S) ? S : stripWrappers(E));
    else
      collectFullExpressions(Child);
  }
}

/// After the statement or expression that they end with.
void FunctionLowering::endTemporaries(const Stmt *Full) {
  auto It = EndingWith.find(Full);
  if (It == EndingWith.end())
    return;
  for (PlaceId Temporary : It->second)
    add(FactKind::Destroy, nullptr, Full->getEndLoc()).Dst = Temporary;
}

} // namespace eventloop::facts
