//===- ScopeTable.h - Rows by scope and name --------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Resolves the names of a library's rows to the namespaces and classes of a
// translation unit, and finds the rows of a function by its scope and name.
// Overloads, base classes and annotations are ModelIndex's. Private to it.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_MODEL_SCOPETABLE_H
#define EVENTLOOP_TIDY_LIB_MODEL_SCOPETABLE_H

#include "model/Model.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
class Decl;
class DeclContext;
class FunctionDecl;
class RecordDecl;
} // namespace clang

namespace eventloop::model {

/// The declaration that stands for \p R and everything that is instantiated
/// from the same template: the canonical declaration of the pattern.
const clang::RecordDecl *patternOf(const clang::RecordDecl *R);

/// The rows of the libraries that a translation unit names, by the canonical
/// declarations of the namespaces and classes that hold them. Inline
/// namespaces are transparent.
class ScopeTable {
public:
  using Rows = llvm::SmallVector<const FunctionRow *, 1>;

  explicit ScopeTable(const clang::ASTContext &Ctx) : Ctx(Ctx) {}

  /// True if the translation unit names \p L: one of its namespaces, or, in
  /// the global namespace, one of its classes or functions.
  bool names(const Library &L) const;

  /// Adds the rows of \p L. What was added earlier wins.
  void add(const Library &L);

  /// The rows of the name of \p F in \p Scope, a namespace or the pattern of
  /// a class: exact names first, '*' after them.
  Rows rowsIn(const clang::Decl *Scope, const clang::FunctionDecl *F) const;

  /// The rows of \p F in the scope that declares it.
  Rows rowsOf(const clang::FunctionDecl *F) const;

  /// The row of exactly this canonical class or typedef.
  const TypeRow *typeRow(const clang::Decl *D) const { return Types.lookup(D); }

  /// True if a row names a typedef of something that is not a class.
  bool hasTypedefs() const { return HasTypedefs; }

  /// True if \p D stands in a namespace of a library that was added.
  bool isInClaimedNamespace(const clang::Decl *D) const;

private:
  struct Scope {
    llvm::SmallDenseMap<uintptr_t, Rows, 8> Exact; ///< by the key of a name
    Rows Wildcards;
  };

  /// Where \p Path leads from \p Root: a namespace, the pattern of a class, a
  /// typedef; null if it is not declared.
  const clang::Decl *resolve(const clang::Decl *Root,
                             llvm::StringRef Path) const;
  const clang::Decl *resolveNamespace(llvm::StringRef Name) const;
  const clang::Decl *lookUp(const clang::Decl *In, llvm::StringRef Name) const;
  void addFunction(const clang::Decl *Root, const FunctionRow &Row);
  uintptr_t keyOf(llvm::StringRef Scope, llvm::StringRef Name) const;

  const clang::ASTContext &Ctx;
  llvm::DenseMap<const clang::Decl *, Scope> Scopes;
  llvm::DenseMap<const clang::Decl *, const TypeRow *> Types;
  llvm::SmallDenseSet<const clang::Decl *, 8> Claimed;
  bool HasTypedefs = false;
};

} // namespace eventloop::model

#endif // EVENTLOOP_TIDY_LIB_MODEL_SCOPETABLE_H
