//===- task.h - Lazy coroutines ---------------------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `Task<T>`: the coroutine object, asyncio's `f()` of an `async def f`. Nothing
// runs until it is awaited or given to a loop. Running it as a background task
// is task_handle.h's.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_TASK_H
#define REFLOOP_TASK_H

#include "refloop/detail/awaiters.h"
#include "refloop/detail/lifetime.h"
#include "refloop/detail/run_log.h"

#include <coroutine>
#include <exception>
#include <functional>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>

namespace refloop {

template <class T> class TaskHandle;
template <class T> class Future;

namespace detail {

template <class T> struct Noun<Task<T>> {
  static constexpr const char *text = "coroutine";
};

template <class T> class TaskAwaiter;

/// What the promises of all coroutines have in common.
class PromiseBase {
public:
  PromiseBase() = default;
  /// A coroutine with a source_location among its parameters is an API call: it
  /// is blamed at that line.
  template <class... A> explicit PromiseBase(const A &...arguments) {
    (take_location(arguments), ...);
  }

  std::suspend_always initial_suspend() noexcept { return {}; }
  auto final_suspend() noexcept { return FinalAwaiter(); }
  void unhandled_exception() noexcept { error = std::current_exception(); }

  template <class U>
  TaskAwaiter<U>
  await_transform(Task<U> &&task,
                  std::source_location where = std::source_location::current());
  template <class U>
  FutureAwaiter<U>
  await_transform(const TaskHandle<U> &handle,
                  std::source_location where = std::source_location::current());
  template <class U>
  FutureAwaiter<U>
  await_transform(const Future<U> &future,
                  std::source_location where = std::source_location::current());
  template <class U>
  FutureAwaiter<U> await_transform(FutureAwaiter<U> awaiter) {
    return awaiter;
  }
  TurnAwaiter await_transform(TurnAwaiter awaiter) { return awaiter; }
  /// Other awaiters of the runtime.
  template <class A>
    requires requires { typename A::refloop_awaiter; }
  A await_transform(A awaiter) {
    return awaiter;
  }

  Where called() const { return Where(location, Blame::coroutine, trace); }

  std::coroutine_handle<> continuation; ///< the coroutine that awaits this one
  std::exception_ptr error;
  Backtrace trace;
  std::source_location location{};
  ViolationMark mark;
  /// Reports, in place of schedule-after-close, that a closed loop refuses it.
  std::function<void()> on_refusal;

private:
  struct FinalAwaiter {
    bool await_ready() const noexcept { return false; }
    template <class P>
    std::coroutine_handle<>
    await_suspend(std::coroutine_handle<P> self) noexcept {
      const auto next = self.promise().continuation;
      return next ? next : std::noop_coroutine();
    }
    void await_resume() const noexcept {}
  };

