//===- report_json.cpp - Prints the runs for programs ---------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The JSON form of report.h; its text form is in report.cpp.
//
//===----------------------------------------------------------------------===//

#include "report.h"

#include "refloop/detail/run_log.h"

#include <ostream>

namespace refloop_run {
namespace {

using refloop::detail::json_string;

/// Prints `first`, then `,` before each further element.
class Separator {
public:
  friend std::ostream &operator<<(std::ostream &out, Separator &separator) {
    if (separator.used_)
      out << ',';
    separator.used_ = true;
    return out << "\n    ";
  }

private:
  bool used_ = false;
};

void print_place(std::ostream &out, const Violation &violation) {
  out << "\"file\":" << json_string(violation.at.file)
      << ",\"line\":" << violation.at.line << ",\"column\":" << violation.column
      << ",\"message\":" << json_string(violation.message);
}

void print_violation(std::ostream &out, const Violation &violation) {
  out << "{\"check\":" << json_string(violation.check) << ',';
  print_place(out, violation);
  out << ",\"notes\":[";
  for (const Violation &note : violation.notes) {
    out << (&note == violation.notes.data() ? "{" : ",{");
    print_place(out, note);
    out << '}';
  }
  out << "]}";
}

const char *name(Ending::Kind kind) {
  switch (kind) {
  case Ending::Kind::exited:
    return "exited";
  case Ending::Kind::signalled:
    return "signalled";
  case Ending::Kind::timed_out:
    return "timed_out";
  case Ending::Kind::not_started:
    return "not_started";
  }
  return "";
}

std::string code_if(const Ending &ending, Ending::Kind kind) {
  return ending.kind == kind ? std::to_string(ending.code) : "null";
}

void print_run(std::ostream &out, const Run &run) {
  out << "{\"choices\":" << json_string(run.choices) << ",\"end\":\""
      << name(run.ending.kind)
      << "\",\"exit_status\":" << code_if(run.ending, Ending::Kind::exited)
      << ",\"signal\":" << code_if(run.ending, Ending::Kind::signalled)
      << ",\"seconds\":" << run.ending.took.count()
      << ",\"unreadable\":" << run.log.unreadable
      << ",\"output\":" << json_string(run.output) << ",\"violations\":[";
  for (const Violation &violation : run.log.violations) {
    if (&violation != run.log.violations.data())
      out << ',';
    print_violation(out, violation);
  }
  out << "]}";
}

void print_total(std::ostream &out, const Summary &summary, const Line &line,
                 const Total &total) {
  out << "{\"file\":" << json_string(line.file) << ",\"line\":" << line.line
      << ",\"check\":" << json_string(total.first.check)
      << ",\"reached\":" << summary.reached.at(line)
      << ",\"violated\":" << total.violated << ",\"grade\":\""
      << (summary.is_definite(line, total) ? "definite" : "maybe")
      << "\",\"message\":" << json_string(total.first.message) << '}';
}

} // namespace

void print_json(std::ostream &out, const Exploration &exploration,
                const Summary &summary) {
  out << "{\"complete\":" << (exploration.untried == 0 ? "true" : "false")
      << ",\n  \"runs\":[";
  Separator before_run;
  for (const Run &run : exploration.runs)
    print_run(out << before_run, run);
  out << "],\n  \"lines\":[";
  Separator before_line;
  for (const auto &[line, reached] : summary.reached)
    out << before_line << "{\"file\":" << json_string(line.file)
        << ",\"line\":" << line.line << ",\"reached\":" << reached << '}';
  out << "],\n  \"totals\":[";
  Separator before_total;
  for (const auto &[line, checks] : summary.violated)
    for (const auto &[check, total] : checks)
      print_total(out << before_total, summary, line, total);
  out << "]}\n";
}

} // namespace refloop_run
