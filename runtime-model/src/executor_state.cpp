//===- executor_state.cpp - Threads that do jobs --------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/executor_state.h"

#include "asan_reports.h"
#include "refloop/errors.h"
#include "refloop/ledger.h"
#include "threads.h"
#include "trace.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

namespace refloop::detail {

/// All pools that may have threads. Never destroyed: pools end while the
/// program exits, too.
class LiveExecutors {
public:
  static LiveExecutors &instance() {
    static auto *executors = new LiveExecutors;
    return *executors;
  }

  void add(const ExecutorPointer &executor) {
    reap();
    const std::lock_guard lock(mutex_);
    executors_.push_back(executor);
  }

  /// As concurrent.futures does at exit: no more jobs, and waits for those that
  /// are queued.
  void end() {
    for (const ExecutorPointer &executor : all()) {
      executor->destroy();
      try {
        executor->join();
      } catch (const RuntimeError &) {
        // One of its own jobs ends the program.
      }
    }
  }

private:
  LiveExecutors() {
    std::atexit([] { instance().end(); });
  }

  std::vector<ExecutorPointer> all() const {
    const std::lock_guard lock(mutex_);
    return executors_;
  }

  /// Joins the threads of pools that were shut down without waiting, and that
  /// are through.
  void reap() {
    for (const ExecutorPointer &executor : all()) {
      if (!executor->is_drained())
        continue;
      executor->join();
      const std::lock_guard lock(mutex_);
      std::erase(executors_, executor);
    }
  }

  mutable std::mutex mutex_;
  std::vector<ExecutorPointer> executors_;
};

ExecutorState::ExecutorState(int workers, const Where &created)
    : id_(next_object_id()), created_(created),
      most_threads_(static_cast<std::size_t>(workers)), process_(::getpid()) {}

ExecutorState::~ExecutorState() = default;

ExecutorPointer ExecutorState::make(int workers, const Where &created) {
  if (workers <= 0)
    throw std::invalid_argument("max_workers must be greater than 0");
  watch_asan();
  ExecutorPointer executor(new ExecutorState(workers, created));
  LiveExecutors::instance().add(executor);
  trace::name_group(executor->id_, "executor", created);
  trace::name_track({executor->id_, executor->id_}, "the executor", 0);
  trace::begin({executor->id_, executor->id_}, "open", created);
  return executor;
}

void ExecutorState::submit(Job job, const Where &where) {
  {
    const std::lock_guard lock(mutex_);
    if (!shut_down_at_ && !destroyed_) {
      queue_.push_back({std::move(job), where});
      if (idle_ < queue_.size() && started_ < most_threads_) {
        ++started_;
        ++working_;
        // It keeps the state, not the state it: LiveExecutors joins.
        threads_.emplace_back([self = shared_from_this()] { self->work(); });
      }
      changed_.notify_one();
      return;
    }
  }
  constexpr const char *text = "cannot schedule new futures after shutdown";
  report_violation(check::submit_after_shutdown, where, text, history());
  throw ViolationError(text);
}

void ExecutorState::work() {
  // Threads and objects are numbered apart; their tracks must not meet.
  const std::uint64_t number = this_thread();
  const trace::Track track{id_, 1'000'000 + number};
  trace::name_track(track, "thread " + std::to_string(number), 1);
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    changed_.wait(lock, [this] {
      return !queue_.empty() || shut_down_at_ || destroyed_;
    });
    --idle_;
    if (queue_.empty())
      break;
    Queued next = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    {
      const trace::Slice slice(track, "job", next.submitted);
      next.job();
    }
    next.job = nullptr; // what it holds ends outside of the lock
    lock.lock();
  }
  --working_;
}

void ExecutorState::shutdown(bool wait, const Where &where) {
  {
    const std::lock_guard lock(mutex_);
    if (!shut_down_at_ && !destroyed_)
      trace::end({id_, id_});
    if (!shut_down_at_)
      shut_down_at_ = where;
    changed_.notify_all();
  }
  if (wait)
    join();
}

void ExecutorState::destroy() {
  const std::lock_guard lock(mutex_);
  if (!shut_down_at_ && !destroyed_)
    trace::end({id_, id_});
  destroyed_ = true;
  changed_.notify_all();
}

void ExecutorState::join() {
  const std::lock_guard one(join_mutex_);
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    for (const std::thread &thread : threads_)
      if (thread.get_id() == std::this_thread::get_id())
        throw RuntimeError("cannot join current thread");
    threads.swap(threads_);
  }
  if (process_ != ::getpid()) {
    // Nobody to wait for; nor can what stands for them be destroyed.
    static_cast<void>(new auto(std::move(threads)));
    return;
  }
  for (std::thread &thread : threads)
    thread.join();
}

bool ExecutorState::is_shut_down() const {
  const std::lock_guard lock(mutex_);
  return shut_down_at_ || destroyed_;
}

bool ExecutorState::is_drained() const {
  const std::lock_guard lock(mutex_);
  return (shut_down_at_ || destroyed_) && working_ == 0 && queue_.empty();
}

std::vector<Note> ExecutorState::history() const {
  const std::lock_guard lock(mutex_);
  if (shut_down_at_)
    return {{*shut_down_at_, "the executor was shut down here"}};
  if (destroyed_)
    return {{created_, "the executor made here has been destroyed"}};
  return {};
}

ExecutorPointer make_default_executor(const Where &where) {
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  return ExecutorState::make(static_cast<int>(std::min(32u, cores + 4)), where);
}

} // namespace refloop::detail
