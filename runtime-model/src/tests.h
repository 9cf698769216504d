//===- tests.h - Which test runs --------------------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Asked by a loop when it ends and when it is used after that. Told by
// testing.h.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_SRC_TESTS_H
#define REFLOOP_SRC_TESTS_H

#include <cstdint>
#include <string>

namespace refloop::detail {

/// A moment's place in the order of the tests.
struct TestMoment {
  std::uint64_t test = 0; ///< the number of the last that began; 0: none yet
  bool inside = false;    ///< whether it has not ended

  static TestMoment now();
  /// Whether this is inside a test, and \p earlier belongs to another.
  bool is_after_test_of(const TestMoment &earlier) const {
    return inside && earlier.test != 0 && earlier.test != test;
  }
  /// `, by test 'Suite.Name'`, or nothing.
  std::string text() const;
};

} // namespace refloop::detail

#endif // REFLOOP_SRC_TESTS_H
