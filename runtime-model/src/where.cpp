//===- where.cpp - A place in the caller's source -------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/where.h"

#include <execinfo.h>
#include <link.h>
#include <string_view>
#include <unistd.h>

namespace refloop::detail {
namespace {

bool in_system_header(std::string_view file) {
  return file.starts_with("/usr/") || file.find("/c++/") != file.npos;
}

/// The path of the running program; its own entry in the link map has no name.
std::string program_path() {
  char buffer[4096];
  const ssize_t size = ::readlink("/proc/self/exe", buffer, sizeof buffer);
  return size > 0 ? std::string(buffer, static_cast<std::size_t>(size)) : "";
}

struct Lookup {
  std::uintptr_t pc;
  ModuleAddress found;
};

int visit_module(dl_phdr_info *info, std::size_t, void *data) {
  auto *lookup = static_cast<Lookup *>(data);
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto &segment = info->dlpi_phdr[i];
    const std::uintptr_t begin = info->dlpi_addr + segment.p_vaddr;
    if (segment.p_type != PT_LOAD || lookup->pc < begin ||
        lookup->pc >= begin + segment.p_memsz)
      continue;
    const std::string name = info->dlpi_name ? info->dlpi_name : "";
    lookup->found = {name.empty() ? program_path() : name,
                     lookup->pc - info->dlpi_addr};
    return 1;
  }
  return 0;
}

/// `auto ns::f<A (B)>(int) const` -> `ns::f`.
std::string qualified_name(std::string function) {
  constexpr std::string_view anonymous = "(anonymous namespace)::";
  for (std::size_t at; (at = function.find(anonymous)) != function.npos;)
    function.erase(at, anonymous.size());
  std::string name;
  int depth = 0;
  for (const char c : function) {
    if (c == '<')
      ++depth;
    else if (c == '>')
      --depth;
    else if (depth == 0 && c == '(')
      break;
    else if (depth == 0 && c == ' ')
      name.clear(); // that was the return type
    else if (depth == 0)
      name += c;
  }
  return name;
}

/// The name to show of a coroutine: `lambda`, `f`, `Class::f`, and of refloop's
/// own the last part alone.
std::string display_name(const std::string &function) {
  if (function.find("operator()") != function.npos)
    return "lambda";
  const std::string name = qualified_name(function);
  return name.starts_with("refloop::") ? name.substr(name.rfind(':') + 1)
                                       : name;
}

/// Code of the standard library or of refloop: never to blame.
bool is_machinery(const SourceLine &frame) {
  const std::string name = qualified_name(frame.function);
  return in_system_header(frame.file) || name.starts_with("std::") ||
         name.starts_with("refloop::") || name == "signal" ||
         name == "sigaction"; // raw_signals.h
}

} // namespace

Backtrace Backtrace::capture() noexcept {
  void *all[depth + 1];
  const int count = ::backtrace(all, depth + 1);
  Backtrace trace;
  for (int i = 1; i < count; ++i)
    trace.pcs[trace.count++] = all[i];
  return trace;
}

std::vector<ModuleAddress> relative(const Backtrace &trace) {
  std::vector<ModuleAddress> frames;
  for (std::size_t i = 0; i < trace.count; ++i) {
    // Minus one: a return address may already belong to the next line.
    Lookup lookup{reinterpret_cast<std::uintptr_t>(trace.pcs[i]) - 1, {}};
    ::dl_iterate_phdr(visit_module, &lookup);
    frames.push_back(std::move(lookup.found));
  }
  return frames;
}

std::optional<SourceLine> blamed(const std::vector<SourceLine> &frames,
                                 Blame blame) {
  std::size_t next = 0;
  if (blame == Blame::coroutine) {
    while (next < frames.size() &&
           frames[next].function.find("get_return_object") == std::string::npos)
      ++next;
    next += 2; // get_return_object, then the coroutine itself
  }
  while (next < frames.size() && is_machinery(frames[next]))
    ++next;
  if (next >= frames.size() || frames[next].line == 0)
    return std::nullopt;
  return frames[next];
}

bool Where::needs_trace() const {
  return blame_ != Blame::location &&
         (location_.line() == 0 || in_system_header(location_.file_name()));
}

SourceLine Where::line() const {
  if (needs_trace())
    if (auto found = blamed(symbolise(relative(trace_)), blame_))
      return *found;
  if (location_.line() == 0)
    return {"??", 0, 0, ""};
  return {location_.file_name(), location_.line(), location_.column(), ""};
}

std::string Where::coroutine_name() const {
  const auto frames = symbolise(relative(trace_));
  for (std::size_t i = 0; i + 1 < frames.size(); ++i)
    if (frames[i].function.find("get_return_object") != std::string::npos)
      return display_name(frames[i + 1].function);
  return "?";
}

} // namespace refloop::detail
