//===- StatementEdits.cpp - Where statements stand, and their text --------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See StatementEdits.h.
//
//===----------------------------------------------------------------------===//

#include "StatementEdits.h"
#include "Parents.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"

namespace clang::tidy::eventloop {

BlockPosition positionOf(const Stmt *S, ASTContext &Ctx) {
  DynTypedNode Node = DynTypedNode::create(*S);
  const Stmt *Inner = S;
  while (true) {
    auto Parents = parentsOf(Node, Ctx);
    // What is awaited has other parents, too, which the compiler made.
    const auto *Await = llvm::find_if(Parents, [](const DynTypedNode &P) {
      return P.get<CoroutineSuspendExpr>() != nullptr;
    });
    if (Await != Parents.end())
      Parents = {*Await};
    if (Parents.size() != 1)
      return {};
    const Stmt *Parent = Parents[0].get<Stmt>();
    if (const auto *Block = dyn_cast_or_null<CompoundStmt>(Parent)) {
      BlockPosition P{Block, 0};
      while (P.Index < Block->size() && P.statement() != Inner)
        ++P.Index;
      return P.Index < Block->size() ? P : BlockPosition();
    }
    if (Parent && isa<LambdaExpr>(Parent))
      return {};
    if (Parent)
      Inner = Parent;
    Node = Parents[0];
  }
}

std::optional<unsigned> indexIn(const CompoundStmt *Block, const Stmt *S,
                                ASTContext &Ctx) {
  for (BlockPosition P = positionOf(S, Ctx); P.Block;
       P = positionOf(P.Block, Ctx))
    if (P.Block == Block)
      return P.Index;
  return std::nullopt;
}

namespace {

/// Collects names.
class NameCollector : public RecursiveASTVisitor<NameCollector> {
public:
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    Names.insert(E->getDecl());
    return true;
  }
  bool VisitMemberExpr(MemberExpr *E) {
    Names.insert(E->getMemberDecl());
    return true;
  }
  llvm::SmallPtrSet<const ValueDecl *, 8> Names;
};

/// Looks for ways out.
class WayOut : public RecursiveASTVisitor<WayOut> {
public:
  // A visitor stops at the first that says false.
  bool VisitReturnStmt(ReturnStmt *) { return false; }
  bool VisitCoreturnStmt(CoreturnStmt *) { return false; }
  bool VisitBreakStmt(BreakStmt *) { return false; }
  bool VisitContinueStmt(ContinueStmt *) { return false; }
  bool VisitGotoStmt(GotoStmt *) { return false; }
  bool VisitCXXThrowExpr(CXXThrowExpr *) { return false; }
  bool VisitCXXTryStmt(CXXTryStmt *) { return false; }
  bool VisitSwitchCase(SwitchCase *) { return false; }
  bool VisitLabelStmt(LabelStmt *) { return false; }
  // The body of a lambda is another function's.
  bool TraverseLambdaExpr(LambdaExpr *E) {
    return llvm::all_of(E->capture_inits(),
                        [&](Expr *Init) { return TraverseStmt(Init); });
  }
};

} // namespace

llvm::SmallPtrSet<const ValueDecl *, 8> namesIn(const Stmt *S) {
  NameCollector Collector;
  Collector.TraverseStmt(const_cast<Stmt *>(S));
  return Collector.Names;
}

bool mayLeave(const Stmt *S) {
  return !WayOut().TraverseStmt(const_cast<Stmt *>(S));
}

SourceLocation behind(const Stmt *S, ASTContext &Ctx) {
  const SourceManager &SM = Ctx.getSourceManager();
  if (std::optional<Token> Next =
          Lexer::findNextToken(S->getEndLoc(), SM, Ctx.getLangOpts());
      Next && Next->is(tok::semi) && !isa<CompoundStmt>(S))
    return Next->getEndLoc();
  return Lexer::getLocForEndOfToken(S->getEndLoc(), 0, SM, Ctx.getLangOpts());
}

StringRef textOf(SourceRange R, ASTContext &Ctx) {
  return Lexer::getSourceText(CharSourceRange::getTokenRange(R),
                              Ctx.getSourceManager(), Ctx.getLangOpts());
}

CharSourceRange withLine(const Stmt *S, ASTContext &Ctx) {
  const SourceManager &SM = Ctx.getSourceManager();
  SourceLocation Begin = S->getBeginLoc(), End = behind(S, Ctx);
  bool Invalid = false;
  StringRef File = SM.getBufferData(SM.getFileID(Begin), &Invalid);
  if (Invalid)
    return CharSourceRange::getCharRange(Begin, End);
  unsigned From = SM.getFileOffset(Begin), To = SM.getFileOffset(End);
  unsigned LineBegin = From;
  while (LineBegin &&
         (File[LineBegin - 1] == ' ' || File[LineBegin - 1] == '\t'))
    --LineBegin;
  bool IsAlone = LineBegin > 0 && File[LineBegin - 1] == '\n' &&
                 To < File.size() && File[To] == '\n';
  if (!IsAlone)
    return CharSourceRange::getCharRange(Begin, End);
  // With the line break before it rather than the one behind it: clang-tidy's
  // clean-up would take a blank of the next line's indentation along.
  return CharSourceRange::getCharRange(
      Begin.getLocWithOffset(-static_cast<int>(From - LineBegin + 1)), End);
}

} // namespace clang::tidy::eventloop
