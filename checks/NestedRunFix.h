//===- NestedRunFix.h - Fix-its for a run inside a run ----------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Builds the edits that make a coroutine await what it would run. Only where
// they are certain to be right; what runs inside a run, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_NESTEDRUNFIX_H
#define EVENTLOOP_TIDY_CHECKS_NESTEDRUNFIX_H

#include "findings/Finding.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
}

namespace clang::tidy::eventloop {

/// The edits that put `co_await task` in the place of a run of the loop that
/// runs, or of a run on a loop made for it; empty where that is not certain to
/// be right. Certain means that the run stands in the body of a coroutine,
/// outside of handlers and macros, and waits for what that coroutine can await.
llvm::SmallVector<FixItHint, 3>
fixNestedRun(const ::eventloop::findings::Finding &F, ASTContext &Ctx);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_NESTEDRUNFIX_H
