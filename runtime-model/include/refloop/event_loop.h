//===- event_loop.h - The event loop ----------------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `EventLoop`: asyncio's BaseEventLoop, name for name. What it does is behind
// detail/loop_state.h.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_EVENT_LOOP_H
#define REFLOOP_EVENT_LOOP_H

#include "refloop/detail/job_state.h"
#include "refloop/executor.h"
#include "refloop/future.h"
#include "refloop/handle.h"
#include "refloop/task_handle.h"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <memory>
#include <source_location>

namespace refloop {

/// Runs callbacks and tasks on one thread. Neither copyable nor movable.
///
/// A call on a loop that is closed, or destroyed, is reported at the caller's
/// line and throws RuntimeError `Event loop is closed`.
class EventLoop final {
public:
  using Clock = std::chrono::steady_clock;
  using Location = std::source_location;

  explicit EventLoop(Location where = Location::current());
  EventLoop(const EventLoop &) = delete;
  EventLoop &operator=(const EventLoop &) = delete;
  /// A loop that was not closed is a violation, `eventloop-unclosed-loop`.
  ~EventLoop();

  /// Runs until stop(). Mirrors asyncio's run_forever.
  /// \throws RuntimeError if it is closed, running, or another loop runs on
  /// this thread
  void run_forever(Location where = Location::current());

  /// Runs until \p task is done and returns its value. Mirrors asyncio's.
  /// \throws RuntimeError as run_forever, or `Event loop stopped before Future
  /// completed.`; and whatever the task throws
  template <class T>
  T run_until_complete(Task<T> task, Location where = Location::current());
  template <class T>
  T run_until_complete(const TaskHandle<T> &task,
                       Location where = Location::current());
  template <class T>
  T run_until_complete(const Future<T> &future,
                       Location where = Location::current());

  /// Ends run_forever after the current turn; before a run, it makes that run
  /// end after one turn. Signal handlers may call it.
  void stop(Location where = Location::current());
  bool is_running() const;

  /// Closes it; a second time is no error. Tasks that are not done are a
  /// violation, `eventloop-close-with-pending-tasks`. In a signal handler it is
  /// one itself, `eventloop-close-in-signal-handler`, and does nothing.
  /// \throws RuntimeError `Cannot close a running event loop`
  void close(Location where = Location::current());
  bool is_closed() const;

  /// Calls \p callback in the next turn. Its exceptions are logged.
  /// \throws RuntimeError if the loop is closed, or runs on another thread
  template <class F>
  Handle call_soon(F &&callback, Location where = Location::current());
  /// The same from any thread.
  template <class F>
  Handle call_soon_threadsafe(F &&callback,
                              Location where = Location::current());
  /// Calls \p callback once \p delay has passed.
  template <class F, class Rep, class Period>
  TimerHandle call_later(std::chrono::duration<Rep, Period> delay, F &&callback,
                         Location where = Location::current());
  /// Calls \p callback once time() has reached \p when.
  template <class F>
  TimerHandle call_at(Clock::time_point when, F &&callback,
                      Location where = Location::current());
  /// The loop's clock: steady, or virtual (testing.h).
  Clock::time_point time() const;

  /// Runs \p task in the background, from the next turn on.
  /// \throws RuntimeError as call_soon
  template <class T>
  TaskHandle<T> create_task(Task<T> task, Location where = Location::current());
  /// A future of this loop.
  template <class T = void>
  Future<T> create_future(Location where = Location::current());

