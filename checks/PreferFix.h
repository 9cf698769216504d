//===- PreferFix.h - Fix-its that write a life shorter ----------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Builds the edits that put one call of the library in the place of a loop's or
// a session's creation, use and close. Only where they are certain to be right;
// whether the one is the same as the other, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_PREFERFIX_H
#define EVENTLOOP_TIDY_CHECKS_PREFERFIX_H

#include "findings/Finding.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
}

namespace clang::tidy::eventloop {

/// `EventLoop loop; loop.run_until_complete(f()); loop.close();` ->
/// `refloop::run(f());`. Empty where one of them is not a statement by itself,
/// but for the run, which may be a part of one.
llvm::SmallVector<FixItHint, 4>
fixPreferRun(const ::eventloop::findings::Finding &F, ASTContext &Ctx);

/// What stands between the declaration and the one close, which ends the same
/// block, becomes the body of a lambda that `with_session` is given. Empty
/// where something leaves the block before, or declares what is used behind it.
llvm::SmallVector<FixItHint, 4>
fixPreferScopedSession(const ::eventloop::findings::Finding &F,
                       ASTContext &Ctx);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_PREFERFIX_H
