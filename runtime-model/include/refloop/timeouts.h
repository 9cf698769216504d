//===- timeouts.h - Sleeping and timeouts -----------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `sleep`, `wait_for`, `with_timeout`, `shield`: asyncio.tasks and
// asyncio.timeouts. Delays are any std::chrono duration.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_TIMEOUTS_H
#define REFLOOP_TIMEOUTS_H

#include "refloop/event_loop.h"

#include <chrono>
#include <source_location>
#include <type_traits>
#include <utility>

namespace refloop {
namespace detail {

using Delay = std::chrono::steady_clock::duration;

template <class Rep, class Period>
Delay to_delay(std::chrono::duration<Rep, Period> delay) {
  return std::chrono::duration_cast<Delay>(delay);
}

/// asyncio.sleep.
Task<> sleep(Delay delay, std::source_location where);

/// Waits for \p future, and cancels it when \p delay is over: whether that
/// happened. The body of asyncio.wait_for.
Task<bool> end_within(FuturePointer future, Delay delay,
                      std::source_location where);

/// The future that asyncio.shield returns, for one without a value.
FuturePointer shield_future(const FuturePointer &inner);

/// The part of asyncio.timeout that is the same for all types.
class Timeout {
public:
  /// Enters: the running task is cancelled once \p delay is over.
  Timeout(Delay delay, std::source_location where);
  ~Timeout();
  Timeout(const Timeout &) = delete;
  Timeout &operator=(const Timeout &) = delete;
  /// Leaves with \p error or null, and throws what asyncio's `__aexit__`
  /// raises.
  void leave(std::exception_ptr error);

private:
  std::shared_ptr<TaskState> task_;
  HandlePointer timer_;
  int cancelling_;
  std::shared_ptr<bool> expired_;
};

template <class T>
Task<T> wait_for(Awaited<T> awaited, Task<T> task, Delay delay,
                 std::source_location where) {
  if (task)
    awaited = spawn(running_loop().shared_from_this(), std::move(task), where)
                  .awaited();
  awaited.state->mark_handled();
  const bool late = co_await end_within(awaited.state, delay, where);
  if (late && awaited.state->cancelled())
    throw TimeoutError();
  co_return awaited.result();
}

template <class T>
Task<T> shielded(Awaited<T> inner, FuturePointer outer, Where where) {
  co_await FutureAwaiter<void>(signal(outer), where);
  co_return inner.result();
}

template <class T> Task<T> shield(const Awaited<T> &inner) {
  inner.state->mark_handled();
  const Where where({}, Blame::constructor, Backtrace::capture());
  return shielded(inner, shield_future(inner.state), where);
}

} // namespace detail

/// Suspends the task for \p delay; zero lets the loop turn once. Mirrors
/// asyncio.sleep.
template <class Rep, class Period>
Task<> sleep(std::chrono::duration<Rep, Period> delay,
             std::source_location where = std::source_location::current()) {
  return detail::sleep(detail::to_delay(delay), where);
}

/// Waits for \p task, and cancels it when it is not done after \p delay.
/// Mirrors asyncio.wait_for of Python 3.11.
/// \throws TimeoutError when it took too long
template <class T, class Rep, class Period>
Task<T> wait_for(Task<T> task, std::chrono::duration<Rep, Period> delay,
                 std::source_location where = std::source_location::current()) {
  return detail::wait_for(detail::Awaited<T>(), std::move(task),
                          detail::to_delay(delay), where);
}
template <class T, class Rep, class Period>
Task<T> wait_for(const TaskHandle<T> &task,
                 std::chrono::duration<Rep, Period> delay,
                 std::source_location where = std::source_location::current()) {
  task.task().state->mark_handled();
  return detail::wait_for(task.task().awaited(), Task<T>(),
                          detail::to_delay(delay), where);
}
template <class T, class Rep, class Period>
Task<T> wait_for(const Future<T> &future,
                 std::chrono::duration<Rep, Period> delay,
                 std::source_location where = std::source_location::current()) {
  return detail::wait_for(future.awaited(), Task<T>(), detail::to_delay(delay),
                          where);
}

/// Runs `body()`, a Task<T>, within the current task, and cancels the task when
/// it is not through after \p delay. Mirrors `async with
/// asyncio.timeout(delay)`.
/// \throws TimeoutError when it took too long
/// \throws RuntimeError `Timeout should be used inside a task`
template <class Rep, class Period, class F>
std::invoke_result_t<F &>
with_timeout(std::chrono::duration<Rep, Period> delay, F body,
             std::source_location where = std::source_location::current()) {
  detail::Timeout timeout(detail::to_delay(delay), where);
  std::exception_ptr error;
  using T = typename std::invoke_result_t<F &>::value_type;
  detail::Box<T> box;
  try {
    if constexpr (std::is_void_v<T>)
      co_await body();
    else
      box.value.emplace(co_await body());
  } catch (...) {
    error = std::current_exception();
  }
  timeout.leave(error);
  if constexpr (!std::is_void_v<T>)
    co_return std::move(*box.value);
}

/// Waits for \p task, but is not cancelled with whoever waits here. Mirrors
/// asyncio.shield; it takes effect at the call.
template <class T> Task<T> shield(const TaskHandle<T> &task) {
  return detail::shield(task.task().awaited());
}
template <class T> Task<T> shield(const Future<T> &future) {
  return detail::shield(future.awaited());
}
/// The same for a coroutine, which is spawned on the running loop at the call.
template <class T>
Task<T> shield(Task<T> task,
               std::source_location where = std::source_location::current()) {
  return detail::shield(detail::spawn(detail::running_loop().shared_from_this(),
                                      std::move(task), where)
                            .awaited());
}

} // namespace refloop

#endif // REFLOOP_TIMEOUTS_H
