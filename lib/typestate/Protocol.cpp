//===- Protocol.cpp - The automata of lifecycles --------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The tables of the protocols. The first row that fits holds; an event without
// a row changes nothing.
//
//===----------------------------------------------------------------------===//

#include "typestate/Protocol.h"

namespace eventloop::typestate {

namespace {

/// The property of a library that a row asks for.
enum class If : uint8_t {
  Always,
  RunLeavesStopped,
  StopIsSticky,
  MayReopen,
  RunClearsStop,
};

using S = LoopState;
using E = LoopEvent;
using V = ViolationKind;

struct Row {
  S From;
  E On;
  If Property;
  S To;
  V Violation = V::None;
};

constexpr Row Table[] = {
    {S::Unknown, E::RunReturned, If::RunLeavesStopped, S::Stopped},
    {S::Unknown, E::Stop, If::StopIsSticky, S::Stopped},
    {S::Unknown, E::Restart, If::Always, S::Open},
    {S::Unknown, E::Close, If::Always, S::Closed},
    {S::Unknown, E::Destroy, If::Always, S::Destroyed},

    {S::Open, E::RunReturned, If::RunLeavesStopped, S::Stopped},
    // How far a partial run came is not known: it may have run out of work.
    {S::Open, E::RunSomeReturned, If::RunLeavesStopped, S::Unknown},
    {S::Open, E::Stop, If::StopIsSticky, S::Stopped},
    {S::Open, E::Close, If::Always, S::Closed},
    {S::Open, E::Destroy, If::Always, S::Destroyed},
    {S::Open, E::Havoc, If::Always, S::Unknown},

    {S::Stopped, E::RunReturned, If::RunClearsStop, S::Open},
    {S::Stopped, E::RunSomeReturned, If::RunClearsStop, S::Open},
    {S::Stopped, E::Schedule, If::Always, S::StoppedWithWork},
    {S::Stopped, E::Run, If::Always, S::Stopped, V::RunWhileStopped},
    {S::Stopped, E::RunSome, If::Always, S::Stopped, V::RunWhileStopped},
    {S::Stopped, E::Restart, If::Always, S::Open},
    {S::Stopped, E::Close, If::Always, S::Closed},
    {S::Stopped, E::Destroy, If::Always, S::Destroyed},
    {S::Stopped, E::Havoc, If::Always, S::Unknown},

    // The run is blamed for the work that it does not do.
    {S::StoppedWithWork, E::Run, If::Always, S::Stopped, V::RunWhileStopped},
    {S::StoppedWithWork, E::RunSome, If::Always, S::Stopped,
     V::RunWhileStopped},
    {S::StoppedWithWork, E::RunReturned, If::RunClearsStop, S::Open},
    {S::StoppedWithWork, E::RunSomeReturned, If::RunClearsStop, S::Open},
    {S::StoppedWithWork, E::Restart, If::Always, S::Open},
    {S::StoppedWithWork, E::Close, If::Always, S::Closed, V::WorkNeverRun},
    {S::StoppedWithWork, E::Destroy, If::Always, S::Destroyed, V::WorkNeverRun},
    {S::StoppedWithWork, E::Havoc, If::Always, S::Unknown},

    {S::Closed, E::Schedule, If::Always, S::Closed, V::UseAfterClose},
    {S::Closed, E::Bind, If::Always, S::Closed, V::UseAfterClose},
    {S::Closed, E::Run, If::Always, S::Closed, V::UseAfterClose},
    {S::Closed, E::RunSome, If::Always, S::Closed, V::UseAfterClose},
    {S::Closed, E::Restart, If::MayReopen, S::Open},
    {S::Closed, E::Destroy, If::Always, S::Destroyed},
    {S::Closed, E::Havoc, If::MayReopen, S::Unknown},

    {S::Destroyed, E::Schedule, If::Always, S::Destroyed, V::UseAfterDestroy},
    {S::Destroyed, E::Bind, If::Always, S::Destroyed, V::UseAfterDestroy},
    {S::Destroyed, E::Run, If::Always, S::Destroyed, V::UseAfterDestroy},
    {S::Destroyed, E::RunSome, If::Always, S::Destroyed, V::UseAfterDestroy},
};

bool holds(If Property, const model::LoopProperties &P) {
  switch (Property) {
  case If::Always:
    return true;
  case If::RunLeavesStopped:
    return P.RunLeavesStopped;
  case If::StopIsSticky:
    return P.StopIsSticky;
  case If::MayReopen:
    return P.MayReopen;
  case If::RunClearsStop:
    return P.RunClearsStop;
  }
  return false;
}

} // namespace

Subject subjectOf(ViolationKind K) {
  switch (K) {
  case ViolationKind::CoroutineDropped:
  case ViolationKind::TaskDropped:
  case ViolationKind::LoopClosedWithTasks:
    return Subject::Task;
  case ViolationKind::TaskErrorSwallowed:
    return Subject::TaskError;
  case ViolationKind::CaptureDangles:
    return Subject::Capture;
  case ViolationKind::LoopClosedWithJobs:
  case ViolationKind::SubmitAfterShutdown:
    return Subject::Executor;
  case ViolationKind::SessionOutlivesLoop:
  case ViolationKind::SessionLeftOpen:
  case ViolationKind::SessionClosedTooLate:
  case ViolationKind::LoopClosedWithSessions:
    return Subject::Session;
  case ViolationKind::SessionNotClosed:
    return Subject::SessionEnd;
  default:
    return Subject::Loop;
  }
}

LoopStep step(LoopState In, LoopEvent Event, const model::LoopProperties &P) {
  for (const Row &R : Table)
    if (R.From == In && R.On == Event && holds(R.Property, P))
      return {R.To, R.Violation};
  return {In, V::None};
}

namespace {

using T = TaskState;
using TE = TaskEvent;
using C = Certainty;

struct TaskRow {
  T From;
  TE On;
  T To;
  C IsDropped = C::None;
};

constexpr TaskRow TaskTable[] = {
    {T::Pending, TE::Turn, T::Running},
    {T::Pending, TE::Finish, T::Done},
    {T::Pending, TE::Handle, T::Handled},
    {T::Pending, TE::Detach, T::Handled},
    {T::Pending, TE::Drop, T::Dropped},
    // It is the close that makes the run fail.
    {T::Pending, TE::LoopClosed, T::Unknown},
    {T::Pending, TE::LoopGone, T::Unknown, C::Certain},
    {T::Pending, TE::Havoc, T::Unknown},

    {T::Running, TE::Finish, T::Done},
    {T::Running, TE::Handle, T::Handled},
    {T::Running, TE::Detach, T::Handled},
    {T::Running, TE::Drop, T::MaybeDropped},
    {T::Running, TE::FoundNotDone, T::Pending},
    {T::Running, TE::LoopClosed, T::Unknown},
    {T::Running, TE::LoopGone, T::Unknown, C::Possible},
    {T::Running, TE::Havoc, T::Unknown},

    {T::Dropped, TE::Turn, T::DroppedRunning},
    {T::Dropped, TE::Finish, T::Done, C::Certain},
    // Somebody drains the loop: it ends, but its handle does not come back.
    {T::Dropped, TE::Handle, T::Done, C::Certain},
    {T::Dropped, TE::LoopClosed, T::Unknown},
    {T::Dropped, TE::LoopGone, T::Unknown, C::Certain},
    {T::Dropped, TE::ProgramEnd, T::Unknown, C::Certain},
    {T::Dropped, TE::Havoc, T::Unknown},

    {T::DroppedRunning, TE::Finish, T::Done, C::Certain},
    {T::DroppedRunning, TE::Handle, T::Done, C::Certain},
    // Had it come to its end before, the spawn would be to blame, else the
    // close is.
    {T::DroppedRunning, TE::LoopClosed, T::Unknown, C::Possible},
    {T::DroppedRunning, TE::LoopGone, T::Unknown, C::Certain},
    {T::DroppedRunning, TE::ProgramEnd, T::Unknown, C::Certain},
    {T::DroppedRunning, TE::Havoc, T::Unknown},

    {T::MaybeDropped, TE::Finish, T::Done, C::Possible},
    {T::MaybeDropped, TE::Handle, T::Done, C::Possible},
    {T::MaybeDropped, TE::LoopClosed, T::Unknown},
    {T::MaybeDropped, TE::LoopGone, T::Unknown, C::Possible},
    {T::MaybeDropped, TE::ProgramEnd, T::Unknown, C::Possible},
    {T::MaybeDropped, TE::Havoc, T::Unknown},

    {T::Handled, TE::Finish, T::Done},
    {T::Handled, TE::Havoc, T::Unknown},
};

} // namespace

TaskStep step(TaskState In, TaskEvent Event) {
  for (const TaskRow &R : TaskTable)
    if (R.From == In && R.On == Event)
      return {R.To, R.IsDropped};
  return {In, C::None};
}

namespace {

using P = TaskProgress;

struct ProgressRow {
  P From;
  TE On;
  P To;
};

constexpr ProgressRow ProgressTable[] = {
    {P::NotDone, TE::Turn, P::MaybeDone},
    {P::NotDone, TE::Handle, P::Ending},

    {P::MaybeDone, TE::Handle, P::MaybeEnding},
    {P::MaybeDone, TE::FoundNotDone, P::NotDone},

    // Whether it takes the chance, its body knows.
    {P::Ending, TE::Turn, P::Unknown},

    {P::MaybeEnding, TE::Turn, P::Unknown},
    {P::MaybeEnding, TE::FoundNotDone, P::Ending},
};

} // namespace

TaskProgress step(TaskProgress In, TaskEvent Event) {
  switch (Event) {
  case TE::Finish:
    return P::Done;
  case TE::LoopClosed:
  case TE::LoopGone:
  case TE::ProgramEnd:
  case TE::Havoc:
    return P::Unknown;
  default:
    break;
  }
  for (const ProgressRow &R : ProgressTable)
    if (R.From == In && R.On == Event)
      return R.To;
  return In;
}

Certainty isPending(TaskProgress In) {
  switch (In) {
  case P::NotDone:
  case P::Ending:
    return C::Certain;
  case P::MaybeDone:
  case P::MaybeEnding:
    return C::Possible;
  default:
    return C::None;
  }
}

} // namespace eventloop::typestate
