//===- loop_state.cpp - The life of a loop --------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Creation, closing, destruction, and the rules that forbid a call. What
// happens in a turn is run.cpp's.
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/loop_state.h"

#include "asan_reports.h"
#include "refloop/detail/activity.h"
#include "refloop/detail/loop_executor.h"
#include "refloop/detail/loop_generators.h"
#include "refloop/detail/loop_signals.h"
#include "refloop/detail/raw_signals.h"
#include "refloop/detail/run_log.h"
#include "refloop/detail/task_state.h"
#include "refloop/errors.h"
#include "registry.h"
#include "tests.h"
#include "threads.h"
#include "trace.h"
#include "virtual_time.h"

#include <algorithm>

namespace refloop::detail {

struct LoopState::End {
  TestMoment moment;
};

LoopState::LoopState(EventLoop *facade, const Where &created)
    : facade_(facade), id_(next_object_id()), created_(created),
      virtual_time_(virtual_time_wanted()),
      trace_group_(trace::group_of_loop(id_, created)), ledger_(trace_group_),
      executor_(std::make_unique<LoopExecutor>()),
      signals_(std::make_unique<LoopSignals>(*this)),
      generators_(std::make_unique<LoopGenerators>()) {
  watch_asan();
  selector_.emplace();
  forget_refusal(facade);
  log_created(created);
  trace::name_group(trace_group_, "loop", created);
  trace::name_track({trace_group_, id_}, "the loop", 0);
  trace::begin({trace_group_, id_}, "open", created);
  // log_created() knows the program's line; the library's is not reached by it.
  record(EventKind::create_loop, 0, created.needs_trace() ? Where() : created);
}

LoopState::~LoopState() = default;

LoopPointer LoopState::of(const EventLoop *address) {
  if (LoopPointer loop = Registry::instance().find(address))
    return loop;
  throw ViolationError("no event loop was ever made at this address");
}

std::vector<Note> LoopState::history() const {
  std::vector<Note> notes;
  const std::lock_guard lock(mutex_);
  const std::string test = end_ ? end_->moment.text() : "";
  if (closed_at_)
    notes.push_back({*closed_at_, "the loop was closed here" + test});
  else if (destroyed_)
    notes.push_back({created_, "the loop made here has been destroyed"});
  return notes;
}

void LoopState::check_closed(const Where &where) {
  if (!closed_ && !destroyed_)
    return;
  constexpr const char *text = "Event loop is closed";
  report_use_after_close(where, text);
  throw ViolationError(text);
}

void LoopState::report_use_after_close(const Where &where,
                                       const char *text) const {
  TestMoment ended;
  {
    const std::lock_guard lock(mutex_);
    if (end_)
      ended = end_->moment;
  }
  const bool by_other_test = TestMoment::now().is_after_test_of(ended);
  report_violation(by_other_test ? check::loop_shared_across_tests
                                 : check::schedule_after_close,
                   where, text, history());
}

void LoopState::check_thread(const Where &where) {
  const std::uint64_t runner = runner_;
  if (runner == 0 || runner == closing || runner == this_thread())
    return;
  constexpr const char *text = "Non-thread-safe operation invoked on an event "
                               "loop other than the current one";
  report_violation(check::cross_thread_schedule, where, text,
                   {{created_, "the loop made here runs on another thread"}});
  throw ViolationError(text);
}

void LoopState::check_can_run(const Where &where) {
  check_closed(where);
  const char *text = nullptr;
  if (nested_allowed_ && (!is_running() || runner_ == this_thread()))
    return;
  if (is_running())
    text = "This event loop is already running";
  else if (running())
    text = "Cannot run the event loop while another loop is running";
  if (!text)
    return;
  report_violation(check::nested_run, where, text);
  throw ViolationError(text);
}

void LoopState::stop(const Where &where) {
  record(EventKind::stop, 0, where);
  stopping_ = true;
}

void LoopState::stop_from_handler() noexcept {
  stopping_ = true;
  if (is_running())
    selector_->wake(); // it is there while the loop runs
}

void LoopState::close(const Where &where, Closer closer) {
  record(EventKind::close_loop, 0, where);
  std::uint64_t idle = 0;
  if (!runner_.compare_exchange_strong(idle, closing)) {
    constexpr const char *text = "Cannot close a running event loop";
    const Activity *activity = Activity::current();
    if (activity && activity->kind() == Activity::Kind::signal_handler)
      report_violation(check::close_in_signal_handler, where, text,
                       {{activity->ordered(), "the handler was added here"}});
    else
      report_violation(check::close_while_running, where, text);
    throw ViolationError(text);
  }
  if (!closed_) // a second time is allowed, as in asyncio
    end(where, /*destroyed=*/false, closer);
  runner_ = 0;
}

void LoopState::destroy() noexcept {
  const LoopPointer self = shared_from_this(); // the registry may let go of it
  record(EventKind::destroy_loop, 0, {});
  destroyed_ = true;
  if (is_running()) {
    report_violation(
        check::close_while_running,
        Where({}, Blame::constructor, Backtrace::capture()),
        "Cannot close a running event loop",
        {{created_, "the loop made here is destroyed while it runs"}});
    stopping_ = true; // run_forever finds the loop destroyed and ends it
    const std::lock_guard lock(mutex_);
    selector_->wake();
    return;
  }
  if (!closed_) {
    if (!is_excused())
      report_violation(check::unclosed_loop, created_, "unclosed event loop");
    end(created_, /*destroyed=*/true, Closer::user);
  }
  ledger_.clear();
}

void LoopState::report_leaked() {
  const std::uint64_t runner = runner_;
  if (closed_ || destroyed_ || is_excused() ||
      (runner != 0 && runner != this_thread()))
    return;
  // The program may end itself in the middle of a turn: nobody could have
  // closed the loop, but what was dropped before stays dropped.
  if (runner == 0)
    report_violation(check::unclosed_loop, created_, "unclosed event loop");
  for (const auto &task : tasks())
    if (runner == 0 || task->dropped())
      task->left_at_exit();
}

void LoopState::end(const Where &where, bool destroyed, Closer closer) {
  std::vector<LoopObserver *> observers;
  {
    const std::lock_guard lock(mutex_);
    observers = observers_;
  }
  for (LoopObserver *observer : observers)
    observer->loop_ending(*this, where, destroyed, closer == Closer::runner);
  report_pending(where, destroyed, closer);
  signals_->clear();
  executor_->loop_closed(where, !destroyed && closer == Closer::user);
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    end_ = std::make_unique<End>(TestMoment::now());
    if (!destroyed)
      closed_at_ = where;
  }
  trace::end({trace_group_, id_});
  release(/*was_running=*/is_running());
}

