//===- task.cpp - Tasks, seen from outside --------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/task.h"

#include "refloop/event_loop.h"

namespace refloop {

void detail::report_never_awaited(const PromiseBase &promise) {
  if (promise.mark.is_consequence())
    return;
  const Where called = promise.called();
  report_violation(check::unawaited_task, called,
                   "coroutine '" + called.coroutine_name() +
                       "' was never awaited");
}

namespace {

std::vector<TaskRef> refs(const detail::LoopState &loop) {
  std::vector<TaskRef> refs;
  for (const auto &task : loop.tasks())
    refs.emplace_back(task);
  return refs;
}

} // namespace

std::vector<TaskRef> all_tasks(const EventLoop &loop) {
  return refs(*loop.state());
}
std::vector<TaskRef> all_tasks() { return refs(detail::running_loop()); }

TaskRef current_task() {
  detail::TaskState *task = detail::running_loop().current_task();
  return task ? TaskRef(std::static_pointer_cast<detail::TaskState>(
                    task->shared_from_this()))
              : TaskRef();
}

} // namespace refloop
