//===- run_log_reader.h - Reads what a run told --------------- -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The reading half of the protocol in refloop/detail/run_log.h. Places that a
// run could give as addresses only are looked up for all runs at once.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_RUN_RUN_LOG_READER_H
#define REFLOOP_RUN_RUN_LOG_READER_H

#include "refloop/detail/where.h"

#include <compare>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace refloop_run {

/// A line of the program under test.
struct Line {
  std::string file;
  unsigned line = 0;
  auto operator<=>(const Line &) const = default;
};

/// A violation, or one of its notes (then without check and notes).
struct Violation {
  std::string check;
  Line at;
  unsigned column = 0;
  std::string message;
  std::vector<Violation> notes;
};

/// A place that is known by a stack trace.
struct Trace {
  refloop::detail::Blame blame;
  std::vector<refloop::detail::ModuleAddress> frames;
  auto operator<=>(const Trace &) const = default;
};

/// What one run left in its log.
struct RunLog {
  std::set<Line> reached;
  std::set<Trace> traces;
  std::vector<Violation> violations;
  unsigned choices_asked = 0;
  unsigned unreadable = 0; ///< lines that are no JSON, as of a run cut short
};

/// Reads the log of one run; an empty one if there is no such file.
RunLog read_run_log(const std::string &path);

/// Adds to each log's `reached` the lines that its traces stand for.
void resolve_traces(std::vector<RunLog *> logs);

} // namespace refloop_run

#endif // REFLOOP_RUN_RUN_LOG_READER_H
