//===- ModelIndex.h - Finds the model row of a declaration ------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Answers, for one translation unit, which row of which model describes a
// function or a class. The names of the rows are resolved to declarations
// once; afterwards a look-up compares pointers. What a row means is not
// decided here.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_MODEL_MODELINDEX_H
#define EVENTLOOP_TIDY_LIB_MODEL_MODELINDEX_H

#include "model/Model.h"
#include "clang/AST/Type.h"
#include <memory>

namespace clang {
class ASTContext;
class CXXRecordDecl;
class Decl;
class Expr;
class FunctionDecl;
class RecordDecl;
} // namespace clang

namespace eventloop::model {

/// How many of the arguments of a call are written: not the defaulted ones,
/// which Clang lists as well.
unsigned numWrittenArgs(llvm::ArrayRef<const clang::Expr *> Args);

/// The models as they apply to one translation unit.
///
/// Make it when the translation unit is complete: what is declared later is
/// not seen. A library whose namespaces, classes and functions are not named
/// in the translation unit takes no part and costs nothing; neither does any
/// other, `std` above all, when no library that has loops is named. Rows of
/// later libraries win over rows of earlier ones, so that a user's file can
/// correct a built-in model.
///
/// Invariant: the strings and rows that \p Libraries points to outlive the
/// index; the array itself need not. Not thread-safe: the look-ups fill
/// caches.
class ModelIndex {
public:
  ModelIndex(llvm::ArrayRef<Library> Libraries, const clang::ASTContext &Ctx);
  ~ModelIndex();
  ModelIndex(const ModelIndex &) = delete;
  ModelIndex &operator=(const ModelIndex &) = delete;

  /// True if this translation unit can use a loop at all: it names a library
  /// that has loops, or its source may carry `eventloop::` annotations. When
  /// false, all look-ups yield null.
  bool isActive() const;

  /// The row of \p F, whatever the number of arguments: the first row that
  /// fits the number of its parameters.
  const FunctionRow *rowFor(const clang::FunctionDecl *F) const;

  /// The row of a call of \p F with \p NumArgs written arguments: defaulted
  /// ones (numWrittenArgs()) are not counted, nor is the object of a method or
  /// of a member operator. \p Object is the class of the object that a method
  /// is called on, before its conversion to the base that declares \p F: a row
  /// may be written for a derived class ("shared_ptr::get") while \p F is its
  /// base's.
  const FunctionRow *rowFor(const clang::FunctionDecl *F, unsigned NumArgs,
                            const clang::CXXRecordDecl *Object = nullptr) const;

  /// The row of class \p R, of the template it is made from, or of the
  /// nearest modelled base class.
  const TypeRow *typeRowFor(const clang::RecordDecl *R) const;

  /// The row of the class or typedef that \p T names: through sugar, not
  /// through pointers and references.
  const TypeRow *typeRowFor(clang::QualType T) const;

  /// The role of \p T, Role::None for what is not modelled.
  Role roleOf(clang::QualType T) const;

  /// The library of a row that this index returned; null for null. Rows that
  /// annotations made belong to one of their own, called "annotations".
  const Library *libraryOf(const FunctionRow *Row) const;
  const Library *libraryOf(const TypeRow *Row) const;

  /// True if \p D stands in a system header or inside a namespace that a
  /// model claims: it is not user code, and never looked into.
  bool isClaimed(const clang::Decl *D) const;

private:
  class Impl;
  std::unique_ptr<Impl> I;
};

} // namespace eventloop::model

#endif // EVENTLOOP_TIDY_LIB_MODEL_MODELINDEX_H
