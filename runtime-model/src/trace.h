//===- trace.h - The time line of a run -------------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// REFLOOP_TRACE=FILE: what happens, in Chrome's trace-event format, for
// Perfetto or chrome://tracing. Each loop and each executor is a process of the
// picture; the loop itself, its tasks and its sessions, and the threads of the
// executor are the tracks in it. Events are told where they happen; here they
// are written down.
//
// FILE is an array of events, one a line, written as they happen. Its last line
// is missing if the program was killed, which viewers allow. A fork writes
// nothing.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_SRC_TRACE_H
#define REFLOOP_SRC_TRACE_H

#include "refloop/detail/violation.h"
#include "refloop/detail/where.h"

#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

namespace refloop::detail::trace {

/// A row of the picture: the object \p id, shown with the loop or executor
/// \p group. A loop's own track has its id twice.
struct Track {
  std::uint64_t group = 0; ///< 0: what is not shown, but for violations
  std::uint64_t id = 0;
};

/// Whether REFLOOP_TRACE is set; else nothing of this does anything.
bool enabled() noexcept;

/// The group of a loop made at \p made; 0 of the runtime's own, which has no
/// place in the program: the other side of a test's conversation.
std::uint64_t group_of_loop(std::uint64_t loop, const Where &made);

/// Names a loop or an executor: `loop 1 (main.cpp:12)`.
void name_group(std::uint64_t group, std::string_view noun, const Where &made);
/// Names a track; and its place in the group, which is by \p order.
void name_track(Track track, const std::string &name, int order);

// A stretch of time on a track; they nest.
void begin(Track track, std::string_view name, const Where &where);
void end(Track track);
/// A moment on a track.
void instant(Track track, std::string_view name,
             const std::source_location &where, std::uint64_t object,
             std::uint64_t related);
/// A violation: a line across the whole picture.
void violation(std::string_view check, const Where &where,
               std::string_view message, const std::vector<Note> &notes);

/// A stretch of time that is a scope.
class Slice {
public:
  Slice(Track track, std::string_view name, const Where &where)
      : track_(track) {
    begin(track, name, where);
  }
  ~Slice() { end(track_); }
  Slice(const Slice &) = delete;
  Slice &operator=(const Slice &) = delete;

private:
  const Track track_;
};

/// While one lives, this thread runs that loop: its violations belong there.
class Running {
public:
  explicit Running(std::uint64_t loop) noexcept;
  ~Running();
  Running(const Running &) = delete;
  Running &operator=(const Running &) = delete;

private:
  const std::uint64_t outer_;
};

} // namespace refloop::detail::trace

#endif // REFLOOP_SRC_TRACE_H
