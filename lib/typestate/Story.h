//===- Story.h - How an object came to be in its state ----------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The events that led to an object's state, newest first, shared between
// paths. No text: lib/findings chooses what is told, checks/ words it.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_TYPESTATE_STORY_H
#define EVENTLOOP_TIDY_LIB_TYPESTATE_STORY_H

#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"

namespace eventloop::facts {
struct Call;
}

namespace eventloop::typestate {

enum class StoryEvent : uint8_t {
  Entry, ///< what happened before the function was entered; never told
  Created,
  Stopped,  ///< by a call that stops
  RanToEnd, ///< by a run that returned
  Closed,
  Destroyed,
  FoundClosed, ///< a query said so on this branch
  FoundStopped,
  WorkPosted, ///< while stopped
  TaskDropped,
  TaskLeft, ///< not done when its loop went away
  TaskSpawned,
  JobSubmitted,
  ExecutorMade,
  ExecutorShutDown,
  HandlerRegistered, ///< of a signal
  ThreadStarted,
  ReferentEnded, ///< what a callback or task refers to
  TestEnded,
  LoopRuns, ///< and all that is told from here on, meanwhile
  SessionMade,
  SessionEnded, ///< destroyed
  CalledFrom,
};

/// One event. Immutable; a story is the chain through Previous.
struct StoryNode {
  StoryEvent Event = StoryEvent::Entry;
  clang::SourceLocation Loc;
  llvm::StringRef Name; ///< the object as the source spells it there
  const StoryNode *Previous = nullptr;
  const facts::Call *Call = nullptr; ///< the call that did it, if one did
  uint64_t EntryLocation = 0; ///< Entry: which object's story goes before
};

/// Makes stories; owns them.
class StoryTeller {
public:
  const StoryNode *tell(StoryEvent E, clang::SourceLocation Loc,
                        llvm::StringRef Name, const StoryNode *Previous,
                        const facts::Call *Call = nullptr) {
    return new (Storage.Allocate<StoryNode>())
        StoryNode{E, Loc, Name, Previous, Call, 0};
  }
  const StoryNode *entry(uint64_t Location) {
    return new (Storage.Allocate<StoryNode>())
        StoryNode{StoryEvent::Entry, {}, "", nullptr, nullptr, Location};
  }

private:
  llvm::BumpPtrAllocator Storage;
};

} // namespace eventloop::typestate

#endif // EVENTLOOP_TIDY_LIB_TYPESTATE_STORY_H
