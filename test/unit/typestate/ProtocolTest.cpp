//===- ProtocolTest.cpp - The loop's protocol, state by state -------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What holds of the protocol's table whatever its rows say, and the rows that
// libraries differ in.
//
//===----------------------------------------------------------------------===//

#include "typestate/Protocol.h"
#include "gtest/gtest.h"

using namespace eventloop;
using namespace eventloop::typestate;

namespace {

constexpr LoopState AllStates[] = {
    LoopState::Unknown,         LoopState::Open,   LoopState::Stopped,
    LoopState::StoppedWithWork, LoopState::Closed, LoopState::Destroyed};

constexpr LoopEvent AllEvents[] = {
    LoopEvent::Schedule, LoopEvent::Bind,  LoopEvent::Run,
    LoopEvent::RunSome,  LoopEvent::Stop,  LoopEvent::RunReturned,
    LoopEvent::Restart,  LoopEvent::Close, LoopEvent::RunSomeReturned,
    LoopEvent::Destroy,  LoopEvent::Havoc};

model::LoopProperties asyncioLike() { return {}; }

model::LoopProperties asioLike() {
  model::LoopProperties P;
  P.RunLeavesStopped = P.StopIsSticky = P.ClosedByDestructor = true;
  return P;
}

TEST(Protocol, SaysNothingOfALoopInAnUnknownState) {
  for (const model::LoopProperties &P : {asyncioLike(), asioLike()})
    for (LoopEvent E : AllEvents)
      EXPECT_EQ(step(LoopState::Unknown, E, P).Violation, ViolationKind::None);
}

TEST(Protocol, AnOpenLoopForbidsNothing) {
  for (const model::LoopProperties &P : {asyncioLike(), asioLike()})
    for (LoopEvent E : AllEvents)
      EXPECT_EQ(step(LoopState::Open, E, P).Violation, ViolationKind::None);
}

TEST(Protocol, NothingBringsADestroyedLoopBack) {
  for (const model::LoopProperties &P : {asyncioLike(), asioLike()})
    for (LoopEvent E : AllEvents)
      EXPECT_EQ(step(LoopState::Destroyed, E, P).Next, LoopState::Destroyed);
}

TEST(Protocol, AClosedLoopStaysClosedUnlessItMayReopen) {
  model::LoopProperties Reopens;
  Reopens.MayReopen = true;
  for (LoopEvent E : AllEvents) {
    if (E == LoopEvent::Destroy)
      continue;
    EXPECT_EQ(step(LoopState::Closed, E, asyncioLike()).Next,
              LoopState::Closed);
  }
  EXPECT_EQ(step(LoopState::Closed, LoopEvent::Restart, Reopens).Next,
            LoopState::Open);
  EXPECT_EQ(step(LoopState::Closed, LoopEvent::Havoc, Reopens).Next,
            LoopState::Unknown);
}

TEST(Protocol, AStopMayHoldForOneRun) {
  model::LoopProperties Libuv;
  Libuv.StopIsSticky = Libuv.RunClearsStop = true;
  for (LoopState S : {LoopState::Stopped, LoopState::StoppedWithWork}) {
    LoopStep Run = step(S, LoopEvent::Run, Libuv);
    EXPECT_EQ(Run.Violation, ViolationKind::RunWhileStopped);
    for (LoopEvent Returned :
         {LoopEvent::RunReturned, LoopEvent::RunSomeReturned}) {
      EXPECT_EQ(step(Run.Next, Returned, Libuv).Next, LoopState::Open);
      EXPECT_EQ(step(S, Returned, Libuv).Next, LoopState::Open);
      EXPECT_EQ(step(S, Returned, asioLike()).Next, S);
    }
  }
}

TEST(Protocol, CodeThatNobodySeesLeavesOnlyWhatCannotChange) {
  for (LoopState S : AllStates) {
    LoopState After = step(S, LoopEvent::Havoc, asioLike()).Next;
    bool IsFinal = S == LoopState::Closed || S == LoopState::Destroyed;
    EXPECT_EQ(After, IsFinal ? S : LoopState::Unknown);
  }
}

TEST(Protocol, AViolationIsRaisedOnce) {
  // A run while stopped takes the blame for the work that it does not do.
  LoopStep Run = step(LoopState::StoppedWithWork, LoopEvent::Run, asioLike());
  EXPECT_EQ(Run.Violation, ViolationKind::RunWhileStopped);
  LoopStep End = step(Run.Next, LoopEvent::Destroy, asioLike());
  EXPECT_EQ(End.Violation, ViolationKind::None);
}

TEST(Protocol, ClosingTwiceIsNoViolation) {
  EXPECT_EQ(step(LoopState::Closed, LoopEvent::Close, asyncioLike()).Violation,
            ViolationKind::None);
}

TEST(Protocol, AsyncioForgetsAStopWhenItIsNotRunning) {
  EXPECT_EQ(step(LoopState::Open, LoopEvent::Stop, asyncioLike()).Next,
            LoopState::Open);
  EXPECT_EQ(step(LoopState::Open, LoopEvent::RunReturned, asyncioLike()).Next,
            LoopState::Open);
}

TEST(Protocol, AsioStaysStoppedUntilItIsRestarted) {
  LoopState S = step(LoopState::Open, LoopEvent::RunReturned, asioLike()).Next;
  EXPECT_EQ(S, LoopState::Stopped);
  S = step(S, LoopEvent::Schedule, asioLike()).Next;
  EXPECT_EQ(S, LoopState::StoppedWithWork);
  EXPECT_EQ(step(S, LoopEvent::Restart, asioLike()).Next, LoopState::Open);
  EXPECT_EQ(step(S, LoopEvent::Destroy, asioLike()).Violation,
            ViolationKind::WorkNeverRun);
}

TEST(Protocol, HowFarAPartialRunCameIsNotKnown) {
  EXPECT_EQ(step(LoopState::Open, LoopEvent::RunSomeReturned, asioLike()).Next,
            LoopState::Unknown);
}

} // namespace
