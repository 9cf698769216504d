//===- Truths.h - Expressions that are true twice or never ------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Finds the tests whose answer cannot change between two evaluations in a
// function, and gives equal ones one identity: `a == b` and `a != b`,
// `flags & 1`, `v.empty()`, `a && b` and `!a || !b`. What a test means is not
// known here.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FACTS_TRUTHS_H
#define EVENTLOOP_TIDY_LIB_FACTS_TRUTHS_H

#include "facts/Changes.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/FoldingSet.h"
#include "llvm/ADT/SmallVector.h"

namespace eventloop::facts {

/// An expression that stands for another, or for its negation.
struct Signed {
  const clang::Expr *E = nullptr;
  bool Negated = false;
};
/// What is left of a test without its `!`, parentheses and implicit casts.
Signed positive(const clang::Expr *E);

/// The `&&` or `||` that E is; null for others.
const clang::BinaryOperator *logicalOperator(const clang::Expr *E);

/// The lasting tests of one function body. A test lasts when it reads nothing
/// but literals and local variables through operators, const methods, pure
/// functions and lambdas; for good if they are made once and never changed,
/// else until they are.
class Truths {
public:
  Truths(const clang::Stmt *Body, const clang::ASTContext &Ctx);

  struct Test {
    const clang::Expr *Identity = nullptr; ///< null: the test may change
    bool Negated = false;
    /// What it reads and may change: it lasts until one of them does.
    llvm::SmallVector<const clang::ValueDecl *, 0> Changing;
  };
  /// The identity of a test; equal tests have the same.
  Test identify(const clang::Expr *E);

  /// What a variable that never changes was made of, should that last as well;
  /// null otherwise.
  const clang::Expr *definitionOf(const clang::Expr *E) const;

private:
  /// What a test reads.
  struct Reads {
    bool NamesVariable = false;
    llvm::SmallVector<const clang::ValueDecl *, 0> Changing;
  };
  bool lasts(const clang::Expr *E, Reads &Found) const;
  bool lastsInObject(const clang::MemberExpr *ME, Reads &Found) const;
  bool lasts(const clang::VarDecl *VD, Reads &Found) const;
  bool lastsInThis(const clang::CXXMethodDecl *M, Reads &Found) const;
  bool lastsInBody(const clang::Stmt *S, Reads &Found) const;
  bool lastsInLambda(const clang::CXXOperatorCallExpr *OC, Reads &Found) const;
  bool isLastingPointer(const clang::Expr *E, Reads &Found) const;
  const clang::Expr *remember(const llvm::FoldingSetNodeID &ID,
                              const clang::Expr *E);
  const clang::Expr *identifyCompound(const clang::BinaryOperator *BO);
  void collectParts(const clang::Expr *E, bool Negated,
                    llvm::SmallVectorImpl<Test> &Parts);

  const clang::ASTContext &Ctx;
  const Changes Seen;
  /// By the hash of their profile.
  llvm::DenseMap<unsigned,
                 llvm::SmallVector<
                     std::pair<llvm::FoldingSetNodeID, const clang::Expr *>, 1>>
      Known;
};

} // namespace eventloop::facts

#endif // EVENTLOOP_TIDY_LIB_FACTS_TRUTHS_H
