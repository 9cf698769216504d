//===- UnclosedFix.cpp - Fix-its for what nobody closes -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See UnclosedFix.h.
//
//===----------------------------------------------------------------------===//

#include "UnclosedFix.h"
#include "Parents.h"
#include "StatementEdits.h"
#include "Surroundings.h"
#include "WaysOut.h"
#include "facts/Fact.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"

namespace clang::tidy::eventloop {

using ::eventloop::facts::Call;
using ::eventloop::findings::Finding;
using ::eventloop::model::Event;
using ::eventloop::model::FunctionRow;
using ::eventloop::model::Library;

using Edits = llvm::SmallVector<FixItHint, 4>;

/// The row of a method or function of the library.
static const FunctionRow *rowOf(const FunctionDecl *F, const Library &Lib) {
  std::string Name = F->getDeclName().getAsString();
  if (const auto *M = dyn_cast<CXXMethodDecl>(F))
    Name = (M->getParent()->getName() + "::" + Name).str();
  for (const FunctionRow &Row : Lib.Functions)
    if (Row.Name == Name)
      return &Row;
  return nullptr;
}

/// The library's method that is this event on what Type names, if it needs no
/// argument: `close`.
static std::string methodFor(const CXXRecordDecl *Type, Event E,
                             const Library &Lib) {
  std::string Prefix = (Type->getName() + "::").str();
  for (const FunctionRow &Row : Lib.Functions)
    if (Row.TheEvent == E && Row.Name.starts_with(Prefix))
      return Row.Name.drop_front(Prefix.size()).str();
  return "";
}

namespace {

/// Whether all that is done with a variable leaves it to its scope to close
/// what it has, once all is done. Follows it into functions in sight.
class UseJudge {
public:
  UseJudge(const Library &Lib, bool IsLoop, ASTContext &Ctx)
      : Lib(Lib), IsLoop(IsLoop), Ctx(Ctx) {}
  bool allows(const VarDecl *Var, const Stmt *In, unsigned Depth = 0);

private:
  bool allowsUse(const DeclRefExpr *Use, unsigned Depth);
  bool allowsCall(const CallExpr *Call, const Expr *Argument, unsigned Depth);
  bool allowsMethod(const CXXMemberCallExpr *Call) const;
  const Stmt *parentOf(const Stmt *S) const;

  const Library &Lib;
  bool IsLoop;
  ASTContext &Ctx;
};

/// The uses of a variable, and whether something spawns a task.
class UseFinder : public RecursiveASTVisitor<UseFinder> {
public:
  UseFinder(const VarDecl *Var, const Library &Lib) : Var(Var), Lib(Lib) {}
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (E->getDecl() == Var)
      Uses.push_back(E);
    return true;
  }
  bool VisitCallExpr(CallExpr *E) {
    const FunctionDecl *F = E->getDirectCallee();
    const FunctionRow *Row = F ? rowOf(F, Lib) : nullptr;
    Spawns |= Row && Row->TheEvent == Event::TaskSpawn;
    if (F && !Row && F->hasBody(F) && Seen.insert(F).second && Depth < 8) {
      ++Depth;
      TraverseStmt(F->getBody());
      --Depth;
    }
    return true;
  }
  llvm::SmallVector<const DeclRefExpr *, 8> Uses;
  bool Spawns = false;

private:
  const VarDecl *Var;
  const Library &Lib;
  llvm::SmallPtrSet<const FunctionDecl *, 8> Seen;
  unsigned Depth = 0;
};

} // namespace

const Stmt *UseJudge::parentOf(const Stmt *S) const {
  auto Parents = parentsOf(*S, Ctx);
  return Parents.size() == 1 ? Parents[0].get<Stmt>() : nullptr;
}

bool UseJudge::allows(const VarDecl *Var, const Stmt *In, unsigned Depth) {
  constexpr unsigned MaxDepth = 4;
  UseFinder Finder(Var, Lib);
  Finder.TraverseStmt(const_cast<Stmt *>(In));
  return Depth <= MaxDepth && !Finder.Spawns &&
         llvm::all_of(Finder.Uses, [&](const DeclRefExpr *Use) {
           return allowsUse(Use, Depth);
         });
}

