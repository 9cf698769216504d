//===- process.cpp - Runs a program once ----------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "process.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string_view>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace refloop_run {
namespace {

/// The name of \p variable (`NAME=VALUE`), with the `=`.
std::string_view name_of(std::string_view variable) {
  return variable.substr(0, variable.find('=') + 1);
}

/// This process's environment with \p variables in place of their namesakes.
std::vector<char *>
environment_with(const std::vector<std::string> &variables) {
  std::vector<char *> all;
  for (const std::string &variable : variables)
    all.push_back(const_cast<char *>(variable.c_str()));
  for (char **old = environ; *old; ++old) {
    bool replaced = false;
    for (const std::string &variable : variables)
      replaced |= name_of(*old) == name_of(variable);
    if (!replaced)
      all.push_back(*old);
  }
  all.push_back(nullptr);
  return all;
}

/// Waits until \p child ends or \p limit has passed; whether it ended.
bool ends_within(pid_t child, std::chrono::duration<double> limit) {
  const int file = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  if (file < 0)
    return true; // an old kernel: wait for as long as it takes
  const auto end = std::chrono::steady_clock::now() + limit;
  int ready = -1;
  do {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd wanted{file, POLLIN, 0};
    ready = ::poll(&wanted, 1,
                   left.count() > 0 ? static_cast<int>(left.count()) : 0);
  } while (ready < 0 && errno == EINTR);
  ::close(file);
  return ready != 0;
}

int spawn(const Program &program, const std::vector<std::string> &variables,
          const std::string &output, pid_t &child) {
  std::vector<char *> argv;
  for (const std::string &word : program.command)
    argv.push_back(const_cast<char *>(word.c_str()));
  argv.push_back(nullptr);
  std::vector<char *> environment = environment_with(variables);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
                                     O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC | O_APPEND,
                                     0600);
  ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  const int error = ::posix_spawnp(&child, argv.front(), &actions, nullptr,
                                   argv.data(), environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  return error;
}

} // namespace

std::string Ending::text(std::chrono::duration<double> limit) const {
  switch (kind) {
  case Kind::exited:
    return "exit status " + std::to_string(code);
  case Kind::signalled:
    return "killed by signal " + std::to_string(code) + " (" +
           ::strsignal(code) + ')';
  case Kind::timed_out: {
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%g", limit.count());
    return std::string("timed out after ") + seconds + " s";
  }
  case Kind::not_started:
    return std::string("cannot be started: ") + std::strerror(code);
  }
  return {};
}

Ending run_once(const Program &program,
                const std::vector<std::string> &variables,
                const std::string &output) {
  const auto begin = std::chrono::steady_clock::now();
  Ending ending;
  pid_t child = 0;
  ending.code = spawn(program, variables, output, child);
  if (ending.code != 0)
    return ending;
  const bool in_time = ends_within(child, program.limit);
  if (!in_time)
    ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
  ending.took = std::chrono::steady_clock::now() - begin;
  if (!in_time) {
    ending.kind = Ending::Kind::timed_out;
  } else if (WIFSIGNALED(status)) {
    ending.kind = Ending::Kind::signalled;
    ending.code = WTERMSIG(status);
  } else {
    ending.kind = Ending::Kind::exited;
    ending.code = WEXITSTATUS(status);
  }
  return ending;
}

} // namespace refloop_run
