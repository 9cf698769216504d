//===- NestedRunFix.cpp - Fix-its for a run inside a run ------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See NestedRunFix.h.
//
//===----------------------------------------------------------------------===//

#include "NestedRunFix.h"
#include "Parents.h"
#include "Surroundings.h"
#include "facts/Fact.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"

namespace clang::tidy::eventloop {

using ::eventloop::facts::Call;
using ::eventloop::findings::Finding;
using ::eventloop::model::Event;
using ::eventloop::model::Role;
using ::eventloop::model::TypeRow;
using ::eventloop::typestate::ViolationKind;

/// What the run waits for, as it is written.
static const Expr *awaitedBy(const Call &C) {
  const auto *Site = dyn_cast<CallExpr>(C.Site);
  std::optional<unsigned> Arg = C.argumentOf(C.Row->Callback);
  if (!Site || !Arg || *Arg >= Site->getNumArgs())
    return nullptr;
  const Expr *Awaited = Site->getArg(*Arg);
  return isa<CXXDefaultArgExpr>(Awaited) ? nullptr : Awaited;
}

/// True if the coroutine can await a value of this type: a coroutine of its own
/// kind, or a task of its library.
static bool isAwaitable(QualType T, const FunctionDecl *Coroutine,
                        const Call &C) {
  const TemplateDecl *Template = templateOf(T);
  if (!Template)
    return false;
  return Template == templateOf(Coroutine->getReturnType()) ||
         llvm::any_of(C.Lib->Types, [&](const TypeRow &Row) {
           return Row.TheRole == Role::TaskHandle &&
                  Row.Name == Template->getName();
         });
}

/// True where `co_await x` has to stand in parentheses: it binds less than what
/// follows behind.
static bool isOperandOfPostfix(const Expr *Site, ASTContext &Ctx) {
  DynTypedNode Node = DynTypedNode::create(*Site);
  while (true) {
    auto Parents = parentsOf(Node, Ctx);
    const auto *Parent = Parents.empty() ? nullptr : Parents[0].get<Expr>();
    if (!Parent)
      return false;
    if (!isa<ImplicitCastExpr, FullExpr, MaterializeTemporaryExpr,
             CXXBindTemporaryExpr>(Parent))
      return isa<MemberExpr, ArraySubscriptExpr, CXXOperatorCallExpr>(Parent);
    Node = Parents[0];
  }
}

/// A variable that outlives the coroutine is not made by one that waits.
static bool makesStatic(const Stmt *Full) {
  const auto *DS = dyn_cast<DeclStmt>(Full);
  return DS && llvm::any_of(DS->decls(), [](const Decl *D) {
           const auto *Var = dyn_cast<VarDecl>(D);
           return Var && !Var->hasLocalStorage();
         });
}

llvm::SmallVector<FixItHint, 3> fixNestedRun(const Finding &F,
                                             ASTContext &Ctx) {
  const Call &C = *F.Blamed;
  // A run on another loop may be about that loop.
  bool IsAboutTheTask = F.Violation == ViolationKind::RunWhileRunning ||
                        C.Row->TheEvent == Event::LoopRunFresh;
  const Expr *Awaited = IsAboutTheTask ? awaitedBy(C) : nullptr;
  if (!Awaited || !F.Definite || C.Site->getBeginLoc().isMacroID() ||
      C.Site->getEndLoc().isMacroID() || Awaited->getBeginLoc().isMacroID() ||
      Awaited->getEndLoc().isMacroID())
    return {};
  Surroundings Around = surroundingsOf(C.Site, Ctx);
  if (!Around.Coroutine || !Around.Body || makesStatic(Around.Full) ||
      Around.Coroutine->isTemplateInstantiation() ||
      !isAwaitable(Awaited->getType(), Around.Coroutine, C))
    return {};
  bool NeedsParens = isOperandOfPostfix(C.Site, Ctx);
  return {FixItHint::CreateReplacement(
              CharSourceRange::getCharRange(C.Site->getBeginLoc(),
                                            Awaited->getBeginLoc()),
              NeedsParens ? "(co_await " : "co_await "),
          FixItHint::CreateReplacement(
              CharSourceRange::getTokenRange(C.Site->getEndLoc(),
                                             C.Site->getEndLoc()),
              NeedsParens ? ")" : "")};
}

} // namespace clang::tidy::eventloop
