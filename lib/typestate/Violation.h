//===- Violation.h - An event in a state that forbids it --------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What lib/typestate tells lib/findings: the call to blame, why, and the story
// of the loop up to there.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_TYPESTATE_VIOLATION_H
#define EVENTLOOP_TIDY_LIB_TYPESTATE_VIOLATION_H

#include "typestate/Protocol.h"
#include "typestate/Story.h"

namespace clang {
class FunctionDecl;
}

namespace eventloop::typestate {

/// What holds on a path at least that violates there: what a fix-it has to
/// know.
struct Circumstances {
  bool IsInRun = false;    ///< some loop runs around it
  bool AwaitFails = false; ///< to await what was dropped would violate as well

  void add(const Circumstances &Others) {
    IsInRun |= Others.IsInRun;
    AwaitFails |= Others.AwaitFails;
  }
};

struct Violation {
  const facts::Call *Blamed = nullptr;
  ViolationKind Kind = ViolationKind::None;
  const StoryNode *Story = nullptr;
  /// What the blamed call spawned, where its body is in sight.
  const clang::FunctionDecl *Spawned = nullptr;
  /// True if every path that reaches the blamed call violates there.
  bool Definite = true;
  Circumstances Around;
};

} // namespace eventloop::typestate

#endif // EVENTLOOP_TIDY_LIB_TYPESTATE_VIOLATION_H
