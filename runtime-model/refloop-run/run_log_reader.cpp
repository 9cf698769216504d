//===- run_log_reader.cpp - Reads what a run told -------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "run_log_reader.h"

#include "json.h"

#include <charconv>
#include <fstream>
#include <map>

namespace refloop_run {
namespace {

using refloop::detail::Blame;

/// `FILE:LINE`; the file's name itself may have colons.
Line parse_place(const std::string &text) {
  Line place;
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos)
    return place;
  place.file = text.substr(0, colon);
  std::from_chars(text.data() + colon + 1, text.data() + text.size(),
                  place.line);
  return place;
}

Violation parse_violation(const Json &json) {
  Violation violation;
  violation.check = json["check"].text();
  violation.at = {json["file"].text(),
                  static_cast<unsigned>(json["line"].number())};
  violation.column = static_cast<unsigned>(json["column"].number());
  violation.message = json["message"].text();
  for (const Json &note : json["notes"].array())
    violation.notes.push_back(parse_violation(note));
  return violation;
}

Trace parse_trace(const Json &json) {
  Trace trace;
  trace.blame = json["created"].text() == "coroutine" ? Blame::coroutine
                                                      : Blame::constructor;
  for (const Json &frame : json["frames"].array())
    trace.frames.push_back({frame["module"].text(), frame["address"].number()});
  return trace;
}

void read_line(const Json &json, RunLog &log) {
  if (!json["reached"].is_null())
    log.reached.insert(parse_place(json["reached"].text()));
  else if (!json["created"].is_null())
    log.traces.insert(parse_trace(json));
  else if (!json["choices_asked"].is_null())
    log.choices_asked = static_cast<unsigned>(json["choices_asked"].number());
  else if (!json["violation"].is_null())
    log.violations.push_back(parse_violation(json["violation"]));
}

} // namespace

RunLog read_run_log(const std::string &path) {
  RunLog log;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (const auto json = Json::parse(line))
      read_line(*json, log);
    else
      ++log.unreadable;
  }
  return log;
}

void resolve_traces(std::vector<RunLog *> logs) {
  std::map<Trace, std::optional<Line>> places;
  for (const RunLog *log : logs)
    for (const Trace &trace : log->traces)
      places[trace];
  std::vector<std::vector<refloop::detail::ModuleAddress>> wanted;
  for (const auto &[trace, unknown] : places)
    wanted.push_back(trace.frames);
  const auto found = refloop::detail::symbolise(wanted);
  std::size_t next = 0;
  for (auto &[trace, place] : places)
    if (const auto line = refloop::detail::blamed(found[next++], trace.blame))
      place = Line{line->file, line->line};
  for (RunLog *log : logs)
    for (const Trace &trace : log->traces)
      if (const auto &place = places[trace])
        log->reached.insert(*place);
}

} // namespace refloop_run
