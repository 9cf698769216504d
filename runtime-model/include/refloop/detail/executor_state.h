//===- executor_state.h - The state behind a thread pool --------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Threads and the queue of their jobs. Mirrors concurrent.futures.thread. Knows
// nothing of loops.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_EXECUTOR_STATE_H
#define REFLOOP_DETAIL_EXECUTOR_STATE_H

#include "refloop/detail/violation.h"
#include "refloop/detail/where.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace refloop::detail {

/// Shared by the pool, the loops that use it, and its threads, so that a pool
/// that is destroyed is one that was shut down. Any thread may call it.
class ExecutorState : public std::enable_shared_from_this<ExecutorState> {
public:
  using Job = std::function<void()>;

  /// \throws std::invalid_argument `max_workers must be greater than 0`
  static std::shared_ptr<ExecutorState> make(int workers, const Where &created);
  ~ExecutorState();
  ExecutorState(const ExecutorState &) = delete;
  ExecutorState &operator=(const ExecutorState &) = delete;

  /// Queues \p job, which does not throw; starts a thread if none is idle and
  /// there may be more.
  /// \throws RuntimeError `cannot schedule new futures after shutdown`, after a
  /// report of submit-after-shutdown
  void submit(Job job, const Where &where);

  /// Takes no jobs from now on; the threads end when they have done all that
  /// are queued. With \p wait, returns after that. A second time is no error.
  /// \throws RuntimeError `cannot join current thread` on one of its threads
  void shutdown(bool wait, const Where &where);
  /// Its pool is destroyed: the same without a place.
  void destroy();
  /// Waits for all threads; no job will come.
  /// \throws RuntimeError `cannot join current thread`
  void join();

  bool is_shut_down() const;
  /// Whether all jobs are done and none will come.
  bool is_drained() const;
  /// Where it was shut down: notes of a violation.
  std::vector<Note> history() const;
  std::uint64_t id() const noexcept { return id_; }
  const Where &created() const noexcept { return created_; }

private:
  ExecutorState(int workers, const Where &created);
  void work();

  const std::uint64_t id_;
  const Where created_;
  const std::size_t most_threads_;
  const int process_; ///< its threads are not in a fork of that

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  struct Queued {
    Job job;
    Where submitted;
  };
  std::deque<Queued> queue_;
  std::vector<std::thread> threads_; ///< started and not joined yet
  std::size_t started_ = 0;
  std::size_t working_ = 0; ///< threads whose work() has not returned
  std::size_t idle_ = 0;
  std::optional<Where> shut_down_at_;
  bool destroyed_ = false; ///< by the end of its pool, without a shutdown
  std::mutex join_mutex_;  ///< one joins at a time
};

using ExecutorPointer = std::shared_ptr<ExecutorState>;

/// The pool that a loop makes when nobody gave it one: as many threads as
/// Python's.
ExecutorPointer make_default_executor(const Where &where);

} // namespace refloop::detail

#endif // REFLOOP_DETAIL_EXECUTOR_STATE_H
