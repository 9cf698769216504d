//===- gather.cpp - Waiting for several -----------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/gather.h"

#include "refloop/detail/run_log.h"

#include <algorithm>

namespace refloop {
namespace detail {
namespace {

/// asyncio's _GatheringFuture together with gather's own state. Whoever waits
/// keeps it; the children only look at it.
class GatherState final : public FutureState {
public:
  GatherState(LoopPointer loop, std::vector<FuturePointer> children,
              bool keep_exceptions, const Where &where)
      : FutureState(std::move(loop)), children_(std::move(children)),
        unfinished_(children_.size()), keep_exceptions_(keep_exceptions),
        where_(where) {}

  void watch() {
    const std::weak_ptr<FutureState> weak = weak_from_this();
    const auto children = children_;
    for (const FuturePointer &child : children)
      child->add_done_callback(
          [weak](FutureState &done) {
            if (const FuturePointer self = weak.lock())
              static_cast<GatherState &>(*self).child_done(done);
            else
              static_cast<void>(done.outcome()); // counts as retrieved
          },
          where_);
  }

  bool cancel(const Where &where) override {
    if (done())
      return false;
    bool any = false;
    const auto children = children_;
    for (const FuturePointer &child : children)
      any |= child->cancel(where);
    cancel_requested_ |= any;
    return any;
  }

private:
  void child_done(FutureState &child) {
    --unfinished_;
    const std::exception_ptr error = child.outcome();
    if (done())
      return;
    if (error && !keep_exceptions_)
      set_exception(error, where_);
    else if (unfinished_ == 0 && cancel_requested_)
      set_exception(std::make_exception_ptr(CancelledError()), where_);
    else if (unfinished_ == 0)
      set_finished(where_);
  }

  std::vector<FuturePointer> children_;
  std::size_t unfinished_;
  bool keep_exceptions_;
  bool cancel_requested_ = false;
  Where where_;
};

} // namespace

LoopPointer gather_loop(const FuturePointer &first) {
  if (first)
    return first->loop();
  LoopState *running = LoopState::running();
  return running ? running->shared_from_this() : nullptr;
}

FuturePointer gather_futures(std::vector<FuturePointer> children,
                             bool keep_exceptions, const Where &where) {
  log_created(where);
  std::vector<FuturePointer> distinct; // the same future twice counts once
  for (FuturePointer &child : children)
    if (std::find(distinct.begin(), distinct.end(), child) == distinct.end())
      distinct.push_back(std::move(child));
  if (distinct.empty())
    return nullptr;
  const LoopPointer loop = distinct.front()->loop();
  for (const FuturePointer &child : distinct)
    if (child->loop() != loop)
      throw std::invalid_argument("The future belongs to a different loop than "
                                  "the one specified as the loop argument");
  loop->record(EventKind::gather, distinct.size(), where);
  auto state = std::make_shared<GatherState>(loop, std::move(distinct),
                                             keep_exceptions, where);
  state->watch();
  return state;
}

std::vector<GatherItem<void>> items_of(const std::vector<TaskRef> &tasks) {
  std::vector<GatherItem<void>> items;
  for (const TaskRef &task : tasks)
    if (const auto state = task.lock()) // a task that is gone is done
      items.emplace_back(signal(state));
  return items;
}

} // namespace detail

Task<std::vector<std::exception_ptr>> gather(return_exceptions_t,
                                             const std::vector<TaskRef> &all) {
  return detail::begin_gather<true>(detail::items_of(all),
                                    detail::gather_call());
}

Task<> gather(const std::vector<TaskRef> &all) {
  return detail::begin_gather<false>(detail::items_of(all),
                                     detail::gather_call());
}

} // namespace refloop
