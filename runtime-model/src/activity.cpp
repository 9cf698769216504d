//===- activity.cpp - What runs by order of somebody ----------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/activity.h"

namespace refloop::detail {
namespace {

thread_local const Activity *innermost = nullptr;

} // namespace

Activity::Activity(Kind kind, const Where &ordered,
                   const std::string &name) noexcept
    : kind_(kind), ordered_(ordered), name_(name), outer_(innermost) {
  innermost = this;
}

Activity::~Activity() { innermost = outer_; }

const Activity *Activity::current() noexcept { return innermost; }

std::string Activity::description() const {
  switch (kind_) {
  case Kind::task:
    return "task '" + name_ + "'";
  case Kind::callback:
    return "a callback";
  case Kind::signal_handler:
    return "a signal handler";
  case Kind::job:
    return "a job";
  }
  return {};
}

} // namespace refloop::detail
