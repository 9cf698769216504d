//===- StatementEdits.h - Where statements stand, their text ----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What fix-its that move statements share: the place of a statement in its
// block, and the source ranges to remove and to insert at. Whether a statement
// may be moved is not decided here.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_STATEMENTEDITS_H
#define EVENTLOOP_TIDY_CHECKS_STATEMENTEDITS_H

#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace clang {
class ASTContext;
class ValueDecl;
} // namespace clang

namespace clang::tidy::eventloop {

/// A statement of a block.
struct BlockPosition {
  const CompoundStmt *Block = nullptr;
  unsigned Index = 0;
  const Stmt *statement() const { return Block->body_begin()[Index]; }
};

/// The statement of the innermost block around S that contains S; without a
/// block where a lambda's body is left on the way there.
BlockPosition positionOf(const Stmt *S, ASTContext &Ctx);

/// The index of the statement of Block that S is or is a part of, however deep.
std::optional<unsigned> indexIn(const CompoundStmt *Block, const Stmt *S,
                                ASTContext &Ctx);

/// The variables, functions and members that S names, in its lambdas as well.
llvm::SmallPtrSet<const ValueDecl *, 8> namesIn(const Stmt *S);

/// Whether control may leave S other than at its end, or come to its middle.
/// What its lambdas do is not counted.
bool mayLeave(const Stmt *S);

/// Behind the statement, and its semicolon if it has one.
SourceLocation behind(const Stmt *S, ASTContext &Ctx);

llvm::StringRef textOf(SourceRange R, ASTContext &Ctx);

/// The statement with its line, when nothing else stands there.
CharSourceRange withLine(const Stmt *S, ASTContext &Ctx);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_STATEMENTEDITS_H
