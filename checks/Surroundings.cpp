//===- Surroundings.cpp - Where a call stands in its coroutine ------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See Surroundings.h.
//
//===----------------------------------------------------------------------===//

#include "Surroundings.h"
#include "Parents.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

namespace clang::tidy::eventloop {

bool Surroundings::isStatement(const Expr *Call) const {
  const auto *E = dyn_cast<Expr>(Full);
  return E && E->IgnoreImplicit() == Call;
}

/// True if S is a statement in the place that Parent has for one.
static bool isBranchOf(const Stmt *S, const Stmt *Parent) {
  if (const auto *If = dyn_cast<IfStmt>(Parent))
    return S == If->getThen() || S == If->getElse();
  if (const auto *While = dyn_cast<WhileStmt>(Parent))
    return S == While->getBody();
  if (const auto *Do = dyn_cast<DoStmt>(Parent))
    return S == Do->getBody();
  if (const auto *For = dyn_cast<ForStmt>(Parent))
    return S == For->getBody();
  if (const auto *Range = dyn_cast<CXXForRangeStmt>(Parent))
    return S == Range->getBody();
  if (const auto *Case = dyn_cast<SwitchCase>(Parent))
    return S == Case->getSubStmt();
  return isa<CompoundStmt>(Parent);
}

Surroundings surroundingsOf(const Expr *Call, ASTContext &Ctx) {
  Surroundings Result;
  const Stmt *Inner = Call;
  DynTypedNode Node = DynTypedNode::create(*Call);
  while (true) {
    auto Parents = parentsOf(Node, Ctx);
    if (Parents.empty())
      return {};
    Node = Parents[0];
    if (const auto *F = Node.get<FunctionDecl>()) {
      Result.Coroutine = F;
      break;
    }
    const Stmt *Parent = Node.get<Stmt>();
    if (!Parent)
      continue;
    if (isa<CXXCatchStmt>(Parent))
      return {};
    if (const auto *Lambda = dyn_cast<LambdaExpr>(Parent)) {
      if (Inner != Lambda->getBody())
        return {}; // a capture: it is made outside
      Result.Coroutine = Lambda->getCallOperator();
      break;
    }
    if (!Result.Full && isBranchOf(Inner, Parent)) {
      Result.Full = Inner;
      Result.Block = dyn_cast<CompoundStmt>(Parent);
    }
    Inner = Parent;
  }
  const auto *Body =
      dyn_cast_or_null<CoroutineBodyStmt>(Result.Coroutine->getBody());
  if (!Body || !Result.Full)
    return {};
  Result.Body = dyn_cast<CompoundStmt>(Body->getBody());
  return Result;
}

const TemplateDecl *templateOf(QualType T) {
  const auto *R = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      T->getAsCXXRecordDecl());
  return R ? R->getSpecializedTemplate()->getCanonicalDecl() : nullptr;
}

} // namespace clang::tidy::eventloop
