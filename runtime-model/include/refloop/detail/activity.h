//===- activity.h - What runs by order of somebody --------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which task, callback or job this thread executes, and where that was spawned,
// scheduled or submitted. What follows from a misdeed is decided by the
// callers.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_ACTIVITY_H
#define REFLOOP_DETAIL_ACTIVITY_H

#include "refloop/detail/where.h"

#include <cstdint>
#include <string>

namespace refloop::detail {

/// While one of these lives, this thread executes what was ordered at a place.
/// They nest: a callback of the loop steps a task.
class Activity {
public:
  enum class Kind : std::uint8_t { task, callback, signal_handler, job };

  /// \p ordered and \p name outlive it.
  Activity(Kind kind, const Where &ordered, const std::string &name) noexcept;
  ~Activity();
  Activity(const Activity &) = delete;
  Activity &operator=(const Activity &) = delete;

  /// The innermost of this thread, or null.
  static const Activity *current() noexcept;

  Kind kind() const noexcept { return kind_; }
  /// Where it was spawned, scheduled or submitted.
  const Where &ordered() const noexcept { return ordered_; }
  /// `task 'Task-2'`, `a callback`, …
  std::string description() const;

private:
  const Kind kind_;
  const Where &ordered_;
  const std::string &name_;
  const Activity *const outer_;
};

} // namespace refloop::detail

#endif // REFLOOP_DETAIL_ACTIVITY_H
