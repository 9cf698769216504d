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
#include "Parents.h"
#include "StatementEdits.h"
#include "facts/Fact.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
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

/// What statements do with the loop's variable, in lambdas as well.
class UseCollector : public RecursiveASTVisitor<UseCollector> {
public:
  explicit UseCollector(const VarDecl *Loop, const Call *Close = nullptr)
      : Loop(Loop), Close(Close) {}
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    Uses += E->getDecl() == Loop;
    return true;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *E) {
    // `loop.get()` hands it on.
    if (variableOf(E->getImplicitObjectArgument()) == Loop) {
      MemberCalls += !E->getType()->isPointerType();
      Closes += Close && E->getMethodDecl() == Close->Callee;
    }
    return true;
  }

  unsigned Uses = 0;        ///< of the variable
  unsigned MemberCalls = 0; ///< those that call a method of the loop
  unsigned Closes = 0;      ///< those that do what Close does

private:
  const VarDecl *Loop;
  const Call *Close;
};

/// Whether something in front of the close may have closed the loop before:
/// another close of it, in a lambda or a function in sight as well, or a
/// function that is not in sight and is handed the loop.
class EarlierCloses : public RecursiveASTVisitor<EarlierCloses> {
public:
  EarlierCloses(const VarDecl *Loop, const Call &Close, const SourceManager &SM)
      : Loop(Loop), Close(Close), SM(SM) {}
  bool areIn(const Stmt *Body) {
    TraverseStmt(const_cast<Stmt *>(Body));
    return Found;
  }
  bool VisitCallExpr(CallExpr *E) {
    if (!isBefore(E))
      return true;
    const FunctionDecl *F = E->getDirectCallee();
    if (F == Close.Callee)
      Found |= closesTheLoop(cast<CXXMemberCallExpr>(E));
    else if (F && F->hasBody(F))
      follow(F);
    else if (!isa<CXXMemberCallExpr, CXXOperatorCallExpr>(E))
      for (const Expr *Argument : E->arguments())
        Found |= variableOf(Argument) == Loop;
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    const FunctionDecl *F = E->getConstructor();
    if (isBefore(E) && F->hasBody(F))
      follow(F);
    return true;
  }

private:
  bool isBefore(const Expr *E) const {
    return Depth || SM.isBeforeInTranslationUnit(E->getBeginLoc(),
                                                 Close.Site->getBeginLoc());
  }
  bool closesTheLoop(const CXXMemberCallExpr *E) const {
    const VarDecl *V = variableOf(E->getImplicitObjectArgument());
    return V == Loop || !isOwnVariable(V);
  }
  void follow(const FunctionDecl *F) {
    if (SM.isInSystemHeader(F->getLocation()) || !Seen.insert(F).second)
      return;
    ++Depth;
    TraverseStmt(F->getBody());
    --Depth;
  }
  const VarDecl *Loop;
  const Call &Close;
  const SourceManager &SM;
  llvm::SmallPtrSet<const FunctionDecl *, 8> Seen;
  unsigned Depth = 0;
  bool Found = false;
};

} // namespace

/// Whether the close is run again for the same variable: in a loop or a lambda
/// that the variable is declared outside of.
static bool isRepeated(const Stmt *Close, const VarDecl *Loop,
                       ASTContext &Ctx) {
  ParentList Parents = parentsOf(*Close, Ctx);
  for (; Parents.size() == 1; Parents = parentsOf(Parents.front(), Ctx)) {
    const auto *S = Parents.front().get<Stmt>();
    if (const auto *F = Parents.front().get<FunctionDecl>())
      return isLambdaCallOperator(F);
    if (!S)
      continue; // a variable
    if (isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, LambdaExpr>(S))
      return true;
    if (isa<CompoundStmt>(S) &&
        llvm::any_of(S->children(), [&](const Stmt *Child) {
          const auto *DS = dyn_cast<DeclStmt>(Child);
          return DS && llvm::is_contained(DS->decls(), Loop);
        }))
      return false;
  }
  return Parents.size() > 1;
}

/// Whether the loop is open on each way to the close, as far as it can be told.
static bool isOpenBefore(const Call &Close, const VarDecl *Loop,
                         ASTContext &Ctx) {
  const auto *Function =
      dyn_cast_or_null<FunctionDecl>(Loop->getParentFunctionOrMethod());
  return Function && !isRepeated(Close.Site, Loop, Ctx) &&
         !EarlierCloses(Loop, Close, Ctx.getSourceManager())
              .areIn(Function->getBody());
}

