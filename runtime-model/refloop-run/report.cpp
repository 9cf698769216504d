//===- report.cpp - Sums up the runs, for people --------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report.h"

#include <ostream>
#include <sstream>

namespace refloop_run {
namespace {

constexpr std::size_t lines_of_output = 20;

std::string plural(std::size_t count, const char *noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

std::ostream &operator<<(std::ostream &out, const Line &line) {
  return out << line.file << ':' << line.line;
}

void print_line(std::ostream &out, const Summary &summary, const Line &line,
                unsigned reached, std::size_t runs) {
  const auto violated = summary.violated.find(line);
  out << line << ": reached in " << reached << " of " << plural(runs, "run");
  if (violated == summary.violated.end()) {
    out << '\n';
    return;
  }
  for (const auto &[check, total] : violated->second)
    out << ", violated in " << total.violated << " [" << check << "] ("
        << (summary.is_definite(line, total) ? "definite" : "maybe") << ')';
  out << '\n';
  for (const auto &[check, total] : violated->second) {
    out << "  " << total.first.message << '\n';
    for (const Violation &note : total.first.notes)
      out << "  " << note.at << ": note: " << note.message << '\n';
  }
}

/// The end of what a run wrote, enough to see why it failed.
void print_output(std::ostream &out, const std::string &output) {
  std::size_t begin = output.size();
  for (std::size_t lines = 0; begin > 0 && lines <= lines_of_output; --begin)
    lines += output[begin - 1] == '\n';
  if (begin > 0)
    begin = output.find('\n', begin) + 1;
  std::istringstream tail(output.substr(begin));
  for (std::string line; std::getline(tail, line);)
    out << "  | " << line << '\n';
}

} // namespace

Summary summarise(const Exploration &exploration) {
  Summary summary;
  for (const Run &run : exploration.runs) {
    std::set<Line> reached = run.log.reached;
    std::set<std::pair<Line, std::string>> violated;
    for (const Violation &violation : run.log.violations) {
      reached.insert(violation.at);
      if (!violated.emplace(violation.at, violation.check).second)
        continue; // once a run
      const auto [total, is_new] =
          summary.violated[violation.at].try_emplace(violation.check);
      if (is_new)
        total->second.first = violation;
      ++total->second.violated;
    }
    for (const Line &line : reached)
      ++summary.reached[line];
  }
  return summary;
}

void print_text(std::ostream &out, const Exploration &exploration,
                const Summary &summary, std::chrono::duration<double> limit) {
  const std::size_t runs = exploration.runs.size();
  for (const auto &[line, reached] : summary.reached)
    print_line(out, summary, line, reached, runs);
  for (std::size_t i = 0; i < runs; ++i) {
    const Run &run = exploration.runs[i];
    if (run.ending.is_success() && run.log.unreadable == 0)
      continue;
    out << "run " << i + 1 << " of " << runs;
    if (!run.choices.empty())
      out << " (choices " << run.choices << ')';
    out << ": " << run.ending.text(limit);
    if (run.log.unreadable != 0)
      out << ", " << plural(run.log.unreadable, "unreadable line")
          << " in its log";
    out << '\n';
    print_output(out, run.output);
  }
  std::size_t violations = 0;
  for (const auto &[line, checks] : summary.violated)
    violations += checks.size();
  out << plural(runs, "run") << ", " << plural(violations, "violation") << '\n';
  if (exploration.untried != 0)
    out << "cut after " << plural(runs, "run") << ": at least "
        << plural(exploration.untried, "sequence")
        << " of choices not tried, so that grades are of these runs alone\n";
}

} // namespace refloop_run
