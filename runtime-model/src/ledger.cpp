//===- ledger.cpp - What a loop remembers ---------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/ledger.h"

#include "refloop/detail/run_log.h"
#include "trace.h"

#include <atomic>
#include <iterator>

namespace refloop {

std::string_view name(EventKind kind) {
  // In the order of the enumeration.
  static constexpr std::string_view names[] = {
      "create_loop",
      "run",
      "run_done",
      "stop",
      "close_loop",
      "destroy_loop",
      "schedule",
      "schedule_threadsafe",
      "schedule_later",
      "cancel_handle",
      "spawn",
      "await",
      "task_done",
      "cancel_task",
      "detach_task",
      "create_future",
      "set_result",
      "set_exception",
      "cancel_future",
      "gather",
      "shield",
      "wait_for",
      "timeout",
      "join_group",
      "open_session",
      "session_operation",
      "close_session",
      "set_executor",
      "submit",
      "job_done",
      "shutdown_executor",
      "add_signal_handler",
      "remove_signal_handler",
      "allow_nested_run",
      "next_item",
      "close_generator",
      "shutdown_asyncgens",
  };
  static_assert(std::size(names) ==
                static_cast<std::size_t>(EventKind::shutdown_asyncgens) + 1);
  return names[static_cast<std::size_t>(kind)];
}

std::uint64_t detail::next_object_id() noexcept {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

void detail::Ledger::record(EventKind kind, std::uint64_t object,
                            std::uint64_t related,
                            const std::source_location &where) {
  log_reached(where);
  const bool of_task =
      kind == EventKind::spawn || kind == EventKind::task_done ||
      kind == EventKind::cancel_task || kind == EventKind::detach_task;
  trace::instant({loop_, of_task ? object : loop_}, name(kind), where, object,
                 related);
  const std::lock_guard lock(mutex_);
  if (events_.size() == capacity)
    events_.pop_front();
  events_.push_back({kind, object, related, where, std::this_thread::get_id(),
                     std::chrono::steady_clock::now()});
}

std::vector<LedgerEvent> detail::Ledger::events() const {
  const std::lock_guard lock(mutex_);
  return {events_.begin(), events_.end()};
}

void detail::Ledger::clear() {
  const std::lock_guard lock(mutex_);
  events_.clear();
}

} // namespace refloop
