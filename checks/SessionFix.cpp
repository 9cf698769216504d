//===- SessionFix.cpp - Fix-its for sessions that end too late ------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See SessionFix.h. What is here moves statements; DeclarationSwap swaps.
//
//===----------------------------------------------------------------------===//

#include "SessionFix.h"
#include "DeclarationSwap.h"
#include "Parents.h"
#include "StatementEdits.h"
#include "facts/Fact.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

namespace clang::tidy::eventloop {

using ::eventloop::facts::Call;
using ::eventloop::findings::Finding;
using ::eventloop::findings::StoryItem;
using ::eventloop::typestate::StoryEvent;
using ::eventloop::typestate::ViolationKind;

using Edits = llvm::SmallVector<FixItHint, 2>;

/// The variable, or the member of this object, that `x`, `*x` or `x->` names.
static const ValueDecl *namedBy(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *OC = dyn_cast<CXXOperatorCallExpr>(E);
      OC && OC->getNumArgs() == 1)
    E = OC->getArg(0)->IgnoreParenImpCasts();
  if (const auto *DRE = dyn_cast<DeclRefExpr>(E))
    return dyn_cast<VarDecl>(DRE->getDecl());
  const auto *ME = dyn_cast<MemberExpr>(E);
  return ME && isa<CXXThisExpr>(ME->getBase()->IgnoreParenImpCasts())
             ? dyn_cast<FieldDecl>(ME->getMemberDecl())
             : nullptr;
}

namespace {

/// Who uses a loop, and how.
class LoopUses : public RecursiveASTVisitor<LoopUses> {
public:
  LoopUses(const ValueDecl *Loop, const Call &Close, const Call *Made)
      : Loop(Loop), Close(Close), Made(Made) {}

  bool VisitDeclRefExpr(DeclRefExpr *E) {
    Uses += E->getDecl() == Loop;
    return true;
  }
  bool VisitMemberExpr(MemberExpr *E) {
    Uses += E->getMemberDecl() == Loop;
    return true;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *E) {
    if (namedBy(E->getImplicitObjectArgument()) != Loop)
      return true;
    ++Harmless;
    Closes += E->getMethodDecl() == Close.Callee;
    return true;
  }
  bool VisitCallExpr(CallExpr *E) {
    if (Made && E->getDirectCallee() == Made->Callee)
      countArguments(E->arguments());
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    if (Made && E->getConstructor() == Made->Callee)
      countArguments(E->arguments());
    return true;
  }

  /// Whether all that the loop is used for is calling its methods and making
  /// sessions, and it is closed once.
  bool closesOnce() const { return Uses == Harmless && Closes == 1; }

private:
  template <class Range> void countArguments(Range &&Arguments) {
    for (const Expr *A : Arguments)
      Harmless += namedBy(A) == Loop;
  }

  const ValueDecl *Loop;
  const Call &Close;
  const Call *Made; ///< how the session was made
  unsigned Uses = 0, Harmless = 0, Closes = 0;
};

} // namespace

/// The one item of an event in the story; null if there is none or another.
static const StoryItem *only(const Finding &F, StoryEvent E) {
  const StoryItem *Found = nullptr;
  for (const StoryItem &Item : F.Story)
    if (Item.Event == E) {
      if (Found)
        return nullptr;
      Found = &Item;
    }
  return Found;
}

/// The functions in which a local or private member can be used; empty where
/// others may use it.
static llvm::SmallVector<FunctionDecl *, 8> usersOf(const ValueDecl *D) {
  llvm::SmallVector<FunctionDecl *, 8> Users;
  if (const auto *V = dyn_cast<VarDecl>(D)) {
    if (V->hasLocalStorage() && !isa<ParmVarDecl>(V))
      if (const DeclContext *DC = V->getParentFunctionOrMethod())
        Users.push_back(cast<FunctionDecl>(const_cast<DeclContext *>(DC)));
    return Users;
  }
  const auto *Class = cast<FieldDecl>(D)->getParent();
  const auto *CXXClass = dyn_cast<CXXRecordDecl>(Class);
  if (!CXXClass || D->getAccess() != AS_private || CXXClass->hasFriends())
    return {};
  for (CXXMethodDecl *M : CXXClass->methods()) {
    if (M->isImplicit() || M->isDeleted() || M->isDefaulted())
      continue;
    FunctionDecl *Definition = M->getDefinition();
    if (!Definition)
      return {};
    Users.push_back(Definition);
  }
  return Users;
}

/// Whether S may be executed again without a new loop being declared.
static bool isRepeated(const Stmt *S, const ValueDecl *Loop, ASTContext &Ctx) {
  const auto DeclaredAt = Loop->getLocation();
  for (DynTypedNode Node = DynTypedNode::create(*S);;) {
    auto Parents = parentsOf(Node, Ctx);
    if (Parents.size() != 1)
      return !Parents.empty();
    Node = Parents[0];
    const Stmt *Parent = Node.get<Stmt>();
    if (!Parent)
      return false;
    bool HoldsDeclaration = Ctx.getSourceManager().isPointWithin(
        DeclaredAt, Parent->getBeginLoc(), Parent->getEndLoc());
    if (isa<CompoundStmt>(Parent) && HoldsDeclaration)
      return false;
    if (isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, LambdaExpr>(Parent))
      return true;
  }
}

