//===- runner.h - Running a program's main task -----------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `run` and `Runner`: asyncio.runners of Python 3.11. They make a loop, run a
// task, cancel what is left, and close the loop.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_RUNNER_H
#define REFLOOP_RUNNER_H

#include "refloop/event_loop.h"

#include <exception>
#include <memory>
#include <source_location>
#include <string_view>
#include <type_traits>

namespace refloop {
namespace detail {
/// Throws RuntimeError \p text, after a report of nested-run, if a loop runs on
/// this thread.
void check_no_running_loop(const char *text, const std::source_location &where);
/// What run() does between the task and the close: cancels the tasks that are
/// left and waits for them, closes generators, shuts the executor down. A task
/// that nobody had handled is a violation at its spawn, of which \p message
/// says what became of it.
void shut_down(EventLoop &loop, std::string_view message,
               std::source_location where);
/// The loop that runs on this thread, if it may be run within that; else null.
EventLoop *nestable_loop();
} // namespace detail

/// Runs several tasks on one loop, which it closes. Mirrors asyncio.Runner.
/// Neither copyable nor movable.
class Runner {
public:
  using Location = std::source_location;

  explicit Runner(Location where = Location::current());
  Runner(const Runner &) = delete;
  Runner &operator=(const Runner &) = delete;
  /// Closes it.
  ~Runner();

  /// Runs \p task until it is done, and returns its value.
  /// \throws RuntimeError `Runner.run() cannot be called from a running event
  /// loop`, `Runner is closed`; and whatever the task throws
  template <class T> T run(Task<T> task, Location where = Location::current()) {
    EventLoop *loop = nullptr;
    try {
      detail::check_no_running_loop(
          "Runner.run() cannot be called from a running event loop", where);
      loop = &get_loop(where);
    } catch (...) {
      task.discard(); // the runner is to blame, not that nobody awaits it
      throw;
    }
    const TaskHandle<T> handle = loop->create_task(std::move(task), where);
    handle.task().state->excuse(); // see EventLoop::run_until_complete
    return loop->run_until_complete(handle, where);
  }

  /// Its loop, made at the first call of run() or get_loop(); valid until
  /// close().
  /// \throws RuntimeError `Runner is closed`
  EventLoop &get_loop(Location where = Location::current());

  /// Cancels the tasks that are left, waits for them, closes the generators,
  /// shuts the default executor down, and closes the loop. A task that nobody
  /// had handled is a violation at its spawn. A second time does nothing.
  void close(Location where = Location::current());

private:
  std::unique_ptr<EventLoop> loop_;
  detail::LoopPointer ended_; ///< its loop's state once it is closed
  Location where_;
  bool closed_ = false;
};

/// Makes a loop, runs \p task, cancels what is left, and closes the loop.
/// Mirrors asyncio.run.
/// \throws RuntimeError `refloop::run() cannot be called from a running event
/// loop`; and whatever the task throws
template <class T>
T run(Task<T> task,
      std::source_location where = std::source_location::current()) {
  if (EventLoop *outer = detail::nestable_loop())
    return outer->run_until_complete(std::move(task), where);
  try {
    detail::check_no_running_loop(
        "refloop::run() cannot be called from a running event loop", where);
  } catch (...) {
    task.discard();
    throw;
  }
  // Closed before an exception travels on: what is cancelled on the way out
  // runs as in a normal turn, not in the middle of unwinding.
  Runner runner(where);
  std::exception_ptr error;
  detail::Box<T> box;
  try {
    if constexpr (std::is_void_v<T>)
      runner.run(std::move(task), where);
    else
      box.value.emplace(runner.run(std::move(task), where));
  } catch (...) {
    error = std::current_exception();
  }
  runner.close(where);
  if (error)
    std::rethrow_exception(error);
  if constexpr (!std::is_void_v<T>)
    return std::move(*box.value);
}

} // namespace refloop

#endif // REFLOOP_RUNNER_H
