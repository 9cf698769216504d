//===- witness.h - How a scenario on a real library shows its bug -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For scenarios marked `// LIBRARY: ...`, where no reference loop watches. A
// scenario says which handlers must run, which calls must not fail and which
// runs must do something; what did not happen is reported on standard error for
// test/harness to read. What is used after its end is AddressSanitizer's to
// report, not this file's. The first half is C, for clients of C libraries.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_TEST_HARNESS_WITNESS_H
#define EVENTLOOP_TIDY_TEST_HARNESS_WITNESS_H

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The line this stands on, for the functions below.
#define WITNESS_HERE __FILE__, __LINE__

/// Reports that the run came to `line`, and whether it broke a promise there.
static inline void witness_report(const char *file, unsigned line,
                                  const char *violation) {
  fprintf(stderr, "%s:%u: %s%s\n", file, line,
          violation ? "violation: " : "reached", violation ? violation : "");
}

/// Reports its line when the call that yielded `status` failed.
static inline void witness_success(const char *file, unsigned line, int status) {
  witness_report(file, line, status == 0 ? NULL : "an error was returned");
}

/// Reports the line below as reached: for lines that AddressSanitizer blames in
/// some runs only.
static inline void witness_next_line(const char *file, unsigned line_above) {
  witness_report(file, line_above + 1, NULL);
}

/// The line below schedules a callback: should AddressSanitizer report what the
/// callback uses, that line is to blame.
static inline void witness_scheduled(const char *file, unsigned line_above) {
  fprintf(stderr, "%s:%u: scheduled\n", file, line_above + 1);
}

/// A callback that has to run before the scenario ends. Start it with
/// WITNESS_NEXT_LINE on the line above the call that schedules the callback.
struct witness_callback {
  const char *file;
  unsigned line;
  int ran; ///< to be set by the callback
};
#define WITNESS_NEXT_LINE {__FILE__, __LINE__ + 1, 0}

/// The end of the scenario, for a callback.
static inline void witness_end(const struct witness_callback *callback) {
  witness_report(callback->file, callback->line,
                 callback->ran ? NULL : "the callback never ran");
}

/// An unknown condition: the harness runs the scenario for every sequence of
/// answers.
static inline int witness_choose(void) {
  static unsigned asked = 0;
  const char *answers = getenv("WITNESS_CHOICES");
  int answer = answers && asked < strlen(answers) && answers[asked] == '1';
  ++asked;
  // Each time: a run that violates may have no proper end.
  fprintf(stderr, "witness: choices asked: %u\n", asked);
  return answer;
}

#ifdef __cplusplus

namespace witness {

/// A handler that the next line posts, and that has to run before the scenario
/// ends. Declare one on the line above the call that posts the handler.
class Handler {
  const char *File;
  unsigned Line;
  bool Ran = false;

public:
  explicit Handler(const char *File = __builtin_FILE(),
                   unsigned LineAbove = __builtin_LINE())
      : File(File), Line(LineAbove + 1) {}
  Handler(const Handler &) = delete;
  Handler &operator=(const Handler &) = delete;
  ~Handler() { witness_report(File, Line, Ran ? nullptr : "the handler never ran"); }

  /// Away from the declaration: the line below has to make the handler run.
  void is_due_to_next_line(unsigned LineAbove = __builtin_LINE()) { Line = LineAbove + 1; }

  /// To be called by the handler.
  void ran() { Ran = true; }
};

/// Reports the line it stands on when a run that has work to do ran nothing.
inline void expect_some(std::size_t HandlersRun, const char *File = __builtin_FILE(),
                        unsigned Line = __builtin_LINE()) {
  witness_report(File, Line,
                 HandlersRun == 0 ? "the run returned without running anything" : nullptr);
}

/// Reports the line it stands on when a call that must not fail failed.
inline void expect_success(int Status, const char *File = __builtin_FILE(),
                           unsigned Line = __builtin_LINE()) {
  witness_success(File, Line, Status);
}

/// Reports its line as reached: for lines that AddressSanitizer blames in some
/// runs only. Stands on the line above.
inline void next_line(const char *File = __builtin_FILE(),
                      unsigned LineAbove = __builtin_LINE()) {
  witness_next_line(File, LineAbove);
}

/// The line below makes an object that its owner keeps too long: should
/// AddressSanitizer report the object's destructor, that line is to blame.
inline void made_on_next_line(const char *File = __builtin_FILE(),
                              unsigned LineAbove = __builtin_LINE()) {
  fprintf(stderr, "%s:%u: made\n", File, LineAbove + 1);
}

/// witness_scheduled() for the line below the call.
inline void scheduled_on_next_line(const char *File = __builtin_FILE(),
                                   unsigned LineAbove = __builtin_LINE()) {
  witness_scheduled(File, LineAbove);
}

/// An unknown condition: the harness runs the scenario for every sequence of
/// answers.
inline bool choose() { return witness_choose() != 0; }

} // namespace witness

#endif // __cplusplus

#endif // EVENTLOOP_TIDY_TEST_HARNESS_WITNESS_H
