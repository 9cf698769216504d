//===- recorded.h - Violations that a test caused ---------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A fixture that collects what the runtime reports while a test runs.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_TEST_REFLOOP_RECORDED_H
#define EVENTLOOP_TIDY_TEST_REFLOOP_RECORDED_H

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

/// A test whose loops have virtual time and whose violations are kept.
class Recorded : public ::testing::Test {
protected:
  using Lines = std::vector<std::string>;

  void SetUp() override {
    ::close(::mkstemp(report_.data()));
    ::setenv("REFLOOP_REPORT", report_.data(), 1);
  }
  void TearDown() override {
    ::unsetenv("REFLOOP_REPORT");
    ::unlink(report_.data());
  }

  /// All reports so far, one JSON object each.
  Lines report() const {
    Lines lines;
    std::ifstream file(report_.data());
    for (std::string line; std::getline(file, line);)
      lines.push_back(line);
    return lines;
  }

  /// The violations as `CHECK@LINE`, then `LINE` for each note: `close@7 5`.
  Lines violations() const {
    Lines found;
    for (const std::string &line : report()) {
      const std::size_t check = line.find("eventloop-") + 10;
      std::string text =
          line.substr(check, line.find('"', check) - check) + '@';
      bool first = true;
      for (std::size_t at = 0;
           (at = line.find("\"line\":", at)) != line.npos;) {
        at += 7;
        text += (first ? "" : " ") + line.substr(at, line.find(',', at) - at);
        first = false;
      }
      found.push_back(text);
    }
    return found;
  }

  static std::string at(const char *check, int line) {
    return std::string(check) + '@' + std::to_string(line);
  }
  static std::string at(const char *check, int line, int note) {
    return at(check, line) + ' ' + std::to_string(note);
  }

  refloop::testing::VirtualTime virtual_time;

private:
  std::array<char, 32> report_{"/tmp/refloop-test-XXXXXX"};
};

/// What \p call throws, as text; `nothing` if it returns.
template <class E = refloop::RuntimeError, class F>
std::string thrown_by(F &&call) {
  try {
    call();
  } catch (const E &error) {
    return error.what();
  }
  return "nothing";
}

#endif // EVENTLOOP_TIDY_TEST_REFLOOP_RECORDED_H
