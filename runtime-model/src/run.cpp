//===- run.cpp - The turns of a loop --------------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Mirrors asyncio.base_events: run_forever, _run_once, call_soon, call_at.
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/activity.h"
#include "refloop/detail/loop_executor.h"
#include "refloop/detail/loop_signals.h"
#include "refloop/detail/loop_state.h"
#include "refloop/detail/task_state.h"
#include "refloop/errors.h"
#include "threads.h"
#include "trace.h"

#include <algorithm>
#include <cstdio>

namespace refloop::detail {
namespace {

thread_local LoopState *running_here = nullptr;

/// asyncio's default exception handler: the loop goes on.
void run_handle(HandleState &handle, std::uint64_t loop) {
  static const std::string nameless;
  const Where ordered(handle.where());
  const Activity activity(handle.of_signal ? Activity::Kind::signal_handler
                                           : Activity::Kind::callback,
                          ordered, nameless);
  const trace::Slice slice({loop, loop}, "callback", ordered);
  try {
    handle.run();
  } catch (...) {
    std::fprintf(stderr, "%s:%u: Exception in callback: %s\n",
                 handle.where().file_name(), handle.where().line(),
                 text_of(std::current_exception()).c_str());
  }
}

} // namespace

LoopState *LoopState::running() noexcept { return running_here; }

LoopState &running_loop() {
  if (LoopState *loop = LoopState::running())
    return *loop;
  throw RuntimeError("no running event loop");
}

void LoopState::run_forever(const Where &where) {
  record(EventKind::run, 0, where);
  check_can_run(where);
  const LoopPointer self = shared_from_this();
  if (is_running_here()) { // which allow_nested_run() allowed
    run_nested(where, [] { return false; });
    stopping_ = false;
    record(EventKind::run_done, 0, where);
    return;
  }
  std::uint64_t idle = 0;
  if (!runner_.compare_exchange_strong(idle, this_thread()))
    throw RuntimeError("This event loop is already running"); // just now
  if (closed_) { // just now, by another thread
    runner_ = 0;
    check_closed(where);
  }
  LoopState *const outer = std::exchange(running_here, this);
  {
    const trace::Running running(trace_group_);
    const trace::Slice slice({trace_group_, id_}, "run", where);
    do
      run_once();
    while (!stopping_);
  }
  stopping_ = false;
  running_here = outer;
  if (destroyed_ && !closed_)
    end(created_, /*destroyed=*/true, Closer::user); // was destroyed in a turn
  runner_ = 0;
  record(EventKind::run_done, 0, where);
}

bool LoopState::is_running_here() const noexcept {
  return runner_ == this_thread();
}

void LoopState::allow_nested_run(const Where &where) {
  record(EventKind::allow_nested_run, 0, where);
  nested_allowed_ = true;
}

void LoopState::run_nested(const Where &where,
                           const std::function<bool()> &is_done) {
  LoopState *const outer_loop = std::exchange(running_here, this);
  TaskState *const outer_task = exchange_current_task(nullptr);
  const trace::Running running(trace_group_);
  const trace::Slice slice({trace_group_, id_}, "nested run", where);
  while (!is_done()) {
    run_once();
    if (stopping_)
      break;
  }
  exchange_current_task(outer_task);
  running_here = outer_loop;
}

void LoopState::run_until_done(FutureState &future, const Where &where) {
  if (future.loop().get() != this)
    throw std::invalid_argument(
        "The future belongs to a different loop than the "
        "one specified as the loop argument");
  if (is_running_here()) {
    // Stopping is not for this run alone: who runs around it has to see it.
    record(EventKind::run, 0, where);
    check_can_run(where);
    run_nested(where, [&future] { return future.done(); });
    record(EventKind::run_done, 0, where);
  } else {
    const auto key = future.add_done_callback(
        [this, where](FutureState &) { stop(where); }, where);
    run_forever(where);
    future.remove_done_callback(key);
  }
  if (!future.done())
    throw RuntimeError("Event loop stopped before Future completed.");
}

void LoopState::run_once() {
  drop_cancelled_timers();
  wait_for_events();
  take_due_timers();
  run_ready();
}

void LoopState::wait_for_events() {
  const auto wait = wait_time();
  // Virtual time jumps to the next timer, for nothing can happen before, except
  // on a watched file or another thread: then time has to pass as it does
  // outside.
  const bool jumps = virtual_time_ && wait && !executor_->is_busy() &&
                     selector_->watched_files() == signals_->watched_files();
  const auto before = Clock::now();
  auto handles = selector_->wait(jumps ? std::chrono::nanoseconds(0) : wait);
  const std::lock_guard lock(mutex_);
  if (jumps && ready_.empty())
    virtual_now_ += *wait;
  else if (virtual_time_ && !jumps)
    virtual_now_ += Clock::now() - before;
  for (HandlePointer &handle : handles)
    ready_.push_back(std::move(handle));
}

void LoopState::drop_cancelled_timers() {
  std::vector<HandlePointer> dropped; // freed outside of the lock
  const std::lock_guard lock(mutex_);
  while (!timers_.empty() && timers_.front()->cancelled()) {
    std::pop_heap(timers_.begin(), timers_.end(), Later());
    dropped.push_back(std::move(timers_.back()));
    timers_.pop_back();
  }
}

std::optional<std::chrono::nanoseconds> LoopState::wait_time() const {
  const Clock::time_point now = time();
  const std::lock_guard lock(mutex_);
  if (!ready_.empty() || stopping_)
    return std::chrono::nanoseconds(0);
  if (timers_.empty())
    return std::nullopt;
  return std::max(timers_.front()->when - now, Clock::duration(0));
}

void LoopState::take_due_timers() {
  const Clock::time_point now = time();
  const std::lock_guard lock(mutex_);
  while (!timers_.empty() && timers_.front()->when <= now) {
    std::pop_heap(timers_.begin(), timers_.end(), Later());
    ready_.push_back(std::move(timers_.back()));
    timers_.pop_back();
  }
}

void LoopState::run_ready() {
  std::size_t todo = 0;
  {
    const std::lock_guard lock(mutex_);
    todo = ready_.size(); // what is scheduled from now on has the next turn
  }
  for (; todo > 0 && !destroyed_; --todo) {
    HandlePointer handle;
    {
      const std::lock_guard lock(mutex_);
      if (ready_.empty())
        break; // a nested run was faster
      handle = std::move(ready_.front());
      ready_.pop_front();
    }
    if (!handle->cancelled())
      run_handle(*handle, trace_group_);
  }
}

LoopState::Clock::time_point LoopState::time() const {
  if (!virtual_time_)
    return Clock::now();
  const std::lock_guard lock(mutex_);
  return virtual_now_;
}

void LoopState::post(HandlePointer handle, const Where &where) {
  check_closed(where);
  check_thread(where);
  handle->loop = weak_from_this();
  const std::lock_guard lock(mutex_);
  ready_.push_back(std::move(handle));
}

void LoopState::post_threadsafe(HandlePointer handle, const Where &where) {
  check_closed(where);
  const std::lock_guard lock(mutex_);
  if (!selector_)
    return; // closed by another thread since the check
  handle->loop = weak_from_this();
  ready_.push_back(std::move(handle));
  selector_->wake();
}

void LoopState::post_if_open(HandlePointer handle) {
  const std::lock_guard lock(mutex_);
  if (closed_ || destroyed_ || !selector_)
    return;
  handle->loop = weak_from_this();
  ready_.push_back(std::move(handle));
  selector_->wake();
}

void LoopState::post_at(HandlePointer handle, Clock::time_point when,
                        const Where &where) {
  check_closed(where);
  check_thread(where);
  handle->when = when;
  handle->loop = weak_from_this();
  const std::lock_guard lock(mutex_);
  timers_.push_back(std::move(handle));
  std::push_heap(timers_.begin(), timers_.end(), Later());
}

void LoopState::add_reader(int file, HandlePointer callback) {
  selector_->watch(file, /*writable=*/false, std::move(callback));
}

void LoopState::add_writer(int file, HandlePointer callback) {
  selector_->watch(file, /*writable=*/true, std::move(callback));
}

void LoopState::remove_reader(int file) {
  if (selector_)
    selector_->watch(file, /*writable=*/false, nullptr);
}

void LoopState::remove_writer(int file) {
  if (selector_)
    selector_->watch(file, /*writable=*/true, nullptr);
}

} // namespace refloop::detail

namespace refloop {

void Handle::cancel(std::source_location where) {
  if (!state_)
    return;
  if (const detail::LoopPointer loop = state_->loop.lock())
    loop->record(EventKind::cancel_handle, state_->id(), where);
  state_->cancel();
}

} // namespace refloop
