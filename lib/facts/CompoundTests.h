//===- CompoundTests.h - Tests made of several ------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Knows which branches of `a && b` and `a || b` decide the whole test: its
// value, where one is made of it, and its answer, when it comes again. Paths
// that come together remember of each variable alone what it may be.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FACTS_COMPOUNDTESTS_H
#define EVENTLOOP_TIDY_LIB_FACTS_COMPOUNDTESTS_H

#include "facts/Truths.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace clang {
class CFG;
class CFGBlock;
} // namespace clang

namespace eventloop::facts {

/// The tests of several operands of a function.
class CompoundTests {
public:
  CompoundTests(const clang::CFG &Cfg, Truths &Lasting);

  struct Decision {
    const clang::Expr *Test = nullptr; ///< null: nothing is decided yet
    bool Holds = false;
    explicit operator bool() const { return Test; }
  };
  /// The answer when the operand turns out to be true or false, of the identity
  /// of a lasting test that the function makes more than once.
  Decision answer(const clang::Expr *Operand, bool Holds) const;
  /// The value when it does, of the operator that it belongs to.
  Decision value(const clang::Expr *Operand, bool Holds) const;

  /// Whether a value is made of the operator: no branch is taken on it.
  bool isValue(const clang::Expr *E) const { return Values.contains(E); }
  /// The last operand of such an operator, should the block end with it; null
  /// otherwise.
  const clang::Expr *lastOperand(const clang::CFGBlock &B) const;

private:
  struct Parent {
    const clang::BinaryOperator *Whole = nullptr;
    bool IsLast = false;  ///< the right operand
    bool Negated = false; ///< stands there negated
  };
  void note(const clang::Expr *E);
  void findRepeated(Truths &Lasting);
  bool decidesParent(const Parent &Up, bool &Holds) const;

  llvm::SmallDenseMap<const clang::Expr *, Parent, 4> Parents;
  llvm::SmallVector<const clang::BinaryOperator *, 2> Noted;
  llvm::SmallDenseMap<const clang::Expr *, Truths::Test, 2> Repeated;
  llvm::SmallPtrSet<const clang::Expr *, 4> Values;
  llvm::SmallPtrSet<const clang::Expr *, 4> LastOperands;
};

} // namespace eventloop::facts

#endif // EVENTLOOP_TIDY_LIB_FACTS_COMPOUNDTESTS_H
