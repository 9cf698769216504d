//===- ledger.h - What a loop remembers -------------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every call of the API records an event in its loop's ledger. The ledger keeps
// the newest 65,536 events of a loop until the loop is destroyed. Judging what
// is recorded is not its business.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_LEDGER_H
#define REFLOOP_LEDGER_H

#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <source_location>
#include <string_view>
#include <thread>
#include <vector>

namespace refloop {

class EventLoop;

/// The kinds of events.
enum class EventKind : std::uint8_t {
  create_loop,
  run,
  run_done,
  stop,
  close_loop,
  destroy_loop,
  schedule,
  schedule_threadsafe,
  schedule_later,
  cancel_handle,
  spawn,
  await,
  task_done,
  cancel_task,
  detach_task,
  create_future,
  set_result,
  set_exception,
  cancel_future,
  gather,
  shield,
  wait_for,
  timeout,
  join_group,
  open_session,
  session_operation,
  close_session,
  set_executor,
  submit,
  job_done,
  shutdown_executor,
  add_signal_handler,
  remove_signal_handler,
  allow_nested_run,
  next_item,
  close_generator,
  shutdown_asyncgens,
};

/// The kind's name, as it is written above.
std::string_view name(EventKind kind);

/// One event. Objects are numbered in the order in which the process made them,
/// whatever their type; 0 is none.
struct LedgerEvent {
  EventKind kind;
  std::uint64_t object;
  std::uint64_t related;
  std::source_location where;
  std::thread::id thread;
  std::chrono::steady_clock::time_point time; ///< real time, not virtual
};

/// The events of \p loop, oldest first; none of a loop that was destroyed.
std::vector<LedgerEvent> ledger(const EventLoop &loop);

namespace detail {

/// A number that no other object of the process has.
std::uint64_t next_object_id() noexcept;

/// The newest events of one loop; any thread may record.
class Ledger {
public:
  static constexpr std::size_t capacity = 65536;

  explicit Ledger(std::uint64_t loop) : loop_(loop) {}

  /// Records an event, and that \p where was reached (run_log.h). With
  /// REFLOOP_TRACE=FILE, it is an event of that time line, too.
  void record(EventKind kind, std::uint64_t object, std::uint64_t related,
              const std::source_location &where);
  std::vector<LedgerEvent> events() const;
  void clear();

private:
  const std::uint64_t loop_;
  mutable std::mutex mutex_;
  std::deque<LedgerEvent> events_;
};

} // namespace detail
} // namespace refloop

#endif // REFLOOP_LEDGER_H
