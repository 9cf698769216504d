//===- StopFix.h - Fix-its for a loop closed by what it runs ----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Builds the edit that makes a callback stop the loop that it would close. Only
// where it is certain to be right; what closes a loop that runs, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_STOPFIX_H
#define EVENTLOOP_TIDY_CHECKS_STOPFIX_H

#include "findings/Finding.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
}

namespace clang::tidy::eventloop {

/// `loop.close()` -> `loop.stop()`; empty where that is not certain to be
/// right. Certain means that the close is the last that a lambda does, that the
/// function around the lambda runs the loop until it is stopped and closes it
/// afterwards, and that nothing there spawns a task or is out of sight.
llvm::SmallVector<FixItHint, 1>
fixClosedInside(const ::eventloop::findings::Finding &F, ASTContext &Ctx);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_STOPFIX_H
