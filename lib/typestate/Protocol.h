//===- Protocol.h - The automata of lifecycles ------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What an event does to a loop, a spawned task or a session in a state, and
// whether that is a violation: tables, without names of libraries. Where
// libraries differ, a row asks for a property that the model file states.
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
  UseAfterClose,    ///< the loop is closed
  UseAfterDestroy,  ///< the loop is gone
  RunWhileStopped,  ///< the run returns at once
  WorkNeverRun,     ///< what was scheduled while stopped is thrown away; blames
                    ///< the calls that scheduled it
  CoroutineDropped, ///< a lazy task ended before anybody awaited it
  TaskDropped,      ///< the handle of a spawned task ended before the task
  SessionOutlivesLoop,    ///< blames the construction
  SessionLeftOpen,        ///< open when its loop ended; blames the construction
  SessionClosedTooLate,   ///< blames the close
  LoopClosedWithSessions, ///< the close is refused
  LoopClosedWithTasks,    ///< blames the close
  ClosedWhileRunning,     ///< by its own callback or task
  RunWhileRunning,        ///< by its own callback or task
  RunInsideAnother,       ///< by a callback or task of another loop
  LoopClosedWithJobs,     ///< of an executor; blames the close
  SubmitAfterShutdown,
  CalledInSignalHandler,
  ScheduledFromOtherThread,
  UsedInLaterTest,    ///< after an earlier test closed the loop
  TaskErrorSwallowed, ///< blames the spawn
  CaptureDangles,     ///< blames the call that scheduled what uses it
  LoopNotClosed,      ///< blames the creation
  SessionNotClosed,   ///< blames the construction
};

/// What a violation is about. A call has one diagnostic for each of these: that
/// a session outlives its loop on one path hides nothing of another path, on
/// which nobody closes it.
enum class Subject : uint8_t {
  Loop,
  Task,
  TaskError,
  Session,
  SessionEnd,
  Executor,
  Capture
};
constexpr unsigned NumSubjects = 7;
Subject subjectOf(ViolationKind K);

struct LoopStep {
  LoopState Next = LoopState::Unknown;
  ViolationKind Violation = ViolationKind::None;
};

/// The step of a loop of a library with these properties. Total: every event
/// has a step in every state.
LoopStep step(LoopState In, LoopEvent E, const model::LoopProperties &P);

/// The states of a spawned task, as far as its handle is concerned. A task is
/// *dropped* when its handle ended unhandled while it was not done: whether the
/// spawn or an explicit close of the loop is to blame, its end tells.
enum class TaskState : uint8_t {
  Unknown,
  Pending,        ///< not done: its loop has not turned since the spawn
  Running,        ///< its loop has turned: nobody knows whether it is done
  Dropped,        ///< while Pending
  DroppedRunning, ///< while Pending, and the loop has turned since
  MaybeDropped,   ///< while Running
  Handled,        ///< awaited, gathered, detached, cancelled
  Done,
};
constexpr unsigned NumTaskStates = 8;

/// What can happen to a spawned task.
enum class TaskEvent : uint8_t {
  Turn,       ///< its loop turned, and its body may have come to its end
  Finish,     ///< its body came to its end
  Handle,     ///< somebody waits for it or cancels it
  Detach,     ///< nobody has to
  Drop,       ///< its handle ended
  LoopClosed, ///< by an explicit close, which is to blame for what is left
  LoopGone,   ///< destroyed, or closed by one that cancels what is left
  ProgramEnd, ///< no more is in sight
  FoundNotDone,
  Havoc,
};

/// How far a spawned task is, whoever takes care of it.
enum class TaskProgress : uint8_t {
  Unknown,
  NotDone,
  MaybeDone,   ///< its loop has turned
  Ending,      ///< not done; cancelled or waited for: the next turn may end it
  MaybeEnding, ///< the same of one that may be done
  Done,
};
constexpr unsigned NumTaskProgresses = 6;

/// How certain a violation is on a path that comes to it.
enum class Certainty : uint8_t { None, Possible, Certain };

struct TaskStep {
  TaskState Next = TaskState::Unknown;
  Certainty IsDropped = Certainty::None;
};

/// Total: every event has a step in every state.
TaskStep step(TaskState In, TaskEvent E);
TaskProgress step(TaskProgress In, TaskEvent E);

/// How certain it is that a task is pending.
Certainty isPending(TaskProgress P);

/// The states of a session.
enum class SessionState : uint8_t {
  Unknown,
  Open,
  Closing, ///< its close was called; who runs that is to blame from now on
  Closed,
};

} // namespace eventloop::typestate

#endif // EVENTLOOP_TIDY_LIB_TYPESTATE_PROTOCOL_H
