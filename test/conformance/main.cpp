//===- main.cpp - Runs one scenario with refloop --------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   refloop-conformance --list     the names of all scenarios, TOPIC/NAME
//   refloop-conformance NAME       runs one; its log is the standard output
//
// Exit status: 0 it ran, 1 it let an exception out, 64 wrong usage.
//
//===----------------------------------------------------------------------===//

#include "scenario.h"

#include <refloop/testing.h>

#include <cstdio>

namespace conformance {

namespace {

/// `Type: text`, as Python's tracebacks have it; the type alone without text.
std::string named(const char *type, const std::exception &error) {
  const std::string text = error.what();
  return text.empty() ? type : std::string(type) + ": " + text;
}

constexpr struct {
  std::string_view name;
  Topic (*scenarios)();
} topics[] = {
    {"scheduling", scheduling},
    {"futures", futures},
    {"tasks", tasks},
    {"gather", gather},
    {"cancellation", cancellation},
    {"cancel_propagation", cancel_propagation},
    {"task_groups", task_groups},
    {"group_failures", group_failures},
    {"timeouts", timeouts},
    {"shields", shields},
    {"lifecycle", lifecycle},
    {"runners", runners},
    {"runner_endings", runner_endings},
    {"executors", executors},
    {"signals", signals},
    {"generators", generators},
};

std::string full_name(std::string_view topic, const Scenario &scenario) {
  return std::string(topic) + '/' + std::string(scenario.name);
}

int list() {
  for (const auto &topic : topics)
    for (const Scenario &scenario : topic.scenarios())
      std::puts(full_name(topic.name, scenario).c_str());
  return 0;
}

int run(std::string_view name) {
  const refloop::testing::VirtualTime virtual_time;
  for (const auto &topic : topics)
    for (const Scenario &scenario : topic.scenarios()) {
      if (full_name(topic.name, scenario) != name)
        continue;
      try {
        scenario.run(Log());
        return 0;
      } catch (...) {
        Log()("scenario raised", std::current_exception());
        return 1;
      }
    }
  std::fprintf(stderr, "refloop-conformance: no scenario is called '%s'\n",
               std::string(name).c_str());
  return 64;
}

} // namespace

std::string describe(const std::exception_ptr &error) {
  try {
    std::rethrow_exception(error);
  } catch (const refloop::ExceptionGroup &group) {
    return named("ExceptionGroup", group) + ' ' + text_of(group.exceptions());
  } catch (const refloop::CancelledError &cancelled) {
    return named("CancelledError", cancelled);
  } catch (const refloop::TimeoutError &timeout) {
    return named("TimeoutError", timeout);
  } catch (const refloop::InvalidStateError &state) {
    return named("InvalidStateError", state);
  } catch (const refloop::RuntimeError &runtime) {
    return named("RuntimeError", runtime);
  } catch (const ValueError &value) {
    return named("ValueError", value);
  } catch (const std::invalid_argument &argument) { // refloop's ValueError
    return named("ValueError", argument);
  } catch (const std::exception &other) {
    return named("std::exception", other);
  } catch (...) {
    return "an exception of an unknown type";
  }
}

void Log::print(const std::string &line) const {
  if (kind_ == Kind::quiet)
    return;
  std::puts(line.c_str());
  std::fflush(stdout); // a crash must not swallow what came before
}

} // namespace conformance

int main(int argc, char **argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--list")
    return conformance::list();
  if (argc == 2 && argv[1][0] != '-')
    return conformance::run(argv[1]);
  std::fprintf(stderr, "usage: refloop-conformance --list | NAME\n");
  return 64;
}
