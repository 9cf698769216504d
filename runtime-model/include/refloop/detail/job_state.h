//===- job_state.h - Jobs of a loop on other threads ------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What `run_in_executor` makes: a future of the loop whose result comes from a
// thread of a pool. Mirrors asyncio.futures.wrap_future.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_JOB_STATE_H
#define REFLOOP_DETAIL_JOB_STATE_H

#include "refloop/detail/executor_state.h"
#include "refloop/detail/future_state.h"

#include <atomic>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace refloop::detail {

/// The future is the loop's thread's, as others are; the job and its value
/// belong to the pool's thread until the completion is delivered.
class JobState : public FutureState {
public:
  JobState(LoopPointer loop, ExecutorPointer executor, const Where &submitted);

  /// Gives it to its executor, and tells its loop that it is in flight.
  /// \throws as ExecutorState::submit
  void start();
  /// A job that has not begun never will.
  bool cancel(const Where &where) override;

  const Where &submitted() const noexcept { return submitted_; }
  /// Whether its completion can still come to its loop.
  bool is_in_flight() const { return !done() && !executor_->is_drained(); }

protected:
  /// Runs the job, and keeps its value.
  virtual void call() = 0;

private:
  enum class Phase : std::uint8_t { waiting, begun, cancelled };

  void execute();
  void deliver();

  const ExecutorPointer executor_;
  const Where submitted_;
  std::atomic<Phase> phase_ = Phase::waiting;
  std::exception_ptr raised_;
};

template <class F> class JobCell final : public JobState {
public:
  using Value = std::invoke_result_t<F &>;

  JobCell(LoopPointer loop, ExecutorPointer executor, F job, const Where &where)
      : JobState(std::move(loop), std::move(executor), where),
        job_(std::move(job)) {}
  Box<Value> box;

protected:
  void call() override {
    std::optional<F> job = std::move(job_); // ends with the call
    job_.reset();
    if constexpr (std::is_void_v<Value>)
      (*job)();
    else
      box.value.emplace((*job)());
  }

private:
  std::optional<F> job_;
};

/// Submits \p job to \p executor, on account of \p loop.
template <class F>
Awaited<std::invoke_result_t<std::decay_t<F> &>>
submit(const LoopPointer &loop, const ExecutorPointer &executor, F &&job,
       const Where &where) {
  auto cell = std::make_shared<JobCell<std::decay_t<F>>>(
      loop, executor, std::forward<F>(job), where);
  cell->start();
  auto *box = &cell->box;
  return {std::move(cell), box};
}

} // namespace refloop::detail

#endif // REFLOOP_DETAIL_JOB_STATE_H