bool UseJudge::allowsMethod(const CXXMemberCallExpr *Call) const {
  const FunctionRow *Row =
      Call->getMethodDecl() ? rowOf(Call->getMethodDecl(), Lib) : nullptr;
  if (!Row)
    return false;
  switch (Row->TheEvent) {
  case Event::LoopRun:
  case Event::LoopStop:
  case Event::LoopClose:
  case Event::LoopIsClosed:
  case Event::LoopIsRunning:
  case Event::Post:
  case Event::PostThreadsafe:
    return IsLoop;
  case Event::SessionStart:
  case Event::SessionClose:
  case Event::SessionIsClosed:
    return !IsLoop;
  default:
    return false;
  }
}

/// A function in sight that takes it by reference.
bool UseJudge::allowsCall(const CallExpr *Call, const Expr *Argument,
                          unsigned Depth) {
  const FunctionDecl *F = Call->getDirectCallee();
  if (!F || isa<CXXMethodDecl>(F) || !F->hasBody(F))
    return false;
  // A coroutine has it until somebody awaits it.
  const Stmt *Parent = parentOf(Call);
  while (Parent && isa<ImplicitCastExpr, MaterializeTemporaryExpr,
                       CXXBindTemporaryExpr, CXXConstructExpr>(Parent))
    Parent = parentOf(Parent);
  if (isa<CoroutineBodyStmt>(F->getBody())) {
    const auto *Run = dyn_cast_or_null<CXXMemberCallExpr>(Parent);
    if (!isa_and_nonnull<CoroutineSuspendExpr>(Parent) &&
        !(Run && allowsMethod(Run)))
      return false;
  }
  for (unsigned I = 0; I < Call->getNumArgs() && I < F->getNumParams(); ++I)
    if (Call->getArg(I)->IgnoreParenImpCasts() == Argument)
      return F->getParamDecl(I)->getType()->isReferenceType() &&
             allows(F->getParamDecl(I), F->getBody(), Depth + 1);
  return false;
}

bool UseJudge::allowsUse(const DeclRefExpr *Use, unsigned Depth) {
  // What a lambda names lives on with the lambda.
  if (Use->refersToEnclosingVariableOrCapture())
    return false;
  const Expr *Object = Use;
  const Stmt *Parent = parentOf(Object);
  for (; Parent; Parent = parentOf(Parent)) {
    const auto *OC = dyn_cast<CXXOperatorCallExpr>(Parent);
    if (isa<ImplicitCastExpr, ParenExpr>(Parent) ||
        (OC && OC->getNumArgs() == 1 &&
         (OC->getOperator() == OO_Arrow || OC->getOperator() == OO_Star))) {
      Object = cast<Expr>(Parent);
      continue;
    }
    break;
  }
  const Stmt *Outer = Parent ? parentOf(Parent) : nullptr;
  if (const auto *ME = dyn_cast_or_null<MemberExpr>(Parent)) {
    const auto *Method = dyn_cast_or_null<CXXMemberCallExpr>(Outer);
    if (!Method || Method->getCallee() != ME || !allowsMethod(Method))
      return false;
  } else if (const auto *Call = dyn_cast_or_null<CallExpr>(Parent)) {
    if (!allowsCall(Call, Object->IgnoreParenImpCasts(), Depth))
      return false;
  } else {
    return false;
  }
  return true;
}

namespace {

/// A local variable, and the statement that declares it alone.
struct LocalObject {
  const VarDecl *Var = nullptr;
  BlockPosition At;
  bool IsOwner = false; ///< it points to the object
  const CXXRecordDecl *Class = nullptr;
};

} // namespace

