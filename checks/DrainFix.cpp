//===- DrainFix.cpp - Fix-its for a close that leaves tasks ---------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See DrainFix.h.
//
//===----------------------------------------------------------------------===//

#include "DrainFix.h"
#include "Parents.h"
#include "StatementEdits.h"
#include "facts/Fact.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

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

/// The row of the class that stands for a task that was spawned.
static const TypeRow *handleRow(QualType T, const Library &Lib) {
  const auto *R = T->getAsCXXRecordDecl();
  if (!R)
    return nullptr;
  auto Row = llvm::find_if(Lib.Types, [&](const TypeRow &Row) {
    return Row.TheRole == Role::TaskHandle && Row.Name == R->getName();
  });
  return Row == Lib.Types.end() ? nullptr : &*Row;
}

/// The name of the method of a class that is the event, with a callback or
/// without.
static StringRef methodFor(StringRef Class, Event E, bool HasCallback,
                           const Library &Lib) {
  for (const FunctionRow &Row : Lib.Functions) {
    auto [Of, Method] = Row.Name.split("::");
    if (Row.TheEvent == E && Of == Class &&
        Row.Callback.isNone() == !HasCallback)
      return Method;
  }
  return "";
}

namespace {

/// What a function spawns, itself and through what it calls.
class SpawnFinder : public RecursiveASTVisitor<SpawnFinder> {
public:
  SpawnFinder(const Library &Lib, ASTContext &Ctx, unsigned Depth = 0)
      : Lib(Lib), Ctx(Ctx), Depth(Depth) {}
  bool VisitCallExpr(CallExpr *E) {
    constexpr unsigned MaxDepth = 4;
    if (E->isPRValue() && handleRow(E->getType(), Lib))
      return Depth ? leave() : (Spawns.push_back(E), true);
    const FunctionDecl *F = E->getDirectCallee();
    if (F && Ctx.getSourceManager().isInSystemHeader(F->getLocation()))
      return true;
    if (F && isOfLibrary(F))
      return true;
    if (!F || !F->hasBody() || Depth == MaxDepth)
      return leave();
    SpawnFinder Below(Lib, Ctx, Depth + 1);
    Below.TraverseStmt(F->getBody());
    return !Below.IsUnclear || leave();
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    const CXXConstructorDecl *F = E->getConstructor();
    return F->isDefaulted() || isOfLibrary(F) ||
           Ctx.getSourceManager().isInSystemHeader(F->getLocation()) || leave();
  }
  // Its handler may outlast the cancel.
  bool VisitCXXTryStmt(CXXTryStmt *) { return !Depth || leave(); }
  bool VisitLambdaExpr(LambdaExpr *) { return leave(); }

  llvm::SmallVector<const CallExpr *, 4> Spawns; ///< its own
  bool IsUnclear = false;

private:
  bool isOfLibrary(const FunctionDecl *F) const {
    const DeclContext *Outer = F;
    while (!Outer->getParent()->getRedeclContext()->isTranslationUnit())
      Outer = Outer->getParent();
    const auto *NS = dyn_cast<NamespaceDecl>(Outer);
    return NS && llvm::is_contained(Lib.Namespaces, NS->getName());
  }
  bool leave() {
    IsUnclear = true;
    return false;
  }
  const Library &Lib;
  ASTContext &Ctx;
  unsigned Depth;
};

/// What a statement does with a handle.
class HandleUses : public RecursiveASTVisitor<HandleUses> {
public:
  explicit HandleUses(const VarDecl *Handle) : Handle(Handle) {}
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    Uses += E->getDecl() == Handle;
    return true;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *E) {
    if (refers(E->getImplicitObjectArgument())) {
      ++Harmless;
      IsReplaced |= !E->getMethodDecl()->getIdentifier();
    }
    return countArguments(E);
  }
  bool handedOn() const { return Uses != Harmless || IsReplaced; }
  /// True for `handle.cancel();`.
  bool isCancel(const Stmt *S, StringRef Cancel) const {
    const auto *E = dyn_cast<Expr>(S);
    const auto *MC =
        E ? dyn_cast<CXXMemberCallExpr>(E->IgnoreImplicit()) : nullptr;
    const auto *Name = MC ? MC->getMethodDecl()->getIdentifier() : nullptr;
    return Name && Name->getName() == Cancel &&
           refers(MC->getImplicitObjectArgument());
  }

private:
  bool refers(const Expr *E) const {
    const auto *DRE = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
    return DRE && DRE->getDecl() == Handle;
  }
  /// A method of the loop may wait for the handle, which it takes by reference.
  bool countArguments(const CallExpr *E) {
    for (const Expr *Arg : E->arguments())
      Harmless += refers(Arg);
    return true;
  }
  const VarDecl *Handle;
  unsigned Uses = 0, Harmless = 0;
  bool IsReplaced = false;
};

/// The place of the close, and how it is spelled.
struct ClosePlace {
  BlockPosition At;
  const FunctionDecl *Around = nullptr;
  std::string Object; ///< `loop.` or `loop->`
};

} // namespace

