//===- runner.cpp - Running a program's main task -------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/runner.h"

#include "refloop/gather.h"
#include "refloop/testing.h"

#include <cstdio>

namespace refloop {
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
    constexpr const char *text = "Runner is closed";
    if (ended_)
      ended_->report_use_after_close(where, text);
    else
      detail::report_violation(detail::check::schedule_after_close, where,
                               text);
    throw detail::ViolationError(text);
  }
  if (!loop_) {
    loop_ = std::make_unique<EventLoop>(where_);
    loop_->state()->of_runner = true;
    set_event_loop(loop_.get(), where);
  }
  return *loop_;
}

void detail::shut_down(EventLoop &loop, std::string_view message,
                       std::source_location where) {
  const LoopPointer state = loop.state();
  const auto tasks = state->tasks();
  std::vector<FuturePointer> all;
  for (const auto &task : tasks) {
    task->cancelled_at_the_end(message);
    task->mark_handled();
    task->cancel(where);
    all.push_back(task);
  }
  // asyncio's gather is a future, no task: it takes no turn of its own.
  if (const FuturePointer ended =
          gather_futures(std::move(all), /*keep_exceptions=*/true, where))
    state->run_until_done(*ended, where);
  for (const auto &task : tasks)
    if (!task->cancelled() && task->exception())
      std::fprintf(stderr,
                   "unhandled exception during refloop::run() shutdown: %s\n",
                   text_of(task->exception()).c_str());
  loop.run_until_complete(loop.shutdown_asyncgens(where), where);
  loop.run_until_complete(loop.shutdown_default_executor(where), where);
}

void testing::finish_test_loop(EventLoop &loop, std::source_location where) {
  const detail::LoopPointer state = loop.state();
  std::exception_ptr error;
  if (!state->is_closed()) {
    try {
      detail::shut_down(loop, "was pending when its test ended", where);
    } catch (...) {
      error = std::current_exception();
    }
  }
  set_event_loop(nullptr, where);
  state->close(where, detail::Closer::runner);
  if (error)
    std::rethrow_exception(error);
}

EventLoop *detail::nestable_loop() {
  LoopState *loop = LoopState::running();
  return loop && loop->allows_nested_run() ? loop->facade() : nullptr;
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
      detail::shut_down(*loop_, "was cancelled by run() on its way out", where);
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
