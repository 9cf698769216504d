//===- future_state.cpp - The state behind futures and tasks --------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/future_state.h"

#include <algorithm>

namespace refloop::detail {

FutureState::FutureState(LoopPointer loop)
    : loop_(std::move(loop)), id_(next_object_id()) {}

bool FutureState::cancel(const Where &where) {
  loop_->ledger().record(EventKind::cancel_future, id_, loop_->id(),
                         where.location());
  check_thread(where);
  if (done())
    return false;
  end_cancelled(where);
  return true;
}

void FutureState::check_pending() const {
  if (done())
    throw InvalidStateError("invalid state");
}

void FutureState::set_finished(const Where &where) {
  loop_->ledger().record(EventKind::set_result, id_, loop_->id(),
                         where.location());
  check_thread(where);
  check_pending();
  end_finished(where);
}

void FutureState::set_exception(std::exception_ptr error, const Where &where) {
  loop_->ledger().record(EventKind::set_exception, id_, loop_->id(),
                         where.location());
  check_thread(where);
  check_pending();
  end_with(std::move(error), where);
}

void FutureState::end_cancelled(const Where &where) {
  status_ = Status::cancelled;
  schedule_callbacks(where);
}

void FutureState::end_with(std::exception_ptr error, const Where &where) {
  error_ = std::move(error);
  end_finished(where);
}

void FutureState::end_finished(const Where &where) {
  status_ = Status::finished;
  schedule_callbacks(where);
}

void FutureState::schedule_callbacks(const Where &where) {
  const FuturePointer self = shared_from_this();
  on_done();
  auto callbacks = std::exchange(callbacks_, {});
  for (Callback &callback : callbacks)
    post_callback(std::move(callback), where);
}

void FutureState::post_callback(Callback callback, const Where &where) {
  loop_->post(make_handle([self = shared_from_this(),
                           call = std::move(callback.call)] { call(*self); },
                          callback.added),
              where);
}

std::uint64_t FutureState::add_done_callback(DoneCallback callback,
                                             const Where &where) {
  check_thread(where);
  if (done()) {
    post_callback({0, std::move(callback), where.location()}, where);
    return 0;
  }
  callbacks_.push_back({++next_key_, std::move(callback), where.location()});
  return next_key_;
}

void FutureState::remove_done_callback(std::uint64_t key) {
  std::erase_if(callbacks_, [key](const Callback &callback) {
    return callback.key == key;
  });
}

void FutureState::check_result() {
  if (!done())
    throw InvalidStateError("Result is not set.");
  if (cancelled())
    throw CancelledError();
  retrieved_ = true;
  if (error_)
    std::rethrow_exception(error_);
}

std::exception_ptr FutureState::exception() {
  if (!done())
    throw InvalidStateError("Exception is not set.");
  if (cancelled())
    throw CancelledError();
  retrieved_ = true;
  return error_;
}

std::exception_ptr FutureState::outcome() noexcept {
  retrieved_ = true;
  return cancelled() ? std::make_exception_ptr(CancelledError()) : error_;
}

} // namespace refloop::detail
