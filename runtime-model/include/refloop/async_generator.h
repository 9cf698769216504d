//===- async_generator.h - Coroutines that yield values ---------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `AsyncGenerator<T>`: the object that an `async def` with `yield` makes. Which
// generators a loop has to close in the end is detail/loop_generators.h's.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_ASYNC_GENERATOR_H
#define REFLOOP_ASYNC_GENERATOR_H

#include "refloop/detail/generator_state.h"

#include <memory>
#include <optional>
#include <source_location>
#include <utility>

namespace refloop {

/// Yields values with `co_yield` and may `co_await`; nothing of it runs before
/// the first next(). Mirrors Python's asynchronous generators. Movable.
///
/// Let go of before it is exhausted, it is closed by its loop, in a task of its
/// own; so does EventLoop::shutdown_asyncgens() with all that are left.
template <class T> class AsyncGenerator {
public:
  using promise_type = detail::GeneratorPromise<T>;
  using value_type = T;
  using Location = std::source_location;

  AsyncGenerator() = default;
  AsyncGenerator(AsyncGenerator &&other) noexcept
      : state_(std::exchange(other.state_, nullptr)) {}
  AsyncGenerator &operator=(AsyncGenerator &&other) noexcept {
    AsyncGenerator old(
        std::exchange(state_, std::exchange(other.state_, nullptr)));
    return *this;
  }
  ~AsyncGenerator() {
    if (state_)
      state_->let_go();
  }

  /// The next value; none once the generator has returned or was closed. What
  /// it throws, it throws once. Mirrors `__anext__`.
  /// \throws RuntimeError `anext(): asynchronous generator is already running`
  Task<std::optional<T>> next(Location where = Location::current()) {
    return State::next(state(), where);
  }

  /// Throws GeneratorExit where it has yielded, and waits until it has cleaned
  /// up. One that has not begun never will. A second time is no error. Mirrors
  /// `aclose`.
  /// \throws RuntimeError `aclose(): asynchronous generator is already
  /// running`, `async generator ignored GeneratorExit`
  Task<> aclose(Location where = Location::current()) {
    return State::close(state(), where);
  }

  explicit operator bool() const noexcept { return state_ != nullptr; }

private:
  using State = detail::GeneratorCell<T>;
  friend promise_type;
  explicit AsyncGenerator(std::shared_ptr<State> state) noexcept
      : state_(std::move(state)) {}

  const std::shared_ptr<State> &state() const {
    lifetime_.check();
    if (!state_)
      throw RuntimeError("the generator is empty");
    return state_;
  }

  [[no_unique_address]] detail::Lifetime<AsyncGenerator> lifetime_;
  std::shared_ptr<State> state_;
};

namespace detail {
template <class T> struct Noun<AsyncGenerator<T>> {
  static constexpr const char *text = "generator";
};

template <class T> AsyncGenerator<T> GeneratorPromise<T>::get_return_object() {
  return AsyncGenerator<T>(std::make_shared<GeneratorCell<T>>(
      std::coroutine_handle<GeneratorPromise>::from_promise(*this)));
}
} // namespace detail

} // namespace refloop

#endif // REFLOOP_ASYNC_GENERATOR_H
