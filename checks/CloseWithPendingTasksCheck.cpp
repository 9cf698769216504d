//===- CloseWithPendingTasksCheck.cpp - Closes before tasks are done ------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See CloseWithPendingTasksCheck.h.
//
//===----------------------------------------------------------------------===//

#include "CloseWithPendingTasksCheck.h"
#include "DrainFix.h"
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;

void CloseWithPendingTasksCheck::report(const Finding &F) {
  diag(F.Blamed->Loc, "%0 is closed while %1 %select{may be|is}2 pending%3")
      << called("loop", F.LoopName) << taskOf(F.Spawned) << F.Definite
      << consequenceOf(F) << fixPendingTasks(F, *context());
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
