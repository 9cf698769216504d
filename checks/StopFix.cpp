//===- StopFix.cpp - Fix-its for a loop closed by what it runs ------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See StopFix.h.
//
//===----------------------------------------------------------------------===//

#include "StopFix.h"
#include "Parents.h"
#include "StatementEdits.h"
#include "facts/Fact.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

namespace clang::tidy::eventloop {

using ::eventloop::facts::Call;
using ::eventloop::findings::Finding;
using ::eventloop::findings::StoryItem;
using ::eventloop::model::Event;
using ::eventloop::model::FunctionRow;
using ::eventloop::model::Library;
using ::eventloop::model::Role;
using ::eventloop::model::TypeRow;
using ::eventloop::typestate::StoryEvent;

namespace {

/// Whether all that a function does is in sight and none of it is work that a
/// stop would leave undone.
class WorkFinder : public RecursiveASTVisitor<WorkFinder> {
public:
  explicit WorkFinder(const Library &Lib) : Lib(Lib) {}
  bool VisitExpr(Expr *E) {
    const auto *R = E->getType()->getAsCXXRecordDecl();
    return !R || !isWork(R->getName()) || found();
  }
  bool VisitCallExpr(CallExpr *E) {
    const FunctionDecl *F = E->getDirectCallee();
    return (F && isHarmless(F)) || found();
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    return isHarmless(E->getConstructor()) || found();
  }
  bool Found = false;

private:
  bool isWork(StringRef Type) const {
    return llvm::any_of(Lib.Types, [&](const TypeRow &Row) {
      return Row.Name == Type && Row.TheRole != Role::Loop &&
             Row.TheRole != Role::Handle && Row.TheRole != Role::None;
    });
  }
  /// Of a library; what is the user's own is not looked into.
  bool isHarmless(const FunctionDecl *F) const {
    const auto *M = dyn_cast<CXXMethodDecl>(F);
    if (M && (M->getParent()->isLambda() || M->isDefaulted()))
      return true;
    const DeclContext *Outer = F;
    while (!Outer->getParent()->getRedeclContext()->isTranslationUnit())
      Outer = Outer->getParent();
    const auto *NS = dyn_cast<NamespaceDecl>(Outer);
    return NS && (NS->isStdNamespace() ||
                  llvm::is_contained(Lib.Namespaces, NS->getName()));
  }
  bool found() {
    Found = true;
    return false; // enough is known
  }
  const Library &Lib;
};

} // namespace

/// The variable or member that a method is called on: `loop`, `*loop`,
/// `loop->`.
static const ValueDecl *objectOf(const Expr *Site) {
  const auto *MC = dyn_cast<CXXMemberCallExpr>(Site);
  if (!MC)
    return nullptr;
  const Expr *E = MC->getImplicitObjectArgument()->IgnoreParenImpCasts();
  if (const auto *OC = dyn_cast<CXXOperatorCallExpr>(E);
      OC && OC->getNumArgs() == 1)
    E = OC->getArg(0)->IgnoreParenImpCasts();
  const auto *DRE = dyn_cast<DeclRefExpr>(E);
  return DRE ? DRE->getDecl() : nullptr;
}

/// The run that the story tells of, should it last until the loop is stopped.
static const Call *runOf(const Finding &F) {
  for (const StoryItem &Item : F.Story)
    if (Item.Event == StoryEvent::LoopRuns && Item.Call && Item.Call->Row &&
        Item.Call->Row->TheEvent == Event::LoopRun &&
        Item.Call->Row->Callback.isNone())
      return Item.Call;
  return nullptr;
}

/// How the class spells `stop`; empty if it has none.
static StringRef stopFor(const Call &Close) {
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(Close.Callee);
  if (!M)
    return "";
  for (const FunctionRow &Row : Close.Lib->Functions) {
    auto [Class, Method] = Row.Name.split("::");
    if (Row.TheEvent == Event::LoopStop && Class == M->getParent()->getName())
      return Method;
  }
  return "";
}

/// True if the loop is closed for good behind the run, in its block.
static bool isClosedBehind(const Call &Run, const Call &Close,
                           ASTContext &Ctx) {
  BlockPosition At = positionOf(Run.Site, Ctx);
  const auto *RunStmt = At.Block ? dyn_cast<Expr>(At.statement()) : nullptr;
  if (!RunStmt || RunStmt->IgnoreImplicit() != Run.Site)
    return false;
  for (unsigned I = At.Index + 1; I < At.Block->size(); ++I) {
    const Stmt *S = At.Block->body_begin()[I];
    const auto *E = dyn_cast<Expr>(S);
    const auto *MC =
        E ? dyn_cast<CXXMemberCallExpr>(E->IgnoreImplicit()) : nullptr;
    if (MC && MC->getMethodDecl() == Close.Callee &&
        objectOf(MC) == objectOf(Run.Site))
      return true;
    if (mayLeave(S))
      return false;
  }
  return false;
}

/// The innermost function that is no lambda around an expression.
static const FunctionDecl *functionAround(const Expr *E, ASTContext &Ctx) {
  DynTypedNode Node = DynTypedNode::create(*E);
  while (true) {
    auto Parents = parentsOf(Node, Ctx);
    if (Parents.empty())
      return nullptr;
    Node = Parents[0];
    const auto *F = Node.get<FunctionDecl>();
    const auto *M = dyn_cast_or_null<CXXMethodDecl>(F);
    if (F && !(M && M->getParent()->isLambda()))
      return F;
  }
}

/// True if the lambda that the call stands in ends with it.
static bool isLastOfLambda(const Expr *Site, ASTContext &Ctx) {
  BlockPosition At = positionOf(Site, Ctx);
  const auto *S = At.Block ? dyn_cast<Expr>(At.statement()) : nullptr;
  if (!S || S->IgnoreImplicit() != Site || At.Index + 1 != At.Block->size())
    return false;
  auto Parents = parentsOf(*At.Block, Ctx);
  const auto *Body = Parents.empty() ? nullptr : Parents[0].get<FunctionDecl>();
  return (Body && isa<CXXMethodDecl>(Body) &&
          cast<CXXMethodDecl>(Body)->getParent()->isLambda()) ||
         (!Parents.empty() && Parents[0].get<LambdaExpr>());
}

llvm::SmallVector<FixItHint, 1> fixClosedInside(const Finding &F,
                                                ASTContext &Ctx) {
  const Call &Close = *F.Blamed;
  const Call *Run = runOf(F);
  const auto *Site = dyn_cast_or_null<CXXMemberCallExpr>(Close.Site);
  if (!F.Definite || !Run || !Site || !Close.Row || Site->getNumArgs() > 1 ||
      Close.Row->TheEvent != Event::LoopClose || Close.Loc.isMacroID())
    return {};
  StringRef Stop = stopFor(Close);
  const FunctionDecl *Around = functionAround(Site, Ctx);
  if (Stop.empty() || !Around || Around->isTemplateInstantiation() ||
      Around != functionAround(Run->Site, Ctx) || !isLastOfLambda(Site, Ctx) ||
      !isClosedBehind(*Run, Close, Ctx))
    return {};
  WorkFinder Work(*Close.Lib);
  Work.TraverseStmt(Around->getBody());
  if (Work.Found)
    return {};
  SourceLocation Name =
      cast<MemberExpr>(Site->getCallee()->IgnoreParens())->getMemberLoc();
  return {FixItHint::CreateReplacement(
      CharSourceRange::getTokenRange(Name, Name), Stop)};
}

} // namespace clang::tidy::eventloop
