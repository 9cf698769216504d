//===- Surroundings.h - Where a call stands in its coroutine ----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What fix-its that write a `co_await` share: whether one may stand there.
// Whether it should is not decided here.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_SURROUNDINGS_H
#define EVENTLOOP_TIDY_CHECKS_SURROUNDINGS_H

#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"

namespace clang {
class ASTContext;
class TemplateDecl;
} // namespace clang

namespace clang::tidy::eventloop {

/// Where a call stands in the coroutine around it.
struct Surroundings {
  const Stmt *Full = nullptr; ///< the statement that the call is a part of
  const CompoundStmt *Block = nullptr; ///< that the statement stands in, if any
  const FunctionDecl *Coroutine = nullptr; ///< null where it is none
  const CompoundStmt *Body = nullptr;      ///< the coroutine's

  /// True if the call is a statement by itself.
  bool isStatement(const Expr *Call) const;
};

/// Nothing where the call is in no coroutine, or in a handler.
Surroundings surroundingsOf(const Expr *Call, ASTContext &Ctx);

/// The template that a class type is of; null if it is of none.
const TemplateDecl *templateOf(QualType T);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_SURROUNDINGS_H
