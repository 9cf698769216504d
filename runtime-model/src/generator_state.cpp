//===- generator_state.cpp - The state behind a generator -----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/generator_state.h"

#include "refloop/detail/loop_generators.h"

#include <string>

namespace refloop::detail {

void GeneratorState::begin(const char *call, EventKind kind,
                           std::source_location where) {
  LoopState &loop = running_loop();
  loop.record(kind, 0, where);
  if (running_)
    throw RuntimeError(std::string(call) +
                       ": asynchronous generator is already running");
  if (std::exchange(started_, true) || kind == EventKind::close_generator)
    return;
  loop_ = loop.weak_from_this();
  loop.generators().add(weak_from_this());
}

bool GeneratorState::has_ended() {
  if (!coroutine_.done())
    return false;
  const std::exception_ptr error = std::exchange(promise_->error, nullptr);
  finish();
  if (error)
    std::rethrow_exception(error);
  return true;
}

void GeneratorState::finish() noexcept {
  const QuietDestruction quiet; // what it holds ends with it
  if (const auto coroutine = std::exchange(coroutine_, nullptr))
    coroutine.destroy();
}

Task<> GeneratorState::close(std::shared_ptr<GeneratorState> self,
                             std::source_location where) {
  const bool was_started = self->started_;
  self->begin("aclose()", EventKind::close_generator, where);
  if (self->is_finished() || std::exchange(self->closed_, true))
    co_return;
  if (!was_started) {
    self->finish();
    co_return;
  }
  self->promise_->exit_requested = true;
  {
    Running running(*self);
    co_await self->step();
    running.stepped();
  }
  try {
    if (self->has_ended())
      co_return;
  } catch (const GeneratorExit &) {
    co_return;
  }
  throw RuntimeError("async generator ignored GeneratorExit");
}

void GeneratorState::let_go() noexcept {
  const LoopPointer loop = loop_.lock();
  if (is_finished() || closed_ || running_ || !loop || loop->is_closed())
    return;
  loop->generators().remove(*this);
  loop->post_if_open(make_handle(
      [self = shared_from_this(), loop] {
        const auto task = spawn(loop, close(self, {}), Where());
        task.state->mark_handled();
        task.state->excuse(); // the loop's own, not the program's
      },
      {}));
}

} // namespace refloop::detail
