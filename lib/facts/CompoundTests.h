//===- CompoundTests.h - Tests that come again ------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Knows which tests of a function come again, and which branches of `a && b`
// and `a || b` decide the whole test: its answer, and its value where one is
// made of it. Paths that come together remember of each number alone what it
// may be, and of an owner or a string nothing.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FACTS_COMPOUNDTESTS_H
#define EVENTLOOP_TIDY_LIB_FACTS_COMPOUNDTESTS_H

#include "facts/Truths.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace clang {
class CFG;
class CFGBlock;
} // namespace clang

namespace eventloop::facts {

/// The tests of a function that come again, and those of several operands.
class CompoundTests {
public:
  /// Tests for which MayChange holds are asked anew each time.
  CompoundTests(const clang::CFG &Cfg, Truths &Lasting,
                llvm::function_ref<bool(const clang::Expr *)> MayChange);

  struct Decision {
    const clang::Expr *Test = nullptr; ///< null: nothing is decided yet
    bool Holds = false;
  };
  struct Decisions {
    /// Of the identities of lasting tests that the function makes repeatedly.
    llvm::SmallVector<Decision, 2> Answers;
    Decision Value; ///< of the operator that the operand belongs to
  };
  /// What is decided when the operand turns out to be true or false.
  Decisions decidedBy(const clang::Expr *Operand, bool Holds) const;

  /// Whether the test comes again.
  bool isRepeated(const clang::Expr *E) const {
    return Repeated.contains(positive(E).E);
  }
  /// Those whose answer lasts until what they read is changed.
  llvm::SmallVector<Truths::Test, 0> thatChange() const;

  /// Whether a value is made of the operator: no branch is taken on it.
  bool isValue(const clang::Expr *E) const { return Values.contains(E); }
  /// The operand of E that is evaluated last, or E itself.
  const clang::Expr *lastOperandOf(const clang::Expr *E) const;
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
  void findRepeated(Truths &Lasting,
                    llvm::function_ref<bool(const clang::Expr *)> MayChange);
  bool climb(const clang::Expr *&E, bool &Holds) const;

  llvm::SmallDenseMap<const clang::Expr *, Parent, 4> Parents;
  llvm::SmallSetVector<const clang::Expr *, 4> Noted;
  llvm::SmallDenseMap<const clang::Expr *, Truths::Test, 2> Repeated;
  llvm::SmallPtrSet<const clang::Expr *, 4> Values;
  llvm::SmallPtrSet<const clang::Expr *, 4> LastOperands;
};

} // namespace eventloop::facts

#endif // EVENTLOOP_TIDY_LIB_FACTS_COMPOUNDTESTS_H
