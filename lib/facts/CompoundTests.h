//===- CompoundTests.h - Tests made of several ------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Knows which branches of `a && b` and `a || b` decide the whole test. Paths
// that come together remember of each variable alone what it may be: that one
// of the two is false is told by the whole test, when it comes again.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FACTS_COMPOUNDTESTS_H
#define EVENTLOOP_TIDY_LIB_FACTS_COMPOUNDTESTS_H

#include "facts/Truths.h"
#include <optional>

namespace clang {
class CFG;
}

namespace eventloop::facts {

/// The lasting tests of several operands that a function makes more than once.
class CompoundTests {
public:
  CompoundTests(const clang::CFG &Cfg, Truths &Lasting);

  struct Decision {
    const clang::Expr *Identity = nullptr; ///< of the whole test
    bool Holds = false;                    ///< the test of that identity
  };
  /// What is decided when the operand turns out to be true or false; nothing
  /// where that takes further operands, or the test does not come again.
  std::optional<Decision> decidedBy(const clang::Expr *Operand,
                                    bool Holds) const;

private:
  struct Parent {
    const clang::BinaryOperator *Whole = nullptr;
    bool IsLast = false;  ///< the right operand
    bool Negated = false; ///< stands there negated
  };
  void note(const clang::Expr *E);

  llvm::SmallDenseMap<const clang::Expr *, Parent, 4> Parents;
  llvm::SmallVector<const clang::BinaryOperator *, 2> Noted;
  llvm::SmallDenseMap<const clang::Expr *, Truths::Test, 2> Repeated;
};

} // namespace eventloop::facts

#endif // EVENTLOOP_TIDY_LIB_FACTS_COMPOUNDTESTS_H
