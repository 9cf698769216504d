//===- CaptureFix.h - Fix-its for captures that dangle ----------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Captures by value what is gone when the callback runs. Only where that is
// certain to be right; what ends first, lib/ knows.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_CAPTUREFIX_H
#define EVENTLOOP_TIDY_CHECKS_CAPTUREFIX_H

#include "findings/Finding.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
}

namespace clang::tidy::eventloop {

/// The edits for a finding; empty where none is certain to be right.
///
/// The blamed call is given a lambda as written, which captures one thing by
/// reference: a number, a pointer or an enumerator of this function that nobody
/// changes, so that a copy is as good.
llvm::SmallVector<FixItHint, 1>
fixDanglingCapture(const ::eventloop::findings::Finding &F, ASTContext &Ctx);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_CAPTUREFIX_H