static LocalObject localMadeBy(const Call &C, ASTContext &Ctx) {
  LocalObject Result;
  if (!C.Site || !C.Lib || C.Loc.isMacroID() || C.Site->getEndLoc().isMacroID())
    return {};
  Result.At = positionOf(C.Site, Ctx);
  const auto *DS =
      Result.At.Block ? dyn_cast<DeclStmt>(Result.At.statement()) : nullptr;
  Result.Var = DS && DS->isSingleDecl() ? dyn_cast<VarDecl>(DS->getSingleDecl())
                                        : nullptr;
  if (!Result.Var || !Result.Var->hasLocalStorage() || !Result.Var->getInit() ||
      DS->getBeginLoc().isMacroID() ||
      Result.Var->getInit()->IgnoreImplicit() != C.Site)
    return {};
  Result.Class = Result.Var->getType()->getAsCXXRecordDecl();
  if (const auto *Spec =
          dyn_cast_or_null<ClassTemplateSpecializationDecl>(Result.Class)) {
    const TemplateArgument &Owned = Spec->getTemplateArgs()[0];
    Result.IsOwner = Spec->getName() == "unique_ptr" &&
                     Owned.getKind() == TemplateArgument::Type;
    Result.Class =
        Result.IsOwner ? Owned.getAsType()->getAsCXXRecordDecl() : nullptr;
  }
  const auto *Function =
      dyn_cast_or_null<FunctionDecl>(Result.Var->getParentFunctionOrMethod());
  if (!Result.Class || !Function || Function->isTemplateInstantiation())
    return {};
  return Result;
}

/// `loop.close()`
static std::string closing(const LocalObject &O, Event E, const Library &Lib) {
  std::string Method = methodFor(O.Class, E, Lib);
  return Method.empty()
             ? ""
             : (O.Var->getName() + (O.IsOwner ? "->" : ".") + Method + "()")
                   .str();
}

Edits fixUnclosedLoop(const Finding &F, ASTContext &Ctx) {
  LocalObject Loop = localMadeBy(*F.Blamed, Ctx);
  if (!Loop.Var ||
      !UseJudge(*F.Blamed->Lib, true, Ctx).allows(Loop.Var, Loop.At.Block))
    return {};
  std::string Close = closing(Loop, Event::LoopClose, *F.Blamed->Lib);
  return Close.empty() ? Edits() : onEachWayOut(Loop.At, Close + ";", Ctx);
}

/// The variable in the same function that a session's loop is made as.
static const VarDecl *localLoopOf(const Call &C, const LocalObject &Session) {
  const auto *Made = dyn_cast<CXXConstructExpr>(C.Site);
  const Expr *Loop = Made && Made->getNumArgs()
                         ? Made->getArg(0)->IgnoreParenImpCasts()
                         : nullptr;
  const auto *Named = dyn_cast_or_null<DeclRefExpr>(Loop);
  const auto *Var = Named ? dyn_cast<VarDecl>(Named->getDecl()) : nullptr;
  return Var && Var->hasLocalStorage() && !isa<ParmVarDecl>(Var) &&
                 Var->getType()->isRecordType() &&
                 Var->getDeclContext() == Session.Var->getDeclContext()
             ? Var
             : nullptr;
}

/// Whether the session is made on the loop that runs the coroutine.
static bool isOnRunningLoop(const Call &C) {
  return llvm::all_of(cast<Expr>(C.Site)->children(), [](const Stmt *Child) {
    return isa_and_nonnull<CXXDefaultArgExpr>(Child);
  });
}

Edits fixUnclosedSession(const Finding &F, ASTContext &Ctx) {
  const Call &C = *F.Blamed;
  LocalObject Session = localMadeBy(C, Ctx);
  if (!Session.Var ||
      !UseJudge(*C.Lib, false, Ctx).allows(Session.Var, Session.At.Block))
    return {};
  std::string Close = closing(Session, Event::SessionClose, *C.Lib);
  if (Close.empty() || Session.IsOwner)
    return {};
  if (surroundingsOf(C.Site, Ctx).Coroutine)
    return isOnRunningLoop(C)
               ? onEachWayOut(Session.At, "co_await " + Close + ";", Ctx)
               : Edits();
  const VarDecl *Loop = localLoopOf(C, Session);
  if (!Loop || F.Around.IsInRun ||
      !UseJudge(*C.Lib, true, Ctx).allows(Loop, Session.At.Block))
    return {};
  for (const FunctionRow &Row : C.Lib->Functions)
    if (Row.TheEvent == Event::LoopRun && !Row.Callback.isNone() &&
        Row.Name.starts_with(
            (Loop->getType()->getAsCXXRecordDecl()->getName() + "::").str()))
      return onEachWayOut(Session.At,
                          (Loop->getName() + "." + Row.Name.split("::").second +
                           "(" + Close + ");")
                              .str(),
                          Ctx);
  return {};
}

} // namespace clang::tidy::eventloop
