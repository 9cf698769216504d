//===- SignalFix.h - Fix-its for closes in signal handlers ------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Stops the loop instead of closing it. Only where that is certain to be right;
// what runs in a handler, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_SIGNALFIX_H
#define EVENTLOOP_TIDY_CHECKS_SIGNALFIX_H

#include "findings/Finding.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
}

namespace clang::tidy::eventloop {

/// The edits for a definite finding; empty where none is certain to be right.
///
/// The loop is a variable of a function that closes it in the block of its
/// declaration, with no way out in between, and that does not wait for a task
/// on it: a stop would end such a run before the task is done.
llvm::SmallVector<FixItHint, 2>
fixCloseInHandler(const ::eventloop::findings::Finding &F, ASTContext &Ctx);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_SIGNALFIX_H
