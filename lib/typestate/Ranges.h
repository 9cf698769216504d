//===- Ranges.h - The numbers that a value may be ---------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Arithmetic of numbers that are known in part: an interval, and which of 24
// neighbours in it are excluded, as the cases of a switch are behind it.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_TYPESTATE_RANGES_H
#define EVENTLOOP_TIDY_LIB_TYPESTATE_RANGES_H

#include "typestate/State.h"

namespace eventloop::typestate {

/// Whether the number V cannot be C.
bool excludes(const Value &V, int64_t C);

/// Narrows the number. False if nothing is left of it.
bool exclude(Value &V, int64_t C);
bool restrictTo(Value &V, int64_t Low, int64_t High);

/// What is A or B becomes A, and more if bounds that move are widened. True if
/// A changed.
bool joinNumbers(Value &A, const Value &B, Widening How = std::nullopt);

/// A number and a constant; bounds that are open stay open.
Value add(Value V, int64_t Step, bool MayWrap);

} // namespace eventloop::typestate

#endif // EVENTLOOP_TIDY_LIB_TYPESTATE_RANGES_H