  /// Runs \p job on a thread of the default executor, which is made at the
  /// first use. Mirrors asyncio's run_in_executor(None, job).
  /// \throws RuntimeError `Event loop is closed`, and, as a violation
  /// `eventloop-submit-after-shutdown`, `Executor shutdown has been called` or
  /// `cannot schedule new futures after shutdown`
  template <class F>
    requires std::invocable<std::decay_t<F> &>
  auto run_in_executor(F &&job, Location where = Location::current())
      -> Future<std::invoke_result_t<std::decay_t<F> &>>;
  /// The same on an executor of one's own.
  template <class F>
    requires std::invocable<std::decay_t<F> &>
  auto run_in_executor(ThreadPoolExecutor &executor, F &&job,
                       Location where = Location::current())
      -> Future<std::invoke_result_t<std::decay_t<F> &>>;
  /// Makes \p executor, which it does not own, the default. close() shuts it
  /// down, without waiting, as in asyncio.
  void set_default_executor(ThreadPoolExecutor &executor,
                            Location where = Location::current());
  /// Shuts the default executor down and waits for its jobs; from the start of
  /// that task on, there is none. close() with a job of which the loop has not
  /// heard is a violation, `eventloop-executor-not-shutdown`.
  Task<> shutdown_default_executor(Location where = Location::current());

  /// Calls \p callback, in a turn of the loop, whenever \p signal comes; in
  /// place of what handled it before. Main thread alone. Mirrors asyncio's.
  /// \throws RuntimeError `Event loop is closed`, `sig N cannot be caught`, or
  /// if this is another thread
  /// \throws std::invalid_argument `invalid signal number N`
  template <class F>
  void add_signal_handler(int signal, F &&callback,
                          Location where = Location::current());
  /// Gives \p signal its default action back: whether there was a handler.
  /// close() does so for all.
  /// \throws std::invalid_argument `invalid signal number N`
  bool remove_signal_handler(int signal, Location where = Location::current());

  /// Closes all generators that have begun on this loop and are not exhausted.
  /// Mirrors asyncio's.
  Task<> shutdown_asyncgens(Location where = Location::current());

  // Heap addresses of loops are not used again soon: see detail/loop_state.h.
  static void *operator new(std::size_t size);
  static void *operator new(std::size_t, void *place) noexcept { return place; }
  static void operator delete(void *memory) noexcept;
  static void operator delete(void *, void *) noexcept {}

  /// For the runtime: found by address, so that `this` may be dead.
  detail::LoopPointer state() const { return detail::LoopState::of(this); }

private:
  template <class T>
  T run_awaited(const detail::LoopPointer &loop,
                const detail::Awaited<T> &awaited, Location where);

