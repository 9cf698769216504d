//===- task_handle.h - Running background tasks -----------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `TaskHandle<T>`: asyncio.Task, owned by whoever has to care for it.
// `TaskRef`: a view of any task.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_TASK_HANDLE_H
#define REFLOOP_TASK_HANDLE_H

#include "refloop/task.h"

#include <functional>
#include <string>
#include <vector>

namespace refloop {

namespace detail {
template <class T> struct Noun<TaskHandle<T>> {
  static constexpr const char *text = "task handle";
};
} // namespace detail

/// A view of a task, which does not keep it: done tasks may be gone.
class TaskRef {
public:
  TaskRef() = default;
  explicit TaskRef(const std::shared_ptr<detail::TaskState> &state)
      : state_(state), name_(state ? state->name() : "") {}

  /// Asks the task to end; false if it is done. Mirrors asyncio.Task.cancel.
  bool
  cancel(std::source_location where = std::source_location::current()) const {
    const auto state = state_.lock();
    if (!state)
      return false;
    state->mark_handled();
    return state->cancel(where);
  }
  bool done() const {
    const auto state = state_.lock();
    return !state || state->done();
  }
  bool cancelled() const {
    const auto state = state_.lock();
    return state && state->cancelled();
  }
  /// `Task-7`; empty for no task.
  const std::string &name() const { return name_; }
  /// Whether it stands for a task: `current_task()` in a callback does not.
  explicit operator bool() const { return !name_.empty(); }
  friend bool operator==(const TaskRef &a, const TaskRef &b) {
    return a.name_ == b.name_;
  }

  /// For the runtime; null once the task is gone.
  std::shared_ptr<detail::TaskState> lock() const { return state_.lock(); }

private:
  std::weak_ptr<detail::TaskState> state_;
  std::string name_;
};

/// A background task; mirrors asyncio.Task. Letting go of it while the task is
/// neither done nor handled (awaited, gathered, detached, cancelled) is a
/// violation at the spawn, `eventloop-unawaited-task`.
template <class T = void> class TaskHandle {
public:
  using value_type = T;
  using Location = std::source_location;

  TaskHandle() = default;
  explicit TaskHandle(detail::Spawned<T> task) : task_(std::move(task)) {}
  TaskHandle(TaskHandle &&other) noexcept : task_(other.take()) {}
  TaskHandle &operator=(TaskHandle &&other) noexcept {
    TaskHandle old(std::exchange(task_, other.take()));
    return *this;
  }
  ~TaskHandle() {
    if (task_.state)
      task_.state->handle_dropped();
  }

  /// Asks the task to end: a CancelledError is thrown where it waits. False if
  /// it is done already. Mirrors asyncio.Task.cancel.
  bool cancel(Location where = Location::current()) {
    state().mark_handled();
    return state().cancel(where);
  }
  bool done() const { return state().done(); }
  bool cancelled() const { return state().cancelled(); }
  /// The task's value, or its exception.
  /// \throws InvalidStateError `Result is not set.` while it runs
  /// \throws CancelledError if it was cancelled
  T result() const {
    static_cast<void>(state());
    return task_.awaited().result();
  }
  /// The exception that ended it, or null. Throws as result() does otherwise.
  std::exception_ptr exception() const { return state().exception(); }
  /// Calls \p callback from the loop once the task is done.
  void add_done_callback(std::function<void(TaskRef)> callback,
                         Location where = Location::current()) {
    state().add_done_callback([callback = std::move(callback), ref = ref()](
                                  detail::FutureState &) { callback(ref); },
                              where);
  }
  /// Nobody will wait for it, and that is meant.
  void detach(Location where = Location::current()) {
    state().mark_detached(where);
  }
  /// `Task-7`.
  const std::string &name() const { return state().name(); }

  /// A view of it.
  TaskRef ref() const {
    lifetime_.check();
    return TaskRef(task_.state);
  }
  explicit operator bool() const noexcept {
    return lifetime_.reported_alive() && task_.state;
  }

  /// For the runtime.
  /// \throws RuntimeError if it was moved from
  const detail::Spawned<T> &task() const {
    static_cast<void>(state());
    return task_;
  }

private:
  detail::TaskState &state() const {
    lifetime_.check();
    if (!task_.state)
      throw RuntimeError("the task handle is empty");
    return *task_.state;
  }

  /// None of one that is dead.
  detail::Spawned<T> take() noexcept {
    return lifetime_.reported_alive() ? std::exchange(task_, {})
                                      : detail::Spawned<T>();
  }

  [[no_unique_address]] detail::Lifetime<TaskHandle> lifetime_;
  detail::Spawned<T> task_;
};

namespace detail {
template <class U>
FutureAwaiter<U> PromiseBase::await_transform(const TaskHandle<U> &handle,
                                              std::source_location where) {
  return {handle.task().awaited(), where};
}
} // namespace detail

class EventLoop;

/// The tasks of \p loop that are not done, in the order of their creation.
/// Mirrors asyncio.all_tasks.
std::vector<TaskRef> all_tasks(const EventLoop &loop);
/// Those of the running loop.
/// \throws RuntimeError `no running event loop`
std::vector<TaskRef> all_tasks();

/// The task that is being executed; no task in a plain callback. Mirrors
/// asyncio.current_task.
/// \throws RuntimeError `no running event loop`
TaskRef current_task();

/// Runs \p task in the background of the running loop, from its next turn on.
/// Mirrors asyncio.create_task.
/// \throws RuntimeError `no running event loop`
template <class T>
TaskHandle<T>
create_task(Task<T> task,
            std::source_location where = std::source_location::current()) {
  return TaskHandle<T>(detail::spawn(detail::running_loop().shared_from_this(),
                                     std::move(task), where));
}

} // namespace refloop

#endif // REFLOOP_TASK_HANDLE_H
