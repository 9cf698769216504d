//===- loop_executor.cpp - The executor of a loop -------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/loop_executor.h"

#include "refloop/task.h"

#include <thread>

namespace refloop::detail {

ExecutorPointer LoopExecutor::get(const Where &where) {
  {
    const std::lock_guard lock(mutex_);
    if (!shut_down_at_) {
      if (!default_)
        default_ = make_default_executor(where);
      return default_;
    }
  }
  constexpr const char *text = "Executor shutdown has been called";
  report_violation(check::submit_after_shutdown, where, text,
                   {{*shut_down_at_, "the executor was shut down here"}});
  throw ViolationError(text);
}

void LoopExecutor::set(ExecutorPointer executor) {
  const std::lock_guard lock(mutex_);
  default_ = std::move(executor);
}

void LoopExecutor::add_job(std::shared_ptr<JobState> job) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t id = job->id();
  jobs_.emplace(id, std::move(job));
}

void LoopExecutor::remove_job(const JobState &job) {
  const std::lock_guard lock(mutex_); // kept by the caller: nothing ends here
  jobs_.erase(job.id());
}

std::vector<std::shared_ptr<JobState>> LoopExecutor::jobs_in_flight() const {
  std::vector<std::shared_ptr<JobState>> jobs;
  const std::lock_guard lock(mutex_);
  for (const auto &[id, job] : jobs_)
    if (job->is_in_flight())
      jobs.push_back(job);
  return jobs;
}

bool LoopExecutor::is_busy() const {
  const std::lock_guard lock(mutex_);
  return !jobs_.empty() || shutdowns_ > 0;
}

ExecutorPointer LoopExecutor::begin_shutdown(const Where &where) {
  const std::lock_guard lock(mutex_);
  if (!shut_down_at_)
    shut_down_at_ = where;
  ++shutdowns_;
  return default_;
}

void LoopExecutor::end_shutdown() {
  const std::lock_guard lock(mutex_);
  --shutdowns_;
}

void LoopExecutor::loop_closed(const Where &where, bool report) {
  std::vector<Note> notes;
  for (const auto &job : jobs_in_flight())
    if (!job->is_awaited()) // else its task is pending, too
      notes.push_back({job->submitted(), "a job was submitted here"});
  if (report && !notes.empty())
    report_violation(check::executor_not_shutdown, where,
                     "a job's completion will reach a closed loop", notes);
  ExecutorPointer executor;
  decltype(jobs_) jobs; // freed outside of the lock
  {
    const std::lock_guard lock(mutex_);
    if (!shut_down_at_)
      shut_down_at_ = where;
    executor.swap(default_);
    jobs.swap(jobs_);
  }
  if (executor)
    executor->shutdown(/*wait=*/false, where);
}

Task<> shutdown_default_executor(LoopPointer loop, std::source_location where) {
  const ExecutorPointer executor = loop->executor().begin_shutdown(where);
  struct End {
    LoopPointer loop;
    ~End() { loop->executor().end_shutdown(); }
  } const end{loop};
  if (!executor)
    co_return;
  const FuturePointer done = make_future<void>(loop).state;
  std::exception_ptr error;
  std::jthread thread([&, where] { // joined on every way out, as in asyncio
    try {
      executor->shutdown(/*wait=*/true, where);
    } catch (...) {
      error = std::current_exception();
    }
    loop->post_if_open(make_handle(
        [done, error, where] {
          if (done->done())
            return;
          if (error)
            done->set_exception(error, where);
          else
            done->set_finished(where);
        },
        where));
  });
  co_await FutureAwaiter<void>(signal(done), where);
}

} // namespace refloop::detail
