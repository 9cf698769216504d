//===- run_log.cpp - What a run tells refloop-run -------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/run_log.h"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <mutex>
#include <set>
#include <unistd.h>

namespace refloop::detail {
namespace {

/// What was logged already. Never destroyed: programs log while they exit.
struct Logged {
  std::mutex mutex;
  std::set<std::pair<std::string, unsigned>> lines;
  std::set<std::vector<void *>> traces;
};

Logged &logged() {
  static auto *instance = new Logged;
  return *instance;
}

bool enabled() {
  static const bool set = std::getenv("REFLOOP_RUN_LOG") != nullptr;
  return set;
}

} // namespace

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char buffer[8];
      std::snprintf(buffer, sizeof buffer, "\\u%04x", c);
      out += buffer;
    } else {
      out += c;
    }
  }
  return out + '"';
}

void append_line(const char *variable, std::string_view line) {
  const char *path = std::getenv(variable);
  if (!path || !*path)
    return;
  const int file =
      ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) {
    std::fprintf(stderr, "refloop: cannot append to %s='%s'\n", variable, path);
    return;
  }
  const std::string whole = std::string(line) + '\n';
  if (::write(file, whole.data(), whole.size()) < 0)
    std::fprintf(stderr, "refloop: cannot write to %s='%s'\n", variable, path);
  ::close(file);
}

void log_reached(const std::source_location &location) {
  if (!enabled() || location.line() == 0)
    return;
  Logged &log = logged();
  const std::lock_guard lock(log.mutex);
  if (!log.lines.emplace(location.file_name(), location.line()).second)
    return;
  append_line("REFLOOP_RUN_LOG",
              "{\"reached\":" +
                  json_string(std::string(location.file_name()) + ':' +
                              std::to_string(location.line())) +
                  '}');
}

void log_created(const Where &where) {
  if (!enabled())
    return;
  if (!where.needs_trace()) {
    log_reached(where.location());
    return;
  }
  const Backtrace &trace = where.trace();
  Logged &log = logged();
  const std::lock_guard lock(log.mutex);
  if (!log.traces.emplace(trace.pcs.begin(), trace.pcs.begin() + trace.count)
           .second)
    return;
  std::string line = where.blame() == Blame::coroutine
                         ? "{\"created\":\"coroutine\",\"frames\":["
                         : "{\"created\":\"constructor\",\"frames\":[";
  bool first = true;
  for (const ModuleAddress &frame : relative(trace)) {
    line += first ? "{" : ",{";
    first = false;
    line += "\"module\":" + json_string(frame.module) +
            ",\"address\":" + std::to_string(frame.address) + '}';
  }
  append_line("REFLOOP_RUN_LOG", line + "]}");
}

void log_choices(unsigned count) {
  if (enabled())
    append_line("REFLOOP_RUN_LOG",
                "{\"choices_asked\":" + std::to_string(count) + '}');
}

void log_violation(std::string_view json) {
  if (enabled())
    append_line("REFLOOP_RUN_LOG", "{\"violation\":" + std::string(json) + '}');
}

} // namespace refloop::detail
