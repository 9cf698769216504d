//===- at_exit.cpp - Nothing is pending in the end ------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/at_exit.h"

#include "refloop/detail/loop_executor.h"
#include "refloop/detail/run_log.h"
#include "refloop/detail/task_state.h"
#include "registry.h"

#include <cstdlib>

namespace refloop {
namespace {

void verify(detail::LoopState &loop) {
  // The task that ends the program is in the middle of it.
  for (const auto &task : loop.tasks())
    if (task.get() != loop.current_task())
      task->pending_at_exit();
  for (const auto &job : loop.executor().jobs_in_flight())
    detail::report_violation(detail::check::pending_at_exit, job->submitted(),
                             "a job is still pending at exit");
}

} // namespace

void verify_no_pending_at_exit(std::source_location where) {
  detail::log_reached(where);
  static const int registered = std::atexit([] {
    for (const auto &loop : detail::Registry::instance().all())
      if (!loop->is_closed())
        verify(*loop);
  });
  if (registered != 0)
    throw std::runtime_error("verify_no_pending_at_exit: no more handlers");
}

} // namespace refloop
