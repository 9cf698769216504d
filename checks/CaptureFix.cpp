//===- CaptureFix.cpp - Fix-its for captures that dangle ------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See CaptureFix.h.
//
//===----------------------------------------------------------------------===//

#include "CaptureFix.h"
#include "facts/Fact.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;
using ::eventloop::typestate::StoryEvent;

namespace {

/// Counts how often a variable is named, and how often that only reads it.
class ReadCounter : public RecursiveASTVisitor<ReadCounter> {
public:
  explicit ReadCounter(const VarDecl *V) : Variable(V) {}
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    Names += E->getDecl() == Variable;
    return true;
  }
  bool VisitImplicitCastExpr(ImplicitCastExpr *E) {
    const auto *DRE = dyn_cast<DeclRefExpr>(E->getSubExpr()->IgnoreParens());
    Reads += E->getCastKind() == CK_LValueToRValue && DRE &&
             DRE->getDecl() == Variable;
    return true;
  }
  /// What a capture names, the lambda's body tells the use of.
  bool TraverseLambdaCapture(LambdaExpr *LE, const LambdaCapture *C, Expr *E) {
    return LE->isInitCapture(C)
               ? RecursiveASTVisitor::TraverseLambdaCapture(LE, C, E)
               : true;
  }
  bool onlyReads() const { return Names == Reads; }

private:
  const VarDecl *Variable;
  unsigned Names = 0;
  unsigned Reads = 0;
};

} // namespace

/// The one lambda among the arguments.
static const LambdaExpr *lambdaOf(const Expr *Site) {
  const auto *Call = dyn_cast_or_null<CallExpr>(Site);
  if (!Call)
    return nullptr;
  const LambdaExpr *Found = nullptr;
  for (const Expr *A : Call->arguments())
    if (const auto *LE = dyn_cast<LambdaExpr>(A->IgnoreImplicit())) {
      if (Found)
        return nullptr;
      Found = LE;
    }
  return Found;
}

/// The one capture that refers to something.
static const LambdaCapture *referenceOf(const LambdaExpr &Lambda) {
  const LambdaCapture *Found = nullptr;
  for (const LambdaCapture &C : Lambda.captures()) {
    if (!C.capturesThis() && C.getCaptureKind() != LCK_ByRef)
      continue;
    if (Found || C.capturesThis())
      return nullptr;
    Found = &C;
  }
  return Found;
}

/// Whether a copy of the variable is as good as the variable.
static bool isConstantInFact(const VarDecl *V) {
  const auto *Function =
      dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod());
  if (!Function || !Function->getBody() || !V->hasLocalStorage() ||
      V->isInitCapture() || !V->getType()->isScalarType())
    return false;
  ReadCounter Counter(V);
  Counter.TraverseStmt(Function->getBody());
  return Counter.onlyReads();
}

/// The `&` in front of a captured name.
static SourceLocation ampersandOf(const LambdaCapture &C, ASTContext &Ctx) {
  std::optional<Token> Before = Lexer::findPreviousToken(
      C.getLocation(), Ctx.getSourceManager(), Ctx.getLangOpts(),
      /*IncludeComments=*/false);
  return Before && Before->is(tok::amp) ? Before->getLocation()
                                        : SourceLocation();
}

llvm::SmallVector<FixItHint, 1> fixDanglingCapture(const Finding &F,
                                                   ASTContext &Ctx) {
  const LambdaExpr *Lambda = lambdaOf(F.Blamed->Site);
  const LambdaCapture *C = Lambda ? referenceOf(*Lambda) : nullptr;
  if (!C || !C->capturesVariable() || Lambda->getBeginLoc().isMacroID() ||
      C->getLocation().isMacroID())
    return {};
  const auto *V = dyn_cast<VarDecl>(C->getCapturedVar());
  auto IsTheVariable = [&](const auto &Item) {
    return Item.Event == StoryEvent::ReferentEnded && Item.Name == V->getName();
  };
  if (!V || llvm::none_of(F.Story, IsTheVariable) || !isConstantInFact(V))
    return {};
  if (C->isImplicit())
    return {FixItHint::CreateInsertion(
        Lambda->getCaptureDefaultLoc().getLocWithOffset(1),
        (", " + V->getName()).str())};
  SourceLocation Ampersand = ampersandOf(*C, Ctx);
  if (Ampersand.isInvalid())
    return {};
  return {FixItHint::CreateRemoval(
      CharSourceRange::getCharRange(Ampersand, C->getLocation()))};
}

} // namespace clang::tidy::eventloop
