//===- task_state.h - The state behind a running task -----------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Drives a coroutine step by step on its loop, and knows whether anybody cares
// for the task. Mirrors asyncio.tasks.Task: `__step`, `__wakeup`, `cancel`,
// `uncancel`. Coroutines themselves are task.h's.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_TASK_STATE_H
#define REFLOOP_DETAIL_TASK_STATE_H

#include "refloop/detail/future_state.h"

#include <coroutine>
#include <string>

namespace refloop::detail {

class TaskState : public FutureState {
public:
  TaskState(LoopPointer loop, std::coroutine_handle<> root,
            const Where &spawned);
  ~TaskState() override;

  /// Schedules the first step and registers with the loop.
  void start(const Where &where);

  /// asyncio's Task.cancel: a CancelledError is thrown into the coroutine at
  /// its next step, unless what it waits for can be cancelled. False if done.
  bool cancel(const Where &where) override;
  /// Cancellation requests not yet taken back.
  int cancelling() const noexcept { return cancel_requests_; }
  int uncancel() noexcept { return cancel_requests_ ? --cancel_requests_ : 0; }

  /// The innermost coroutine suspends until \p future is done; null: until the
  /// next turn of the loop.
  void suspend(std::coroutine_handle<> leaf, FuturePointer future,
               const Where &where);
  /// Called when the coroutine is resumed: throws what is to be thrown into it.
  void check_injected();

  /// `Task-7`, as asyncio numbers them.
  const std::string &name() const noexcept { return name_; }
  const Where &spawned() const noexcept { return spawned_; }

  // Who cares for it; see "A task is handled" in the reference.
  void mark_handled() noexcept override { handled_ = true; }
  void mark_detached(const Where &where);
  bool handled() const noexcept { return handled_; }
  /// Its only handle goes away.
  void handle_dropped();
  /// `run()`, or the end of a test, is about to cancel it: \p message says so.
  void cancelled_at_the_end(std::string_view message);
  /// The program asked to be told (at_exit.h).
  void pending_at_exit();
  /// Its loop is gone before it was done; \p reported says that the close was
  /// blamed for it. Destroys the coroutine.
  void abandon(bool reported);
  /// The process exits before it was done, and its loop was never closed.
  void left_at_exit();
  /// Whether its handle went away first, and nobody was blamed for it yet.
  bool dropped() const noexcept { return dropped_; }
  /// Never blamed: `run_until_complete` throws if it does not finish.
  void excuse() noexcept { excused_ = true; }
  bool excused() const noexcept { return excused_; }
  bool abandoned() const noexcept { return abandoned_; }

protected:
  void on_done() override;
  /// Moves the coroutine's value to its box, or returns its exception.
  virtual std::exception_ptr harvest(std::coroutine_handle<> root) = 0;

private:
  void step(std::exception_ptr error);
  void resume(std::exception_ptr error);
  void after_step();
  void complete(std::exception_ptr error);
  void post_step(std::exception_ptr error);
  void wakeup(FutureState &future);
  void destroy_coroutine() noexcept;
  void blame_spawn(std::string_view message);

  std::coroutine_handle<> root_;
  std::coroutine_handle<> leaf_;
  FuturePointer waiting_for_;
  bool suspended_on_future_ = false;
  Where await_location_;
  std::exception_ptr injected_;
  std::string name_;
  const Where spawned_;
  const ViolationMark mark_;
  int cancel_requests_ = 0;
  bool must_cancel_ = false;
  bool started_ = false;
  std::atomic<bool> handled_ = false; ///< other threads may cancel, wrongly
  bool detached_ = false;
  bool dropped_ = false; ///< unhandled and pending when its handle went away
  bool blamed_ = false;  ///< one violation a task
  bool excused_ = false;
  bool abandoned_ = false;
};

/// The task that is being executed on this thread.
/// \throws RuntimeError `no running event loop`
TaskState &executing_task();

} // namespace refloop::detail

#endif // REFLOOP_DETAIL_TASK_STATE_H
