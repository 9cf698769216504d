//===- violation.cpp - Reports violations ---------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/violation.h"

#include "refloop/detail/run_log.h"
#include "refloop/errors.h"
#include "refloop/testing.h"
#include "threads.h"
#include "trace.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <set>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace refloop::detail {
namespace {

std::atomic<std::size_t> violations = 0;
thread_local unsigned thrown_here = 0;
thread_local unsigned quiet_depth = 0;

/// The exceptions of violations that are alive, by the thread that threw them
/// and their number there. Never destroyed: static destructors may violate.
class LiveExceptions {
public:
  using Name = std::pair<std::uint64_t, unsigned>;
  static LiveExceptions &instance() {
    static auto &all = *new LiveExceptions;
    return all;
  }
  void add(Name name) {
    const std::lock_guard lock(mutex_);
    names_.insert(name);
  }
  void remove(Name name) {
    const std::lock_guard lock(mutex_);
    names_.erase(name);
  }
  bool has_any_after(Name name) {
    const std::lock_guard lock(mutex_);
    const auto next = names_.upper_bound(name);
    return next != names_.end() && next->first == name.first;
  }

private:
  std::mutex mutex_;
  std::set<Name> names_;
};

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

ThrownByViolation::ThrownByViolation() {
  const LiveExceptions::Name name{this_thread(), ++thrown_here};
  LiveExceptions::instance().add(name);
  alive_ = std::shared_ptr<const void>(nullptr, [name](std::nullptr_t) {
    LiveExceptions::instance().remove(name);
  });
}

ViolationMark::ViolationMark() noexcept : count_(thrown_here) {}

bool ViolationMark::is_consequence() const noexcept {
  return quiet_depth > 0 ||
         (std::uncaught_exceptions() > 0 &&
          LiveExceptions::instance().has_any_after({this_thread(), count_}));
}

QuietDestruction::QuietDestruction() noexcept { ++quiet_depth; }
QuietDestruction::~QuietDestruction() { --quiet_depth; }

} // namespace refloop::detail

std::size_t refloop::testing::violation_count() noexcept {
  return refloop::detail::violations;
}
