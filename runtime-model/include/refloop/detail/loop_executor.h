//===- loop_executor.h - The executor of a loop -----------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop's default executor, and the jobs of which the loop has not heard yet.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_LOOP_EXECUTOR_H
#define REFLOOP_DETAIL_LOOP_EXECUTOR_H

#include "refloop/detail/job_state.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace refloop {
template <class T> class Task;
}

namespace refloop::detail {

/// Part of a loop; any thread may call it.
class LoopExecutor {
public:
  /// The default executor, made if there is none.
  /// \throws RuntimeError `Executor shutdown has been called`, after a report
  /// of submit-after-shutdown
  ExecutorPointer get(const Where &where);
  void set(ExecutorPointer executor);

  void add_job(std::shared_ptr<JobState> job);
  void remove_job(const JobState &job);
  /// The jobs whose completion is still to come to the loop, oldest first.
  std::vector<std::shared_ptr<JobState>> jobs_in_flight() const;
  /// Whether another thread is going to wake the loop.
  bool is_busy() const;

  /// shutdown_default_executor() was called: no more jobs. Returns the executor
  /// to be shut down, or null.
  ExecutorPointer begin_shutdown(const Where &where);
  void end_shutdown();
  /// The loop is closed at \p where: shuts its executor down, without waiting,
  /// after a report of executor-not-shutdown, if \p report and a job is in
  /// flight that no task of the loop waits for.
  void loop_closed(const Where &where, bool report);

private:
  mutable std::mutex mutex_;
  ExecutorPointer default_;
  std::optional<Where> shut_down_at_;
  int shutdowns_ = 0; ///< that have begun and not ended
  std::map<std::uint64_t, std::shared_ptr<JobState>> jobs_;
};

/// The coroutine of shutdown_default_executor(): shuts the executor down on a
/// thread of its own, and waits for that without blocking the loop.
Task<void> shutdown_default_executor(LoopPointer loop,
                                     std::source_location where);

} // namespace refloop::detail

#endif // REFLOOP_DETAIL_LOOP_EXECUTOR_H
