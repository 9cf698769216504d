//===- registry.h - All loops of the process --------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Finds the state of a loop by the address of its EventLoop, dead ones
// included.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_SRC_REGISTRY_H
#define REFLOOP_SRC_REGISTRY_H

#include "refloop/detail/loop_state.h"

#include <mutex>
#include <unordered_map>

namespace refloop::detail {

/// One for the process, never destroyed: loops end during static destruction
/// too. Grows with the number of distinct addresses, not of loops.
class Registry {
public:
  static Registry &instance();

  /// A new loop lives at its facade's address; the one before it is forgotten.
  void add(LoopPointer loop);
  /// Null if no loop ever lived there.
  LoopPointer find(const EventLoop *address) const;
  /// All loops that are not forgotten, in the order of their creation.
  std::vector<LoopPointer> all() const;

  /// Memory for the EventLoops on the heap: an address is used again only after
  /// some thousand others were freed.
  void *allocate(std::size_t size);
  void deallocate(void *memory) noexcept;

private:
  static constexpr std::size_t quarantine = 4096;

  mutable std::mutex mutex_;
  std::unordered_map<const EventLoop *, LoopPointer> loops_;
  std::deque<void *> freed_;
};

} // namespace refloop::detail

#endif // REFLOOP_SRC_REGISTRY_H
