//===- PreferFix.cpp - Fix-its that write a life shorter ------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See PreferFix.h.
//
//===----------------------------------------------------------------------===//

#include "PreferFix.h"
#include "StatementEdits.h"
#include "Surroundings.h"
#include "facts/Fact.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"

namespace clang::tidy::eventloop {

using ::eventloop::facts::Call;
using ::eventloop::findings::Finding;
using ::eventloop::model::Event;
using ::eventloop::model::Library;
using ::eventloop::typestate::StoryEvent;

using Edits = llvm::SmallVector<FixItHint, 4>;

/// `name` -> `library::name`
static std::string qualified(const Call &C, StringRef Name) {
  const auto *Claimed = cast<NamedDecl>(C.Callee)->getDeclContext();
  while (Claimed && !Claimed->isNamespace())
    Claimed = Claimed->getParent();
  const auto *Space = dyn_cast_or_null<NamespaceDecl>(Claimed);
  return Space ? (Space->getQualifiedNameAsString() + "::" + Name).str()
               : Name.str();
}

static bool isInMacro(const Call &C) {
  return C.Loc.isMacroID() || C.Site->getBeginLoc().isMacroID() ||
         C.Site->getEndLoc().isMacroID();
}

/// The statement that the call is, and that alone; null if it is none.
static const Stmt *wholeStatement(const Expr *Site, ASTContext &Ctx) {
  BlockPosition At = positionOf(Site, Ctx);
  const auto *E = At.Block ? dyn_cast<Expr>(At.statement()) : nullptr;
  return E && E->IgnoreImplicit() == Site ? E : nullptr;
}

/// The declaration that makes the object, and nothing else.
static const DeclStmt *declarationOf(const Finding &F, ASTContext &Ctx) {
  BlockPosition At = positionOf(F.Blamed->Site, Ctx);
  const auto *DS = At.Block ? dyn_cast<DeclStmt>(At.statement()) : nullptr;
  const auto *Var = DS && DS->isSingleDecl()
                        ? dyn_cast<VarDecl>(DS->getSingleDecl())
                        : nullptr;
  const auto *Function =
      Var ? dyn_cast_or_null<FunctionDecl>(Var->getParentFunctionOrMethod())
          : nullptr;
  // What other instances of a template do is not known.
  bool IsIt = Function && !Function->isTemplateInstantiation() &&
              Var->getInit() &&
              Var->getInit()->IgnoreImplicit() == F.Blamed->Site;
  return IsIt ? DS : nullptr;
}

Edits fixPreferRun(const Finding &F, ASTContext &Ctx) {
  const DeclStmt *Made = declarationOf(F, Ctx);
  if (!Made || isInMacro(*F.Blamed) || Made->getBeginLoc().isMacroID())
    return {};
  Edits Result{FixItHint::CreateRemoval(withLine(Made, Ctx))};
  bool IsWork = true; // the first run is that of the work
  for (const auto &Item : F.Story) {
    const Call &C = *Item.Call;
    if (isInMacro(C))
      return {};
    if (Item.Event == StoryEvent::LoopRuns && std::exchange(IsWork, false)) {
      const auto *Run = dyn_cast<CXXMemberCallExpr>(C.Site);
      if (!Run ||
          indexIn(positionOf(Made, Ctx).Block, Run, Ctx) == std::nullopt)
        return {};
      Result.push_back(FixItHint::CreateReplacement(
          Run->getCallee()->getSourceRange(), qualified(C, F.Consequence)));
      continue;
    }
    const Stmt *Whole = wholeStatement(C.Site, Ctx);
    if (!Whole)
      return {};
    Result.push_back(FixItHint::CreateRemoval(withLine(Whole, Ctx)));
  }
  return Result;
}

namespace {

/// What a lambda around statements would change.
class BodyJudge : public RecursiveASTVisitor<BodyJudge> {
public:
  bool VisitVarDecl(VarDecl *D) {
    Declared.insert(D);
    return true;
  }
  bool VisitTypeDecl(TypeDecl *) {
    HasType = true;
    return true;
  }
  bool VisitCoawaitExpr(CoawaitExpr *) {
    Awaits = true;
    return true;
  }
  // The body of a lambda is another function's.
  bool TraverseLambdaExpr(LambdaExpr *E) {
    return llvm::all_of(E->capture_inits(),
                        [&](Expr *Init) { return TraverseStmt(Init); });
  }
  llvm::SmallPtrSet<const ValueDecl *, 8> Declared;
  bool HasType = false, Awaits = false;
};

} // namespace

/// Whether the statements between the declaration and the close may be a
/// lambda's; \p Judge gets to know what they do.
static bool mayBeWrapped(const CompoundStmt *Block, unsigned From, unsigned To,
                         BodyJudge &Judge) {
  for (unsigned I = From + 1; I < To; ++I) {
    const Stmt *S = Block->body_begin()[I];
    if (mayLeave(S) || S->getBeginLoc().isMacroID() ||
        S->getEndLoc().isMacroID())
      return false;
    Judge.TraverseStmt(const_cast<Stmt *>(S));
  }
  for (unsigned I = To + 1; I < Block->size(); ++I)
    for (const ValueDecl *D : namesIn(Block->body_begin()[I]))
      if (Judge.Declared.contains(D))
        return false;
  return !Judge.HasType;
}

/// The loop that the session is made on, as source.
static std::string loopOf(const Call &Made, ASTContext &Ctx) {
  const auto *E = dyn_cast<CXXConstructExpr>(Made.Site);
  if (!E)
    return "";
  if (Made.NumWritten == 1)
    return textOf(E->getArg(0)->getSourceRange(), Ctx).str();
  for (const auto &Row : Made.Lib->Functions)
    if (Row.TheEvent == Event::CurrentGet && Made.NumWritten == 0)
      return qualified(Made, Row.Name) + "()";
  return "";
}

Edits fixPreferScopedSession(const Finding &F, ASTContext &Ctx) {
  const Call &Made = *F.Blamed;
  const DeclStmt *Declared = declarationOf(F, Ctx);
  if (!Declared || F.Story.size() != 1 || isInMacro(Made) ||
      isInMacro(*F.Story.front().Call) || Declared->getBeginLoc().isMacroID())
    return {};
  Surroundings Around = surroundingsOf(Made.Site, Ctx);
  const auto *Close = F.Story.front().Call->Site;
  BlockPosition From = positionOf(Declared, Ctx), To = positionOf(Close, Ctx);
  std::string Loop = loopOf(Made, Ctx);
  if (!Around.Coroutine || !From.Block || From.Block != To.Block ||
      To.Index <= From.Index || Loop.empty())
    return {};
  const auto *Awaited = dyn_cast<Expr>(To.statement());
  const auto *Suspend =
      Awaited ? dyn_cast<CoroutineSuspendExpr>(Awaited->IgnoreImplicit())
              : nullptr;
  if (!Suspend || Suspend->getOperand()->IgnoreImplicit() != Close)
    return {};
  BodyJudge Judge;
  if (!mayBeWrapped(From.Block, From.Index, To.Index, Judge))
    return {};
  const auto *Var = cast<VarDecl>(Declared->getSingleDecl());
  const auto *Class = Var->getType()->getAsCXXRecordDecl();
  const TemplateDecl *Task = templateOf(Close->getType());
  if (!Class || !Task)
    return {};
  std::string Head = "co_await " + qualified(Made, F.Consequence) + "(" + Loop +
                     ", [&](" + Class->getQualifiedNameAsString() + " &" +
                     Var->getNameAsString() + ") -> " +
                     Task->getQualifiedNameAsString() + "<> {";
  std::string Tail = Judge.Awaits ? "});" : "co_return; });";
  return {FixItHint::CreateReplacement(
              CharSourceRange::getCharRange(Declared->getBeginLoc(),
                                            behind(Declared, Ctx)),
              Head),
          FixItHint::CreateReplacement(
              CharSourceRange::getCharRange(To.statement()->getBeginLoc(),
                                            behind(To.statement(), Ctx)),
              Tail)};
}

} // namespace clang::tidy::eventloop
