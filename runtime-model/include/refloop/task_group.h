//===- task_group.h - Tasks that end together -------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `TaskGroup`: asyncio.taskgroups of Python 3.11, statement for statement. C++
// has no `async with`; `with_task_group` is its scope.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_TASK_GROUP_H
#define REFLOOP_TASK_GROUP_H

#include "refloop/event_loop.h"

#include <exception>
#include <memory>
#include <source_location>
#include <string>
#include <type_traits>
#include <vector>

namespace refloop {
namespace detail {

class GroupState : public std::enable_shared_from_this<GroupState> {
public:
  /// Enters: the running task is the parent.
  explicit GroupState(std::source_location where);

  /// Throws what create_task raises in this state of the group.
  void check_accepts() const;
  void adopt(const std::shared_ptr<TaskState> &task, const Where &where);
  /// `__aexit__`: waits for all tasks, and throws what is to be thrown.
  static Task<> leave(std::shared_ptr<GroupState> self,
                      std::exception_ptr error, std::source_location where);
  const LoopPointer &loop() const noexcept { return loop_; }

private:
  void abort();
  void task_done(FutureState &task);
  std::string describe() const;

  LoopPointer loop_;
  std::shared_ptr<TaskState> parent_;
  std::vector<std::shared_ptr<TaskState>> tasks_;
  std::vector<std::exception_ptr> errors_;
  FuturePointer completed_;
  std::source_location where_;
  bool exiting_ = false;
  bool aborting_ = false;
  bool parent_cancel_requested_ = false;
};

} // namespace detail

class TaskGroup;
namespace detail {
template <> struct Noun<TaskGroup> {
  static constexpr const char *text = "task group";
};
} // namespace detail

/// A group of tasks that are awaited when its scope ends; the first that fails
/// cancels the others. Mirrors asyncio.TaskGroup.
class TaskGroup {
public:
  explicit TaskGroup(std::shared_ptr<detail::GroupState> state)
      : state_(std::move(state)) {}
  TaskGroup(const TaskGroup &) = delete;
  TaskGroup &operator=(const TaskGroup &) = delete;

  /// Runs \p task in the background; the group awaits it, so that its handle
  /// may be let go.
  /// \throws RuntimeError `TaskGroup <…> is finished`, `… is shutting down`
  template <class T>
  TaskHandle<T>
  create_task(Task<T> task,
              std::source_location where = std::source_location::current()) {
    if (!lifetime_.reported_alive()) {
      task.discard(); // the reference is to blame
      throw RuntimeError("the task group has been destroyed");
    }
    state_->check_accepts();
    detail::Spawned<T> spawned =
        detail::spawn(state_->loop(), std::move(task), where);
    state_->adopt(spawned.state, where);
    return TaskHandle<T>(std::move(spawned));
  }

private:
  [[no_unique_address]] detail::Lifetime<TaskGroup> lifetime_;
  std::shared_ptr<detail::GroupState> state_;
};

/// Runs `body(group)`, a Task<>, and waits for all tasks of the group. Mirrors
/// `async with asyncio.TaskGroup() as group`.
/// \throws ExceptionGroup `unhandled errors in a TaskGroup (2 sub-exceptions)`
/// \throws CancelledError if the current task was cancelled meanwhile
template <class F>
  requires std::is_same_v<std::invoke_result_t<F &, TaskGroup &>, Task<>>
Task<>
with_task_group(F body,
                std::source_location where = std::source_location::current()) {
  const auto state = std::make_shared<detail::GroupState>(where);
  TaskGroup group(state);
  std::exception_ptr error;
  try {
    co_await body(group);
  } catch (...) {
    error = std::current_exception();
  }
  co_await detail::GroupState::leave(state, error, where);
}

} // namespace refloop

#endif // REFLOOP_TASK_GROUP_H
