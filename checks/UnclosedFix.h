//===- UnclosedFix.h - Fix-its for what nobody closes -----------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Builds the edits that close a local loop or session on each way out of its
// scope. Only where they are certain to be right; what is left open, lib/
// knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_UNCLOSEDFIX_H
#define EVENTLOOP_TIDY_CHECKS_UNCLOSEDFIX_H

#include "findings/Finding.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
}

namespace clang::tidy::eventloop {

/// `loop.close();` or `loop->close();` on each way out of the block that
/// declares the loop. Empty where something else may be in the way: the loop is
/// handed on to code that is not in sight or keeps it, spawns tasks, or its
/// scope is left by an exception.
llvm::SmallVector<FixItHint, 4>
fixUnclosedLoop(const ::eventloop::findings::Finding &F, ASTContext &Ctx);

/// `co_await session.close();` in a coroutine that makes a session on its own
/// loop; `loop.run_until_complete(session.close());` behind a session that is
/// made on a local loop.
llvm::SmallVector<FixItHint, 4>
fixUnclosedSession(const ::eventloop::findings::Finding &F, ASTContext &Ctx);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_UNCLOSEDFIX_H
