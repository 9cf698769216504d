//===- event_loop.cpp - The event loop ------------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/event_loop.h"

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
void EventLoop::stop(Location where) { state()->stop(where); }
bool EventLoop::is_running() const { return state()->is_running(); }
void EventLoop::close(Location where) { state()->close(where); }
bool EventLoop::is_closed() const { return state()->is_closed(); }
EventLoop::Clock::time_point EventLoop::time() const { return state()->time(); }

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

void detail::run_until_done(LoopState &loop, FutureState &future,
                            bool is_new_task, std::source_location where) {
  if (future.loop().get() != &loop)
    throw std::invalid_argument(
        "The future belongs to a different loop than the "
        "one specified as the loop argument");
  const auto key = future.add_done_callback(
      [&loop, where](FutureState &) { loop.stop(where); }, where);
  loop.run_forever(where);
  future.remove_done_callback(key);
  if (!future.done())
    throw RuntimeError("Event loop stopped before Future completed.");
  static_cast<void>(is_new_task);
}

} // namespace refloop
