//===- explore.h - All runs of a program ---------------------- -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Depth-first over the answers of `choose()`. A run is told a prefix of
// answers; those past its end are 0, and it says how many it asked for. What is
// left to try then differs from it in one of the answers past the prefix: a 1
// there, zeros before it. So each sequence is run once, in the order of the
// tree's leaves, and without knowing the tree beforehand.
//
// Termination: at most `limit` runs, each of which is killed when its time is
// up. What the runs mean is summed up in report.h.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_RUN_EXPLORE_H
#define REFLOOP_RUN_EXPLORE_H

#include "process.h"
#include "run_log_reader.h"

#include <string>
#include <vector>

namespace refloop_run {

inline constexpr std::size_t max_runs = 64;

/// One run: the answers given, and what came of it.
struct Run {
  std::string choices; ///< as many answers as it asked for
  Ending ending;
  RunLog log;
  std::string output; ///< the end of standard output and error
};

/// All runs of a program.
struct Exploration {
  std::vector<Run> runs;
  /// How many prefixes were known but not tried, for lack of runs.
  std::size_t untried = 0;
};

/// Runs \p program for every sequence of answers, \p limit times at most.
Exploration explore(const Program &program, std::size_t limit = max_runs);

} // namespace refloop_run

#endif // REFLOOP_RUN_EXPLORE_H