  [[maybe_unused]] std::byte address_; // the loop is its address
};

/// A new loop; asyncio's new_event_loop. It does not become the current one.
std::unique_ptr<EventLoop>
new_event_loop(std::source_location where = std::source_location::current());

/// The loop that runs on this thread.
/// \throws RuntimeError `no running event loop`
EventLoop &get_running_loop();

/// The running loop, else the one that was set on this thread.
/// \throws RuntimeError `There is no current event loop in thread
/// 'MainThread'.`
EventLoop &get_event_loop();

/// Makes \p loop, which may be null, this thread's current loop.
void set_event_loop(EventLoop *loop, std::source_location where =
                                         std::source_location::current());

/// From now on \p loop may be run while it, or another loop, runs on this
/// thread: neither is a violation then, and the inner run serves the outer
/// one's tasks. refloop::run() within it runs on it. Mirrors
/// nest_asyncio.apply.
void allow_nested_run(EventLoop &loop, std::source_location where =
                                           std::source_location::current());

namespace detail {
/// add_signal_handler for all types.
void add_signal_handler(LoopState &loop, int signal, HandlePointer handle,
                        const Where &where);
/// The default executor, for a job.
/// \throws RuntimeError if \p loop is closed or its executor was shut down
ExecutorPointer default_executor(LoopState &loop, const Where &where);
} // namespace detail

template <class T>
T EventLoop::run_awaited(const detail::LoopPointer &loop,
                         const detail::Awaited<T> &awaited, Location where) {
  loop->record(EventKind::await, awaited.state->id(), where);
  loop->check_can_run(where);
  awaited.state->mark_handled();
  loop->run_until_done(*awaited.state, where);
  return awaited.result();
}

template <class T>
T EventLoop::run_until_complete(const TaskHandle<T> &task, Location where) {
  return run_awaited(state(), task.task().awaited(), where);
}

template <class T>
T EventLoop::run_until_complete(const Future<T> &future, Location where) {
  return run_awaited(state(), future.awaited(), where);
}

template <class T>
T EventLoop::run_until_complete(Task<T> task, Location where) {
  const detail::LoopPointer loop = state();
  try {
    loop->record(EventKind::run, 0, where);
    task.check_refusal(*loop);
    loop->check_can_run(where);
  } catch (...) {
    task.discard(); // the loop is to blame, not that nobody awaits it
    throw;
  }
  const detail::Spawned<T> spawned =
      detail::spawn(loop, std::move(task), where);
  spawned.state->mark_handled();
  spawned.state->excuse();
  loop->run_until_done(*spawned.state, where);
  return spawned.awaited().result();
}

template <class F>
void EventLoop::add_signal_handler(int signal, F &&callback, Location where) {
  static_assert(!detail::is_task<std::invoke_result_t<std::decay_t<F> &>>,
                "coroutines cannot be used with add_signal_handler()");
  const detail::LoopPointer loop = state();
  loop->record(EventKind::add_signal_handler,
               static_cast<std::uint64_t>(signal), where);
  detail::add_signal_handler(
      *loop, signal, detail::make_handle(std::forward<F>(callback), where),
      where);
}

template <class F> Handle EventLoop::call_soon(F &&callback, Location where) {
  const detail::LoopPointer loop = state();
  auto handle = detail::make_handle(std::forward<F>(callback), where);
  loop->record(EventKind::schedule, handle->id(), where);
  loop->post(handle, where);
  return Handle(std::move(handle));
}

template <class F>
Handle EventLoop::call_soon_threadsafe(F &&callback, Location where) {
  const detail::LoopPointer loop = state();
  auto handle = detail::make_handle(std::forward<F>(callback), where);
  loop->record(EventKind::schedule_threadsafe, handle->id(), where);
  loop->post_threadsafe(handle, where);
  return Handle(std::move(handle));
}

template <class F, class Rep, class Period>
TimerHandle EventLoop::call_later(std::chrono::duration<Rep, Period> delay,
                                  F &&callback, Location where) {
  const auto when =
      state()->time() + std::chrono::duration_cast<Clock::duration>(delay);
  return call_at(when, std::forward<F>(callback), where);
}

template <class F>
TimerHandle EventLoop::call_at(Clock::time_point when, F &&callback,
                               Location where) {
  const detail::LoopPointer loop = state();
  auto handle = detail::make_handle(std::forward<F>(callback), where);
  loop->record(EventKind::schedule_later, handle->id(), where);
  loop->post_at(handle, when, where);
  return TimerHandle(std::move(handle));
}

template <class T>
TaskHandle<T> EventLoop::create_task(Task<T> task, Location where) {
  return TaskHandle<T>(detail::spawn(state(), std::move(task), where));
}

template <class F>
  requires std::invocable<std::decay_t<F> &>
auto EventLoop::run_in_executor(F &&job, Location where)
    -> Future<std::invoke_result_t<std::decay_t<F> &>> {
  const detail::LoopPointer loop = state();
  const detail::ExecutorPointer executor =
      detail::default_executor(*loop, where);
  return Future<std::invoke_result_t<std::decay_t<F> &>>(
      detail::submit(loop, executor, std::forward<F>(job), where));
}

template <class F>
  requires std::invocable<std::decay_t<F> &>
auto EventLoop::run_in_executor(ThreadPoolExecutor &executor, F &&job,
                                Location where)
    -> Future<std::invoke_result_t<std::decay_t<F> &>> {
  const detail::LoopPointer loop = state();
  loop->check_closed(where);
  return Future<std::invoke_result_t<std::decay_t<F> &>>(
      detail::submit(loop, executor.state(), std::forward<F>(job), where));
}

template <class T> Future<T> EventLoop::create_future(Location where) {
  const detail::LoopPointer loop = state();
  Future<T> future(detail::make_future<T>(loop));
  loop->record(EventKind::create_future, future.awaited().state->id(), where);
  return future;
}

} // namespace refloop

#endif // REFLOOP_EVENT_LOOP_H
