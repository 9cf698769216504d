//===- violation.h - Reports violations -------------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Says that a lifecycle rule was violated, at the moment it happens:
//
//   FILE:LINE: violation: MESSAGE [CHECK-NAME]
//   FILE:LINE: note: MESSAGE
//
// on standard error, as a JSON line to REFLOOP_REPORT, and to the run log.
// REFLOOP_ON_VIOLATION decides what follows: `continue` (the default: the call
// throws what asyncio raises), `exit` (status 70 at once), `abort`.
// What is a violation is decided by the callers.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_VIOLATION_H
#define REFLOOP_DETAIL_VIOLATION_H

#include "refloop/detail/where.h"

#include <string>
#include <string_view>
#include <vector>

namespace refloop::detail {

/// The names of the checks, as the static ones are called.
namespace check {
inline constexpr std::string_view schedule_after_close =
    "eventloop-schedule-after-close";
inline constexpr std::string_view close_while_running =
    "eventloop-close-while-running";
inline constexpr std::string_view nested_run = "eventloop-nested-run";
inline constexpr std::string_view unawaited_task = "eventloop-unawaited-task";
inline constexpr std::string_view close_with_pending_tasks =
    "eventloop-close-with-pending-tasks";
inline constexpr std::string_view unclosed_loop = "eventloop-unclosed-loop";
inline constexpr std::string_view cross_thread_schedule =
    "eventloop-cross-thread-schedule";
inline constexpr std::string_view swallowed_task_error =
    "eventloop-swallowed-task-error";
inline constexpr std::string_view session_cleanup_outside_loop =
    "eventloop-session-cleanup-outside-loop";
inline constexpr std::string_view unclosed_session =
    "eventloop-unclosed-session";
inline constexpr std::string_view submit_after_shutdown =
    "eventloop-submit-after-shutdown";
inline constexpr std::string_view executor_not_shutdown =
    "eventloop-executor-not-shutdown";
inline constexpr std::string_view close_in_signal_handler =
    "eventloop-close-in-signal-handler";
inline constexpr std::string_view loop_shared_across_tests =
    "eventloop-loop-shared-across-tests";
inline constexpr std::string_view dangling_capture =
    "eventloop-dangling-capture";
/// No static check has this name: it is found at run time alone.
inline constexpr std::string_view pending_at_exit = "eventloop-pending-at-exit";
} // namespace check

/// A line that set the violation up.
struct Note {
  Where where;
  std::string message;
};

/// Reports one violation. Returns under REFLOOP_ON_VIOLATION=continue alone.
void report_violation(std::string_view check, const Where &where,
                      std::string_view message,
                      const std::vector<Note> &notes = {});

/// Marks a moment in a thread's history of what violations threw. An object
/// takes one when it is made, and asks it when it is destroyed.
class ViolationMark {
public:
  ViolationMark() noexcept;
  /// Whether this thread is unwinding, or destroying the frames of tasks, on
  /// account of a violation since this mark: what is found on the way is its
  /// consequence, not a defect of its own. What the violation threw is still
  /// there then; an exception that nothing but the program threw is no reason.
  bool is_consequence() const noexcept;

private:
  unsigned count_;
};

/// While one of these lives, this thread destroys objects whose end was already
/// reported (the frames of tasks that their loop left behind).
class QuietDestruction {
public:
  QuietDestruction() noexcept;
  ~QuietDestruction();
  QuietDestruction(const QuietDestruction &) = delete;
  QuietDestruction &operator=(const QuietDestruction &) = delete;
};

} // namespace refloop::detail

#endif // REFLOOP_DETAIL_VIOLATION_H
