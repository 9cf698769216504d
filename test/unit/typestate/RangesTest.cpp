//===- RangesTest.cpp - The numbers that a value may be -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every operation is compared with sets of numbers: what was possible stays
// possible, and within a window nothing else becomes so.
//
//===----------------------------------------------------------------------===//

#include "typestate/Ranges.h"
#include "gtest/gtest.h"
#include <limits>
#include <random>
#include <set>

using namespace eventloop::typestate;

namespace {

constexpr int64_t First = -4, Last = 19; // a window
constexpr int64_t Least = std::numeric_limits<int64_t>::min();
constexpr int64_t Most = std::numeric_limits<int64_t>::max();

using Set = std::set<int64_t>;

/// The numbers from First to Last that V may be.
Set numbers(const Value &V) {
  Set Result;
  for (int64_t C = First; C <= Last; ++C)
    if (!excludes(V, C))
      Result.insert(C);
  return Result;
}

/// A number that may be what Members are.
Value valueOf(const Set &Members) {
  Value V = Value::integer(*Members.begin(), *Members.rbegin());
  for (int64_t C = V.Low; C <= V.High; ++C)
    if (!Members.contains(C))
      exclude(V, C);
  return V;
}

Set randomSet(std::mt19937 &Random) {
  Set Result;
  while (Result.empty())
    for (int64_t C = First; C <= Last; ++C)
      if (Random() % 3 == 0)
        Result.insert(C);
  return Result;
}

TEST(Ranges, ValuesAreTheirNumbers) {
  std::mt19937 Random(1);
  for (int I = 0; I < 1000; ++I) {
    Set Members = randomSet(Random);
    EXPECT_EQ(numbers(valueOf(Members)), Members);
  }
}

TEST(Ranges, JoinsAreUnions) {
  std::mt19937 Random(2);
  for (int I = 0; I < 1000; ++I) {
    Set A = randomSet(Random), B = randomSet(Random);
    Value Joined = valueOf(A);
    const bool Changed = joinNumbers(Joined, valueOf(B));
    Set Union = A;
    Union.insert(B.begin(), B.end());
    EXPECT_EQ(numbers(Joined), Union);
    EXPECT_EQ(Changed, Union != A);
    EXPECT_EQ(Joined, valueOf(Union)); // equal sets are equal values
  }
}

TEST(Ranges, WidenedJoinsCoverBothAndEnd) {
  std::mt19937 Random(3);
  for (int I = 0; I < 1000; ++I) {
    Value Joined = valueOf(randomSet(Random));
    unsigned Changes = 0;
    for (int J = 0; J < 100; ++J) {
      Set Before = numbers(Joined), B = randomSet(Random);
      Changes += joinNumbers(Joined, valueOf(B), llvm::ArrayRef<int64_t>());
      Set After = numbers(Joined);
      Before.insert(B.begin(), B.end());
      EXPECT_TRUE(std::includes(After.begin(), After.end(), Before.begin(),
                                Before.end()));
    }
    EXPECT_LE(Changes, 26u); // both bounds, and each hole once
  }
}

TEST(Ranges, BoundsThatMoveAreWidenedToTheNextOfSome) {
  const int64_t Ascending[] = {-1, 4, 5};
  Value Joined = Value::integer(0, 2);
  EXPECT_TRUE(joinNumbers(Joined, Value::integer(0, 3), Ascending));
  EXPECT_EQ(Joined, Value::integer(0, 4));
  EXPECT_FALSE(joinNumbers(Joined, Value::integer(1, 4), Ascending));
  EXPECT_TRUE(joinNumbers(Joined, Value::integer(-1, 5), Ascending));
  EXPECT_EQ(Joined, Value::integer(-1, 5));
  EXPECT_TRUE(joinNumbers(Joined, Value::integer(-2, 6), Ascending));
  EXPECT_EQ(Joined, Value::integer(std::numeric_limits<int64_t>::min(),
                                   std::numeric_limits<int64_t>::max()));
}

TEST(Ranges, RestrictionsAreIntersections) {
  std::mt19937 Random(4);
  for (int I = 0; I < 1000; ++I) {
    Set A = randomSet(Random);
    const int64_t Low = First + Random() % 24, High = First + Random() % 24;
    Set Within;
    for (int64_t C : A)
      if (C >= Low && C <= High)
        Within.insert(C);
    Value V = valueOf(A);
    EXPECT_EQ(restrictTo(V, Low, High), !Within.empty());
    if (!Within.empty())
      EXPECT_EQ(V, valueOf(Within));
  }
}

TEST(Ranges, ExcludesUntilNothingIsLeft) {
  Value V = Value::integer(0, 3);
  EXPECT_TRUE(exclude(V, 1));
  EXPECT_TRUE(exclude(V, 3));
  EXPECT_EQ(V.High, 2);
  EXPECT_TRUE(exclude(V, 0));
  EXPECT_EQ(V.Low, 2); // 1 is excluded, too
  EXPECT_TRUE(V.isConstant());
  EXPECT_FALSE(exclude(V, 2));
}

TEST(Ranges, SumsMoveTheHoles) {
  Value V = add(valueOf({0, 2, 5}), 3, false);
  EXPECT_EQ(numbers(V), (Set{3, 5, 8}));
  EXPECT_EQ(numbers(add(V, -6, false)), (Set{-3, -1, 2}));
}

TEST(Ranges, HolesThatAreTooFarAwayAreForgotten) {
  Value V = Value::integer(Least, Most);
  EXPECT_TRUE(exclude(V, 1'000'000));
  EXPECT_FALSE(excludes(V, 1'000'000));
  EXPECT_TRUE(exclude(V, 404));
  EXPECT_TRUE(excludes(V, 404));
  EXPECT_TRUE(exclude(V, 0)); // in another window
  EXPECT_FALSE(excludes(V, 0));
  EXPECT_TRUE(exclude(V, Most));
  EXPECT_EQ(V.High, Most - 1);
}

} // namespace
