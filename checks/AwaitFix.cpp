//===- AwaitFix.cpp - Fix-its for work that nobody awaits -----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See AwaitFix.h.
//
//===----------------------------------------------------------------------===//

#include "AwaitFix.h"
#include "StatementEdits.h"
#include "Surroundings.h"
#include "facts/Fact.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"

namespace clang::tidy::eventloop {

using ::eventloop::facts::Call;
using ::eventloop::findings::Finding;
using ::eventloop::model::Event;
using ::eventloop::typestate::ViolationKind;

using Edits = llvm::SmallVector<FixItHint, 3>;

namespace {

/// Whether the library's model says that F does this.
bool doesEvent(const FunctionDecl *F, Event What, const Call &C) {
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (!M || !M->getIdentifier() || !C.Lib)
    return false;
  const std::string Name =
      (M->getParent()->getName() + "::" + M->getName()).str();
  return llvm::any_of(C.Lib->Functions, [&](const auto &Row) {
    return Row.TheEvent == What && Row.Name == Name;
  });
}

/// What could make an await at the end of a block come too late, fail or not
/// come at all.
class LeaveFinder : public RecursiveASTVisitor<LeaveFinder> {
public:
  explicit LeaveFinder(const Call &Spawn, unsigned Depth = 0)
      : Spawn(Spawn), Depth(Depth) {}
  bool VisitReturnStmt(ReturnStmt *) { return Depth > 0 || leaves(); }
  bool VisitCoreturnStmt(CoreturnStmt *) { return Depth > 0 || leaves(); }
  bool VisitGotoStmt(GotoStmt *) { return leaves(); }
  bool VisitCXXThrowExpr(CXXThrowExpr *) { return leaves(); }
  bool VisitCallExpr(CallExpr *E) {
    constexpr unsigned MaxDepth = 4;
    const FunctionDecl *F = E->getDirectCallee();
    if (F && doesEvent(F, Event::TaskCancel, Spawn))
      return leaves(); // who awaits what is cancelled is told so
    if (!F || !F->hasBody() || isInSystemHeader(F))
      return true;
    LeaveFinder Below(Spawn, Depth + 1);
    if (Depth == MaxDepth || (Below.TraverseStmt(F->getBody()), Below.Leaves))
      return leaves();
    return true;
  }
  // The body of a lambda is another function's.
  bool TraverseLambdaExpr(LambdaExpr *E) {
    return llvm::all_of(E->capture_inits(),
                        [&](Expr *Init) { return TraverseStmt(Init); });
  }
  bool Leaves = false;

private:
  static bool isInSystemHeader(const Decl *D) {
    return D->getASTContext().getSourceManager().isInSystemHeader(
        D->getLocation());
  }
  bool leaves() {
    Leaves = true;
    return false; // enough is known
  }
  const Call &Spawn;
  unsigned Depth;
};

/// A loop that only its own body ends, if anything does.
class EndlessFinder : public RecursiveASTVisitor<EndlessFinder> {
public:
  bool VisitWhileStmt(WhileStmt *) { return found(); }
  bool VisitDoStmt(DoStmt *) { return found(); }
  bool VisitForStmt(ForStmt *S) { return S->getCond() || found(); }
  bool VisitGotoStmt(GotoStmt *) { return found(); }
  bool Found = false;

private:
  bool found() {
    Found = true;
    return false;
  }
};

/// An exception of the body's own. Who awaits it has to handle it, and does not
/// yet.
class ThrowFinder : public RecursiveASTVisitor<ThrowFinder> {
public:
  bool VisitCXXThrowExpr(CXXThrowExpr *) {
    Found = true;
    return false;
  }
  // The body of a lambda is another function's.
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool Found = false;
};

/// Whether a name is used.
class NameFinder : public RecursiveASTVisitor<NameFinder> {
public:
  explicit NameFinder(StringRef Name) : Name(Name) {}
  bool VisitDeclRefExpr(DeclRefExpr *E) { return check(E->getDecl()); }
  bool VisitVarDecl(VarDecl *D) { return check(D); }
  bool Found = false;

private:
  bool check(const NamedDecl *D) {
    Found |= D->getIdentifier() && D->getName() == Name;
    return !Found;
  }
  StringRef Name;
};

} // namespace

/// `f();` -> `co_await f();`
static Edits awaitInPlace(const Call &C, const Surroundings &Around) {
  const TemplateDecl *Made = templateOf(C.Site->getType());
  if (!Around.isStatement(C.Site) || !Made ||
      Made != templateOf(Around.Coroutine->getReturnType()))
    return {}; // what a coroutine can await is certain for its own kind
  return {FixItHint::CreateInsertion(C.Site->getBeginLoc(), "co_await ")};
}

/// The group among the coroutine's parameters that spawns in the way of C.
static const ParmVarDecl *groupFor(const Call &C, const FunctionDecl *F) {
  for (const ParmVarDecl *P : F->parameters()) {
    const auto *R = P->getType()->getPointeeCXXRecordDecl();
    if (!R || !P->getType()->isReferenceType() || !P->getIdentifier())
      continue;
    std::string Method =
        (R->getName() + "::" + C.Callee->getDeclName().getAsString()).str();
    for (const auto &Row : C.Lib->Functions)
      if (Row.TheEvent == Event::TaskSpawnJoined && Row.Name == Method)
        return P;
  }
  return nullptr;
}

/// `create_task(f())` -> `group.create_task(f())`
static Edits spawnInGroup(const Call &C, const Surroundings &Around) {
  const auto *Spawn = dyn_cast<CallExpr>(C.Site);
  if (!Spawn || isa<CXXMemberCallExpr>(Spawn) || !Around.isStatement(C.Site))
    return {};
  const ParmVarDecl *Group = groupFor(C, Around.Coroutine);
  if (!Group)
    return {};
  const Expr *Named = Spawn->getCallee()->IgnoreImplicit();
  return {FixItHint::CreateReplacement(
      Named->getSourceRange(),
      (Group->getName() + "." + C.Callee->getDeclName().getAsString()).str())};
}

static bool hasAnEnd(const FunctionDecl *F) {
  if (!F || !F->hasBody())
    return false;
  EndlessFinder Endless;
  Endless.TraverseStmt(F->getBody());
  return !Endless.Found;
}

/// A name that the coroutine does not use.
static std::string freshName(const FunctionDecl *F) {
  for (unsigned I = 1;; ++I) {
    std::string Name = I == 1 ? "task" : "task" + std::to_string(I);
    NameFinder Taken(Name);
    Taken.TraverseDecl(const_cast<FunctionDecl *>(F));
    if (!Taken.Found)
      return Name;
  }
}

/// The variable that the statement initialises with the call and nothing else.
static const VarDecl *variableMadeBy(const Stmt *S, const Expr *Site) {
  const auto *DS = dyn_cast<DeclStmt>(S);
  const auto *Var = DS && DS->isSingleDecl()
                        ? dyn_cast<VarDecl>(DS->getSingleDecl())
                        : nullptr;
  bool IsThis = Var && Var->getInit() && Var->getIdentifier() &&
                Var->getInit()->IgnoreImplicit() == Site &&
                !Var->getType()->isReferenceType();
  return IsThis ? Var : nullptr;
}

/// `create_task(f()); … }` -> `auto task = create_task(f()); … co_await task;
/// }`
static Edits awaitAtTheEnd(const Finding &F, const Surroundings &Around,
                           ASTContext &Ctx) {
  const Call &C = *F.Blamed;
  const VarDecl *Var = variableMadeBy(Around.Full, C.Site);
  if (Around.Block != Around.Body || !hasAnEnd(F.Spawned) ||
      (!Var && !Around.isStatement(C.Site)))
    return {};
  const Stmt *Last = nullptr;
  bool IsBehind = false;
  const Stmt *Leaving = nullptr;
  for (const Stmt *S : Around.Block->body()) {
    if (std::exchange(IsBehind, IsBehind || S == Around.Full)) {
      NameFinder Used(Var ? Var->getName() : "");
      Used.TraverseStmt(const_cast<Stmt *>(S));
      if (Leaving || (Var && Used.Found))
        return {}; // something cares for the handle, or may
      LeaveFinder Leave(C);
      Leave.TraverseStmt(const_cast<Stmt *>(S));
      if (Leave.Leaves && !isa<CoreturnStmt>(S))
        return {};
      Leaving = Leave.Leaves ? S : nullptr;
    }
    if (!Leaving)
      Last = S;
  }
  const SourceManager &SM = Ctx.getSourceManager();
  std::string Name = Var ? Var->getNameAsString() : freshName(Around.Coroutine);
  StringRef Indent =
      Lexer::getIndentationForLine(Around.Full->getBeginLoc(), SM);
  std::string Await = ("\n" + Indent + "co_await " + Name + ";").str();
  Edits Result;
  if (!Var)
    Result.push_back(FixItHint::CreateInsertion(C.Site->getBeginLoc(),
                                                "auto " + Name + " = "));
  Result.push_back(FixItHint::CreateInsertion(behind(Last, Ctx), Await));
  return Result;
}

/// Whether the body is seen to throw.
static bool mayFail(const FunctionDecl *F) {
  ThrowFinder Throws;
  if (F && F->hasBody())
    Throws.TraverseStmt(F->getBody());
  return Throws.Found;
}

Edits fixNeverAwaited(const Finding &F, ASTContext &Ctx) {
  const Call &C = *F.Blamed;
  if (!C.Site || !C.Callee || C.Site->getBeginLoc().isMacroID() ||
      C.Site->getEndLoc().isMacroID())
    return {};
  const bool IsDropped = F.Violation == ViolationKind::CoroutineDropped;
  Surroundings Around = surroundingsOf(C.Site, Ctx);
  if (F.Around.AwaitFails || !Around.Coroutine || !Around.Body ||
      mayFail(IsDropped ? C.Callee : F.Spawned) ||
      Around.Coroutine->isTemplateInstantiation())
    return {};
  if (IsDropped)
    return awaitInPlace(C, Around);
  if (Edits Grouped = spawnInGroup(C, Around); !Grouped.empty())
    return Grouped;
  return awaitAtTheEnd(F, Around, Ctx);
}

} // namespace clang::tidy::eventloop
