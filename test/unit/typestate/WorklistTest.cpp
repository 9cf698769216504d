//===- WorklistTest.cpp - The order of visits and the budget --------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The driver's two promises: predecessors first, and an end.
//
//===----------------------------------------------------------------------===//

#include "dataflow/Worklist.h"
#include "gtest/gtest.h"

using namespace eventloop::dataflow;

namespace {

TEST(Worklist, VisitsBlocksInTheirOrder) {
  Worklist W;
  W.push({3, 30, 0});
  W.push({1, 10, 1});
  W.push({2, 20, 0});
  W.push({1, 10, 0});
  EXPECT_EQ(W.pop().Block, 10u);
  Worklist::Item Second = W.pop();
  EXPECT_EQ(Second.Block, 10u);
  EXPECT_EQ(Second.Index, 1u);
  EXPECT_EQ(W.pop().Block, 20u);
  EXPECT_EQ(W.pop().Block, 30u);
  EXPECT_TRUE(W.empty());
}

TEST(Budget, EndsAndStaysAtItsEnd) {
  Budget B(3);
  EXPECT_TRUE(B.spend(2));
  EXPECT_FALSE(B.isSpent());
  EXPECT_FALSE(B.spend(2));
  EXPECT_TRUE(B.isSpent());
  EXPECT_FALSE(B.spend());
}

} // namespace
