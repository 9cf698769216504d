//===- WaysOut.cpp - Statements on each way out of a block ----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See WaysOut.h.
//
//===----------------------------------------------------------------------===//

#include "WaysOut.h"
#include "Parents.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"

namespace clang::tidy::eventloop {

using Edits = llvm::SmallVector<FixItHint, 4>;

namespace {

/// The returns of some statements, and whether there are other ways out.
class WayCollector : public RecursiveASTVisitor<WayCollector> {
public:
  explicit WayCollector(unsigned Depth = 0) : Depth(Depth) {}
  bool VisitReturnStmt(ReturnStmt *S) { return addReturn(S); }
  bool VisitCoreturnStmt(CoreturnStmt *S) { return addReturn(S); }
  bool VisitBreakStmt(BreakStmt *) { return Depth || give(); }
  bool VisitContinueStmt(ContinueStmt *) { return Depth || give(); }
  bool VisitGotoStmt(GotoStmt *) { return Depth || give(); }
  bool VisitLabelStmt(LabelStmt *) { return Depth || give(); }
  bool VisitSwitchCase(SwitchCase *) { return Depth || give(); }
  bool VisitCXXTryStmt(CXXTryStmt *) { return Depth || give(); }
  bool VisitCXXThrowExpr(CXXThrowExpr *) { return give(); }
  bool VisitCallExpr(CallExpr *E) { return enter(E->getDirectCallee()); }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    return enter(E->getConstructor());
  }
  // A lambda that is called, or scheduled, may throw as well.
  bool TraverseLambdaExpr(LambdaExpr *E) {
    ++Depth;
    bool GoesOn = TraverseStmt(E->getBody());
    --Depth;
    return GoesOn;
  }

  llvm::SmallVector<const Stmt *, 4> Returns;
  bool HasOthers = false;

private:
  bool give() {
    HasOthers = true;
    return false; // enough is known
  }
  bool addReturn(const Stmt *S) {
    if (!Depth)
      Returns.push_back(S);
    return true;
  }
  /// What a function in sight throws leaves the block as well.
  bool enter(const FunctionDecl *F) {
    constexpr unsigned MaxDepth = 4;
    if (!F || !F->hasBody(F) ||
        F->getASTContext().getSourceManager().isInSystemHeader(
            F->getLocation()) ||
        !isOfTheProgram(F))
      return true;
    if (Depth == MaxDepth)
      return give();
    WayCollector Below(Depth + 1);
    Below.TraverseStmt(F->getBody());
    return !Below.HasOthers || give();
  }
  /// Of the file that is looked at: what a library's header throws, it throws
  /// when it is used wrongly.
  static bool isOfTheProgram(const FunctionDecl *F) {
    const SourceManager &SM = F->getASTContext().getSourceManager();
    return SM.isInMainFile(SM.getExpansionLoc(F->getLocation()));
  }

  unsigned Depth; ///< of functions
};

} // namespace

/// Whether what is returned does not depend on what the statement does.
static bool returnsPlainValue(const Stmt *S) {
  const Expr *Value = nullptr;
  if (const auto *R = dyn_cast<ReturnStmt>(S))
    Value = R->getRetValue();
  else
    Value = cast<CoreturnStmt>(S)->getOperand();
  if (!Value)
    return true;
  Value = Value->IgnoreImplicit();
  if (const auto *E = dyn_cast<CXXConstructExpr>(Value);
      E && E->getNumArgs() == 1)
    Value = E->getArg(0)->IgnoreImplicit();
  return isa<DeclRefExpr, IntegerLiteral, CXXBoolLiteralExpr,
             CXXNullPtrLiteralExpr>(Value->IgnoreParenImpCasts());
}

/// Whether the block does what the statement says before it comes to \p End.
static bool isIn(const CompoundStmt *Block, const Stmt *End,
                 StringRef Statement, ASTContext &Ctx) {
  for (const Stmt *S : Block->body()) {
    if (S == End)
      break;
    if (isa<Expr>(S) &&
        (textOf(S->getSourceRange(), Ctx) + ";").str() == Statement)
      return true;
  }
  return false;
}

