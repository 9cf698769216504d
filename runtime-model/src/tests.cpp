//===- tests.cpp - Which test runs ----------------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests.h"

#include "refloop/testing.h"

#include <deque>
#include <mutex>

namespace refloop {
namespace {

/// The names of all tests that began. Never destroyed: loops end while the
/// program exits, too.
struct Tests {
  std::mutex mutex;
  std::deque<std::string> names;
  bool inside = false;
};

Tests &tests() {
  static auto *instance = new Tests;
  return *instance;
}

} // namespace

detail::TestMoment detail::TestMoment::now() {
  Tests &all = tests();
  const std::lock_guard lock(all.mutex);
  return {all.names.size(), all.inside};
}

std::string detail::TestMoment::text() const {
  if (test == 0)
    return {};
  Tests &all = tests();
  const std::lock_guard lock(all.mutex);
  return ", by test '" + all.names[test - 1] + "'";
}

void testing::begin_test(std::string_view name) {
  Tests &all = tests();
  const std::lock_guard lock(all.mutex);
  all.names.emplace_back(name);
  all.inside = true;
}

void testing::end_test() {
  Tests &all = tests();
  const std::lock_guard lock(all.mutex);
  all.inside = false;
}

} // namespace refloop
