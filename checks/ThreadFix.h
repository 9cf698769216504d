//===- ThreadFix.h - Fix-its for calls from the wrong thread ----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Calls the thread-safe method in place of the one that is not. Which thread a
// call comes from, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_THREADFIX_H
#define EVENTLOOP_TIDY_CHECKS_THREADFIX_H

#include "findings/Finding.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"

namespace clang::tidy::eventloop {

/// The edits for a finding; empty where none is certain to be right.
///
/// Only for a call that posts without delay, where the library has a
/// thread-safe method of the same name with a suffix: it takes the same
/// arguments, and is right on the loop's own thread as well.
llvm::SmallVector<FixItHint, 1>
fixUnsafeCall(const ::eventloop::findings::Finding &F);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_THREADFIX_H