/// Whether the statement comes before this one, in its block or in one around
/// it up to \p Outermost.
static bool isBefore(const Stmt *S, const CompoundStmt *Outermost,
                     StringRef Statement, ASTContext &Ctx) {
  for (const CompoundStmt *Block = nullptr; Block != Outermost;) {
    auto Parents = parentsOf(*S, Ctx);
    const Stmt *Parent = Parents.size() == 1 ? Parents[0].get<Stmt>() : nullptr;
    if (!Parent)
      return false;
    Block = dyn_cast<CompoundStmt>(Parent);
    if (Block && isIn(Block, S, Statement, Ctx))
      return true;
    S = Parent;
  }
  return false;
}

/// Puts the statement before a return; false where there is no place for it.
static bool putBefore(const Stmt *Return, StringRef Statement, ASTContext &Ctx,
                      Edits &Result) {
  const SourceManager &SM = Ctx.getSourceManager();
  SourceLocation Begin = Return->getBeginLoc();
  if (Begin.isMacroID() || !returnsPlainValue(Return))
    return false;
  auto Parents = parentsOf(*Return, Ctx);
  if (Parents.size() != 1)
    return false;
  std::string Indent = Lexer::getIndentationForLine(Begin, SM).str();
  std::string Text = (Statement + "\n" + Indent).str();
  if (Parents[0].get<CompoundStmt>()) {
    Result.push_back(FixItHint::CreateInsertion(Begin, Text));
    return true;
  }
  const auto *If = Parents[0].get<IfStmt>();
  if (!If || If->getElse() || If->getThen() != Return ||
      If->getBeginLoc().isMacroID() ||
      SM.getSpellingLineNumber(If->getRParenLoc()) ==
          SM.getSpellingLineNumber(Begin))
    return false;
  std::string Outer = Lexer::getIndentationForLine(If->getBeginLoc(), SM).str();
  Result.push_back(
      FixItHint::CreateInsertion(If->getRParenLoc().getLocWithOffset(1), " {"));
  Result.push_back(FixItHint::CreateInsertion(Begin, Text));
  Result.push_back(
      FixItHint::CreateInsertion(behind(Return, Ctx), "\n" + Outer + "}"));
  return true;
}

Edits onEachWayOut(BlockPosition Position, StringRef Statement,
                   ASTContext &Ctx) {
  WayCollector Ways;
  const Stmt *Last = Position.statement();
  for (unsigned I = Position.Index + 1; I < Position.Block->size(); ++I) {
    Last = Position.Block->body_begin()[I];
    if (!Ways.TraverseStmt(const_cast<Stmt *>(Last)) || Ways.HasOthers)
      return {};
  }
  Edits Result;
  for (const Stmt *Return : Ways.Returns)
    if (!isBefore(Return, Position.Block, Statement, Ctx) &&
        !putBefore(Return, Statement, Ctx, Result))
      return {};
  if (isa<ReturnStmt, CoreturnStmt>(Last) ||
      isIn(Position.Block, nullptr, Statement, Ctx))
    return Result;
  if (Last->getEndLoc().isMacroID())
    return {};
  const SourceManager &SM = Ctx.getSourceManager();
  bool IsOneLine = SM.getSpellingLineNumber(Last->getEndLoc()) ==
                   SM.getSpellingLineNumber(Position.Block->getRBracLoc());
  std::string Before = IsOneLine
                           ? " "
                           : "\n" + Lexer::getIndentationForLine(
                                        Position.statement()->getBeginLoc(), SM)
                                        .str();
  Result.push_back(
      FixItHint::CreateInsertion(behind(Last, Ctx), Before + Statement.str()));
  return Result;
}

} // namespace clang::tidy::eventloop