  template <class A> void take_location(const A &argument) {
    if constexpr (std::is_same_v<A, std::source_location>)
      location = argument;
  }
};

template <class T> class Promise final : public PromiseBase {
  static_assert(!std::is_reference_v<T>, "a Task yields an object or nothing");

public:
  using PromiseBase::PromiseBase;
  // Not inlined: its frame marks the coroutine's in the trace (where.h).
  [[gnu::noinline]] Task<T> get_return_object();
  template <class U = T> void return_value(U &&result) {
    value.emplace(std::forward<U>(result));
  }
  T take() {
    if (error)
      std::rethrow_exception(std::exchange(error, nullptr));
    return std::move(*value);
  }
  std::optional<T> value;
};

template <> class Promise<void> final : public PromiseBase {
public:
  using PromiseBase::PromiseBase;
  [[gnu::noinline]] Task<void> get_return_object();
  void return_void() noexcept {}
  void take() {
    if (error)
      std::rethrow_exception(std::exchange(error, nullptr));
  }
};

/// Reports a coroutine that is destroyed before anybody awaited it.
void report_never_awaited(const PromiseBase &promise);

} // namespace detail

/// A coroutine that has not started. `co_await f()` runs it within the awaiting
/// task, without a turn of the loop; `create_task(f())` in the background.
/// Destroyed before either, it is a violation (`eventloop-unawaited-task`), as
/// asyncio's *coroutine 'f' was never awaited*.
template <class T = void> class Task {
public:
  using promise_type = detail::Promise<T>;
  using value_type = T;

  Task() = default;
  Task(Task &&other) noexcept : coroutine_(other.take()) {}
  Task &operator=(Task &&other) noexcept {
    Task old(std::exchange(coroutine_, other.take()));
    return *this;
  }
  ~Task() {
    if (!coroutine_)
      return;
    detail::report_never_awaited(coroutine_.promise());
    const detail::QuietDestruction quiet; // its arguments end with it
    coroutine_.destroy();
  }

  /// Whether there is a coroutine; false once it was awaited, spawned or moved.
  explicit operator bool() const noexcept {
    return lifetime_.reported_alive() && coroutine_;
  }

  // For the runtime.
  using Coroutine = std::coroutine_handle<promise_type>;
  explicit Task(Coroutine coroutine) noexcept : coroutine_(coroutine) {}
  /// Takes the coroutine out, to be run.
  /// \throws RuntimeError `cannot reuse already awaited coroutine`
  Coroutine release() {
    lifetime_.check();
    if (!coroutine_)
      throw RuntimeError("cannot reuse already awaited coroutine");
    return std::exchange(coroutine_, nullptr);
  }
  /// Destroys it without a word: somebody else was blamed.
  void discard() noexcept {
    const detail::QuietDestruction quiet;
    if (coroutine_)
      std::exchange(coroutine_, nullptr).destroy();
  }
  /// If it is never awaited, \p where is to blame.
  void blame(const std::source_location &where) noexcept {
    if (coroutine_)
      coroutine_.promise().location = where;
  }
  /// If a closed loop is to run it, \p report says who is to blame; otherwise
  /// it is the call that gave it to the loop.
  void on_refusal(std::function<void()> report) {
    if (coroutine_)
      coroutine_.promise().on_refusal = std::move(report);
  }
  /// \throws RuntimeError after that report, if there is one and \p loop is
  /// closed
  void check_refusal(const detail::LoopState &loop) const {
    if (!loop.is_closed() || !coroutine_ || !coroutine_.promise().on_refusal)
      return;
    coroutine_.promise().on_refusal();
    throw detail::BlamedError("Event loop is closed");
  }

private:
  /// None of one that is dead.
  Coroutine take() noexcept {
    return lifetime_.reported_alive() ? std::exchange(coroutine_, nullptr)
                                      : nullptr;
  }

  [[no_unique_address]] detail::Lifetime<Task> lifetime_;
  Coroutine coroutine_;
};

namespace detail {

template <class T> Task<T> Promise<T>::get_return_object() {
  trace = Backtrace::capture();
  log_created(called());
  return Task<T>(std::coroutine_handle<Promise>::from_promise(*this));
}

inline Task<void> Promise<void>::get_return_object() {
  trace = Backtrace::capture();
  log_created(called());
  return Task<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

/// Runs a coroutine within the one that awaits it, and owns it meanwhile.
template <class T> class TaskAwaiter {
public:
  explicit TaskAwaiter(typename Task<T>::Coroutine coroutine)
      : coroutine_(coroutine) {}
  TaskAwaiter(TaskAwaiter &&other) noexcept
      : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  TaskAwaiter &operator=(TaskAwaiter &&) = delete;
  ~TaskAwaiter() {
    if (coroutine_)
      coroutine_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<>
  await_suspend(std::coroutine_handle<> awaiting) noexcept {
    coroutine_.promise().continuation = awaiting;
    return coroutine_;
  }
  T await_resume() { return coroutine_.promise().take(); }

private:
  typename Task<T>::Coroutine coroutine_;
};

template <class U>
TaskAwaiter<U> PromiseBase::await_transform(Task<U> &&task,
                                            std::source_location where) {
  if (LoopState *loop = LoopState::running())
    loop->record(EventKind::await, 0, where);
  return TaskAwaiter<U>(task.release());
}

/// A coroutine run by a loop, and the place of its value.
template <class T> class TaskCell final : public TaskState {
public:
  TaskCell(LoopPointer loop, typename Task<T>::Coroutine root,
           const Where &spawned)
      : TaskState(std::move(loop), root, spawned) {}
  Box<T> box;

protected:
  std::exception_ptr harvest(std::coroutine_handle<> root) override {
    auto &promise =
        std::coroutine_handle<Promise<T>>::from_address(root.address())
            .promise();
    if (promise.error)
      return std::exchange(promise.error, nullptr);
    if constexpr (!std::is_void_v<T>)
      box.value.emplace(std::move(*promise.value));
    return nullptr;
  }
};

/// A running task and the place of its value.
template <class T> struct Spawned {
  std::shared_ptr<TaskState> state;
  Box<T> *box = nullptr;
  Awaited<T> awaited() const { return {state, box}; }
};

/// Makes \p task a background task of \p loop; it starts in the next turn.
/// \throws RuntimeError if the loop is closed or runs on another thread
template <class T>
Spawned<T> spawn(const LoopPointer &loop, Task<T> task, const Where &where) {
  try {
    task.check_refusal(*loop);
    loop->check_closed(where);
    loop->check_thread(where);
  } catch (...) {
    task.discard(); // the loop is to blame, not that nobody awaits it
    throw;
  }
  auto cell = std::make_shared<TaskCell<T>>(loop, task.release(), where);
  cell->start(where);
  Box<T> *box = &cell->box;
  return {std::move(cell), box};
}

} // namespace detail
} // namespace refloop

#endif // REFLOOP_TASK_H
