//===- StateTest.cpp - The lattice of paths -------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The laws that make the engine terminate and its merges safe: a join covers
// both sides, joining again changes nothing, and widening comes to an end.
//
//===----------------------------------------------------------------------===//

#include "typestate/State.h"
#include "typestate/Ranges.h"
#include "gtest/gtest.h"
#include <limits>

using namespace eventloop::typestate;

namespace {

Value loop(LoopState S) {
  Value V;
  V.K = Value::Loop;
  V.State = S;
  return V;
}

/// True if everything that A allows for L, B allows too.
bool covers(const PathState &B, const PathState &A, LocId L) {
  const Value &Wide = B.get(L), &Narrow = A.get(L);
  if (Wide.K != Value::Int)
    return true;
  return Narrow.K == Value::Int && Wide.Low <= Narrow.Low &&
         Wide.High >= Narrow.High;
}

class StateTest : public ::testing::Test {
protected:
  LocationTable Table;
  LocId A = Table.root(LocKind::Local, &Table);
  LocId B = Table.root(LocKind::Local, this);

  PathState with(LocId L, Value V) {
    PathState S;
    S.set(L, V);
    return S;
  }
};

TEST_F(StateTest, KeepsPathsApartWhoseObjectsDiffer) {
  EXPECT_FALSE(with(A, loop(LoopState::Open))
                   .sameProperty(with(A, loop(LoopState::Closed))));
  EXPECT_FALSE(with(A, loop(LoopState::Open)).sameProperty(PathState()));
  EXPECT_FALSE(
      with(A, Value::pointer(B)).sameProperty(with(A, Value::pointer(A))));
  EXPECT_FALSE(
      with(A, Value::pointer(B)).sameProperty(with(A, Value::integer(0, 0))));
}

TEST_F(StateTest, MergesPathsWhoseNumbersDiffer) {
  EXPECT_TRUE(with(A, Value::integer(1, 1))
                  .sameProperty(with(A, Value::integer(2, 2))));
  EXPECT_TRUE(with(A, Value::integer(1, 1)).sameProperty(PathState()));
  EXPECT_TRUE(
      with(A, Value::integer(1, 1)).sameProperty(with(A, Value::unknown())));
}

TEST_F(StateTest, SamePropertyIsSymmetric) {
  PathState Samples[] = {PathState(),
                         with(A, Value::integer(1, 1)),
                         with(A, Value::unknown()),
                         with(A, Value::pointer(B)),
                         with(A, loop(LoopState::Open)),
                         with(B, loop(LoopState::Open))};
  for (const PathState &X : Samples)
    for (const PathState &Y : Samples)
      EXPECT_EQ(X.sameProperty(Y), Y.sameProperty(X));
}

TEST_F(StateTest, JoinCoversBothSides) {
  PathState Samples[] = {PathState(), with(A, Value::integer(1, 1)),
                         with(A, Value::integer(5, 9)),
                         with(A, Value::unknown())};
  for (const PathState &X : Samples)
    for (const PathState &Y : Samples)
      for (Widening How : {Widening(), Widening(llvm::ArrayRef<int64_t>())}) {
        PathState J = X;
        J.join(Y, How);
        EXPECT_TRUE(covers(J, X, A));
        EXPECT_TRUE(covers(J, Y, A));
      }
}

TEST_F(StateTest, JoinIsIdempotentAndReportsChange) {
  PathState X = with(A, Value::integer(1, 3)),
            Y = with(A, Value::integer(2, 7));
  EXPECT_FALSE(X.join(X));
  EXPECT_TRUE(X.join(Y));
  EXPECT_FALSE(X.join(Y));
  EXPECT_EQ(X.get(A).Low, 1);
  EXPECT_EQ(X.get(A).High, 7);
}

TEST_F(StateTest, AnExcludedNumberSurvivesOnlyIfBothExcludeIt) {
  Value NotFive = Value::integer(0, 9);
  ASSERT_TRUE(exclude(NotFive, 5));
  PathState X = with(A, NotFive);
  X.join(with(A, NotFive));
  EXPECT_TRUE(excludes(X.get(A), 5));
  X.join(with(A, Value::integer(0, 4)));
  EXPECT_TRUE(excludes(X.get(A), 5));
  X.join(with(A, Value::integer(0, 9)));
  EXPECT_FALSE(excludes(X.get(A), 5));
}

TEST_F(StateTest, WideningComesToAnEnd) {
  PathState X = with(A, Value::integer(0, 0));
  unsigned Changes = 0;
  for (int64_t I = 1; I <= 1000; ++I)
    Changes +=
        X.join(with(A, Value::integer(-I, I)), llvm::ArrayRef<int64_t>());
  EXPECT_LE(Changes, 2u);
  EXPECT_EQ(X.get(A).Low, std::numeric_limits<int64_t>::min());
  EXPECT_EQ(X.get(A).High, std::numeric_limits<int64_t>::max());
}

TEST_F(StateTest, AnUnknownNumberDoesNotBecomeKnownAgain) {
  PathState X = with(A, Value::integer(1, 1));
  EXPECT_TRUE(X.join(with(A, Value::unknown())));
  EXPECT_FALSE(X.join(with(A, Value::integer(1, 1))));
  EXPECT_EQ(X.get(A).K, Value::Unknown);
}

TEST_F(StateTest, CopiesATreeWithThePointersInIt) {
  int FirstField = 0, SecondField = 0;
  LocId Loop = Table.below(A, LocKind::Field, &FirstField);
  LocId Self = Table.below(A, LocKind::Field, &SecondField);
  PathState S;
  S.set(Loop, loop(LoopState::Closed));
  S.set(Self, Value::pointer(Loop));
  S.copyTree(A, B, Table);
  LocId Copied = Table.below(B, LocKind::Field, &FirstField);
  EXPECT_EQ(S.get(Copied).State, LoopState::Closed);
  EXPECT_EQ(S.get(Table.below(B, LocKind::Field, &SecondField)).Target, Copied);
  S.eraseTree(B, Table);
  EXPECT_EQ(S.get(Copied).K, Value::Absent);
  EXPECT_EQ(S.get(Loop).K, Value::Loop);
}

TEST_F(StateTest, GradingBitsKeepPathsApart) {
  PathState X, Y;
  Y.Reached = 1;
  EXPECT_FALSE(X.sameProperty(Y));
}

} // namespace
