//===- DrainFix.h - Fix-its for a close that leaves tasks -------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Builds the edit that cancels tasks and waits for them before their loop is
// closed. Only where it is certain to be right; what is pending, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_DRAINFIX_H
#define EVENTLOOP_TIDY_CHECKS_DRAINFIX_H

#include "findings/Finding.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
}

namespace clang::tidy::eventloop {

/// `handle.cancel();` and a run that waits for it, in front of the close; empty
/// where that is not certain to be right. Certain means that the handle of each
/// task that is spawned there is a variable of the block that closes the loop,
/// which is not handed on; that the tasks' bodies are in sight, spawn nothing
/// and catch nothing, so that the cancel ends them; and that nothing runs the
/// function that could run a loop at the same time.
llvm::SmallVector<FixItHint, 1>
fixPendingTasks(const ::eventloop::findings::Finding &F, ASTContext &Ctx);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_DRAINFIX_H
