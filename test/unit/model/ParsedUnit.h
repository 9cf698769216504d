//===- ParsedUnit.h - A translation unit and its index ----------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Parses source text and asks a ModelIndex about it: which calls of a function
// have rows, and which rows of a library no declaration has.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_TEST_UNIT_MODEL_PARSEDUNIT_H
#define EVENTLOOP_TIDY_TEST_UNIT_MODEL_PARSEDUNIT_H

#include "model/ModelIndex.h"
#include "model/ModelReader.h"
#include "clang/Frontend/ASTUnit.h"
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace eventloop::model::test {

/// A translation unit, parsed without errors, and the index of it.
class ParsedUnit {
public:
  /// Models are those of the text \p Model, or the built-in ones.
  explicit ParsedUnit(llvm::StringRef Source, llvm::StringRef Model = "",
                      std::vector<std::string> Flags = {});

  const ModelIndex &index() const { return *Index; }
  clang::ASTContext &context() { return Unit->getASTContext(); }

  /// True if the source has no errors.
  bool isValid() const;

  /// The declaration that is called \p Name, with its namespaces and classes.
  template <typename DeclT> const DeclT *find(llvm::StringRef Name);

  /// The calls in the function \p Name that have a row, in the order of the
  /// text: "event loop-operand", as "loop.run this".
  std::vector<std::string> eventsIn(llvm::StringRef Name);

  /// The names of the rows of \p L that no declaration has.
  std::set<std::string> deadRows(const Library &L);

private:
  ModelSet Models;
  std::unique_ptr<clang::ASTUnit> Unit;
  std::unique_ptr<ModelIndex> Index;
};

const clang::NamedDecl *
findNamed(clang::ASTContext &Ctx, llvm::StringRef Name,
          llvm::function_ref<bool(const clang::NamedDecl *)> IsWanted);

template <typename DeclT> const DeclT *ParsedUnit::find(llvm::StringRef Name) {
  return llvm::dyn_cast_or_null<DeclT>(
      findNamed(context(), Name,
                [](const clang::NamedDecl *D) { return llvm::isa<DeclT>(D); }));
}

} // namespace eventloop::model::test

#endif // EVENTLOOP_TIDY_TEST_UNIT_MODEL_PARSEDUNIT_H
