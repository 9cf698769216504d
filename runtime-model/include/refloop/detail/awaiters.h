//===- awaiters.h - What suspends a task ------------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How a coroutine waits within its task: for a future, or for the next turn of
// its loop. Running one coroutine within another is task.h's.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_AWAITERS_H
#define REFLOOP_DETAIL_AWAITERS_H

#include "refloop/detail/task_state.h"

#include <coroutine>
#include <utility>

namespace refloop::detail {

/// Waits for a future or task from within a coroutine.
template <class T> class FutureAwaiter {
public:
  FutureAwaiter(Awaited<T> awaited, const Where &where)
      : awaited_(std::move(awaited)), where_(where) {}

  bool await_ready() {
    awaited_.state->mark_handled();
    const LoopPointer &loop = awaited_.state->loop();
    loop->ledger().record(EventKind::await, awaited_.state->id(), loop->id(),
                          where_.location());
    return awaited_.state->done();
  }
  void await_suspend(std::coroutine_handle<> leaf) {
    task_ = &executing_task();
    task_->suspend(leaf, awaited_.state, where_);
  }
  T await_resume() {
    if (task_)
      task_->check_injected();
    return awaited_.result();
  }

private:
  Awaited<T> awaited_;
  Where where_;
  TaskState *task_ = nullptr;
};

/// Lets the loop turn once; asyncio's bare `yield`.
class TurnAwaiter {
public:
  explicit TurnAwaiter(const Where &where) : where_(where) {}
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> leaf) {
    task_ = &executing_task();
    task_->suspend(leaf, nullptr, where_);
  }
  void await_resume() { task_->check_injected(); }

private:
  Where where_;
  TaskState *task_ = nullptr;
};

} // namespace refloop::detail

#endif // REFLOOP_DETAIL_AWAITERS_H
