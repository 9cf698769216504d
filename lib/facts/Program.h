//===- Program.h - The user's functions and their facts ---------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which functions of a translation unit take part in a loop's lifecycle, who
// calls them, and, on demand, their facts. A function that names nothing the
// models know is never lowered.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FACTS_PROGRAM_H
#define EVENTLOOP_TIDY_LIB_FACTS_PROGRAM_H

#include "facts/FunctionFacts.h"
#include "facts/GlobalWrites.h"
#include "facts/SharedFields.h"
#include "model/ModelIndex.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"

namespace eventloop::facts {

/// The functions of one translation unit that are user code: neither in a
/// system header nor in a namespace that a model claims.
class Program {
public:
  Program(clang::ASTContext &Ctx, const model::ModelIndex &Models);

  /// The facts of \p F; null when nobody can see its body or when it has
  /// nothing to do with loops. Lowered at the first call.
  const FunctionFacts *factsOf(const clang::FunctionDecl *F);

  /// The same for a function that names no loop but was handed something that
  /// leads to one, or throws: `void twice(const std::function<void()> &)`.
  const FunctionFacts *factsOfAny(const clang::FunctionDecl *F);

  /// True if an exception may leave \p F in sight.
  bool mayThrow(const clang::FunctionDecl *F) const;

  /// True if the body of \p F is in sight, whether or not it is relevant.
  bool isVisible(const clang::FunctionDecl *F) const;

  /// True if a call of \p F may change the number in \p Global.
  bool mayChange(const clang::FunctionDecl *F, const clang::VarDecl *Global) {
    return Writes.mayChange(F, Global);
  }

  /// Relevant functions that no function in sight calls, in source order;
  /// destructors are not among them.
  llvm::ArrayRef<const clang::FunctionDecl *> roots() const { return Roots; }

  /// The functions that lead to \p F and that no function in sight calls; \p F
  /// itself, if nothing does.
  llvm::ArrayRef<const clang::FunctionDecl *>
  rootsOf(const clang::FunctionDecl *F);

  /// Tests that take part, in source order: functions that a framework calls
  /// one after the other.
  llvm::ArrayRef<const clang::FunctionDecl *> tests() const { return Tests; }

  /// The method of \p Class or a base of it that a framework calls for this
  /// event; null if that is the framework's own.
  const clang::CXXMethodDecl *frameworkMethod(const clang::CXXRecordDecl *Class,
                                              model::Event E) const;

  /// All relevant functions, in source order.
  llvm::ArrayRef<const clang::FunctionDecl *> relevant() const {
    return Relevant;
  }

  /// Globals whose construction or destruction takes part.
  llvm::ArrayRef<const clang::VarDecl *> globals() const { return Globals; }

  const model::ModelIndex &models() const { return Models; }
  clang::ASTContext &context() const { return Ctx; }

  /// True for modelled types, pointers, references and owners of them, and
  /// classes that hold one.
  bool isTracked(clang::QualType T) { return isTracked(T, 0); }

private:
  struct Node {
    llvm::SmallVector<const clang::FunctionDecl *, 4> Callees;
    bool Relevant = false;
    bool HasCaller = false;
    bool Throws = false;
    bool IsBroken = false; ///< it holds code that does not compile
  };

  void collect(const clang::Decl *D);
  void collectContext(const clang::DeclContext *DC);
  void addFunction(const clang::FunctionDecl *F);
  void scan(const clang::Stmt *S, const clang::FunctionDecl *In, Node &N);
  void addCallee(const clang::FunctionDecl *Callee, Node &N);
  void addDestructor(clang::QualType T, Node &N);
  void propagate();
  model::Event eventOf(const clang::FunctionDecl *F) const;
  const Node *nodeOf(const clang::FunctionDecl *F) const;
  const FunctionFacts *lower(const clang::FunctionDecl *F);
  bool isTracked(clang::QualType T, unsigned Depth);

  clang::ASTContext &Ctx;
  const model::ModelIndex &Models;
  llvm::SetVector<const clang::FunctionDecl *> Functions;
  /// Who calls a method that may be overridden; empty once that is known of
  /// all.
  llvm::DenseMap<const clang::FunctionDecl *,
                 std::vector<const clang::FunctionDecl *>>
      VirtualCallers;
  llvm::DenseMap<const clang::FunctionDecl *, Node> Nodes;
  llvm::DenseMap<const void *, bool> Tracked;
  std::vector<const clang::FunctionDecl *> Roots, Relevant, Tests;
  std::vector<const clang::VarDecl *> Globals;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<FunctionFacts>>
      Lowered;
  llvm::DenseMap<const clang::FunctionDecl *,
                 std::vector<const clang::FunctionDecl *>>
      RootsOf;
  SharedFields Shared;
  GlobalWrites Writes;
};

} // namespace eventloop::facts

#endif // EVENTLOOP_TIDY_LIB_FACTS_PROGRAM_H
