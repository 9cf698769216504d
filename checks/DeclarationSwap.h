//===- DeclarationSwap.h - Fix-its for the order of two ends ----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Swaps two declarations next to each other whose objects end in the wrong
// order: the guards that close a session and its loop. Only where that is
// certain to be right; which order is wrong, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_DECLARATIONSWAP_H
#define EVENTLOOP_TIDY_CHECKS_DECLARATIONSWAP_H

#include "findings/Finding.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
}

namespace clang::tidy::eventloop {

/// The edits that swap two guards, of which the one that closes the loop ends
/// before the one that closes the session. Empty unless both are declared in a
/// row, end with their block, and are made by constructors that only initialise
/// members.
llvm::SmallVector<FixItHint, 2>
swapGuards(const ::eventloop::findings::Finding &F, ASTContext &Ctx);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_DECLARATIONSWAP_H
