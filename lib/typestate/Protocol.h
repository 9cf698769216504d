//===- Protocol.h - The automata of lifecycles ------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What an event does to a loop in a state, and whether that is a violation: a
// table, without names of libraries. Where libraries differ, a row asks for a
// property that the model file states.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_TYPESTATE_PROTOCOL_H
#define EVENTLOOP_TIDY_LIB_TYPESTATE_PROTOCOL_H

#include "model/Model.h"
#include <cstdint>

namespace eventloop::typestate {

/// The states of a loop. A path has a loop in exactly one of them; Unknown is
/// a state like the others, and nothing is said about a loop in it.
enum class LoopState : uint8_t {
  Unknown,
  Open,
  Stopped,         ///< runs nothing until it is restarted
  StoppedWithWork, ///< work was scheduled since it stopped
  Closed,
  Destroyed,
};
constexpr unsigned NumLoopStates = 6;

/// What can happen to a loop.
enum class LoopEvent : uint8_t {
  Schedule, ///< a callback, a task or an operation is handed to it
  Bind,     ///< an object that needs it is made
  Run,
  RunSome,
  RunReturned,     ///< a full run came to its end
  RunSomeReturned, ///< a partial run came to its end
  Stop,
  Restart,
  Close,
  Destroy,
  Havoc, ///< code that nobody can see had it
};

/// What is wrong with an event in a state.
enum class ViolationKind : uint8_t {
  None,
  UseAfterClose,   ///< the loop is closed
  UseAfterDestroy, ///< the loop is gone
  RunWhileStopped, ///< the run returns at once
  WorkNeverRun,    ///< what was scheduled while stopped is thrown away; blames
                   ///< the calls that scheduled it
};

struct LoopStep {
  LoopState Next = LoopState::Unknown;
  ViolationKind Violation = ViolationKind::None;
};

/// The step of a loop of a library with these properties. Total: every event
/// has a step in every state.
LoopStep step(LoopState In, LoopEvent E, const model::LoopProperties &P);

} // namespace eventloop::typestate

#endif // EVENTLOOP_TIDY_LIB_TYPESTATE_PROTOCOL_H