/// Whether `run(session.close());` may stand before At instead of where it
/// stands, as far as the statements in between go.
static bool mayStandBefore(BlockPosition Moved, unsigned At, ASTContext &Ctx) {
  const auto Needs = namesIn(Moved.statement());
  const SourceManager &SM = Ctx.getSourceManager();
  SourceLocation Before = Moved.Block->body_begin()[At]->getBeginLoc();
  for (const ValueDecl *D : Needs)
    if (isa<VarDecl>(D) &&
        !SM.isBeforeInTranslationUnit(D->getLocation(), Before))
      return false;
  for (unsigned I = At + 1; I < Moved.Index; ++I) {
    const Stmt *S = Moved.Block->body_begin()[I];
    if (mayLeave(S) || llvm::any_of(namesIn(S), [&](const ValueDecl *D) {
          return isa<VarDecl, FieldDecl>(D) && Needs.contains(D);
        }))
      return false;
  }
  return true;
}

/// Whether a statement of the block behind At has the loop run once more: it
/// would be the next to come too late.
static bool runsAgain(BlockPosition At, const CXXMemberCallExpr *Run,
                      const ValueDecl *Loop) {
  for (unsigned I = At.Index + 1; I < At.Block->size(); ++I) {
    const auto *E = dyn_cast<Expr>(At.Block->body_begin()[I]);
    const auto *Call =
        E ? dyn_cast<CXXMemberCallExpr>(E->IgnoreImplicit()) : nullptr;
    if (Call && Call->getMethodDecl() == Run->getMethodDecl() &&
        namedBy(Call->getImplicitObjectArgument()) == Loop)
      return true;
  }
  return false;
}

namespace {

/// Two statements of one block: `loop.close();` and, behind it,
/// `loop.run_until_complete(session.close());`.
struct WrongOrder {
  const Call *Close = nullptr;
  BlockPosition CloseAt, RunAt;
  const CXXMemberCallExpr *Run = nullptr;
  const ValueDecl *Loop = nullptr;
};

} // namespace

static std::optional<WrongOrder> findWrongOrder(const Finding &F,
                                                ASTContext &Ctx) {
  const StoryItem *Closed = only(F, StoryEvent::Closed);
  if (!Closed || !Closed->Call || F.Blamed->Loc.isMacroID() ||
      Closed->Loc.isMacroID())
    return std::nullopt;
  const auto *Close = dyn_cast<CXXMemberCallExpr>(Closed->Call->Site);
  WrongOrder W;
  W.Close = Closed->Call;
  W.CloseAt = positionOf(Closed->Call->Site, Ctx);
  W.RunAt = positionOf(F.Blamed->Site, Ctx);
  if (!Close || !W.CloseAt.Block || W.CloseAt.Block != W.RunAt.Block ||
      W.RunAt.Index <= W.CloseAt.Index)
    return std::nullopt;
  const auto *CloseStmt = dyn_cast<Expr>(W.CloseAt.statement());
  const auto *RunStmt = dyn_cast<Expr>(W.RunAt.statement());
  if (!CloseStmt || CloseStmt->IgnoreImplicit() != Close || !RunStmt)
    return std::nullopt;
  // The loop itself runs the close, and nothing is left to be awaited.
  W.Run = dyn_cast<CXXMemberCallExpr>(RunStmt->IgnoreImplicit());
  W.Loop = namedBy(Close->getImplicitObjectArgument());
  if (!W.Run || !W.Run->getType()->isVoidType() || !W.Loop ||
      namedBy(W.Run->getImplicitObjectArgument()) != W.Loop ||
      W.Loop->getType()->isReferenceType() ||
      W.Loop->getType()->isPointerType())
    return std::nullopt;
  return W;
}

/// Moves the statement that closes the session before the one that closes the
/// loop.
static Edits moveClose(const Finding &F, ASTContext &Ctx) {
  std::optional<WrongOrder> W = findWrongOrder(F, Ctx);
  if (!W)
    return {};
  const StoryItem *Made = only(F, StoryEvent::SessionMade);
  LoopUses Uses(W->Loop, *W->Close, Made ? Made->Call : nullptr);
  auto Users = usersOf(W->Loop);
  for (FunctionDecl *User : Users)
    Uses.TraverseDecl(User);
  if (Users.empty() || !Uses.closesOnce() ||
      isRepeated(W->CloseAt.Block, W->Loop, Ctx) ||
      runsAgain(W->RunAt, W->Run, W->Loop) ||
      !mayStandBefore(W->RunAt, W->CloseAt.Index, Ctx))
    return {};
  const Stmt *CloseStmt = W->CloseAt.statement();
  const Stmt *RunStmt = W->RunAt.statement();
  StringRef Indent = Lexer::getIndentationForLine(CloseStmt->getBeginLoc(),
                                                  Ctx.getSourceManager());
  std::string Text =
      (textOf(RunStmt->getSourceRange(), Ctx) + ";\n" + Indent).str();
  return {FixItHint::CreateInsertion(CloseStmt->getBeginLoc(), Text),
          FixItHint::CreateRemoval(withLine(RunStmt, Ctx))};
}

Edits fixSessionOrder(const Finding &F, ASTContext &Ctx) {
  if (!F.Definite || F.Violation != ViolationKind::SessionClosedTooLate)
    return {};
  Edits Moved = moveClose(F, Ctx);
  return Moved.empty() ? swapGuards(F, Ctx) : Moved;
}

} // namespace clang::tidy::eventloop
