//===- timeouts.cpp - Sleeping and timeouts -------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/timeouts.h"

namespace refloop::detail {
namespace {

/// Cancels a timer when its scope is left, however that is.
struct TimerGuard {
  HandlePointer timer;
  ~TimerGuard() { timer->cancel(); }
};

void release(const FuturePointer &waiter, const Where &where) {
  if (!waiter->done())
    waiter->set_finished(where);
}

HandlePointer release_later(LoopState &loop, FuturePointer waiter, Delay delay,
                            std::source_location where) {
  HandlePointer timer = make_handle(
      [waiter = std::move(waiter), where] { release(waiter, where); }, where);
  loop.record(EventKind::schedule_later, timer->id(), where);
  loop.post_at(timer, loop.time() + delay, where);
  return timer;
}

/// asyncio's _cancel_and_wait: asks it to end, and waits until it has.
Task<> cancel_and_wait(FuturePointer future, std::source_location where) {
  const LoopPointer loop = running_loop().shared_from_this();
  const FuturePointer waiter = make_future<void>(loop).state;
  const auto key = future->add_done_callback(
      [waiter, where](FutureState &) { release(waiter, where); }, where);
  struct Guard {
    FuturePointer future;
    std::uint64_t key;
    ~Guard() { future->remove_done_callback(key); }
  } const guard{future, key};
  future->cancel(where);
  co_await FutureAwaiter<void>(signal(waiter), where);
}

} // namespace

Task<> sleep(Delay delay, std::source_location where) {
  if (delay <= Delay(0)) {
    co_await TurnAwaiter(where);
    co_return;
  }
  const LoopPointer loop = running_loop().shared_from_this();
  const FuturePointer waiter = make_future<void>(loop).state;
  const TimerGuard guard{release_later(*loop, waiter, delay, where)};
  co_await FutureAwaiter<void>(signal(waiter), where);
}

Task<bool> end_within(FuturePointer future, Delay delay,
                      std::source_location where) {
  const LoopPointer loop = running_loop().shared_from_this();
  loop->record(EventKind::wait_for, future->id(), where);
  if (delay <= Delay(0)) {
    if (future->done())
      co_return false;
    co_await cancel_and_wait(future, where);
    co_return true;
  }
  const FuturePointer waiter = make_future<void>(loop).state;
  const TimerGuard guard{release_later(*loop, waiter, delay, where)};
  const auto key = future->add_done_callback(
      [waiter, where](FutureState &) { release(waiter, where); }, where);
  std::exception_ptr cancelled;
  try {
    co_await FutureAwaiter<void>(signal(waiter), where);
  } catch (const CancelledError &) {
    cancelled = std::current_exception();
  }
  if (future->done())
    co_return false;
  future->remove_done_callback(key);
  co_await cancel_and_wait(future, where);
  if (cancelled)
    std::rethrow_exception(cancelled);
  co_return true;
}

FuturePointer shield_future(const FuturePointer &inner) {
  inner->loop()->record(EventKind::shield, inner->id(), Where());
  if (inner->done())
    return inner;
  // Who waits keeps the outer future; the inner one does not.
  const FuturePointer outer = make_future<void>(inner->loop()).state;
  inner->add_done_callback(
      [weak = std::weak_ptr(outer)](FutureState &done) {
        const FuturePointer waiting = weak.lock();
        if (!waiting || waiting->cancelled())
          static_cast<void>(done.outcome()); // counts as retrieved
        else if (waiting->done())
          return;
        else if (done.cancelled())
          waiting->cancel(Where());
        else if (const std::exception_ptr error = done.exception())
          waiting->set_exception(error, Where());
        else
          waiting->set_finished(Where());
      },
      Where());
  return outer;
}

Timeout::Timeout(Delay delay, std::source_location where)
    : expired_(std::make_shared<bool>(false)) {
  TaskState *task = running_loop().current_task();
  if (!task)
    throw RuntimeError("Timeout should be used inside a task");
  task_ = std::static_pointer_cast<TaskState>(task->shared_from_this());
  cancelling_ = task_->cancelling();
  LoopState &loop = *task_->loop();
  timer_ = make_handle(
      [task = task_.get(), expired = expired_, where] {
        task->cancel(where); // the handle is cancelled before the task ends
        *expired = true;
      },
      where);
  loop.record(EventKind::timeout, task_->id(), where);
  if (delay <= Delay(0))
    loop.post(timer_, where);
  else
    loop.post_at(timer_, loop.time() + delay, where);
}

Timeout::~Timeout() { timer_->cancel(); }

void Timeout::leave(std::exception_ptr error) {
  timer_->cancel();
  if (*expired_ && task_->uncancel() <= cancelling_ &&
      is_cancelled_error(error))
    throw TimeoutError();
  if (error)
    std::rethrow_exception(error);
}

} // namespace refloop::detail
