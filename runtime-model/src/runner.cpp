//===- runner.cpp - Running a program's main task -------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/runner.h"

#include "refloop/gather.h"

#include <cstdio>

namespace refloop {
namespace {

/// Stands for `shutdown_asyncgens()` and `shutdown_default_executor()`: each
/// gives the loop some turns, in which callbacks that are still scheduled run.
Task<> shutdown_turn() { co_return; }

} // namespace

void detail::check_no_running_loop(const char *text,
                                   const std::source_location &where) {
  LoopState *loop = LoopState::running();
  if (!loop)
    return;
  loop->record(EventKind::run, 0, where);
  report_violation(check::nested_run, where, text);
  throw detail::ViolationError(text);
}

Runner::Runner(Location where) : where_(where) {}

Runner::~Runner() {
  try {
    close(where_);
  } catch (const RuntimeError &) {
    // Another loop runs on this thread: reported, and the loop is closed.
  }
}

EventLoop &Runner::get_loop(Location where) {
  if (closed_) {
    std::vector<detail::Note> notes;
    if (ended_)
      notes = ended_->history();
    detail::report_violation(detail::check::schedule_after_close, where,
                             "Runner is closed", notes);
    throw detail::ViolationError("Runner is closed");
  }
  if (!loop_) {
    loop_ = std::make_unique<EventLoop>(where_);
    loop_->state()->of_runner = true;
    set_event_loop(loop_.get(), where);
  }
  return *loop_;
}

void Runner::cancel_all_tasks(Location where) {
  const auto tasks = loop_->state()->tasks();
  if (tasks.empty())
    return;
  std::vector<TaskRef> refs;
  for (const auto &task : tasks) {
    task->cancelled_by_runner();
    task->cancel(where);
    refs.emplace_back(task);
  }
  loop_->run_until_complete(gather(return_exceptions, refs), where);
  for (const auto &task : tasks)
    if (!task->cancelled() && task->exception())
      std::fprintf(stderr,
                   "unhandled exception during refloop::run() shutdown: %s\n",
                   detail::text_of(task->exception()).c_str());
}

void Runner::close(Location where) {
  if (closed_)
    return;
  closed_ = true;
  if (!loop_)
    return;
  ended_ = loop_->state();
  std::exception_ptr error;
  if (!ended_->is_closed()) { // by the program, through get_loop()
    try {
      cancel_all_tasks(where);
      loop_->run_until_complete(shutdown_turn(), where);
      loop_->run_until_complete(shutdown_turn(), where);
    } catch (...) {
      error = std::current_exception();
    }
  }
  set_event_loop(nullptr, where);
  ended_->close(where, detail::Closer::runner);
  loop_.reset();
  if (error)
    std::rethrow_exception(error);
}

} // namespace refloop
