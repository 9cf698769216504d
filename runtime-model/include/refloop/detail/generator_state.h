//===- generator_state.h - The state behind a generator ---------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Steps a coroutine from one `co_yield` to the next within the task that asks
// for it. Mirrors CPython's async generator objects.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_GENERATOR_STATE_H
#define REFLOOP_DETAIL_GENERATOR_STATE_H

#include "refloop/task.h"

#include <coroutine>
#include <memory>
#include <optional>
#include <source_location>
#include <utility>

namespace refloop {

template <class T> class AsyncGenerator;

namespace detail {

/// What the promises of all generators have in common.
class GeneratorPromiseBase : public PromiseBase {
public:
  using PromiseBase::PromiseBase;
  void return_void() noexcept {}

  /// aclose() asks for its end: thrown where it has yielded.
  bool exit_requested = false;

protected:
  struct YieldAwaiter {
    GeneratorPromiseBase &promise;
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<>
    await_suspend(std::coroutine_handle<>) const noexcept {
      return promise.continuation;
    }
    void await_resume() const {
      if (std::exchange(promise.exit_requested, false))
        throw GeneratorExit();
    }
  };
};

template <class T> class GeneratorPromise final : public GeneratorPromiseBase {
  static_assert(!std::is_reference_v<T> && !std::is_void_v<T>,
                "a generator yields objects");

public:
  using GeneratorPromiseBase::GeneratorPromiseBase;
  AsyncGenerator<T> get_return_object();
  template <class U = T> YieldAwaiter yield_value(U &&result) {
    value.emplace(std::forward<U>(result));
    return {*this};
  }
  std::optional<T> value;
};

/// Runs a generator up to its next `co_yield` or its end.
class GeneratorStep {
public:
  using refloop_awaiter = void;
  GeneratorStep(GeneratorPromiseBase &promise,
                std::coroutine_handle<> generator)
      : promise_(promise), generator_(generator) {}
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<>
  await_suspend(std::coroutine_handle<> asking) const noexcept {
    promise_.continuation = asking;
    return generator_;
  }
  void await_resume() const noexcept {}

private:
  GeneratorPromiseBase &promise_;
  std::coroutine_handle<> generator_;
};

/// Shared by the generator and the tasks that ask for its values.
class GeneratorState : public std::enable_shared_from_this<GeneratorState> {
public:
  GeneratorState(std::coroutine_handle<> coroutine,
                 GeneratorPromiseBase &promise)
      : coroutine_(coroutine), promise_(&promise) {}
  virtual ~GeneratorState() { finish(); }
  GeneratorState(const GeneratorState &) = delete;
  GeneratorState &operator=(const GeneratorState &) = delete;

  /// The coroutine of aclose().
  static Task<> close(std::shared_ptr<GeneratorState> self,
                      std::source_location where);
  /// Nobody will ask for a value any more: its loop closes it, as asyncio's
  /// finalizer hook does.
  void let_go() noexcept;

protected:
  /// While one lives, the generator runs. If the coroutine that asked for a
  /// value ends without it, the generator does, too.
  class Running {
  public:
    explicit Running(GeneratorState &state) : state_(state) {
      state_.running_ = true;
    }
    ~Running() {
      state_.running_ = false;
      if (!stepped_)
        state_.finish();
    }
    Running(const Running &) = delete;
    Running &operator=(const Running &) = delete;
    void stepped() noexcept { stepped_ = true; }

  private:
    GeneratorState &state_;
    bool stepped_ = false;
  };

  /// Registers with the running loop at the first time.
  /// \throws RuntimeError `CALL: asynchronous generator is already running`
  void begin(const char *call, EventKind kind, std::source_location where);
  GeneratorStep step() { return {*promise_, coroutine_}; }
  bool is_finished() const noexcept { return coroutine_ == nullptr; }
  /// After a step: whether the coroutine has ended. Throws what it ended with.
  bool has_ended();

private:
  void finish() noexcept;

  std::coroutine_handle<> coroutine_;
  GeneratorPromiseBase *promise_;
  std::weak_ptr<LoopState> loop_;
  bool started_ = false;
  bool running_ = false;
  bool closed_ = false; ///< aclose() was begun
};

template <class T> class GeneratorCell final : public GeneratorState {
public:
  explicit GeneratorCell(std::coroutine_handle<GeneratorPromise<T>> coroutine)
      : GeneratorState(coroutine, coroutine.promise()),
        promise_(coroutine.promise()) {}

  /// The coroutine of next().
  static Task<std::optional<T>> next(std::shared_ptr<GeneratorCell> self,
                                     std::source_location where) {
    self->begin("anext()", EventKind::next_item, where);
    if (self->is_finished())
      co_return std::nullopt;
    {
      Running running(*self);
      co_await self->step();
      running.stepped();
    }
    if (self->has_ended())
      co_return std::nullopt;
    co_return std::exchange(self->promise_.value, std::nullopt);
  }

private:
  GeneratorPromise<T> &promise_; ///< dead once it is finished
};

} // namespace detail
} // namespace refloop

#include "refloop/detail/lifetime.h"

#endif // REFLOOP_DETAIL_GENERATOR_STATE_H
