//===- CloseFix.h - Fix-its for a loop that is closed too early -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Builds the edits that make a use of a closed loop right: a fresh loop, or
// the close moved behind the last use. Only where they are certain to be right;
// when a loop is closed too early, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_CLOSEFIX_H
#define EVENTLOOP_TIDY_CHECKS_CLOSEFIX_H

#include "findings/Finding.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
}

namespace clang::tidy::eventloop {

/// The edits for a definite use of a closed loop; empty where none is certain
/// to be right. Certain means: the close and the use stand in one block of one
/// function, straight after each other but for statements that cannot leave the
/// block; the loop is a local variable that nothing may have closed before; and
/// nothing in between asks whether the loop is closed or hands it on.
llvm::SmallVector<FixItHint, 3>
fixEarlyClose(const ::eventloop::findings::Finding &F, ASTContext &Ctx);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_CLOSEFIX_H
