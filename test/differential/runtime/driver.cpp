//===- driver.cpp - Runs the programs of a batch --------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each program is run in a forked process for every sequence of answers of
// choose(), depth-first as refloop-run does, 64 times at most. Prints a line of
// JSON for each program. Usage: driver [NAME...]
//
//===----------------------------------------------------------------------===//

#include "driver.h"

#include "run_log.h"

#include "refloop/detail/run_log.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <map>
#include <poll.h>
#include <set>
#include <sstream>
#include <string>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr std::size_t max_runs = 64;
constexpr int milliseconds_a_run = 5000;
enum ExitStatus { clean = 0, exception = 3 };

/// A file in memory that a run appends to.
class Scratch {
public:
  explicit Scratch(const char *name) : file_(::memfd_create(name, 0)) {
    if (file_ < 0)
      std::abort();
    ::fcntl(file_, F_SETFL, O_APPEND);
  }
  int file() const { return file_; }
  void clear() const {
    if (::ftruncate(file_, 0) != 0)
      std::abort();
  }
  std::string text() const {
    const off_t size = ::lseek(file_, 0, SEEK_END);
    std::string text(static_cast<std::size_t>(size), '\0');
    if (::pread(file_, text.data(), text.size(), 0) != size)
      std::abort();
    return text;
  }

private:
  int file_;
};

/// What the log of a run says.
struct Run {
  std::string choices;
  std::string end;
  int code = 0;
  std::set<std::string> reached;
  std::vector<std::string> violations;
  std::string output;
  std::string errors;
  unsigned asked = 0;
};

[[noreturn]] void be_the_run(const oracle::Program &program,
                             const std::string &answers, const Scratch &log,
                             const Scratch &output, const Scratch &errors) {
  ::setenv("REFLOOP_CHOICES", answers.c_str(), 1);
  ::setenv("REFLOOP_VIRTUAL_TIME", "1", 1);
  ::dup2(output.file(), STDOUT_FILENO);
  ::dup2(errors.file(), STDERR_FILENO);
  oracle::log_into(log.file());
  int status = clean;
  try {
    program.run();
  } catch (const std::exception &error) {
    std::fprintf(stderr, "ended with an exception: %s\n", error.what());
    status = exception;
  } catch (...) {
    std::fprintf(stderr, "ended with an unknown exception\n");
    status = exception;
  }
  std::exit(status); // with the destructors of statics
}

void wait_for(pid_t child, Run &run) {
  const int file = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  pollfd wanted{file, POLLIN, 0};
  const bool late = ::poll(&wanted, 1, milliseconds_a_run) == 0;
  ::close(file);
  if (late)
    ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  run.end = late ? "timed_out" : WIFSIGNALED(status) ? "signalled" : "exited";
  run.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

std::string place_of_trace(const std::string &line) {
  static std::map<std::string, std::string> known;
  const auto [at, is_new] = known.try_emplace(line);
  if (!is_new)
    return at->second;
  std::istringstream words(line.substr(2));
  std::vector<std::uintptr_t> trace;
  for (std::uintptr_t pc; words >> pc;)
    trace.push_back(pc);
  const auto place = oracle::resolve(
      trace, line[0] == 'C' ? refloop::detail::Blame::coroutine
                            : refloop::detail::Blame::constructor);
  if (place)
    at->second = place->file + ':' + std::to_string(place->line);
  return at->second;
}

void read_log(const std::string &log, Run &run) {
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    const std::string rest = line.substr(2);
    if (line[0] == 'R')
      run.reached.insert(rest);
    else if (line[0] == 'N')
      run.asked = static_cast<unsigned>(std::atoi(rest.c_str()));
    else if (line[0] == 'V')
      run.violations.push_back(rest);
    else if (const std::string place = place_of_trace(line); !place.empty())
      run.reached.insert(place);
  }
}

Run run_with(const oracle::Program &program, const std::string &answers) {
  static const Scratch log("log"), output("output"), errors("errors");
  for (const Scratch *scratch : {&log, &output, &errors})
    scratch->clear();
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0)
    be_the_run(program, answers, log, output, errors);
  Run run;
  wait_for(child, run);
  read_log(log.text(), run);
  run.output = output.text();
  run.errors = errors.text();
  run.choices = answers.substr(0, run.asked);
  run.choices.append(run.asked - run.choices.size(), '0');
  return run;
}

void print(const Run &run) {
  using refloop::detail::json_string;
  std::printf("{\"choices\":\"%s\",\"end\":\"%s\",\"code\":%d,\"output\":%s,"
              "\"errors\":%s,\"reached\":[",
              run.choices.c_str(), run.end.c_str(), run.code,
              json_string(run.output).c_str(), json_string(run.errors).c_str());
  const char *comma = "";
  for (const std::string &place : run.reached) {
    std::printf("%s%s", comma, json_string(place).c_str());
    comma = ",";
  }
  std::printf("],\"violations\":[");
  comma = "";
  for (const std::string &violation : run.violations) {
    std::printf("%s%s", comma, violation.c_str());
    comma = ",";
  }
  std::printf("]}");
}

void explore(const oracle::Program &program) {
  std::vector<std::string> untried{""};
  std::size_t runs = 0;
  bool late = false; // one that never ends is judged by no further run
  std::printf("{\"program\":\"%s\",\"runs\":[", program.name);
  for (; !untried.empty() && runs < max_runs && !late; ++runs) {
    const std::string answers = std::move(untried.back());
    untried.pop_back();
    const Run run = run_with(program, answers);
    std::printf(runs ? "," : "");
    print(run);
    late = run.end == "timed_out";
    for (std::size_t at = answers.size(); at < run.choices.size(); ++at)
      untried.push_back(run.choices.substr(0, at) + '1');
  }
  std::printf("],\"complete\":%s}\n", untried.empty() ? "true" : "false");
}

} // namespace

int main(int argc, char **argv) {
  // Started before the first fork, so that all runs share one.
  refloop::detail::symbolise(std::vector<refloop::detail::ModuleAddress>{{}});
  for (const oracle::Program *program = oracle::programs; program->name;
       ++program) {
    bool wanted = argc == 1;
    for (int i = 1; i < argc; ++i)
      wanted |= !std::strcmp(argv[i], program->name);
    if (wanted)
      explore(*program);
  }
  return 0;
}
