//===- LoopVariable.cpp - What a function does with its loop --------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See LoopVariable.h.
//
//===----------------------------------------------------------------------===//

#include "LoopVariable.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

namespace clang::tidy::eventloop {

using ::eventloop::model::FunctionRow;
using ::eventloop::model::Library;

const VarDecl *variableOf(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *OC = dyn_cast<CXXOperatorCallExpr>(E);
      OC && OC->getNumArgs() == 1)
    E = OC->getArg(0)->IgnoreParenImpCasts();
  const auto *DRE = dyn_cast<DeclRefExpr>(E);
  return DRE ? dyn_cast<VarDecl>(DRE->getDecl()) : nullptr;
}

bool isOwnVariable(const VarDecl *V) {
  return V && V->hasLocalStorage() && !isa<ParmVarDecl>(V) &&
         !V->getType()->isReferenceType() && !V->getType()->isPointerType();
}

static unsigned writtenArguments(const CallExpr *Call) {
  return llvm::count_if(Call->arguments(), [](const Expr *A) {
    return !isa<CXXDefaultArgExpr>(A);
  });
}

static const FunctionRow *rowOf(const CXXMemberCallExpr *Call,
                                const Library &Lib) {
  const CXXMethodDecl *M = Call->getMethodDecl();
  if (!M || !M->getIdentifier())
    return nullptr;
  std::string Name = (M->getParent()->getName() + "::" + M->getName()).str();
  int Written = writtenArguments(Call);
  for (const FunctionRow &Row : Lib.Functions)
    if (Row.Name == Name && Row.MinArgs <= Written &&
        (Row.MaxArgs < 0 || Written <= Row.MaxArgs))
      return &Row;
  return nullptr;
}

namespace {

/// Collects the uses of a variable.
class UseCollector : public RecursiveASTVisitor<UseCollector> {
public:
  UseCollector(const VarDecl *Loop, const Library &Lib)
      : Loop(Loop), Lib(Lib) {}
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *E) {
    if (variableOf(E->getImplicitObjectArgument()) == Loop)
      Uses.push_back({E, rowOf(E, Lib)});
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    Names += E->getDecl() == Loop;
    return true;
  }

  llvm::SmallVector<LoopUse, 8> Uses;
  unsigned Names = 0;

private:
  const VarDecl *Loop;
  const Library &Lib;
};

} // namespace

llvm::SmallVector<LoopUse, 8> usesOf(const VarDecl *Loop, const Stmt *S,
                                     const Library &Lib) {
  UseCollector Collector(Loop, Lib);
  Collector.TraverseStmt(const_cast<Stmt *>(S));
  // The owner's own `get()` and the like are calls of no method of the loop.
  if (Collector.Names != Collector.Uses.size())
    Collector.Uses.push_back({});
  return Collector.Uses;
}

StringRef methodBeside(const FunctionRow &Row, const Library &Lib,
                       llvm::function_ref<bool(const FunctionRow &)> IsWanted) {
  StringRef Class = Row.Name.rsplit("::").first;
  for (const FunctionRow &Other : Lib.Functions)
    if (Other.Name.rsplit("::").first == Class && IsWanted(Other))
      return Other.Name.rsplit("::").second;
  return "";
}

StringRef objectText(const CXXMemberCallExpr *Call, ASTContext &Ctx) {
  const auto *Callee = dyn_cast<MemberExpr>(Call->getCallee()->IgnoreParens());
  if (!Callee)
    return "";
  return Lexer::getSourceText(CharSourceRange::getCharRange(
                                  Call->getBeginLoc(), Callee->getMemberLoc()),
                              Ctx.getSourceManager(), Ctx.getLangOpts());
}

} // namespace clang::tidy::eventloop
