//===- Finding.h - A bug that was found, with its story ---------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a check reports. Structured, without text: checks/ words it.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FINDINGS_FINDING_H
#define EVENTLOOP_TIDY_LIB_FINDINGS_FINDING_H

#include "typestate/Violation.h"
#include "llvm/ADT/SmallVector.h"

namespace eventloop::findings {

/// The check that a finding belongs to, in alphabetical order.
enum class FindingKind {
  CloseInSignalHandler,
  CloseWhileRunning,
  CloseWithPendingTasks,
  CrossThreadSchedule,
  DanglingCapture,
  ExecutorNotShutdown,
  LoopSharedAcrossTests,
  NestedRun,
  PreferRun,
  PreferScopedSession,
  ScheduleAfterClose,
  SessionCleanupOutsideLoop,
  SubmitAfterShutdown,
  SwallowedTaskError,
  UnawaitedTask,
  UnclosedLoop,
  UnclosedSession,
};

/// One event of a story, to be told as a note.
struct StoryItem {
  typestate::StoryEvent Event;
  clang::SourceLocation Loc;
  llvm::StringRef Name; ///< how the source spells the loop there; may be empty
  const facts::Call *Call = nullptr; ///< the call that did it, if one did
};

/// Why the loop cannot do what it is asked to.
enum class LoopFate : uint8_t { Closed, Stopped, Destroyed };

struct Finding {
  FindingKind Kind = FindingKind::ScheduleAfterClose;
  bool Definite = true; ///< every run that reaches the blamed call fails there
  typestate::Circumstances Around;
  const facts::Call *Blamed = nullptr;
  typestate::ViolationKind Violation = typestate::ViolationKind::None;
  LoopFate Fate = LoopFate::Closed;
  /// The body of a spawned task; null where it is not in sight.
  const clang::FunctionDecl *Spawned = nullptr;
  llvm::StringRef LoopName;    ///< empty where nothing names the loop
  llvm::StringRef Consequence; ///< in the library's words; may be empty
  /// In time order; calls come after what happened inside them.
  llvm::SmallVector<StoryItem, 6> Story;
};

} // namespace eventloop::findings

#endif // EVENTLOOP_TIDY_LIB_FINDINGS_FINDING_H
