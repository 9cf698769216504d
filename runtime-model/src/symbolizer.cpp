//===- symbolizer.cpp - Asks llvm-symbolizer for lines --------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Turns module-relative addresses into functions and lines, by running the
// symboliser: nothing of it is in the process, so programs link with -pthread
// alone.
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/where.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace refloop::detail {
namespace {

std::vector<std::string> candidates() {
  if (const char *named = std::getenv("REFLOOP_SYMBOLIZER"); named && *named)
    return {named};
  return {"llvm-symbolizer-22", "llvm-symbolizer"};
}

std::string read_all(int file) {
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t size = ::read(file, buffer, sizeof buffer);
    if (size > 0)
      text.append(buffer, static_cast<std::size_t>(size));
    else if (size == 0 || errno != EINTR)
      return text;
  }
}

/// The standard output of `PROGRAM ARGS`; nothing if it cannot be started.
std::optional<std::string> output_of(const std::string &program,
                                     const std::vector<std::string> &args) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return std::nullopt;
  std::vector<char *> argv{const_cast<char *>(program.c_str())};
  for (const std::string &arg : args)
    argv.push_back(const_cast<char *>(arg.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, program.c_str(), &actions, nullptr,
                                    argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string text;
  if (!failed)
    text = read_all(ends[0]);
  ::close(ends[0]);
  int status = 0;
  while (!failed && ::waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
  if (failed || !WIFEXITED(status) || WEXITSTATUS(status) == 127)
    return std::nullopt;
  return text;
}

/// `path:12:3`; the path itself may have colons.
SourceLine parse_place(std::string_view text) {
  SourceLine line;
  const auto number_after_last_colon = [&text](unsigned &number) {
    const std::size_t colon = text.rfind(':');
    if (colon == text.npos)
      return;
    std::from_chars(text.data() + colon + 1, text.data() + text.size(), number);
    text = text.substr(0, colon);
  };
  number_after_last_colon(line.column);
  number_after_last_colon(line.line);
  line.file = text;
  return line;
}

/// The symboliser's answer: for each address pairs of lines (function, place),
/// ended by an empty line.
std::vector<std::vector<SourceLine>> parse(std::string_view text) {
  std::vector<std::vector<SourceLine>> answers(1);
  std::string function;
  bool have_function = false;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
    if (line.empty() && !have_function) {
      answers.emplace_back();
    } else if (!have_function) {
      function = line;
      have_function = true;
    } else {
      answers.back().push_back(parse_place(line));
      answers.back().back().function = function;
      have_function = false;
    }
  }
  return answers;
}

using Answers = std::map<ModuleAddress, std::vector<SourceLine>>;

void ask(const std::string &module, const std::vector<std::uint64_t> &addresses,
         Answers &answers) {
  // Paths relative to the compilation's folder are those that
  // std::source_location gives.
  std::vector<std::string> args{"--relativenames", "--inlines", "--demangle",
                                "--obj=" + module};
  for (const std::uint64_t address : addresses)
    args.push_back(std::to_string(address));
  for (const std::string &program : candidates()) {
    const auto text = output_of(program, args);
    if (!text)
      continue;
    auto parsed = parse(*text);
    for (std::size_t i = 0; i < addresses.size() && i < parsed.size(); ++i)
      answers[{module, addresses[i]}] = std::move(parsed[i]);
    return;
  }
}

} // namespace

std::vector<std::vector<SourceLine>>
symbolise(const std::vector<std::vector<ModuleAddress>> &traces) {
  // A command line holds some thousand addresses with ease.
  constexpr std::size_t batch = 1000;
  static std::mutex mutex;
  static auto &answers = *new Answers; // a report asks for the same trace twice
  const std::lock_guard lock(mutex);
  std::map<std::string, std::vector<std::uint64_t>> wanted;
  for (const auto &trace : traces)
    for (const ModuleAddress &frame : trace)
      if (!frame.module.empty() && answers.try_emplace(frame).second)
        wanted[frame.module].push_back(frame.address);
  for (const auto &[module, addresses] : wanted)
    for (std::size_t from = 0; from < addresses.size(); from += batch)
      ask(module,
          {addresses.begin() + static_cast<std::ptrdiff_t>(from),
           addresses.begin() + static_cast<std::ptrdiff_t>(
                                   std::min(from + batch, addresses.size()))},
          answers);
  std::vector<std::vector<SourceLine>> result;
  for (const auto &trace : traces) {
    auto &frames = result.emplace_back();
    for (const ModuleAddress &frame : trace) {
      const auto &found = answers[frame];
      frames.insert(frames.end(), found.begin(), found.end());
    }
  }
  return result;
}

std::vector<SourceLine> symbolise(const std::vector<ModuleAddress> &frames) {
  return symbolise(std::vector<std::vector<ModuleAddress>>{frames}).front();
}

} // namespace refloop::detail
