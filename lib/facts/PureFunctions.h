//===- PureFunctions.h - Functions that only answer -------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tells which of the user's functions answer alike as long as what they are
// asked about stays as it is.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FACTS_PUREFUNCTIONS_H
#define EVENTLOOP_TIDY_LIB_FACTS_PUREFUNCTIONS_H

#include "clang/AST/Decl.h"

namespace eventloop::facts {

/// What others change, though nobody here touches it: a future, a stop token.
bool changesByItself(clang::QualType T);

/// True if the function, whose body is in sight, reads nothing but constants,
/// its parameters and, of a const method, the fields of its object, and changes
/// nothing but its own variables. Const methods that it calls are trusted.
bool isPure(const clang::FunctionDecl *F);

} // namespace eventloop::facts

#endif // EVENTLOOP_TIDY_LIB_FACTS_PUREFUNCTIONS_H
