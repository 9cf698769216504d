//===- explore.cpp - All runs of a program --------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "explore.h"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>
#include <unistd.h>

namespace refloop_run {
namespace {

/// A folder for the logs of the runs, gone with its owner.
class ScratchFolder {
public:
  ScratchFolder() {
    const char *parent = std::getenv("TMPDIR");
    path_ = std::string(parent && *parent ? parent : "/tmp") +
            "/refloop-run-XXXXXX";
    if (!::mkdtemp(path_.data()))
      throw std::system_error(errno, std::generic_category(), path_);
  }
  ~ScratchFolder() {
    ::unlink(log().c_str());
    ::unlink(output().c_str());
    ::rmdir(path_.c_str());
  }
  ScratchFolder(const ScratchFolder &) = delete;
  ScratchFolder &operator=(const ScratchFolder &) = delete;

  std::string log() const { return path_ + "/run-log"; }
  std::string output() const { return path_ + "/output"; }

private:
  std::string path_;
};

/// How many bytes of UTF-8 the character at \p at has; 0 if it is none.
std::size_t character_size(const std::string &text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned first = byte(at), second = byte(at + 1);
  if (first < 0x80)
    return 1;
  if (first < 0xc2 || first > 0xf4)
    return 0;
  const std::size_t size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(at + i) & 0xc0) != 0x80)
      return 0;
  // Too long a spelling, a surrogate half, beyond the last code point.
  if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
      (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f))
    return 0;
  return size;
}

/// The end of what a run wrote, as UTF-8: it goes into reports.
std::string output_of_run(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  const std::string all{std::istreambuf_iterator<char>(file), {}};
  constexpr std::size_t kept = 65536;
  std::string output;
  for (std::size_t at = all.size() > kept ? all.size() - kept : 0;
       at < all.size();) {
    const std::size_t size = character_size(all, at);
    output += size ? all.substr(at, size) : "?";
    at += size ? size : 1;
  }
  return output;
}

Run run_with(const Program &program, const std::string &answers,
             const ScratchFolder &scratch) {
  ::unlink(scratch.log().c_str());
  Run run;
  run.ending = run_once(
      program,
      {"REFLOOP_CHOICES=" + answers, "REFLOOP_RUN_LOG=" + scratch.log()},
      scratch.output());
  run.log = read_run_log(scratch.log());
  run.output = output_of_run(scratch.output());
  // A run may ask for fewer than it was told, if it is not deterministic.
  run.choices = answers.substr(0, run.log.choices_asked);
  run.choices.append(run.log.choices_asked - run.choices.size(), '0');
  return run;
}

} // namespace

Exploration explore(const Program &program, std::size_t limit) {
  const ScratchFolder scratch;
  Exploration exploration;
  std::vector<std::string> untried{""};
  while (!untried.empty() && exploration.runs.size() < limit) {
    const std::string answers = std::move(untried.back());
    untried.pop_back();
    exploration.runs.push_back(run_with(program, answers, scratch));
    const Run &run = exploration.runs.back();
    if (run.ending.kind == Ending::Kind::not_started)
      break;
    for (std::size_t at = answers.size(); at < run.choices.size(); ++at)
      untried.push_back(run.choices.substr(0, at) + '1');
  }
  exploration.untried = untried.size();
  std::vector<RunLog *> logs;
  for (Run &run : exploration.runs)
    logs.push_back(&run.log);
  resolve_traces(std::move(logs));
  return exploration;
}

} // namespace refloop_run
