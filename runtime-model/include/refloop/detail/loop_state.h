//===- loop_state.h - The state behind an EventLoop -------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What an EventLoop is made of: ready queue, timers, watched files, tasks,
// ledger. Mirrors asyncio.base_events.BaseEventLoop and its selector loop.
//
// An EventLoop holds none of this. Its methods look the state up by address in
// a process-wide registry that outlives every loop, so that a call through a
// dangling reference reads no dead memory and is reported. Heap addresses of
// loops are quarantined (EventLoop::operator new), so that a new loop does not
// soon answer for an old one.
//
// Threads: everything is guarded by one mutex or is atomic, except tasks and
// futures, which only the thread that runs the loop touches; a call from
// another thread is reported before it touches anything.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_LOOP_STATE_H
#define REFLOOP_DETAIL_LOOP_STATE_H

#include "refloop/detail/selector.h"
#include "refloop/detail/violation.h"
#include "refloop/detail/where.h"
#include "refloop/handle.h"
#include "refloop/ledger.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <source_location>
#include <vector>

namespace refloop {
class EventLoop;
}

namespace refloop::detail {

class FutureState;
class LoopExecutor;
class LoopGenerators;
class LoopSignals;
class LoopState;
class TaskState;
using LoopPointer = std::shared_ptr<LoopState>;

/// Is told when a loop ends; sessions are. The loop does not own it.
class LoopObserver {
public:
  /// The loop is about to be closed at \p where, or, if \p destroyed, to be
  /// destroyed without a close. Not on the way out of `run()` (by_runner).
  virtual void loop_ending(LoopState &loop, const Where &where, bool destroyed,
                           bool by_runner) = 0;

protected:
  ~LoopObserver() = default;
};

/// Who closes a loop.
enum class Closer : std::uint8_t { user, runner };

class LoopState : public std::enable_shared_from_this<LoopState> {
public:
  using Clock = std::chrono::steady_clock;

  LoopState(EventLoop *facade, const Where &created);
  ~LoopState();
  LoopState(const LoopState &) = delete;
  LoopState &operator=(const LoopState &) = delete;

  /// The state of the loop that lives, or last lived, at \p address.
  static LoopPointer of(const EventLoop *address);
  /// The loop that runs on this thread, or null.
  static LoopState *running() noexcept;

  // The life of the loop; each throws as asyncio does, after a report.
  void run_forever(const Where &where);
  /// The part of run_until_complete that is the same for all types.
  void run_until_done(FutureState &future, const Where &where);
  void stop(const Where &where);
  void close(const Where &where, Closer closer = Closer::user);
  /// stop() within a signal handler: async-signal-safe.
  void stop_from_handler() noexcept;
  /// The EventLoop's destructor.
  void destroy() noexcept;
  bool is_running() const noexcept {
    return runner_ != 0 && runner_ != closing;
  }
  bool is_closed() const noexcept { return closed_ || destroyed_; }
  bool is_destroyed() const noexcept { return destroyed_; }
  /// Throws as `run_until_complete` does before it does anything: closed,
  /// running, or another loop runs on this thread.
  void check_can_run(const Where &where);
  /// Throws RuntimeError if closed, after a report of report_use_after_close().
  void check_closed(const Where &where);
  /// Reports schedule-after-close, or loop-shared-across-tests where another
  /// test ended the loop.
  void report_use_after_close(const Where &where, const char *text) const;
  /// A loop that runs on this thread may be run within that.
  void allow_nested_run(const Where &where);
  bool allows_nested_run() const noexcept { return nested_allowed_; }
  /// Throws RuntimeError if the loop runs on another thread, after reporting
  /// cross-thread-schedule.
  void check_thread(const Where &where);

  // Scheduling. All but post_threadsafe check closed and thread.
  void post(HandlePointer handle, const Where &where);
  void post_threadsafe(HandlePointer handle, const Where &where);
  void post_at(HandlePointer handle, Clock::time_point when,
               const Where &where);
  /// The same from any thread, for what the program did not ask for: nothing
  /// happens if the loop is closed.
  void post_if_open(HandlePointer handle);
  Clock::time_point time() const;

