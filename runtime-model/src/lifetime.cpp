//===- lifetime.cpp - Whether an object still lives -----------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/lifetime.h"

#include "refloop/detail/activity.h"
#include "refloop/detail/violation.h"
#include "refloop/errors.h"

#include <array>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace refloop::detail {
namespace {

/// Some of the living objects. Several of these, so that threads seldom meet.
struct Shard {
  std::mutex mutex;
  std::set<std::pair<const void *, const void *>> living;
};

Shard &shard_of(const void *address) {
  // Never destroyed: objects end while the program exits, too.
  static auto *shards = new std::array<Shard, 16>;
  return (
      *shards)[reinterpret_cast<std::uintptr_t>(address) / 16 % shards->size()];
}

} // namespace

void lifetime_begins(const void *address, const void *type) noexcept {
  Shard &shard = shard_of(address);
  const std::lock_guard lock(shard.mutex);
  shard.living.emplace(address, type);
}

void lifetime_ends(const void *address, const void *type) noexcept {
  Shard &shard = shard_of(address);
  const std::lock_guard lock(shard.mutex);
  shard.living.erase({address, type});
}

bool is_alive(const void *address, const void *type) noexcept {
  Shard &shard = shard_of(address);
  const std::lock_guard lock(shard.mutex);
  return shard.living.contains({address, type});
}

void report_dead(const char *noun) noexcept {
  if (const Activity *activity = Activity::current())
    report_violation(check::dangling_capture, activity->ordered(),
                     activity->description() + " uses a " + noun +
                         " that has been destroyed");
}

void refuse_dead(const char *noun) {
  report_dead(noun);
  throw ViolationError(std::string("the ") + noun + " has been destroyed");
}

} // namespace refloop::detail
