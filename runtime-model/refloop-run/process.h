//===- process.h - Runs a program once ------------------------ -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One run of the program under test: its environment, its output, its end.
// Which run is next, and what the runs mean, is decided elsewhere.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_RUN_PROCESS_H
#define REFLOOP_RUN_PROCESS_H

#include <chrono>
#include <string>
#include <vector>

namespace refloop_run {

/// How a run ended.
struct Ending {
  enum class Kind { exited, signalled, timed_out, not_started };
  Kind kind = Kind::not_started;
  /// The exit status, the signal, or the errno of what could not be started.
  int code = 0;
  std::chrono::duration<double> took{};

  bool is_success() const { return kind == Kind::exited && code == 0; }
  /// `exit status 3`, `killed by signal 11 (Segmentation fault)`, …
  std::string text(std::chrono::duration<double> limit) const;
};

/// What to run, and for how long.
struct Program {
  std::vector<std::string> command; ///< path or name, then arguments
  std::chrono::duration<double> limit;
};

/// Runs \p program with \p variables (NAME=VALUE) in its environment. Its
/// output goes to the file \p output. Kills it when the time is up.
Ending run_once(const Program &program,
                const std::vector<std::string> &variables,
                const std::string &output);

} // namespace refloop_run

#endif // REFLOOP_RUN_PROCESS_H
