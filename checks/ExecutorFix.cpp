//===- ExecutorFix.cpp - Fix-its for jobs that nobody waits for -----------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See ExecutorFix.h.
//
//===----------------------------------------------------------------------===//

#include "ExecutorFix.h"
#include "LoopVariable.h"
#include "StatementEdits.h"
#include "facts/Fact.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"

namespace clang::tidy::eventloop {

using ::eventloop::facts::Call;
using ::eventloop::findings::Finding;
using ::eventloop::model::Event;
using ::eventloop::model::FunctionRow;
using ::eventloop::model::Role;

/// Whether a loop that is used in this way has nothing to run but what is
/// waited for, and no executor of somebody else's.
static bool isHarmless(const FunctionRow *Row) {
  switch (Row ? Row->TheEvent : Event::Post) {
  case Event::ExecutorSubmit:
    return Row->Object.isNone();
  case Event::LoopRun:
    return !Row->Callback.isNone();
  case Event::LoopClose:
  case Event::LoopIsClosed:
  case Event::LoopIsRunning:
  case Event::ExecutorShutdown:
    return true;
  default:
    return false;
  }
}

namespace {

/// Looks for names behind a place.
class NamedLater : public RecursiveASTVisitor<NamedLater> {
public:
  NamedLater(const llvm::SmallPtrSetImpl<const ValueDecl *> &Names,
             SourceLocation After, const SourceManager &SM)
      : Names(Names), After(After), SM(SM) {}
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    return !Names.contains(E->getDecl()) ||
           !SM.isBeforeInTranslationUnit(After, E->getLocation());
  }

private:
  const llvm::SmallPtrSetImpl<const ValueDecl *> &Names;
  SourceLocation After;
  const SourceManager &SM;
};

} // namespace

/// The body of the function that a variable is local to.
static const CompoundStmt *bodyAround(const VarDecl *V) {
  const auto *Function =
      dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod());
  return Function ? dyn_cast_or_null<CompoundStmt>(Function->getBody())
                  : nullptr;
}

/// Whether the shutdown may stand before the close.
static bool mayWaitHere(const Call &Close, const VarDecl *Loop,
                        const CompoundStmt *Body, ASTContext &Ctx) {
  llvm::SmallPtrSet<const ValueDecl *, 8> OfJobs;
  for (const LoopUse &Use : usesOf(Loop, Body, *Close.Lib)) {
    if (!Use.Site || !isHarmless(Use.Row))
      return false;
    if (Use.Row->TheEvent == Event::ExecutorSubmit)
      for (const Expr *Job : Use.Site->arguments())
        for (const ValueDecl *D : namesIn(Job))
          if (isa<VarDecl>(D) && D != Loop)
            OfJobs.insert(D);
  }
  return NamedLater(OfJobs, Close.Loc, Ctx.getSourceManager())
      .TraverseStmt(const_cast<CompoundStmt *>(Body));
}

llvm::SmallVector<FixItHint, 2> fixMissingShutdown(const Finding &F,
                                                   ASTContext &Ctx) {
  const Call &Close = *F.Blamed;
  const auto *Site = dyn_cast<CXXMemberCallExpr>(Close.Site);
  if (!F.Definite || F.Around.IsInRun || !Site || !Close.Lib || !Close.Row ||
      Site->getBeginLoc().isMacroID() || Site->getEndLoc().isMacroID())
    return {};
  const VarDecl *Loop = variableOf(Site->getImplicitObjectArgument());
  const CompoundStmt *Body = isOwnVariable(Loop) ? bodyAround(Loop) : nullptr;
  BlockPosition At = positionOf(Site, Ctx);
  const auto *CloseStmt = At.Block ? dyn_cast<Expr>(At.statement()) : nullptr;
  if (!Body || !CloseStmt || CloseStmt->IgnoreImplicit() != Site ||
      !indexIn(Body, Site, Ctx) || !mayWaitHere(Close, Loop, Body, Ctx))
    return {};
  StringRef Run = methodBeside(*Close.Row, *Close.Lib, [](const auto &Row) {
    return Row.TheEvent == Event::LoopRun && !Row.Callback.isNone();
  });
  StringRef Shutdown =
      methodBeside(*Close.Row, *Close.Lib, [](const auto &Row) {
        return Row.TheEvent == Event::ExecutorShutdown &&
               Row.Returns == Role::Task;
      });
  StringRef Object = objectText(Site, Ctx);
  if (Run.empty() || Shutdown.empty() || Object.empty())
    return {};
  StringRef Indent = Lexer::getIndentationForLine(CloseStmt->getBeginLoc(),
                                                  Ctx.getSourceManager());
  std::string Wait =
      (Object + Run + "(" + Object + Shutdown + "());\n" + Indent).str();
  return {FixItHint::CreateInsertion(CloseStmt->getBeginLoc(), Wait)};
}

} // namespace clang::tidy::eventloop
