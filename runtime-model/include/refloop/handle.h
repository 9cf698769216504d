//===- handle.h - What the scheduling calls return --------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Handles of scheduled callbacks. When they run is decided in LoopState.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_HANDLE_H
#define REFLOOP_HANDLE_H

#include "refloop/ledger.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <source_location>
#include <type_traits>
#include <utility>

namespace refloop {

template <class T> class Task;

namespace detail {

class LoopState;

/// A scheduled callback, shared by its loop and its handles.
class HandleState {
public:
  explicit HandleState(std::source_location where)
      : where_(where), id_(next_object_id()) {}
  virtual ~HandleState() = default;
  HandleState(const HandleState &) = delete;
  HandleState &operator=(const HandleState &) = delete;

  virtual void run() = 0;
  void cancel() noexcept { cancelled_ = true; }
  bool cancelled() const noexcept { return cancelled_; }
  const std::source_location &where() const noexcept { return where_; }
  std::uint64_t id() const noexcept { return id_; }

  /// The time that a timer is due; set before the loop gets it.
  std::chrono::steady_clock::time_point when{};
  /// Whether a signal called for it.
  bool of_signal = false;
  /// The loop that has it.
  std::weak_ptr<LoopState> loop;

private:
  std::source_location where_;
  std::uint64_t id_;
  std::atomic<bool> cancelled_ = false;
};

using HandlePointer = std::shared_ptr<HandleState>;

template <class> inline constexpr bool is_task = false;
template <class T> inline constexpr bool is_task<Task<T>> = true;

template <class F> class CallbackHandle final : public HandleState {
public:
  CallbackHandle(F callback, std::source_location where)
      : HandleState(where), callback_(std::move(callback)) {}

  void run() override {
    using Result = std::invoke_result_t<F &>;
    if constexpr (is_task<Result>)
      callback_().blame(where()); // a coroutine that nobody will await
    else
      static_cast<void>(callback_());
  }

private:
  F callback_;
};

template <class F>
HandlePointer make_handle(F &&callback, std::source_location where) {
  return std::make_shared<CallbackHandle<std::decay_t<F>>>(
      std::forward<F>(callback), where);
}

} // namespace detail

/// What `call_soon` returns; mirrors asyncio.events.Handle. Copies stand for
/// the same callback; letting go of all of them does not cancel it.
class Handle {
public:
  Handle() = default;
  explicit Handle(detail::HandlePointer state) : state_(std::move(state)) {}

  /// The callback will not run. No effect if it ran already.
  void cancel(std::source_location where = std::source_location::current());
  bool cancelled() const { return state_ && state_->cancelled(); }

protected:
  detail::HandlePointer state_;
};

/// What `call_later` and `call_at` return; mirrors asyncio.events.TimerHandle.
class TimerHandle : public Handle {
public:
  using Handle::Handle;
  /// The time of the loop's clock at which it is due.
  std::chrono::steady_clock::time_point when() const {
    return state_ ? state_->when : std::chrono::steady_clock::time_point();
  }
};

} // namespace refloop

#endif // REFLOOP_HANDLE_H
