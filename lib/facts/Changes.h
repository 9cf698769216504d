//===- Changes.h - What a function does to its variables --------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tells variables that one function only reads from those that it changes in
// plain sight and those that others may change. What a change does is not known
// here.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FACTS_CHANGES_H
#define EVENTLOOP_TIDY_LIB_FACTS_CHANGES_H

#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"

namespace eventloop::facts {

/// True for methods that change nothing, also where they yield what could:
/// `end()` of a container that is not const.
bool onlyAsks(const clang::CXXMethodDecl *M);

/// True if a callee that takes a parameter of this type can change the object
/// that the argument refers to.
bool isMutable(clang::QualType Param);

/// The variable or field that a place is, and those that it lies in.
llvm::SmallVector<const clang::ValueDecl *, 2>
declarationsOf(const clang::Expr *Place);

/// What the statement itself changes: the places of those that it assigns,
/// hands to a callee that may change them, or calls a method of.
llvm::SmallVector<const clang::Expr *, 2> changedBy(const clang::Stmt *S);

/// The variables that a function body mentions otherwise than to read them.
class Changes {
public:
  explicit Changes(const clang::Stmt *Body) {
    collect(Body, Use::Other, Where::Here);
  }

  /// Changed where that is seen, and nowhere else.
  bool isModified(const clang::VarDecl *VD) const {
    return Modified.contains(VD);
  }
  /// Made again by a loop, or in the hands of others.
  bool isEscaped(const clang::VarDecl *VD) const {
    return Escaped.contains(VD);
  }

private:
  enum class Use : uint8_t { Read, Modified, Other };
  enum class Where : uint8_t {
    Here,
    Loop,   ///< more than once
    Lambda, ///< whenever it is called
  };
  void collect(const clang::Stmt *S, Use As, Where In);
  void mention(const clang::VarDecl *VD, Use As, Where In);

  llvm::DenseSet<const clang::VarDecl *> Modified, Escaped;
};

} // namespace eventloop::facts

#endif // EVENTLOOP_TIDY_LIB_FACTS_CHANGES_H
