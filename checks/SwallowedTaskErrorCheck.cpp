//===- SwallowedTaskErrorCheck.cpp - Errors that nobody sees --------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the diagnostic. See SwallowedTaskErrorCheck.h.
//
//===----------------------------------------------------------------------===//

#include "SwallowedTaskErrorCheck.h"
#include "Words.h"
#include "facts/Fact.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;

void SwallowedTaskErrorCheck::report(const Finding &F) {
  diag(F.Blamed->Loc, "%0 ends with an exception that %select{may be|is}1 "
                      "never seen")
      << taskOf(F.Spawned) << F.Definite;
  tell(F, F.LoopName);
}

} // namespace clang::tidy::eventloop