  // Readiness of files; mirrors add_reader and its kin. Loop's thread only. The
  // callback is called in a turn of the loop for as long as the file is ready.
  void add_reader(int file, HandlePointer callback);
  void add_writer(int file, HandlePointer callback);
  void remove_reader(int file);
  void remove_writer(int file);

  // Tasks; the loop keeps those that are not done.
  void add_task(const std::shared_ptr<TaskState> &task);
  void remove_task(const TaskState &task);
  std::vector<std::shared_ptr<TaskState>> tasks() const;
  /// The task whose coroutine is being executed, or null.
  TaskState *current_task() const noexcept { return current_task_; }
  TaskState *exchange_current_task(TaskState *task) noexcept {
    return std::exchange(current_task_, task);
  }

  void add_observer(LoopObserver *observer);
  void remove_observer(LoopObserver *observer);

  LoopExecutor &executor() noexcept { return *executor_; }
  LoopSignals &signals() noexcept { return *signals_; }
  LoopGenerators &generators() noexcept { return *generators_; }
  Ledger &ledger() noexcept { return ledger_; }
  void record(EventKind kind, std::uint64_t related, const Where &where) {
    ledger_.record(kind, id_, related, where.location());
  }
  std::uint64_t id() const noexcept { return id_; }
  /// What the time line shows it as; 0 if it does not.
  std::uint64_t trace_group() const noexcept { return trace_group_; }
  EventLoop *facade() const noexcept { return facade_; }
  const Where &created() const noexcept { return created_; }
  /// Where it was closed, or that it was destroyed: notes of a violation.
  std::vector<Note> history() const;
  /// Whether it belongs to `run()` or a Runner.
  bool of_runner = false;
  /// The process exits, and nobody closed or destroyed the loop.
  void report_leaked();

private:
  /// Turns until \p is_done, or until somebody stops the loop.
  void run_nested(const Where &where, const std::function<bool()> &is_done);
  bool is_running_here() const noexcept;
  void run_once();
  void run_ready();
  void take_due_timers();
  void drop_cancelled_timers();
  void wait_for_events();
  std::optional<std::chrono::nanoseconds> wait_time() const;
  void end(const Where &where, bool destroyed, Closer closer);
  void report_pending(const Where &where, bool destroyed, Closer closer);
  void release(bool was_running);
  /// Whether what is left undone follows from a violation.
  bool is_excused() const noexcept;

  struct Later {
    bool operator()(const HandlePointer &a, const HandlePointer &b) const {
      return a->when != b->when ? a->when > b->when : a->id() > b->id();
    }
  };

  EventLoop *const facade_;
  const std::uint64_t id_;
  const Where created_;
  const ViolationMark mark_;
  const bool virtual_time_;
  const std::uint64_t trace_group_;
  Ledger ledger_;

  mutable std::mutex mutex_;
  std::deque<HandlePointer> ready_;
  std::vector<HandlePointer> timers_; ///< a heap by Later
  Clock::time_point virtual_now_{};
  std::optional<Where> closed_at_;
  std::map<std::uint64_t, std::shared_ptr<TaskState>> tasks_;
  std::vector<LoopObserver *> observers_;

  std::optional<Selector> selector_;
  const std::unique_ptr<LoopExecutor> executor_;
  const std::unique_ptr<LoopSignals> signals_;
  const std::unique_ptr<LoopGenerators> generators_;
  struct End; ///< which test ended it
  std::unique_ptr<End> end_;
  TaskState *current_task_ = nullptr;
  static constexpr std::uint64_t closing = ~std::uint64_t{0};
  /// The thread that runs it, 0, or closing: one at a time has it.
  std::atomic<std::uint64_t> runner_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> nested_allowed_ = false;
  std::atomic<bool> closed_ = false;
  std::atomic<bool> destroyed_ = false;
};

/// The loop that runs on this thread.
/// \throws RuntimeError `no running event loop`
LoopState &running_loop();

} // namespace refloop::detail

#endif // REFLOOP_DETAIL_LOOP_STATE_H
