//===- DeclarationSwap.cpp - Fix-its for the order of two ends ------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See DeclarationSwap.h.
//
//===----------------------------------------------------------------------===//

#include "DeclarationSwap.h"
#include "Parents.h"
#include "StatementEdits.h"
#include "facts/Fact.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;
using ::eventloop::findings::StoryItem;
using ::eventloop::typestate::StoryEvent;

using Edits = llvm::SmallVector<FixItHint, 2>;

/// The one variable that a statement of a block declares; null if it is
/// anything else.
static const VarDecl *declaredBy(const Stmt *S) {
  const auto *DS = dyn_cast<DeclStmt>(S);
  const auto *V = DS && DS->isSingleDecl()
                      ? dyn_cast<VarDecl>(DS->getSingleDecl())
                      : nullptr;
  return V && V->hasLocalStorage() && !isa<DecompositionDecl>(V) ? V : nullptr;
}

/// The first item of an event in the story.
static const StoryItem *first(const Finding &F, StoryEvent E) {
  auto At =
      llvm::find_if(F.Story, [E](const StoryItem &I) { return I.Event == E; });
  return At == F.Story.end() ? nullptr : At;
}

/// The block around S, however far out, that ends at End.
static const CompoundStmt *blockEndingAt(SourceLocation End, const Stmt *S,
                                         ASTContext &Ctx) {
  for (BlockPosition P = positionOf(S, Ctx); P.Block;
       P = positionOf(P.Block, Ctx))
    if (P.Block->getRBracLoc() == End)
      return P.Block;
  return nullptr;
}

/// Swaps the declarations at First and behind it in Block, if they are
/// neighbours and the second does not name the first's variable.
static Edits swapAt(const CompoundStmt *Block, unsigned First, unsigned Second,
                    ASTContext &Ctx) {
  if (Second != First + 1)
    return {};
  const Stmt *A = Block->body_begin()[First];
  const Stmt *B = Block->body_begin()[Second];
  if (A->getBeginLoc().isMacroID() || A->getEndLoc().isMacroID() ||
      B->getBeginLoc().isMacroID() || B->getEndLoc().isMacroID() ||
      namesIn(B).contains(declaredBy(A)))
    return {};
  StringRef Indent =
      Lexer::getIndentationForLine(A->getBeginLoc(), Ctx.getSourceManager());
  std::string Text = (textOf(B->getSourceRange(), Ctx) + "\n" + Indent).str();
  return {FixItHint::CreateInsertion(A->getBeginLoc(), Text),
          FixItHint::CreateRemoval(withLine(B, Ctx))};
}

/// What a call in a destructor or lambda belongs to.
struct Holder {
  const CXXRecordDecl *Class = nullptr; ///< whose destructor calls
  const LambdaExpr *Lambda = nullptr;   ///< that calls
};

static Holder holderOf(const Stmt *S, ASTContext &Ctx) {
  for (DynTypedNode Node = DynTypedNode::create(*S);;) {
    auto Parents = parentsOf(Node, Ctx);
    if (Parents.empty())
      return {};
    // A lambda's body is that of its call operator as well.
    Node = Parents[0];
    for (const DynTypedNode &Parent : Parents)
      if (const auto *L = Parent.get<LambdaExpr>())
        return {nullptr, L};
    const auto *F = Node.get<CXXMethodDecl>();
    if (F && F->getParent()->isLambda())
      continue;
    if (const auto *D = dyn_cast_or_null<CXXDestructorDecl>(F))
      return {D->getParent(), nullptr};
    if (Node.get<FunctionDecl>())
      return {};
  }
}

/// The index in Block of the declaration of the guard that holds a call.
static std::optional<unsigned> guardIn(const CompoundStmt *Block, Holder H,
                                       ASTContext &Ctx) {
  if (H.Lambda)
    return indexIn(Block, H.Lambda, Ctx);
  std::optional<unsigned> Found;
  for (unsigned I = 0; H.Class && I < Block->size(); ++I) {
    const VarDecl *V = declaredBy(Block->body_begin()[I]);
    if (!V || V->getType()->getAsCXXRecordDecl() != H.Class)
      continue;
    if (Found)
      return std::nullopt; // which of them?
    Found = I;
  }
  return Found;
}

/// Whether making the object does nothing but initialise its members.
static bool isPlainlyMade(const VarDecl *V) {
  const Expr *Init = V ? V->getInit() : nullptr;
  const auto *C =
      Init ? dyn_cast<CXXConstructExpr>(Init->IgnoreImplicit()) : nullptr;
  const FunctionDecl *Body = nullptr;
  if (!C || !C->getConstructor()->hasBody(Body))
    return false;
  const auto *Block = dyn_cast<CompoundStmt>(Body->getBody());
  return Block && Block->body_empty();
}

Edits swapGuards(const Finding &F, ASTContext &Ctx) {
  const StoryItem *Closed = first(F, StoryEvent::Closed);
  if (!F.Definite || !Closed || !Closed->Call)
    return {};
  Holder LoopGuard = holderOf(Closed->Call->Site, Ctx);
  Holder SessionGuard = holderOf(F.Blamed->Site, Ctx);
  const StoryItem *Made = first(F, StoryEvent::SessionMade);
  // Both guards have to end with the same block, the loop's first.
  const StoryItem &Last = F.Story.back();
  unsigned EndsThere = llvm::count_if(F.Story, [&](const StoryItem &I) {
    return I.Event == StoryEvent::CalledFrom && I.Loc == Last.Loc;
  });
  if (EndsThere != 2 || Last.Event != StoryEvent::CalledFrom)
    return {};
  const Stmt *Inside = LoopGuard.Lambda
                           ? static_cast<const Stmt *>(LoopGuard.Lambda)
                       : Made && Made->Call ? Made->Call->Site
                                            : nullptr;
  const CompoundStmt *Block =
      Inside ? blockEndingAt(Last.Loc, Inside, Ctx) : nullptr;
  if (!Block)
    return {};
  std::optional<unsigned> First = guardIn(Block, SessionGuard, Ctx);
  std::optional<unsigned> Second = guardIn(Block, LoopGuard, Ctx);
  if (!First || !Second ||
      !isPlainlyMade(declaredBy(Block->body_begin()[*First])) ||
      !isPlainlyMade(declaredBy(Block->body_begin()[*Second])))
    return {};
  return swapAt(Block, *First, *Second, Ctx);
}

} // namespace clang::tidy::eventloop
