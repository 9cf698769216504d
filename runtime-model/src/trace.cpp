//===- trace.cpp - The time line of a run ---------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "trace.h"

#include "refloop/detail/run_log.h"
#include "threads.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <mutex>
#include <unistd.h>

namespace refloop::detail::trace {
namespace {

thread_local std::uint64_t running_loop_id = 0;

/// The file. Never destroyed: the program's exit is part of the picture.
class Writer {
public:
  static Writer &instance() {
    static auto *writer = new Writer;
    return *writer;
  }

  bool is_open() const noexcept { return file_ >= 0 && process_ == ::getpid(); }

  /// Writes one event; a line each, so that a killed program has told them.
  void write(const std::string &event) {
    const std::lock_guard lock(mutex_);
    if (!ended_)
      put(event + ",\n");
  }

  void end() {
    const std::lock_guard lock(mutex_);
    if (!is_open() || ended_)
      return;
    ended_ = true;
    put("{\"name\":\"process_sort_index\",\"ph\":\"M\",\"pid\":0,\"tid\":0,"
        "\"args\":{\"sort_index\":0}}\n]\n");
  }

  /// Microseconds since the first event.
  std::string now() const {
    const std::chrono::duration<double, std::micro> passed =
        std::chrono::steady_clock::now() - started_;
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", passed.count());
    return text;
  }

private:
  Writer() {
    const char *path = std::getenv("REFLOOP_TRACE");
    if (!path || !*path)
      return;
    file_ = ::open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file_ < 0)
      std::fprintf(stderr, "refloop: cannot write REFLOOP_TRACE='%s'\n", path);
    else
      put("[\n{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":0,\"tid\":0,"
          "\"args\":{\"name\":\"outside of loops\"}},\n"
          "{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":0,\"tid\":0,"
          "\"args\":{\"name\":\"outside of loops\"}},\n");
  }

  void put(const std::string &text) {
    if (::write(file_, text.data(), text.size()) < 0)
      return; // the disk is full: the picture ends here
  }

  std::mutex mutex_;
  const std::chrono::steady_clock::time_point started_ =
      std::chrono::steady_clock::now();
  const int process_ = ::getpid();
  int file_ = -1;
  bool ended_ = false;
};

// After the reports of what leaked, which have no priority.
[[gnu::destructor(101)]] void end_trace() {
  if (enabled())
    Writer::instance().end();
}

std::string head(std::string_view name, const char *phase, Track track) {
  return "{\"name\":" + json_string(name) + ",\"ph\":\"" + phase +
         "\",\"ts\":" + Writer::instance().now() +
         ",\"pid\":" + std::to_string(track.group) +
         ",\"tid\":" + std::to_string(track.id);
}

std::string place(const SourceLine &line) {
  return line.file + ':' + std::to_string(line.line);
}

void metadata(std::string_view what, Track track, const std::string &value) {
  Writer::instance().write(
      "{\"name\":" + json_string(what) +
      ",\"ph\":\"M\",\"pid\":" + std::to_string(track.group) +
      ",\"tid\":" + std::to_string(track.id) + ",\"args\":{" + value + "}}");
}

/// ` (main.cpp:12)`; nothing where only the symboliser knows: it would take the
/// time of half of the picture.
std::string short_place(const Where &where) {
  if (where.needs_trace() || where.location().line() == 0)
    return {};
  const SourceLine line = where.line();
  return " (" + line.file.substr(line.file.rfind('/') + 1) + ':' +
         std::to_string(line.line) + ')';
}

bool shows(std::uint64_t group) { return group != 0 && enabled(); }

} // namespace

bool enabled() noexcept { return Writer::instance().is_open(); }

std::uint64_t group_of_loop(std::uint64_t loop, const Where &made) {
  return made.location().line() == 0 ? 0 : loop;
}

void name_group(std::uint64_t group, std::string_view noun, const Where &made) {
  if (!shows(group))
    return;
  metadata("process_name", {group, 0},
           "\"name\":" +
               json_string(std::string(noun) + ' ' + std::to_string(group) +
                           short_place(made)));
  metadata("process_sort_index", {group, 0},
           "\"sort_index\":" + std::to_string(group));
}

void name_track(Track track, const std::string &name, int order) {
  if (!shows(track.group))
    return;
  metadata("thread_name", track, "\"name\":" + json_string(name));
  metadata("thread_sort_index", track,
           "\"sort_index\":" + std::to_string(order));
}

void begin(Track track, std::string_view name, const Where &where) {
  if (!shows(track.group))
    return;
  const std::string at = where.needs_trace()
                             ? ""
                             : "\"where\":" + json_string(place(where.line()));
  Writer::instance().write(head(name, "B", track) + ",\"args\":{" + at + "}}");
}

void end(Track track) {
  if (shows(track.group))
    Writer::instance().write(head("", "E", track) + '}');
}

void instant(Track track, std::string_view name,
             const std::source_location &where, std::uint64_t object,
             std::uint64_t related) {
  if (!shows(track.group))
    return;
  std::string args = "\"object\":" + std::to_string(object) +
                     ",\"related\":" + std::to_string(related) +
                     ",\"thread\":" + std::to_string(this_thread());
  if (where.line() != 0)
    args += ",\"where\":" +
            json_string(place({where.file_name(), where.line(), 0, ""}));
  Writer::instance().write(head(name, "i", track) + ",\"s\":\"t\",\"args\":{" +
                           args + "}}");
}

void violation(std::string_view check, const Where &where,
               std::string_view message, const std::vector<Note> &notes) {
  if (!enabled())
    return;
  std::string args = "\"message\":" + json_string(message) +
                     ",\"where\":" + json_string(place(where.line())) +
                     ",\"notes\":[";
  for (const Note &note : notes)
    args += (&note == notes.data() ? "" : ",") +
            json_string(place(note.where.line()) + ": " + note.message);
  Writer::instance().write(
      head(check, "i", {running_loop_id, running_loop_id}) +
      ",\"cat\":\"violation\",\"s\":\"g\",\"args\":{" + args + "]}}");
}

Running::Running(std::uint64_t loop) noexcept : outer_(running_loop_id) {
  running_loop_id = loop;
}
Running::~Running() { running_loop_id = outer_; }

} // namespace refloop::detail::trace