/// Whether anything but calls of its methods names the loop: what was made for
/// the old loop has no business on a fresh one.
static bool isHandedOn(const VarDecl *Loop) {
  const auto *Function =
      dyn_cast_or_null<FunctionDecl>(Loop->getParentFunctionOrMethod());
  if (!Function)
    return true;
  UseCollector All(Loop);
  All.TraverseStmt(Function->getBody());
  return All.Uses != All.MemberCalls;
}

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

namespace {

/// The last statement behind a close that names the loop.
struct LastUse {
  unsigned Index = 0;
  bool ClosesAgain = false;
};

} // namespace

/// Nothing where the loop is handed on, closed before the use or within another
/// statement, or where a statement up to there may leave the block.
static std::optional<LastUse> lastUseBehind(const BlockPosition &At,
                                            unsigned UseIndex,
                                            const VarDecl *Loop,
                                            const Call &Close) {
  LastUse Last{At.Index};
  for (unsigned I = At.Index + 1; I < At.Block->size(); ++I) {
    const Stmt *S = At.Block->body_begin()[I];
    UseCollector Here(Loop, &Close);
    Here.TraverseStmt(const_cast<Stmt *>(S));
    if (!Here.Uses)
      continue;
    if (Here.Uses != Here.MemberCalls)
      return std::nullopt; // it is handed on
    const auto *E = dyn_cast<Expr>(S);
    const auto *MC =
        E ? dyn_cast<CXXMemberCallExpr>(E->IgnoreImplicit()) : nullptr;
    Last = {I, MC && MC->getMethodDecl() == Close.Callee};
    if (Here.Closes && !Last.ClosesAgain)
      return std::nullopt; // in a round before the use, perhaps
    if (Last.ClosesAgain && I < UseIndex)
      return std::nullopt; // another close comes before the use as well
    if (Last.ClosesAgain)
      break;
  }
  for (unsigned I = At.Index + 1; I <= Last.Index; ++I)
    if (mayLeave(At.Block->body_begin()[I]))
      return std::nullopt;
  return Last;
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
  const Expr *Make = factoryOf(Loop);
  bool IsOwner = isa<CXXOperatorCallExpr>(Closed->IgnoreParenImpCasts());
  // A run that waits for nothing counts on what came before, a stop perhaps.
  bool Waits = Wanted == Event::LoopRun && !F.Blamed->Row->Callback.isNone();
  const bool Renews = Waits && IsOwner && Make && !isHandedOn(Loop);
  if (!Renews && !isOpenBefore(*Close, Loop, Ctx))
    return {};

  BlockPosition At = positionOf(Close->Site, Ctx);
  const auto *CloseStmt = At.Block ? dyn_cast<Expr>(At.statement()) : nullptr;
  if (!CloseStmt || CloseStmt->IgnoreImplicit() != Close->Site)
    return {};
  std::optional<unsigned> UseIndex = indexIn(At.Block, F.Blamed->Site, Ctx);
  if (!UseIndex || *UseIndex <= At.Index)
    return {};

  const std::optional<LastUse> Last =
      lastUseBehind(At, *UseIndex, Loop, *Close);
  if (!Last)
    return {};

  const Stmt *UseStmt = At.Block->body_begin()[*UseIndex];
  const Stmt *LastStmt = At.Block->body_begin()[Last->Index];
  StringRef Indent = Lexer::getIndentationForLine(CloseStmt->getBeginLoc(),
                                                  Ctx.getSourceManager());
  std::string CloseText = textOf(CloseStmt->getSourceRange(), Ctx).str() + ";";
  std::string OnNewLine = ("\n" + Indent + CloseText).str();
  llvm::SmallVector<FixItHint, 3> Fixes;
  if (Renews) {
    std::string Fresh = (Loop->getName() + " = " +
                         textOf(Make->getSourceRange(), Ctx) + ";\n" + Indent)
                            .str();
    Fixes.push_back(FixItHint::CreateInsertion(UseStmt->getBeginLoc(), Fresh));
  } else {
    Fixes.push_back(FixItHint::CreateRemoval(withLine(CloseStmt, Ctx)));
  }
  if (!Last->ClosesAgain)
    Fixes.push_back(
        FixItHint::CreateInsertion(behind(LastStmt, Ctx), OnNewLine));
  return Fixes;
}

} // namespace clang::tidy::eventloop
