//===- run_log.h - What a run tells refloop-run -----------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The protocol between a program and the one who runs it over all answers of
// `choose()`. With REFLOOP_RUN_LOG=FILE in its environment the program appends
// JSON lines to FILE, each written at once, so that a run that aborts has told
// what it reached:
//
//   {"reached":"FILE:LINE"}      an API call was executed there; once a line
//   {"created":"coroutine","frames":[{"module":"/path","address":4711},…]}
//                                a coroutine was called, or an object made, at
//                                a line that only a trace can tell ("coroutine"
//                                or "constructor" says which frame is meant);
//                                once a trace. The reader resolves it:
//                                symbolise() and blamed() of where.h, which
//                                refloop-run links. Addresses are equal in all
//                                runs of one program.
//   {"choices_asked":N}          choose() has been asked N times; the last such
//                                line counts. None: never asked.
//   {"violation":{…}}            an object as in REFLOOP_REPORT (below)
//
// REFLOOP_CHOICES=0110 gives choose()'s answers; those past its end are 0.
// REFLOOP_REPORT=FILE appends one line for each violation:
//
//   {"check":"eventloop-…","file":"a.cpp","line":7,"column":3,"message":"…",
//    "notes":[{"file":"a.cpp","line":5,"column":3,"message":"…"}],
//    "thread":"123","time":1.25}
//
// `thread` is the kernel's number, `time` seconds of the steady clock.
// A file is appended to with one write() a line, so that processes may share
// it.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_RUN_LOG_H
#define REFLOOP_DETAIL_RUN_LOG_H

#include "refloop/detail/where.h"

#include <source_location>
#include <string>
#include <string_view>

namespace refloop::detail {

/// An API call was executed at \p location.
void log_reached(const std::source_location &location);
/// Something was made at \p where.
void log_created(const Where &where);
/// choose() has been asked \p count times.
void log_choices(unsigned count);
/// A violation, as a JSON object.
void log_violation(std::string_view json);

/// \p text as a JSON string, with its quotes.
std::string json_string(std::string_view text);
/// Appends \p line and a newline to the file that the environment variable
/// \p variable names, if it is set.
void append_line(const char *variable, std::string_view line);

} // namespace refloop::detail

#endif // REFLOOP_DETAIL_RUN_LOG_H
