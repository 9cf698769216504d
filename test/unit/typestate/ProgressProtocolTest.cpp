//===- ProgressProtocolTest.cpp - How far a task is, step by step ---------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The table of a task's progress: what its loop, its cancelling and its end do
// to the answer whether it is pending. Who takes care of it is
// TaskProtocolTest.cpp's.
//
//===----------------------------------------------------------------------===//

#include "typestate/Protocol.h"
#include "gtest/gtest.h"
#include <initializer_list>
#include <set>

using namespace eventloop::typestate;

namespace {

using P = TaskProgress;
using E = TaskEvent;

constexpr P AllProgress[] = {P::Unknown, P::NotDone,     P::MaybeDone,
                             P::Ending,  P::MaybeEnding, P::Done};

constexpr E AllEvents[] = {
    E::Turn,       E::Finish,   E::Handle,     E::Detach,       E::Drop,
    E::LoopClosed, E::LoopGone, E::ProgramEnd, E::FoundNotDone, E::Havoc};

/// How certain it is that a task just spawned is pending after these events.
Certainty pendingAfter(std::initializer_list<E> Events) {
  P Progress = P::NotDone;
  for (E Event : Events)
    Progress = step(Progress, Event);
  return isPending(Progress);
}

TEST(ProgressProtocol, EveryProgressIsReachedFromTheSpawn) {
  std::set<P> Reached{P::NotDone};
  for (bool Grew = true; Grew;) {
    Grew = false;
    for (P Progress : std::set<P>(Reached))
      for (E Event : AllEvents)
        Grew |= Reached.insert(step(Progress, Event)).second;
  }
  EXPECT_EQ(Reached.size(), NumTaskProgresses);
}

TEST(ProgressProtocol, WhatIsDoneStaysSoWhileItIsInSight) {
  for (E Event :
       {E::Turn, E::Finish, E::Handle, E::Detach, E::Drop, E::FoundNotDone})
    EXPECT_EQ(step(P::Done, Event), P::Done);
}

TEST(ProgressProtocol, TheEndOfItsLoopAndUnseenCodeLeaveNothingKnown) {
  for (P Progress : AllProgress)
    for (E Event : {E::LoopClosed, E::LoopGone, E::ProgramEnd, E::Havoc})
      EXPECT_EQ(step(Progress, Event), P::Unknown);
}

TEST(ProgressProtocol, OnlyItsEndMakesAnUnknownTaskKnown) {
  for (E Event : AllEvents)
    EXPECT_EQ(step(P::Unknown, Event),
              Event == E::Finish ? P::Done : P::Unknown);
}

TEST(ProgressProtocol, ATaskIsPendingUntilItsLoopTurned) {
  EXPECT_EQ(pendingAfter({}), Certainty::Certain);
  EXPECT_EQ(pendingAfter({E::Drop}), Certainty::Certain);
  EXPECT_EQ(pendingAfter({E::Detach}), Certainty::Certain);
  EXPECT_EQ(pendingAfter({E::Turn}), Certainty::Possible);
  EXPECT_EQ(pendingAfter({E::Turn, E::Turn}), Certainty::Possible);
  EXPECT_EQ(pendingAfter({E::Finish}), Certainty::None);
  EXPECT_EQ(pendingAfter({E::Turn, E::Finish}), Certainty::None);
}

TEST(ProgressProtocol, WhoAsksWhetherItIsDoneKnows) {
  EXPECT_EQ(pendingAfter({E::Turn, E::FoundNotDone}), Certainty::Certain);
  EXPECT_EQ(pendingAfter({E::Turn, E::FoundNotDone, E::Turn}),
            Certainty::Possible);
}

TEST(ProgressProtocol, ACancelledTaskNeedsATurn) {
  EXPECT_EQ(pendingAfter({E::Handle}), Certainty::Certain);
  EXPECT_EQ(pendingAfter({E::Turn, E::Handle}), Certainty::Possible);
  EXPECT_EQ(pendingAfter({E::Turn, E::Handle, E::FoundNotDone}),
            Certainty::Certain);
  // Whether it takes the chance, its body knows.
  EXPECT_EQ(pendingAfter({E::Handle, E::Turn}), Certainty::None);
  EXPECT_EQ(pendingAfter({E::Turn, E::Handle, E::Turn}), Certainty::None);
}

} // namespace
