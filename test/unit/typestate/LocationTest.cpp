//===- LocationTest.cpp - Names of memory ---------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Interning, nesting and renaming of locations.
//
//===----------------------------------------------------------------------===//

#include "typestate/Location.h"
#include "gtest/gtest.h"

using namespace eventloop::typestate;

namespace {

TEST(Location, EqualPathsAreOneLocation) {
  LocationTable T;
  int Variable = 0, Field = 0;
  LocId Root = T.root(LocKind::Local, &Variable);
  EXPECT_EQ(Root, T.root(LocKind::Local, &Variable));
  EXPECT_NE(Root, T.root(LocKind::Global, &Variable));
  EXPECT_EQ(T.below(Root, LocKind::Field, &Field),
            T.below(Root, LocKind::Field, &Field));
  EXPECT_NE(T.below(Root, LocKind::Pending, nullptr, 0),
            T.below(Root, LocKind::Pending, nullptr, 1));
}

TEST(Location, NowhereHasNoParts) {
  LocationTable T;
  EXPECT_EQ(T.below(0, LocKind::Pointee), 0u);
  EXPECT_FALSE(T.isWithin(0, T.root(LocKind::This)));
}

TEST(Location, DepthIsBounded) {
  LocationTable T;
  LocId L = T.root(LocKind::This);
  unsigned Steps = 0;
  while (L && Steps < 1000) {
    L = T.below(L, LocKind::Pointee);
    ++Steps;
  }
  EXPECT_LT(Steps, 100u);
}

TEST(Location, RebaseMovesTheWholePath) {
  LocationTable T;
  int Variable = 0, Outer = 0, Inner = 0;
  LocId From = T.root(LocKind::Local, &Variable);
  LocId Deep =
      T.below(T.below(From, LocKind::Field, &Outer), LocKind::Field, &Inner);
  LocId To = T.root(LocKind::Outer, nullptr, 3);
  LocId Moved = T.rebase(Deep, From, To);
  EXPECT_TRUE(T.isWithin(Moved, To));
  EXPECT_FALSE(T.isWithin(Moved, From));
  EXPECT_EQ(T.rebase(Moved, To, From), Deep);
}

} // namespace
