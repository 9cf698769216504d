//===- selector.h - Waits for files -----------------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which files are readable or writable, and being woken by another thread.
// Mirrors selectors.EpollSelector and asyncio's self-pipe. Knows nothing of
// loops.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_SELECTOR_H
#define REFLOOP_DETAIL_SELECTOR_H

#include "refloop/handle.h"

#include <chrono>
#include <map>
#include <optional>
#include <vector>

namespace refloop::detail {

class Selector {
public:
  /// \throws std::system_error if the process has no file descriptors left
  Selector();
  ~Selector();
  Selector(const Selector &) = delete;
  Selector &operator=(const Selector &) = delete;

  /// Replaces and cancels what watched before; null: no longer watched.
  void watch(int file, bool writable, HandlePointer callback);
  std::size_t watched_files() const { return files_.size(); }

  /// Waits for \p timeout at most, without one for ever; returns the callbacks
  /// of the files that are ready, in the order of their numbers.
  std::vector<HandlePointer>
  wait(std::optional<std::chrono::nanoseconds> timeout);

  /// Ends a wait(); any thread may call it.
  void wake() noexcept;

private:
  struct Watched {
    HandlePointer read;
    HandlePointer write;
  };
  void update(int file, bool added);

  int epoll_ = -1;
  int event_ = -1;
  std::map<int, Watched> files_;
};

} // namespace refloop::detail

#endif // REFLOOP_DETAIL_SELECTOR_H
