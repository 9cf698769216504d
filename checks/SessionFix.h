//===- SessionFix.h - Fix-its for sessions that end too late ----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Builds the edits that put the end of a session before the end of its loop:
// the session's close moved before the loop's, or two declarations swapped.
// Only where they are certain to be right; which ends first, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_SESSIONFIX_H
#define EVENTLOOP_TIDY_CHECKS_SESSIONFIX_H

#include "findings/Finding.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
}

namespace clang::tidy::eventloop {

/// The edits for a definite finding; empty where none is certain to be right.
///
/// A close is moved when both closes are statements of one block, the loop is a
/// local variable or a member of the object that nothing else closes or hands
/// on, and nothing in between leaves the block or touches what the statement
/// names. Declarations are swapped when they are neighbours whose ends are the
/// two of the story, and neither depends on the other.
llvm::SmallVector<FixItHint, 2>
fixSessionOrder(const ::eventloop::findings::Finding &F, ASTContext &Ctx);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_SESSIONFIX_H
