//===- registry.cpp - All loops of the process ----------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "registry.h"

#include <algorithm>
#include <new>

namespace refloop::detail {

namespace {

// Runs after all atexit handlers and destructors of statics: until then, the
// program may still close its loops.
[[gnu::destructor]] void report_leaked_loops() {
  for (const LoopPointer &loop : Registry::instance().all())
    loop->report_leaked();
}

} // namespace

Registry &Registry::instance() {
  static auto *registry = new Registry;
  return *registry;
}

void Registry::add(LoopPointer loop) {
  LoopPointer before; // freed outside of the lock
  const std::lock_guard lock(mutex_);
  before = std::exchange(loops_[loop->facade()], std::move(loop));
}

LoopPointer Registry::find(const EventLoop *address) const {
  const std::lock_guard lock(mutex_);
  const auto at = loops_.find(address);
  return at == loops_.end() ? nullptr : at->second;
}

std::vector<LoopPointer> Registry::all() const {
  std::vector<LoopPointer> loops;
  {
    const std::lock_guard lock(mutex_);
    for (const auto &[address, loop] : loops_)
      loops.push_back(loop);
  }
  std::sort(loops.begin(), loops.end(),
            [](const auto &a, const auto &b) { return a->id() < b->id(); });
  return loops;
}

void *Registry::allocate(std::size_t size) {
  {
    const std::lock_guard lock(mutex_);
    if (freed_.size() > quarantine) {
      void *memory = freed_.front();
      freed_.pop_front();
      return memory; // every block holds one EventLoop: they are all of a size
    }
  }
  return ::operator new(size);
}

void Registry::deallocate(void *memory) noexcept {
  const std::lock_guard lock(mutex_);
  freed_.push_back(memory);
}

} // namespace refloop::detail
