//===- run_log.cpp - The runtime's log, kept in one file ------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Linked in place of the runtime's own run_log.cpp and symbolizer.cpp: tens of
// thousands of runs can afford neither a file that is opened for each line nor
// a symboliser that is started for each violation. What is logged, and which
// line is blamed, stays the runtime's decision; test/differential/self-test
// compares this with refloop-run.
//
//===----------------------------------------------------------------------===//

#include "run_log.h"

#include "refloop/detail/run_log.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <set>
#include <spawn.h>
#include <unistd.h>

extern char **environ;

namespace {

/// llvm-symbolizer, started once and asked line by line.
class Symboliser {
public:
  static Symboliser &instance() {
    static auto *symboliser = new Symboliser; // children may ask at their exit
    return *symboliser;
  }

  std::vector<refloop::detail::SourceLine>
  lines(const refloop::detail::ModuleAddress &frame) {
    auto [at, is_new] = known_.try_emplace(frame);
    if (is_new && !frame.module.empty())
      at->second = ask(frame);
    return at->second;
  }

private:
  Symboliser() {
    int to[2], from[2];
    if (::pipe2(to, O_CLOEXEC) != 0 || ::pipe2(from, O_CLOEXEC) != 0)
      std::abort();
    const char *named = std::getenv("REFLOOP_SYMBOLIZER");
    const std::string program = named ? named : "llvm-symbolizer-22";
    const char *argv[] = {program.c_str(), "--relativenames", "--inlines",
                          "--demangle", nullptr};
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
    pid_t child = 0;
    if (::posix_spawnp(&child, program.c_str(), &actions, nullptr,
                       const_cast<char **>(argv), environ) != 0) {
      std::fprintf(stderr, "driver: cannot start %s\n", program.c_str());
      std::_Exit(2);
    }
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(to[0]);
    ::close(from[1]);
    questions_ = to[1];
    answers_ = ::fdopen(from[0], "r");
    ::setvbuf(answers_, nullptr, _IONBF, 0); // shared with forked runs
  }

  std::string answer_line() {
    std::string line;
    for (int c; (c = std::fgetc(answers_)) != EOF && c != '\n';)
      line += static_cast<char>(c);
    return line;
  }

  /// Pairs of lines, a function and its place, innermost first; then an empty
  /// line.
  std::vector<refloop::detail::SourceLine>
  ask(const refloop::detail::ModuleAddress &frame) {
    const std::string question =
        "CODE \"" + frame.module + "\" " + std::to_string(frame.address) + '\n';
    if (::write(questions_, question.data(), question.size()) < 0)
      std::abort();
    std::vector<refloop::detail::SourceLine> lines;
    for (;;) {
      const std::string function = answer_line();
      if (function.empty())
        return lines;
      refloop::detail::SourceLine line = parse_place(answer_line());
      line.function = function;
      lines.push_back(std::move(line));
    }
  }

  /// `FILE:LINE:COLUMN`.
  static refloop::detail::SourceLine parse_place(std::string text) {
    refloop::detail::SourceLine line;
    for (unsigned *number : {&line.column, &line.line}) {
      const std::size_t colon = text.rfind(':');
      if (colon == text.npos)
        break;
      *number = static_cast<unsigned>(std::atoi(text.c_str() + colon + 1));
      text.resize(colon);
    }
    line.file = text;
    return line;
  }

  int questions_ = -1;
  std::FILE *answers_ = nullptr;
  std::map<refloop::detail::ModuleAddress,
           std::vector<refloop::detail::SourceLine>>
      known_;
};

int log_file = -1;

void write_log(const std::string &line) {
  if (log_file >= 0 && ::write(log_file, line.data(), line.size()) < 0)
    std::abort();
}

} // namespace

void oracle::log_into(int file) { log_file = file; }

std::optional<refloop::detail::SourceLine>
oracle::resolve(const std::vector<std::uintptr_t> &trace,
                refloop::detail::Blame blame) {
  refloop::detail::Backtrace backtrace;
  for (const std::uintptr_t pc : trace)
    backtrace.pcs[backtrace.count++] = reinterpret_cast<void *>(pc);
  return refloop::detail::blamed(
      refloop::detail::symbolise(refloop::detail::relative(backtrace)), blame);
}

namespace refloop::detail {

void log_reached(const std::source_location &location) {
  if (location.line() == 0)
    return;
  static std::set<std::pair<std::string_view, unsigned>> seen;
  if (seen.emplace(location.file_name(), location.line()).second)
    write_log(std::string("R ") + location.file_name() + ':' +
              std::to_string(location.line()) + '\n');
}

void log_created(const Where &where) {
  if (!where.needs_trace())
    return log_reached(where.location());
  const Backtrace &trace = where.trace();
  static std::set<std::vector<void *>> seen;
  if (!seen.emplace(trace.pcs.begin(), trace.pcs.begin() + trace.count).second)
    return;
  std::string line = where.blame() == Blame::coroutine ? "C" : "K";
  for (std::size_t i = 0; i < trace.count; ++i)
    line +=
        ' ' + std::to_string(reinterpret_cast<std::uintptr_t>(trace.pcs[i]));
  write_log(line + '\n');
}

void log_choices(unsigned count) {
  write_log("N " + std::to_string(count) + '\n');
}

void log_violation(std::string_view json) {
  write_log("V " + std::string(json) + '\n');
}

/// REFLOOP_REPORT is not for these programs.
void append_line(const char *, std::string_view) {}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    char buffer[8];
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (code < 0x20 || code >= 0x7f) // logs are to be ASCII
      out.append(buffer, static_cast<std::size_t>(std::snprintf(
                             buffer, sizeof buffer, "\\u%04x", code)));
    else
      out += c;
  }
  return out + '"';
}

std::vector<SourceLine> symbolise(const std::vector<ModuleAddress> &frames) {
  std::vector<SourceLine> all;
  for (const ModuleAddress &frame : frames) {
    const auto lines = Symboliser::instance().lines(frame);
    all.insert(all.end(), lines.begin(), lines.end());
  }
  return all;
}

std::vector<std::vector<SourceLine>>
symbolise(const std::vector<std::vector<ModuleAddress>> &traces) {
  std::vector<std::vector<SourceLine>> all;
  for (const auto &trace : traces)
    all.push_back(symbolise(trace));
  return all;
}

} // namespace refloop::detail
