//===- SignalFix.cpp - Fix-its for closes in signal handlers --------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See SignalFix.h.
//
//===----------------------------------------------------------------------===//

#include "SignalFix.h"
#include "LoopVariable.h"
#include "Parents.h"
#include "StatementEdits.h"
#include "facts/Fact.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"

namespace clang::tidy::eventloop {

using ::eventloop::facts::Call;
using ::eventloop::findings::Finding;
using ::eventloop::findings::StoryItem;
using ::eventloop::model::Event;
using ::eventloop::typestate::StoryEvent;

/// The call that made the loop of the story; null if there are several.
static const Call *creationOf(const Finding &F) {
  const Call *Made = nullptr;
  for (const StoryItem &Item : F.Story) {
    if (Item.Event != StoryEvent::Created)
      continue;
    if (Made || !Item.Call)
      return nullptr;
    Made = Item.Call;
  }
  return Made;
}

/// The variable whose initializer E is.
static const VarDecl *variableMadeBy(const Expr *E, ASTContext &Ctx) {
  DynTypedNode Node = DynTypedNode::create(*E);
  while (true) {
    auto Parents = parentsOf(Node, Ctx);
    if (Parents.size() != 1)
      return nullptr;
    Node = Parents[0];
    if (const auto *V = Node.get<VarDecl>())
      return V;
    if (!Node.get<Expr>())
      return nullptr;
  }
}

/// The declaration of a variable, in its block.
static BlockPosition declarationOf(const VarDecl *V, ASTContext &Ctx) {
  auto Parents = parentsOf(*V, Ctx);
  const Stmt *DS = Parents.size() == 1 ? Parents[0].get<Stmt>() : nullptr;
  BlockPosition At = DS ? positionOf(DS, Ctx) : BlockPosition();
  return At.Block && At.statement() == DS ? At : BlockPosition();
}

/// Whether the block that declares the loop closes it, whatever happens, and
/// runs it only to be stopped.
static bool isClosedByItsOwner(const VarDecl *Loop, const Call &Close,
                               ASTContext &Ctx) {
  BlockPosition At = declarationOf(Loop, Ctx);
  if (!At.Block)
    return false;
  auto Uses = usesOf(Loop, At.Block, *Close.Lib);
  if (llvm::any_of(Uses, [](const LoopUse &Use) {
        return Use.Row && Use.Row->TheEvent == Event::LoopRun &&
               !Use.Row->Callback.isNone();
      }))
    return false;
  for (unsigned I = At.Index + 1; I < At.Block->size(); ++I) {
    const Stmt *S = At.Block->body_begin()[I];
    if (mayLeave(S))
      return false;
    const auto *E = dyn_cast<Expr>(S);
    if (E && llvm::any_of(Uses, [&](const LoopUse &Use) {
          return Use.Site && Use.Site == E->IgnoreImplicit() && Use.Row &&
                 Use.Row->TheEvent == Event::LoopClose;
        }))
      return true;
  }
  return false;
}

/// Whether a statement of the block is this text.
static bool stands(StringRef Text, const CompoundStmt *Block, ASTContext &Ctx) {
  return llvm::any_of(Block->body(), [&](const Stmt *S) {
    return textOf(S->getSourceRange(), Ctx) == Text;
  });
}

llvm::SmallVector<FixItHint, 2> fixCloseInHandler(const Finding &F,
                                                  ASTContext &Ctx) {
  const Call &Close = *F.Blamed;
  const auto *Site = dyn_cast<CXXMemberCallExpr>(Close.Site);
  const Call *Made = creationOf(F);
  if (!F.Definite || !Site || !Made || !Made->Site || !Close.Lib ||
      !Close.Row || Site->getBeginLoc().isMacroID() ||
      Site->getEndLoc().isMacroID())
    return {};
  const VarDecl *Loop = variableMadeBy(Made->Site, Ctx);
  BlockPosition At = positionOf(Site, Ctx);
  if (!At.Block || !isOwnVariable(Loop) ||
      !isClosedByItsOwner(Loop, Close, Ctx))
    return {};
  StringRef Stop = methodBeside(*Close.Row, *Close.Lib, [](const auto &Row) {
    return Row.TheEvent == Event::LoopStop;
  });
  StringRef Object = objectText(Site, Ctx);
  const auto *Callee = dyn_cast<MemberExpr>(Site->getCallee()->IgnoreParens());
  if (Stop.empty() || Object.empty() || !Callee)
    return {};
  const auto *CloseStmt = dyn_cast<Expr>(At.statement());
  if (CloseStmt && CloseStmt->IgnoreImplicit() == Site &&
      stands((Object + Stop + "()").str(), At.Block, Ctx))
    return {FixItHint::CreateRemoval(withLine(CloseStmt, Ctx))};
  return {FixItHint::CreateReplacement(
      CharSourceRange::getTokenRange(Callee->getMemberLoc(),
                                     Callee->getMemberLoc()),
      Stop)};
}

} // namespace clang::tidy::eventloop
