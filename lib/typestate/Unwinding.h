//===- Unwinding.h - Exceptions on their way --------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is thrown, and what the handlers keep of it that throw it again.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_TYPESTATE_UNWINDING_H
#define EVENTLOOP_TIDY_LIB_TYPESTATE_UNWINDING_H

#include "typestate/Engine.h"

namespace eventloop::typestate {

/// What a throw-expression throws. What its handler had caught, nobody needs
/// to know any more.
ExceptionType thrownBy(const facts::Fact &Throw, PathState &S,
                       LocationTable &Locs);

/// The function is left: its handlers have caught nothing.
void forgetCaught(const facts::FunctionFacts &F, PathState &S,
                  LocationTable &Locs);

} // namespace eventloop::typestate

#endif // EVENTLOOP_TIDY_LIB_TYPESTATE_UNWINDING_H
