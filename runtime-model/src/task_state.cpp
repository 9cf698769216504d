//===- task_state.cpp - Drives a coroutine on its loop --------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/task_state.h"

#include "refloop/detail/activity.h"
#include "trace.h"

namespace refloop::detail {
namespace {

std::string next_name() {
  static std::atomic<std::uint64_t> last = 0;
  return "Task-" + std::to_string(++last);
}

/// `: TEXT`, or nothing of an exception without a text.
std::string after_colon(const std::exception_ptr &error) {
  const std::string text = text_of(error);
  return text.empty() ? text : ": " + text;
}

} // namespace

TaskState &executing_task() {
  TaskState *task = running_loop().current_task();
  if (!task)
    throw RuntimeError("no running task");
  return *task;
}

TaskState::TaskState(LoopPointer loop, std::coroutine_handle<> root,
                     const Where &spawned)
    : FutureState(std::move(loop)), root_(root), leaf_(root),
      name_(next_name()), spawned_(spawned) {}

TaskState::~TaskState() {
  destroy_coroutine();
  if (error() && !retrieved() && !blamed_ && !excused_ &&
      !mark_.is_consequence() && !is_violation(error()))
    report_violation(check::swallowed_task_error, spawned_,
                     "Task exception was never retrieved" +
                         after_colon(error()));
}

void TaskState::start(const Where &where) {
  loop()->add_task(std::static_pointer_cast<TaskState>(shared_from_this()));
  const trace::Track track{loop()->trace_group(), id()};
  trace::name_track(track, name_, static_cast<int>(id()));
  trace::begin(track, name_, spawned_);
  loop()->ledger().record(EventKind::spawn, id(), loop()->id(),
                          where.location());
  post_step(nullptr);
}

void TaskState::post_step(std::exception_ptr error) {
  const auto self = std::static_pointer_cast<TaskState>(shared_from_this());
  const Where &where = spawned_;
  loop()->post(
      make_handle([self, error] { self->step(error); }, where.location()),
      where);
}

void TaskState::suspend(std::coroutine_handle<> leaf, FuturePointer future,
                        const Where &where) {
  leaf_ = leaf;
  suspended_on_future_ = future != nullptr;
  waiting_for_ = std::move(future);
  await_location_ = where;
}

void TaskState::check_injected() {
  if (const std::exception_ptr error = std::exchange(injected_, nullptr))
    std::rethrow_exception(error);
}

void TaskState::step(std::exception_ptr error) {
  if (done() || abandoned_)
    return;
  const FuturePointer self = shared_from_this();
  if (must_cancel_) {
    must_cancel_ = false;
    if (!is_cancelled_error(error))
      error = std::make_exception_ptr(CancelledError());
  }
  waiting_for_ = nullptr;
  if (!started_ && error) { // the body never runs
    const QuietDestruction
        quiet; // its arguments were for a body that never ran
    complete(std::move(error));
    return;
  }
  resume(std::move(error));
  if (loop()->is_destroyed())
    return; // by its own coroutine; the end of the run abandons it
  if (root_.done())
    complete(harvest(root_));
  else
    after_step();
}

void TaskState::resume(std::exception_ptr error) {
  started_ = true;
  injected_ = std::move(error);
  suspended_on_future_ = false;
  TaskState *outer = loop()->exchange_current_task(this);
  {
    const Activity activity(Activity::Kind::task, spawned_, name_);
    const trace::Slice slice({loop()->trace_group(), id()}, "step", spawned_);
    std::exchange(leaf_, nullptr).resume();
  }
  loop()->exchange_current_task(outer);
}

void TaskState::after_step() {
  if (!suspended_on_future_) {
    post_step(nullptr);
    return;
  }
  const FuturePointer future = waiting_for_;
  const auto self = std::static_pointer_cast<TaskState>(shared_from_this());
  const auto refuse = [this](const std::string &text) {
    waiting_for_ = nullptr;
    post_step(std::make_exception_ptr(RuntimeError(text)));
  };
  if (future->loop() != loop())
    return refuse("Task '" + name_ +
                  "' got Future attached to a different loop");
  if (future == self)
    return refuse("Task cannot await on itself: '" + name_ + "'");
  future->add_done_callback([self](FutureState &done) { self->wakeup(done); },
                            await_location_);
  if (must_cancel_ && future->cancel(await_location_))
    must_cancel_ = false;
}

void TaskState::wakeup(FutureState &future) {
  static_cast<void>(future.outcome()); // it counts as retrieved
  step(nullptr);
}

void TaskState::complete(std::exception_ptr error) {
  const FuturePointer self = shared_from_this();
  const Where &where = spawned_;
  destroy_coroutine();
  if (!error && std::exchange(must_cancel_, false))
    end_cancelled(where); // cancelled in its last step
  else if (!error)
    end_finished(where);
  else if (is_cancelled_error(error))
    end_cancelled(where);
  else
    end_with(std::move(error), where);
}

bool TaskState::cancel(const Where &where) {
  loop()->ledger().record(EventKind::cancel_task, id(), loop()->id(),
                          where.location());
  check_thread(where);
  if (done())
    return false;
  ++cancel_requests_;
  if (abandoned_) {
    if (suspended_on_future_) // what asyncio's schedules cannot be
      throw RuntimeError("Event loop is closed");
    return true;
  }
  // Kept alive: cancelling a future may end this task's wait for it.
  if (const FuturePointer future = waiting_for_;
      future && future->cancel(where))
    return true;
  must_cancel_ = true;
  return true;
}

void TaskState::destroy_coroutine() noexcept {
  if (const auto root = std::exchange(root_, nullptr))
    root.destroy();
}

void TaskState::on_done() {
  waiting_for_ = nullptr;
  loop()->ledger().record(EventKind::task_done, id(), loop()->id(),
                          spawned_.location());
  trace::end({loop()->trace_group(), id()});
  loop()->remove_task(*this);
  if (dropped_)
    blame_spawn("task '" + name_ + "' was dropped before it was done");
}

void TaskState::mark_detached(const Where &where) {
  loop()->ledger().record(EventKind::detach_task, id(), loop()->id(),
                          where.location());
  handled_ = true;
  detached_ = true;
}

void TaskState::handle_dropped() {
  if (done() || handled_ || abandoned_)
    return;
  if (mark_.is_consequence())
    handled_ = true;
  else // whether the close or the spawn is to blame is known when it ends
    dropped_ = true;
}

void TaskState::cancelled_at_the_end(std::string_view message) {
  if (!handled_ && !excused_)
    blame_spawn("task '" + name_ + "' " + std::string(message));
}

void TaskState::pending_at_exit() {
  if (!std::exchange(blamed_, true) && !excused_)
    report_violation(check::pending_at_exit, spawned_,
                     "task '" + name_ + "' is still pending at exit");
}

void TaskState::abandon(bool reported) {
  abandoned_ = true;
  trace::end({loop()->trace_group(), id()});
  if (!reported)
    left_at_exit();
  blamed_ = true;
  const FuturePointer self = shared_from_this();
  waiting_for_ = nullptr;
  forget_callbacks();
  const QuietDestruction quiet; // what it holds ends with it
  destroy_coroutine();
}

void TaskState::left_at_exit() {
  if (!handled_)
    blame_spawn("Task was destroyed but it is pending!");
}

void TaskState::blame_spawn(std::string_view message) {
  if (std::exchange(blamed_, true) || excused_)
    return;
  std::vector<Note> notes;
  if (error() && !retrieved() && !is_violation(error()))
    notes.push_back(
        {spawned_, "its exception was never retrieved" + after_colon(error())});
  report_violation(check::unawaited_task, spawned_, message, notes);
}

} // namespace refloop::detail
