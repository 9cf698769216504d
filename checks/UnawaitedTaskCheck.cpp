//===- UnawaitedTaskCheck.cpp - Tasks that nobody awaits ------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See UnawaitedTaskCheck.h.
//
//===----------------------------------------------------------------------===//

#include "UnawaitedTaskCheck.h"
#include "AwaitFix.h"
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;
using ::eventloop::typestate::ViolationKind;

void UnawaitedTaskCheck::report(const Finding &F) {
  const auto &Call = *F.Blamed;
  std::string What;
  if (F.Violation == ViolationKind::CoroutineDropped)
    What = "coroutine " + nameOf(Call.Callee);
  else if (F.Spawned && nameOf(F.Spawned).front() == '\'')
    What = "the task of " + nameOf(F.Spawned);
  else
    What = "the task made here";
  diag(Call.Loc, "%0 %select{may be never|is never}1 awaited%2")
      << What << F.Definite << consequenceOf(F)
      << fixNeverAwaited(F, *context());
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
