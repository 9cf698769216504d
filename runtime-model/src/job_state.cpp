//===- job_state.cpp - Jobs of a loop on other threads --------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/job_state.h"

#include "refloop/detail/activity.h"
#include "refloop/detail/loop_executor.h"

namespace refloop::detail {

JobState::JobState(LoopPointer loop, ExecutorPointer executor,
                   const Where &submitted)
    : FutureState(std::move(loop)), executor_(std::move(executor)),
      submitted_(submitted) {}

void JobState::start() {
  const auto self = std::static_pointer_cast<JobState>(shared_from_this());
  loop()->ledger().record(EventKind::submit, id(), loop()->id(),
                          submitted_.location());
  loop()->executor().add_job(self);
  try {
    executor_->submit([self] { self->execute(); }, submitted_);
  } catch (...) {
    loop()->executor().remove_job(*this);
    throw;
  }
}

bool JobState::cancel(const Where &where) {
  if (!FutureState::cancel(where))
    return false;
  Phase waiting = Phase::waiting;
  if (phase_.compare_exchange_strong(waiting, Phase::cancelled))
    loop()->executor().remove_job(*this);
  return true;
}

void JobState::execute() {
  Phase waiting = Phase::waiting;
  if (!phase_.compare_exchange_strong(waiting, Phase::begun))
    return; // cancelled
  try {
    static const std::string nameless;
    const Activity activity(Activity::Kind::job, submitted_, nameless);
    call();
  } catch (...) {
    raised_ = std::current_exception();
  }
  const auto self = std::static_pointer_cast<JobState>(shared_from_this());
  loop()->post_if_open(
      make_handle([self] { self->deliver(); }, submitted_.location()));
}

void JobState::deliver() {
  loop()->ledger().record(EventKind::job_done, id(), loop()->id(), {});
  loop()->executor().remove_job(*this);
  if (done()) // cancelled while the job ran
    return;
  if (raised_)
    set_exception(std::exchange(raised_, nullptr), submitted_);
  else
    set_finished(submitted_);
}

} // namespace refloop::detail
