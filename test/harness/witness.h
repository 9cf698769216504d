//===- witness.h - How a scenario on a real library shows its bug -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For scenarios marked `// LIBRARY: ...`, where no reference loop watches. A
// scenario says which handlers must run and which runs must do something; what
// did not happen is reported on standard error for test/harness to read. What
// is used after its end is AddressSanitizer's to report, not this file's.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_TEST_HARNESS_WITNESS_H
#define EVENTLOOP_TIDY_TEST_HARNESS_WITNESS_H

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace witness {

/// Reports that the run came to `line`, and whether it broke a promise there.
inline void report(const char *file, unsigned line, const char *violation) {
  std::fprintf(stderr, "%s:%u: %s%s\n", file, line,
               violation ? "violation: " : "reached", violation ? violation : "");
}

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
  ~Handler() { report(File, Line, Ran ? nullptr : "the handler never ran"); }

  /// To be called by the handler.
  void ran() { Ran = true; }
};

/// Reports the line it stands on when a run that has work to do ran nothing.
inline void expect_some(std::size_t HandlersRun, const char *File = __builtin_FILE(),
                        unsigned Line = __builtin_LINE()) {
  report(File, Line, HandlersRun == 0 ? "the run returned without running anything" : nullptr);
}

/// Reports its line as reached: for lines that AddressSanitizer blames in some
/// runs only. Stands on the line above.
inline void next_line(const char *File = __builtin_FILE(),
                      unsigned LineAbove = __builtin_LINE()) {
  report(File, LineAbove + 1, nullptr);
}

/// An unknown condition: the harness runs the scenario for every sequence of
/// answers.
inline bool choose() {
  static unsigned Asked = 0;
  if (Asked == 0)
    std::atexit([] { std::fprintf(stderr, "witness: choices asked: %u\n", Asked); });
  const char *Answers = std::getenv("WITNESS_CHOICES");
  bool Answer = Answers && Asked < std::strlen(Answers) && Answers[Asked] == '1';
  ++Asked;
  return Answer;
}

} // namespace witness

#endif // EVENTLOOP_TIDY_TEST_HARNESS_WITNESS_H