void LoopState::report_pending(const Where &where, bool destroyed,
                               Closer closer) {
  if (destroyed || closer == Closer::runner)
    return; // the spawns are blamed, one by one, when the tasks are abandoned
  std::vector<Note> notes;
  for (const auto &task : tasks())
    if (!task->excused())
      notes.push_back(
          {task->spawned(), "task '" + task->name() + "' was spawned here"});
  if (!notes.empty())
    report_violation(check::close_with_pending_tasks, where,
                     "Task was destroyed but it is pending!", notes);
  for (const auto &task : tasks())
    task->excuse(); // one defect, one diagnostic
}

bool LoopState::is_excused() const noexcept {
  return mark_.is_consequence() || close_was_refused(facade_);
}

void LoopState::release(bool was_running) {
  std::deque<HandlePointer> ready;
  std::vector<HandlePointer> timers;
  {
    const std::lock_guard lock(mutex_);
    ready.swap(ready_);
    timers.swap(timers_);
    selector_.reset();
  }
  for (const auto &task : tasks())
    task->abandon(was_running || is_excused());
  const QuietDestruction quiet; // what they hold ends with them
  decltype(tasks_) abandoned;
  {
    const std::lock_guard lock(mutex_);
    abandoned.swap(tasks_);
  }
  abandoned.clear();
  ready.clear();
  timers.clear();
}

void LoopState::add_task(const std::shared_ptr<TaskState> &task) {
  const std::lock_guard lock(mutex_);
  tasks_.emplace(task->id(), task);
}

void LoopState::remove_task(const TaskState &task) {
  const std::lock_guard lock(mutex_); // it is kept elsewhere: nothing ends here
  tasks_.erase(task.id());
}

std::vector<std::shared_ptr<TaskState>> LoopState::tasks() const {
  std::vector<std::shared_ptr<TaskState>> tasks;
  const std::lock_guard lock(mutex_);
  for (const auto &[id, task] : tasks_)
    tasks.push_back(task);
  return tasks;
}

void LoopState::add_observer(LoopObserver *observer) {
  const std::lock_guard lock(mutex_);
  observers_.push_back(observer);
}

void LoopState::remove_observer(LoopObserver *observer) {
  const std::lock_guard lock(mutex_);
  std::erase(observers_, observer);
}

} // namespace refloop::detail
