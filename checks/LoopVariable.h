//===- LoopVariable.h - What a function does with its loop ------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What fix-its for a loop in a local variable share: which of the model's rows
// the calls of its methods have, and how methods are called that a fix-it adds.
// Whether a fix-it is right is not decided here.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_LOOPVARIABLE_H
#define EVENTLOOP_TIDY_CHECKS_LOOPVARIABLE_H

#include "model/Model.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
}

namespace clang::tidy::eventloop {

/// The variable that `loop`, `*loop` or `loop->` names; null if it is none.
const VarDecl *variableOf(const Expr *E);

/// True for a variable of a function's own that holds or owns what it names.
bool isOwnVariable(const VarDecl *V);

/// A call of a method of the loop in a variable, and its row in the model.
struct LoopUse {
  const CXXMemberCallExpr *Site = nullptr;
  const ::eventloop::model::FunctionRow *Row =
      nullptr; ///< null if there is none
};

/// All uses of a variable within S, in the order of the source. A use that is
/// no call of a method is one without a site.
llvm::SmallVector<LoopUse, 8> usesOf(const VarDecl *Loop, const Stmt *S,
                                     const ::eventloop::model::Library &Lib);

/// The name of a method of the same class as Row's with a row that is wanted;
/// empty if there is none.
llvm::StringRef methodBeside(
    const ::eventloop::model::FunctionRow &Row,
    const ::eventloop::model::Library &Lib,
    llvm::function_ref<bool(const ::eventloop::model::FunctionRow &)> IsWanted);

/// What stands before the name of the method: `loop.`, `loop->`.
llvm::StringRef objectText(const CXXMemberCallExpr *Call, ASTContext &Ctx);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_LOOPVARIABLE_H
