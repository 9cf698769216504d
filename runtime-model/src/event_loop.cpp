//===- event_loop.cpp - The event loop ------------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/event_loop.h"

#include "refloop/detail/loop_executor.h"
#include "refloop/detail/loop_generators.h"
#include "refloop/detail/loop_signals.h"
#include "refloop/detail/raw_signals.h"
#include "refloop/detail/run_log.h"
#include "registry.h"
#include "threads.h"

namespace refloop {
namespace {

thread_local EventLoop *current_loop = nullptr;

} // namespace

EventLoop::EventLoop(Location where) {
  detail::Registry::instance().add(std::make_shared<detail::LoopState>(
      this, detail::Where(where, detail::Blame::constructor,
                          detail::Backtrace::capture())));
}

EventLoop::~EventLoop() { state()->destroy(); }

void *EventLoop::operator new(std::size_t size) {
  return detail::Registry::instance().allocate(size);
}

void EventLoop::operator delete(void *memory) noexcept {
  detail::Registry::instance().deallocate(memory);
}

void EventLoop::run_forever(Location where) { state()->run_forever(where); }

void EventLoop::stop(Location where) {
  detail::LoopState *running = detail::LoopState::running();
  // Within a signal handler no lock is to be had: the loop that runs on this
  // thread is found without.
  if (detail::in_signal_handler() && running && running->facade() == this)
    running->stop_from_handler();
  else if (detail::in_signal_handler())
    state()->stop_from_handler();
  else
    state()->stop(where);
}

bool EventLoop::is_running() const { return state()->is_running(); }

void EventLoop::close(Location where) {
  if (detail::in_signal_handler())
    detail::report_close_in_handler(this, where);
  else
    state()->close(where);
}

bool EventLoop::is_closed() const { return state()->is_closed(); }
EventLoop::Clock::time_point EventLoop::time() const { return state()->time(); }

void EventLoop::set_default_executor(ThreadPoolExecutor &executor,
                                     Location where) {
  const detail::LoopPointer loop = state();
  loop->record(EventKind::set_executor, executor.state()->id(), where);
  loop->executor().set(executor.state());
}

Task<> EventLoop::shutdown_asyncgens(Location where) {
  const detail::LoopPointer loop = state();
  loop->record(EventKind::shutdown_asyncgens, 0, where);
  return detail::shutdown_asyncgens(loop, where);
}

Task<> EventLoop::shutdown_default_executor(Location where) {
  const detail::LoopPointer loop = state();
  loop->record(EventKind::shutdown_executor, 0, where);
  return detail::shutdown_default_executor(loop, where);
}

detail::ExecutorPointer detail::default_executor(LoopState &loop,
                                                 const Where &where) {
  log_reached(where.location());
  loop.check_closed(where);
  return loop.executor().get(where);
}

void detail::add_signal_handler(LoopState &loop, int signal,
                                HandlePointer handle, const Where &where) {
  LoopSignals::check(signal);
  loop.check_closed(where);
  handle->of_signal = true;
  loop.signals().add(signal, std::move(handle));
}

bool EventLoop::remove_signal_handler(int signal, Location where) {
  const detail::LoopPointer loop = state();
  loop->record(EventKind::remove_signal_handler,
               static_cast<std::uint64_t>(signal), where);
  detail::LoopSignals::check(signal);
  return loop->signals().remove(signal);
}

std::unique_ptr<EventLoop> new_event_loop(std::source_location where) {
  return std::make_unique<EventLoop>(where);
}

EventLoop &get_running_loop() { return *detail::running_loop().facade(); }

EventLoop &get_event_loop() {
  if (detail::LoopState *running = detail::LoopState::running())
    return *running->facade();
  if (!current_loop)
    throw RuntimeError("There is no current event loop in thread '" +
                       detail::thread_name() + "'.");
  return *current_loop;
}

void set_event_loop(EventLoop *loop, std::source_location where) {
  detail::log_reached(where);
  current_loop = loop;
}

std::vector<LedgerEvent> ledger(const EventLoop &loop) {
  return loop.state()->ledger().events();
}

void allow_nested_run(EventLoop &loop, std::source_location where) {
  loop.state()->allow_nested_run(where);
}

} // namespace refloop
