//===- task_group.cpp - Tasks that end together ---------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/task_group.h"

#include <algorithm>
#include <cstdio>

namespace refloop::detail {

GroupState::GroupState(std::source_location where) : where_(where) {
  LoopState &loop = running_loop();
  loop_ = loop.shared_from_this();
  TaskState *task = loop.current_task();
  if (!task)
    throw RuntimeError("TaskGroup " + describe() +
                       " cannot determine the parent task");
  parent_ = std::static_pointer_cast<TaskState>(task->shared_from_this());
}

std::string GroupState::describe() const {
  std::string text = "<TaskGroup";
  if (!tasks_.empty())
    text += " tasks=" + std::to_string(tasks_.size());
  if (!errors_.empty())
    text += " errors=" + std::to_string(errors_.size());
  if (aborting_)
    text += " cancelling";
  else if (parent_)
    text += " entered";
  return text + '>';
}

void GroupState::check_accepts() const {
  if (exiting_ && tasks_.empty())
    throw RuntimeError("TaskGroup " + describe() + " is finished");
  if (aborting_)
    throw RuntimeError("TaskGroup " + describe() + " is shutting down");
}

void GroupState::adopt(const std::shared_ptr<TaskState> &task,
                       const Where &where) {
  task->mark_handled();
  // Kept by the scope, which waits for the task; the task only looks at it.
  task->add_done_callback(
      [weak = weak_from_this()](FutureState &done) {
        if (const auto self = weak.lock())
          self->task_done(done);
      },
      where);
  tasks_.push_back(task);
}

void GroupState::abort() {
  aborting_ = true;
  const auto tasks = tasks_;
  for (const auto &task : tasks)
    if (!task->done())
      task->cancel(where_);
}

void GroupState::task_done(FutureState &task) {
  std::erase_if(tasks_,
                [&task](const auto &one) { return one.get() == &task; });
  if (completed_ && tasks_.empty() && !completed_->done())
    completed_->set_finished(where_);
  if (task.cancelled())
    return;
  const std::exception_ptr error = task.exception();
  if (!error)
    return;
  errors_.push_back(error);
  if (parent_->done()) {
    std::fprintf(
        stderr,
        "%s:%u: a task of the group has errored out but its parent task "
        "is already completed: %s\n",
        where_.file_name(), where_.line(), text_of(error).c_str());
    return;
  }
  if (!aborting_ && !parent_cancel_requested_) {
    abort();
    parent_cancel_requested_ = true;
    parent_->cancel(where_);
  }
}

Task<> GroupState::leave(std::shared_ptr<GroupState> self,
                         std::exception_ptr error, std::source_location where) {
  self->exiting_ = true;
  self->loop_->record(EventKind::join_group, self->tasks_.size(), where);
  std::exception_ptr cancellation = is_cancelled_error(error) ? error : nullptr;
  const bool body_failed = error && !cancellation;
  if (self->parent_cancel_requested_ && self->parent_->uncancel() == 0)
    cancellation = nullptr;
  if (error && !self->aborting_)
    self->abort();
  while (!self->tasks_.empty()) {
    if (!self->completed_)
      self->completed_ = make_future<void>(self->loop_).state;
    try {
      co_await FutureAwaiter<void>(signal(self->completed_), where);
    } catch (const CancelledError &) {
      if (!self->aborting_) {
        // Not by a task of the group: the parent itself is being cancelled.
        cancellation = std::current_exception();
        self->abort();
      }
    }
    self->completed_ = nullptr;
  }
  if (cancellation && self->errors_.empty())
    std::rethrow_exception(cancellation);
  if (body_failed)
    self->errors_.push_back(error);
  if (!self->errors_.empty())
    throw ExceptionGroup("unhandled errors in a TaskGroup",
                         std::exchange(self->errors_, {}));
}

} // namespace refloop::detail
