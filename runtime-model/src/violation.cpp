//===- violation.cpp - Reports violations ---------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/violation.h"

#include "refloop/detail/run_log.h"
#include "refloop/testing.h"
#include "trace.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <sys/syscall.h>
#include <unistd.h>

namespace refloop::detail {
namespace {

std::atomic<std::size_t> violations = 0;
thread_local unsigned violations_here = 0;
thread_local unsigned quiet_depth = 0;

void write_error(const std::string &text) {
  std::fflush(stdout); // the order of the two streams is part of the story
  if (::write(STDERR_FILENO, text.data(), text.size()) < 0)
    return; // there is nobody left to tell
}

std::string json_place(const SourceLine &line, std::string_view message) {
  return "\"file\":" + json_string(line.file) +
         ",\"line\":" + std::to_string(line.line) +
         ",\"column\":" + std::to_string(line.column) +
         ",\"message\":" + json_string(message);
}

/// What REFLOOP_ON_VIOLATION asks for.
void follow_policy() {
  const char *policy = std::getenv("REFLOOP_ON_VIOLATION");
  if (!policy || !*policy || !std::strcmp(policy, "continue"))
    return;
  if (!std::strcmp(policy, "abort"))
    std::abort();
  if (!std::strcmp(policy, "exit")) {
    std::fflush(nullptr);
    ::_exit(70); // not exit(): destructors would report consequences
  }
  std::fprintf(
      stderr,
      "refloop: REFLOOP_ON_VIOLATION is 'abort', 'exit' or 'continue', "
      "not '%s'\n",
      policy);
}

} // namespace

void report_violation(std::string_view check, const Where &where,
                      std::string_view message,
                      const std::vector<Note> &notes) {
  ++violations;
  // What is found while an exception travels did not throw it.
  if (std::uncaught_exceptions() == 0)
    ++violations_here;
  const SourceLine line = where.line();
  std::string text = line.file + ':' + std::to_string(line.line) +
                     ": violation: " + std::string(message) + " [" +
                     std::string(check) + "]\n";
  std::string json = "{\"check\":" + json_string(check) + ',' +
                     json_place(line, message) + ",\"notes\":[";
  for (const Note &note : notes) {
    const SourceLine at = note.where.line();
    text += at.file + ':' + std::to_string(at.line) +
            ": note: " + note.message + '\n';
    json += (&note == notes.data() ? "{" : ",{") +
            json_place(at, note.message) + '}';
  }
  const std::chrono::duration<double> now =
      std::chrono::steady_clock::now().time_since_epoch();
  json += "],\"thread\":\"" + std::to_string(::syscall(SYS_gettid)) +
          "\",\"time\":" + std::to_string(now.count()) + '}';
  write_error(text);
  append_line("REFLOOP_REPORT", json);
  log_violation(json);
  trace::violation(check, where, message, notes);
  follow_policy();
}

ViolationMark::ViolationMark() noexcept : count_(violations_here) {}

bool ViolationMark::is_consequence() const noexcept {
  return quiet_depth > 0 ||
         (std::uncaught_exceptions() > 0 && violations_here != count_);
}

QuietDestruction::QuietDestruction() noexcept { ++quiet_depth; }
QuietDestruction::~QuietDestruction() { --quiet_depth; }

} // namespace refloop::detail

std::size_t refloop::testing::violation_count() noexcept {
  return refloop::detail::violations;
}
