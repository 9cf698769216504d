//===- loop_signals.h - The signal handlers of a loop -----------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What add_signal_handler leaves behind: a pipe that brings signals to the
// loop, in their order, and the callbacks. Mirrors asyncio.unix_events.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_LOOP_SIGNALS_H
#define REFLOOP_DETAIL_LOOP_SIGNALS_H

#include "refloop/handle.h"

#include <map>
#include <mutex>

namespace refloop::detail {

/// Part of a loop. A signal belongs to the loop that asked for it last.
class LoopSignals {
public:
  explicit LoopSignals(LoopState &loop) : loop_(loop) {}
  ~LoopSignals();
  LoopSignals(const LoopSignals &) = delete;
  LoopSignals &operator=(const LoopSignals &) = delete;

  /// \throws std::invalid_argument `invalid signal number N`
  static void check(int signal);
  /// From now on \p handle is posted whenever \p signal comes.
  /// \throws RuntimeError `sig N cannot be caught`, or if this is not the main
  /// thread
  void add(int signal, HandlePointer handle);
  /// Gives the signal its default back; false if the loop has no handler of it.
  bool remove(int signal);
  /// The loop is being closed.
  void clear();

  /// How many files of the loop's selector are its own.
  std::size_t watched_files() const;

private:
  void open();
  void watch();
  /// Posts the handles of the signals that came.
  void read();
  HandlePointer handle_of(int signal) const;

  LoopState &loop_;
  mutable std::mutex mutex_;
  std::map<int, HandlePointer> handlers_;
  int read_end_ = -1;
  int write_end_ = -1;
};

} // namespace refloop::detail

#endif // REFLOOP_DETAIL_LOOP_SIGNALS_H
