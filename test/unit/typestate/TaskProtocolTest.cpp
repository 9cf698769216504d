//===- TaskProtocolTest.cpp - The table of spawned tasks ------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What must hold of every row of the task's protocol, and the stories that the
// reference loop tells of dropped tasks.
//
//===----------------------------------------------------------------------===//

#include "typestate/Protocol.h"
#include "gtest/gtest.h"
#include <initializer_list>
#include <set>

using namespace eventloop::typestate;

namespace {

using S = TaskState;
using E = TaskEvent;

constexpr S AllStates[] = {S::Unknown,        S::Pending,      S::Running,
                           S::Dropped,        S::MaybeDropped, S::Handled,
                           S::DroppedRunning, S::Done};

constexpr E AllEvents[] = {
    E::Turn,       E::Finish,   E::Handle,     E::Detach,       E::Drop,
    E::LoopClosed, E::LoopGone, E::ProgramEnd, E::FoundNotDone, E::Havoc};

/// How certain a violation is after these events of a task just spawned.
Certainty after(std::initializer_list<E> Events) {
  S State = S::Pending;
  Certainty Worst = Certainty::None;
  for (E Event : Events) {
    TaskStep Step = step(State, Event);
    Worst = std::max(Worst, Step.IsDropped);
    State = Step.Next;
  }
  return Worst;
}

TEST(TaskProtocol, SaysNothingOfATaskInAnUnknownState) {
  for (E Event : AllEvents) {
    EXPECT_EQ(step(S::Unknown, Event).IsDropped, Certainty::None);
    EXPECT_EQ(step(S::Unknown, Event).Next, S::Unknown);
  }
}

TEST(TaskProtocol, SaysNothingOfATaskThatSomebodyTookCareOf) {
  for (S State : {S::Handled, S::Done})
    for (E Event : AllEvents)
      EXPECT_EQ(step(State, Event).IsDropped, Certainty::None);
}

TEST(TaskProtocol, BlamesASpawnOnce) {
  for (S State : AllStates)
    for (E Event : AllEvents) {
      TaskStep First = step(State, Event);
      if (First.IsDropped == Certainty::None)
        continue;
      for (E Next : AllEvents)
        EXPECT_EQ(step(First.Next, Next).IsDropped, Certainty::None);
    }
}

TEST(TaskProtocol, EveryStateIsReachedFromTheSpawn) {
  std::set<S> Reached{S::Pending};
  for (bool Grew = true; Grew;) {
    Grew = false;
    for (S State : std::set<S>(Reached))
      for (E Event : AllEvents)
        Grew |= Reached.insert(step(State, Event).Next).second;
  }
  EXPECT_EQ(Reached.size(), NumTaskStates);
}

TEST(TaskProtocol, CodeThatNobodySeesLeavesOnlyWhatIsDone) {
  for (S State : AllStates)
    EXPECT_EQ(step(State, E::Havoc).Next,
              State == S::Done ? S::Done : S::Unknown);
}

TEST(TaskProtocol, ADroppedTaskIsToBlameWhenItEnds) {
  EXPECT_EQ(after({E::Drop, E::Finish}), Certainty::Certain);
  EXPECT_EQ(after({E::Drop, E::ProgramEnd}), Certainty::Certain);
  EXPECT_EQ(after({E::Drop, E::LoopGone}), Certainty::Certain);
  EXPECT_EQ(after({E::Finish, E::Drop, E::LoopGone}), Certainty::None);
}

TEST(TaskProtocol, AnExplicitCloseIsToBlameForWhatIsPending) {
  EXPECT_EQ(after({E::Drop, E::LoopClosed}), Certainty::None);
  EXPECT_EQ(after({E::LoopClosed, E::Drop}), Certainty::None);
  // Had it ended before the close, the spawn would be.
  EXPECT_EQ(after({E::Drop, E::Turn, E::LoopClosed}), Certainty::Possible);
}

TEST(TaskProtocol, OnceTheLoopTurnedNobodyKnowsWhetherItIsDone) {
  EXPECT_EQ(after({E::Turn, E::Drop, E::ProgramEnd}), Certainty::Possible);
  EXPECT_EQ(after({E::Turn, E::FoundNotDone, E::Drop, E::ProgramEnd}),
            Certainty::Certain);
  EXPECT_EQ(after({E::Turn, E::LoopGone}), Certainty::Possible);
}

} // namespace
