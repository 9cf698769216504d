//===- report.h - Sums up and prints the runs ----------------- -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Merges the runs of a program, line by line, and writes what came of it: text
// for people, JSON for programs:
//
//   {"complete":true,            false: there was more to try than was run
//    "runs":[{"choices":"01",    the answers that choose() gave
//             "end":"exited",    or signalled, timed_out, not_started
//             "exit_status":0,   of an exited run; else null
//             "signal":null,     of a signalled run; else null
//             "seconds":0.012,
//             "unreadable":0,    lines of its log that are no JSON
//             "output":"…",      standard output and error
//             "violations":[{"check":"…","file":"…","line":7,"column":3,
//                            "message":"…","notes":[{"file":…,"line":…,
//                            "column":…,"message":"…"}]}]}],
//    "lines":[{"file":"…","line":7,"reached":4}],          in how many runs
//    "totals":[{"file":"…","line":7,"check":"…","reached":4,"violated":2,
//               "grade":"maybe","message":"…"}]}
//
// A line counts as reached in a run that violated there. `definite`: every run
// that reached the line violated there; `maybe`: some did.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_RUN_REPORT_H
#define REFLOOP_RUN_REPORT_H

#include "explore.h"

#include <iosfwd>
#include <map>
#include <string>

namespace refloop_run {

/// One check at one line, over all runs.
struct Total {
  Violation first; ///< as the first run that violated there told it
  unsigned violated = 0;
};

/// All runs, merged.
struct Summary {
  std::map<Line, unsigned> reached;
  std::map<Line, std::map<std::string, Total>> violated; ///< by line and check

  bool is_definite(const Line &line, const Total &total) const {
    return total.violated == reached.at(line);
  }
};

Summary summarise(const Exploration &exploration);

void print_text(std::ostream &out, const Exploration &exploration,
                const Summary &summary, std::chrono::duration<double> limit);
void print_json(std::ostream &out, const Exploration &exploration,
                const Summary &summary);

} // namespace refloop_run

#endif // REFLOOP_RUN_REPORT_H
