//===- AwaitFix.h - Fix-its for work that nobody awaits ---------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Builds the edits that make a coroutine await what it drops. Only where they
// are certain to be right; what is dropped, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_AWAITFIX_H
#define EVENTLOOP_TIDY_CHECKS_AWAITFIX_H

#include "findings/Finding.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
}

namespace clang::tidy::eventloop {

/// The edits for a coroutine or a task that a coroutine drops; empty where none
/// is certain to be right. C++ allows no `co_await` in a handler, and none is
/// written in a macro. Three ways, the first that fits:
/// - a call that is a statement of its own gets its `co_await`;
/// - a task spawned where a group is at hand is spawned in the group;
/// - a task that is spawned in the outermost block of its coroutine is awaited
///   where that block is left. Certain means that nothing leaves the block
///   before, and that the task's body is in sight and has an end.
llvm::SmallVector<FixItHint, 3>
fixNeverAwaited(const ::eventloop::findings::Finding &F, ASTContext &Ctx);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_AWAITFIX_H