/// Nothing where the close is no statement, or another function's business.
static ClosePlace placeOf(const Call &Close, ASTContext &Ctx) {
  ClosePlace P;
  const auto *Site = dyn_cast_or_null<CXXMemberCallExpr>(Close.Site);
  if (!Site || Close.Loc.isMacroID() || Site->getBeginLoc().isMacroID())
    return {};
  P.At = positionOf(Site, Ctx);
  const auto *S = P.At.Block ? dyn_cast<Expr>(P.At.statement()) : nullptr;
  if (!S || S->IgnoreImplicit() != Site)
    return {};
  DynTypedNode Node = DynTypedNode::create(*P.At.Block);
  while (!P.Around) {
    auto Parents = parentsOf(Node, Ctx);
    if (Parents.empty())
      return {};
    Node = Parents[0];
    P.Around = Node.get<FunctionDecl>();
  }
  const auto *Callee = cast<MemberExpr>(Site->getCallee()->IgnoreParens());
  P.Object =
      Lexer::getSourceText(CharSourceRange::getCharRange(
                               Site->getBeginLoc(), Callee->getMemberLoc()),
                           Ctx.getSourceManager(), Ctx.getLangOpts())
          .str();
  return P;
}

/// The variable of the block that the spawn initialises, before the close.
static const VarDecl *handleOf(const CallExpr *Spawn, const BlockPosition &At) {
  for (unsigned I = 0; I < At.Index; ++I) {
    const auto *DS = dyn_cast<DeclStmt>(At.Block->body_begin()[I]);
    const auto *Var = DS && DS->isSingleDecl()
                          ? dyn_cast<VarDecl>(DS->getSingleDecl())
                          : nullptr;
    if (Var && Var->hasLocalStorage() && Var->getInit() &&
        Var->getInit()->IgnoreImplicit() == Spawn &&
        !Var->getType()->isReferenceType())
      return Var;
  }
  return nullptr;
}

/// Whether the handle is cancelled before the close; nothing where it is handed
/// on.
static std::optional<bool> isCancelled(const VarDecl *Handle, StringRef Cancel,
                                       const BlockPosition &At) {
  HandleUses Uses(Handle);
  bool Is = false;
  for (unsigned I = 0; I < At.Index; ++I) {
    const Stmt *S = At.Block->body_begin()[I];
    Uses.TraverseStmt(const_cast<Stmt *>(S));
    Is |= Uses.isCancel(S, Cancel);
  }
  return Uses.handedOn() ? std::nullopt : std::optional(Is);
}

/// True if the story is the function's own.
static bool isOwnStory(const Finding &F) {
  return llvm::none_of(F.Story, [](const StoryItem &Item) {
    return Item.Event == StoryEvent::CalledFrom ||
           Item.Event == StoryEvent::LoopRuns;
  });
}

llvm::SmallVector<FixItHint, 1> fixPendingTasks(const Finding &F,
                                                ASTContext &Ctx) {
  const Call &Close = *F.Blamed;
  const ClosePlace P = placeOf(Close, Ctx);
  if (!P.Around || F.Around.IsInRun || !isOwnStory(F) ||
      P.Around->isTemplateInstantiation() ||
      isa<CoroutineBodyStmt>(P.Around->getBody()))
    return {};
  SpawnFinder Spawned(*Close.Lib, Ctx);
  Spawned.TraverseStmt(P.Around->getBody());
  if (Spawned.IsUnclear || Spawned.Spawns.empty())
    return {};
  const TypeRow *Row = handleRow(Spawned.Spawns.front()->getType(), *Close.Lib);
  StringRef Cancel = methodFor(Row->Name, Event::TaskCancel, false, *Close.Lib);
  StringRef Run =
      methodFor(cast<CXXMethodDecl>(Close.Callee)->getParent()->getName(),
                Event::LoopRun, true, *Close.Lib);
  if (Cancel.empty() || Run.empty() || !Row->DrainedBy.contains('%'))
    return {};
  StringRef Indent = Lexer::getIndentationForLine(
      P.At.statement()->getBeginLoc(), Ctx.getSourceManager());
  std::string Text;
  llvm::SmallVector<StringRef, 4> Names;
  for (const CallExpr *Spawn : Spawned.Spawns) {
    const VarDecl *Handle = handleOf(Spawn, P.At);
    if (!Handle || !Handle->getIdentifier())
      return {};
    std::optional<bool> IsCancelled = isCancelled(Handle, Cancel, P.At);
    if (!IsCancelled)
      return {};
    Names.push_back(Handle->getName());
    if (!*IsCancelled)
      Text += (Handle->getName() + "." + Cancel + "();\n" + Indent).str();
  }
  auto [Before, After] = Row->DrainedBy.split('%');
  Text += (P.Object + Run + "(" + Before + llvm::join(Names, ", ") + After +
           ");\n" + Indent)
              .str();
  return {FixItHint::CreateInsertion(P.At.statement()->getBeginLoc(), Text)};
}

} // namespace clang::tidy::eventloop
