//===- Story.cpp - How an object came to be in its state ------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reads stories; see Story.h.
//
//===----------------------------------------------------------------------===//

#include "typestate/Story.h"

namespace eventloop::typestate {

llvm::SmallVector<const StoryNode *, 8> eventsOf(const StoryNode *Story) {
  llvm::SmallVector<const StoryNode *, 8> Events;
  // Calls may be nested deeper than the stack.
  llvm::SmallVector<const StoryNode *, 4> Outer;
  const StoryNode *N = Story;
  while (N || !Outer.empty()) {
    if (!N || (N->Event == StoryEvent::Entry && !Outer.empty())) {
      N = Outer.pop_back_val();
      continue;
    }
    Events.push_back(N);
    if (N->Inside) {
      Outer.push_back(N->Previous);
      N = N->Inside;
    } else {
      N = N->Previous;
    }
  }
  return Events;
}

} // namespace eventloop::typestate
