//===- testing.cpp - Choices and virtual time -----------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/testing.h"

#include "refloop/detail/run_log.h"
#include "virtual_time.h"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <mutex>

namespace refloop {
namespace {

std::atomic<int> virtual_times = 0;

} // namespace

bool detail::virtual_time_wanted() noexcept {
  static const bool by_environment = [] {
    const char *value = std::getenv("REFLOOP_VIRTUAL_TIME");
    return value && !std::strcmp(value, "1");
  }();
  return by_environment || virtual_times > 0;
}

namespace testing {

bool choose() {
  static std::mutex mutex;
  static unsigned asked = 0;
  static const std::string answers = [] {
    const char *given = std::getenv("REFLOOP_CHOICES");
    return std::string(given ? given : "");
  }();
  const std::lock_guard lock(mutex);
  const unsigned index = asked++;
  detail::log_choices(asked);
  return index < answers.size() && answers[index] == '1';
}

VirtualTime::VirtualTime() noexcept { ++virtual_times; }
VirtualTime::~VirtualTime() { --virtual_times; }

} // namespace testing
} // namespace refloop
