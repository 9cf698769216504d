//===- ExecutorFix.h - Fix-its for jobs that nobody waits for ---*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Writes the shutdown that is missing before a loop's close. Only where it is
// certain to be right; which jobs are not done, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_EXECUTORFIX_H
#define EVENTLOOP_TIDY_CHECKS_EXECUTORFIX_H

#include "findings/Finding.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
}

namespace clang::tidy::eventloop {

/// The edits for a definite finding; empty where none is certain to be right.
///
/// The loop is a variable of the function that closes it, which does no more
/// with it than hand jobs to its default executor, wait and ask: nothing else
/// waits on the loop that the shutdown would have it run. What the jobs name is
/// not touched after the close, so that they do not wait for what comes then.
llvm::SmallVector<FixItHint, 2>
fixMissingShutdown(const ::eventloop::findings::Finding &F, ASTContext &Ctx);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_EXECUTORFIX_H
