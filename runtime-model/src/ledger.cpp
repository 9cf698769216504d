//===- ledger.cpp - What a loop remembers ---------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/ledger.h"

#include "refloop/detail/run_log.h"

#include <atomic>

namespace refloop {

std::string_view name(EventKind kind) {
  switch (kind) {
  case EventKind::create_loop:
    return "create_loop";
  case EventKind::run:
    return "run";
  case EventKind::run_done:
    return "run_done";
  case EventKind::stop:
    return "stop";
  case EventKind::close_loop:
    return "close_loop";
  case EventKind::destroy_loop:
    return "destroy_loop";
  case EventKind::schedule:
    return "schedule";
  case EventKind::schedule_threadsafe:
    return "schedule_threadsafe";
  case EventKind::schedule_later:
    return "schedule_later";
  case EventKind::cancel_handle:
    return "cancel_handle";
  case EventKind::spawn:
    return "spawn";
  case EventKind::await:
    return "await";
  case EventKind::task_done:
    return "task_done";
  case EventKind::cancel_task:
    return "cancel_task";
  case EventKind::detach_task:
    return "detach_task";
  case EventKind::create_future:
    return "create_future";
  case EventKind::set_result:
    return "set_result";
  case EventKind::set_exception:
    return "set_exception";
  case EventKind::cancel_future:
    return "cancel_future";
  case EventKind::gather:
    return "gather";
  case EventKind::shield:
    return "shield";
  case EventKind::wait_for:
    return "wait_for";
  case EventKind::timeout:
    return "timeout";
  case EventKind::join_group:
    return "join_group";
  case EventKind::open_session:
    return "open_session";
  case EventKind::session_operation:
    return "session_operation";
  case EventKind::close_session:
    return "close_session";
  }
  return "unknown";
}

std::uint64_t detail::next_object_id() noexcept {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

void detail::Ledger::record(EventKind kind, std::uint64_t object,
                            std::uint64_t related,
                            const std::source_location &where) {
  log_reached(where);
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
