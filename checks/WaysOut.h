//===- WaysOut.h - Statements on each way out of a block --------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What fix-its share that close an object where its scope is left: the ways out
// of a block, and the edits that put a statement on each of them. Whether the
// statement is right there is not decided here.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_WAYSOUT_H
#define EVENTLOOP_TIDY_CHECKS_WAYSOUT_H

#include "StatementEdits.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"

namespace clang::tidy::eventloop {

/// The edits that put a statement on each way out of the block behind the one
/// at \p Position; empty where there is a way that has no place for it. A
/// return has, if its value is a constant or a variable, and it is a statement
/// of a block or the branch of an `if` without `else`; the end of the block
/// has. Exceptions in sight, `break`, `continue`, `goto` and handlers have not.
llvm::SmallVector<FixItHint, 4> onEachWayOut(BlockPosition Position,
                                             llvm::StringRef Statement,
                                             ASTContext &Ctx);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_WAYSOUT_H
