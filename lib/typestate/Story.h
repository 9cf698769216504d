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
#include "llvm/ADT/SmallVector.h"
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

/// One event. Immutable; a story is the chain through Previous, and what
/// happened in a function that was called hangs below the call.
struct StoryNode {
  StoryEvent Event = StoryEvent::Entry;
  clang::SourceLocation Loc;
  llvm::StringRef Name; ///< the object as the source spells it there
  const StoryNode *Previous = nullptr;
  const facts::Call *Call = nullptr; ///< the call that did it, if one did
  /// CalledFrom: what happened in the callee, in its own terms.
  const StoryNode *Inside = nullptr;
  /// The object whose story goes before the chain's Entry; 0 without one.
  uint64_t EntryLocation = 0;
};

/// The events of a story, newest first, with those inside of calls. An Entry
/// comes last or not at all.
llvm::SmallVector<const StoryNode *, 8> eventsOf(const StoryNode *Story);

/// Makes stories; owns them.
class StoryTeller {
public:
  const StoryNode *tell(StoryEvent E, clang::SourceLocation Loc,
                        llvm::StringRef Name, const StoryNode *Previous,
                        const facts::Call *Call = nullptr) {
    return add({E, Loc, Name, Previous, Call, nullptr, entryOf(Previous)});
  }
  /// A call in whose callee \p Inside happened, after \p Previous.
  const StoryNode *tellCall(clang::SourceLocation Loc, const StoryNode *Inside,
                            const StoryNode *Previous) {
    return add({StoryEvent::CalledFrom, Loc, "", Previous, nullptr, Inside,
                entryOf(Previous)});
  }
  const StoryNode *entry(uint64_t Location) {
    return add(
        {StoryEvent::Entry, {}, "", nullptr, nullptr, nullptr, Location});
  }

private:
  const StoryNode *add(StoryNode N) {
    return new (Storage.Allocate<StoryNode>()) StoryNode(N);
  }
  static uint64_t entryOf(const StoryNode *Story) {
    return Story ? Story->EntryLocation : 0;
  }
  llvm::BumpPtrAllocator Storage;
};

} // namespace eventloop::typestate

#endif // EVENTLOOP_TIDY_LIB_TYPESTATE_STORY_H
