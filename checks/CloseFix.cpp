//===- CloseFix.cpp - Fix-its for a loop that is closed too early ---------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See CloseFix.h.
//
//===----------------------------------------------------------------------===//

#include "CloseFix.h"
#include "LoopVariable.h"
#include "StatementEdits.h"
#include "facts/Fact.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"

namespace clang::tidy::eventloop {

using ::eventloop::facts::Call;
using ::eventloop::findings::Finding;
using ::eventloop::findings::StoryItem;
using ::eventloop::model::Event;
using ::eventloop::typestate::StoryEvent;

namespace {

/// What the statements behind the close do with the loop's variable.
class UseCollector : public RecursiveASTVisitor<UseCollector> {
public:
  explicit UseCollector(const VarDecl *Loop) : Loop(Loop) {}
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    Uses += E->getDecl() == Loop;
    return true;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *E) {
    MemberCalls += variableOf(E->getImplicitObjectArgument()) == Loop;
    return true;
  }
  bool TraverseLambdaBody(LambdaExpr *, DataRecursionQueue * = nullptr) {
    return true;
  }

  unsigned Uses = 0;        ///< of the variable
  unsigned MemberCalls = 0; ///< those that call a method of the loop

private:
  const VarDecl *Loop;
};

} // namespace

static const Expr *objectOf(const Call &C) {
  const auto *MC = dyn_cast<CXXMemberCallExpr>(C.Site);
  return MC ? MC->getImplicitObjectArgument() : nullptr;
}

/// The one close of the story.
static const Call *onlyClose(const Finding &F) {
  const Call *Close = nullptr;
  for (const StoryItem &Item : F.Story) {
    // Who calls the function does not matter: that close and use stand in one
    // block of it is looked at below.
    if (Item.Event == StoryEvent::Created ||
        Item.Event == StoryEvent::CalledFrom)
      continue;
    if (Item.Event != StoryEvent::Closed || Close || !Item.Call)
      return nullptr;
    Close = Item.Call;
  }
  return Close;
}

/// The call that makes what the owner has, and would make another.
static const Expr *factoryOf(const VarDecl *Owner) {
  const Expr *Make =
      Owner->getInit() ? Owner->getInit()->IgnoreImplicit() : nullptr;
  return Make && isa<CallExpr>(Make) && !Make->getBeginLoc().isMacroID()
             ? Make
             : nullptr;
}

llvm::SmallVector<FixItHint, 3> fixEarlyClose(const Finding &F,
                                              ASTContext &Ctx) {
  const Call *Close = onlyClose(F);
  Event Wanted = F.Blamed->Row->TheEvent;
  // A task spawned and never run would be the next bug.
  if (!Close || !F.Definite || Wanted == Event::TaskSpawn)
    return {};
  const Expr *Closed = objectOf(*Close), *Used = objectOf(*F.Blamed);
  if (!Closed || !Used || Close->Loc.isMacroID() || F.Blamed->Loc.isMacroID())
    return {};
  const VarDecl *Loop = variableOf(Closed);
  if (!isOwnVariable(Loop) || Loop != variableOf(Used))
    return {};

  BlockPosition At = positionOf(Close->Site, Ctx);
  const auto *CloseStmt = At.Block ? dyn_cast<Expr>(At.statement()) : nullptr;
  if (!CloseStmt || CloseStmt->IgnoreImplicit() != Close->Site)
    return {};
  std::optional<unsigned> UseIndex = indexIn(At.Block, F.Blamed->Site, Ctx);
  if (!UseIndex || *UseIndex <= At.Index)
    return {};

  // Up to the last statement that names the loop.
  unsigned Last = At.Index;
  bool ClosedAgain = false;
  for (unsigned I = At.Index + 1; I < At.Block->size(); ++I) {
    const Stmt *S = At.Block->body_begin()[I];
    UseCollector Here(Loop);
    Here.TraverseStmt(const_cast<Stmt *>(S));
    if (!Here.Uses)
      continue;
    if (Here.Uses != Here.MemberCalls)
      return {}; // it is handed on
    Last = I;
    const auto *E = dyn_cast<Expr>(S);
    const auto *MC =
        E ? dyn_cast<CXXMemberCallExpr>(E->IgnoreImplicit()) : nullptr;
    ClosedAgain = MC && MC->getMethodDecl() == Close->Callee;
    if (ClosedAgain && I < *UseIndex)
      return {}; // another close comes before the use as well
    if (ClosedAgain)
      break;
  }
  for (unsigned I = At.Index + 1; I <= Last; ++I)
    if (mayLeave(At.Block->body_begin()[I]))
      return {};

  const Stmt *UseStmt = At.Block->body_begin()[*UseIndex];
  const Stmt *LastStmt = At.Block->body_begin()[Last];
  StringRef Indent = Lexer::getIndentationForLine(CloseStmt->getBeginLoc(),
                                                  Ctx.getSourceManager());
  std::string CloseText = textOf(CloseStmt->getSourceRange(), Ctx).str() + ";";
  std::string OnNewLine = ("\n" + Indent + CloseText).str();
  llvm::SmallVector<FixItHint, 3> Fixes;
  const Expr *Make = factoryOf(Loop);
  bool IsOwner = isa<CXXOperatorCallExpr>(Closed->IgnoreParenImpCasts());
  // A run that waits for nothing counts on what came before, a stop perhaps.
  bool Waits = Wanted == Event::LoopRun && !F.Blamed->Row->Callback.isNone();
  if (Waits && IsOwner && Make) {
    std::string Fresh = (Loop->getName() + " = " +
                         textOf(Make->getSourceRange(), Ctx) + ";\n" + Indent)
                            .str();
    Fixes.push_back(FixItHint::CreateInsertion(UseStmt->getBeginLoc(), Fresh));
  } else {
    Fixes.push_back(FixItHint::CreateRemoval(withLine(CloseStmt, Ctx)));
  }
  if (!ClosedAgain)
    Fixes.push_back(
        FixItHint::CreateInsertion(behind(LastStmt, Ctx), OnNewLine));
  return Fixes;
}

} // namespace clang::tidy::eventloop
