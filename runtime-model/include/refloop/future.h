//===- future.h - Results that somebody will set ----------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `Future<T>`: asyncio.Future. Made by EventLoop::create_future.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_FUTURE_H
#define REFLOOP_FUTURE_H

#include "refloop/task.h"

namespace refloop {

namespace detail {
template <class T> struct Noun<Future<T>> {
  static constexpr const char *text = "future";
};
} // namespace detail

/// A result that somebody will set; mirrors asyncio.Future. Movable: whoever
/// sets it and whoever awaits it share one, by reference.
template <class T = void> class Future {
public:
  using value_type = T;
  using Location = std::source_location;

  Future() = default;
  explicit Future(detail::Awaited<T> future) : future_(std::move(future)) {}
  Future(Future &&other) noexcept : future_(other.take()) {}
  Future &operator=(Future &&other) noexcept {
    future_ = other.take();
    return *this;
  }

  /// Ends it with a value.
  /// \throws InvalidStateError `invalid state` if it is done
  /// \throws RuntimeError if its loop is closed and somebody waits, or if its
  /// loop runs on another thread
  template <class U = T>
    requires(!std::is_void_v<T> && std::is_constructible_v<T, U &&>)
  void set_result(U &&value, Location where = Location::current()) {
    detail::FutureState &future = state();
    future.check_thread(where);
    if (!future.done()) // else set_finished throws
      future_.box->value.emplace(std::forward<U>(value));
    future.set_finished(where);
  }
  void set_result(Location where = Location::current())
    requires std::is_void_v<T>
  {
    state().set_finished(where);
  }
  /// Ends it with an exception. Throws as set_result does.
  void set_exception(std::exception_ptr error,
                     Location where = Location::current()) {
    state().set_exception(std::move(error), where);
  }
  template <class E>
    requires(!std::is_same_v<std::decay_t<E>, std::exception_ptr>)
  void set_exception(E error, Location where = Location::current()) {
    state().set_exception(std::make_exception_ptr(std::move(error)), where);
  }
  /// Ends it; who waits gets a CancelledError. False if it is done.
  bool cancel(Location where = Location::current()) {
    return state().cancel(where);
  }
  bool done() const { return state().done(); }
  bool cancelled() const { return state().cancelled(); }
  /// The value or the exception.
  /// \throws InvalidStateError `Result is not set.` while it is pending
  /// \throws CancelledError if it was cancelled
  T result() const {
    static_cast<void>(state());
    return future_.result();
  }
  /// The exception it ended with, or null. Throws as result() does otherwise.
  std::exception_ptr exception() const { return state().exception(); }

  explicit operator bool() const noexcept {
    return lifetime_.reported_alive() && future_.state;
  }

  /// For the runtime.
  const detail::Awaited<T> &awaited() const {
    static_cast<void>(state());
    return future_;
  }

private:
  detail::FutureState &state() const {
    lifetime_.check();
    if (!future_.state)
      throw RuntimeError("the future is empty");
    return *future_.state;
  }

  /// None of one that is dead.
  detail::Awaited<T> take() noexcept {
    return lifetime_.reported_alive() ? std::exchange(future_, {})
                                      : detail::Awaited<T>();
  }

  [[no_unique_address]] detail::Lifetime<Future> lifetime_;
  detail::Awaited<T> future_;
};

namespace detail {
template <class U>
FutureAwaiter<U> PromiseBase::await_transform(const Future<U> &future,
                                              std::source_location where) {
  return {future.awaited(), where};
}
} // namespace detail

} // namespace refloop

#endif // REFLOOP_FUTURE_H
