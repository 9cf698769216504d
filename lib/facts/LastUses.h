//===- LastUses.h - Until when a variable matters ---------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Computes, once a function is lowered, where its variables, temporaries and
// tests are mentioned for the last time, and which blocks paths may come back
// to. With that, lib/typestate forgets what cannot be read again: long
// functions cost by their length, not by its square.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FACTS_LASTUSES_H
#define EVENTLOOP_TIDY_LIB_FACTS_LASTUSES_H

#include "facts/FunctionFacts.h"

namespace eventloop::facts {

/// Fills in Block::Start, Block::MayComeBack and FunctionFacts::LastUses.
/// Variables of class or array type are not among them: they end by their
/// destructors, and lifecycles are theirs.
void findLastUses(FunctionFacts &F);

} // namespace eventloop::facts

#endif // EVENTLOOP_TIDY_LIB_FACTS_LASTUSES_H
