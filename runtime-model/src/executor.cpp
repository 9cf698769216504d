//===- executor.cpp - Threads for jobs that block -------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/executor.h"

#include "refloop/detail/run_log.h"
#include "refloop/errors.h"

namespace refloop {

ThreadPoolExecutor::ThreadPoolExecutor(int workers, Location where)
    : state_(detail::ExecutorState::make(workers, where)) {
  detail::log_reached(where);
}

ThreadPoolExecutor::~ThreadPoolExecutor() {
  state_->destroy();
  try {
    state_->join();
  } catch (const RuntimeError &) {
    // By one of its own jobs: nobody can wait for that. The exit does.
  }
}

void ThreadPoolExecutor::post(detail::ExecutorState::Job job, Location where) {
  detail::log_reached(where);
  state()->submit(std::move(job), where);
}

void ThreadPoolExecutor::shutdown(bool wait, Location where) {
  detail::log_reached(where);
  state()->shutdown(wait, where);
}

} // namespace refloop
