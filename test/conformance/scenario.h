//===- scenario.h - What the refloop twins share -------------- -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The wording of the logs and the shape of a scenario; support.py is the same
// for the asyncio twins. Comparing the logs is compare.py's job.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_TEST_CONFORMANCE_SCENARIO_H
#define EVENTLOOP_TIDY_TEST_CONFORMANCE_SCENARIO_H

#include <refloop/refloop.h>

#include <chrono>
#include <exception>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace conformance {

/// The scenarios' own kind of error.
struct ValueError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Type, text and, of a group, the parts of an exception.
std::string describe(const std::exception_ptr &error);

// The spelling of a value in a log.
inline std::string text_of(bool value) { return value ? "true" : "false"; }
inline std::string text_of(std::monostate) { return "none"; }
inline std::string text_of(const char *text) { return text; }
inline std::string text_of(const std::string &text) { return text; }
inline std::string text_of(const std::exception_ptr &error) {
  return error ? describe(error) : "none";
}
template <class N>
  requires(std::is_integral_v<N> && !std::is_same_v<N, bool>)
std::string text_of(N number) {
  return std::to_string(number);
}
template <class V> std::string text_of(const std::vector<V> &values) {
  std::string text = "[";
  for (const V &value : values)
    text += (text.size() > 1 ? ", " : "") + text_of(value);
  return text + ']';
}
template <class... V> std::string text_of(const std::tuple<V...> &values) {
  std::vector<std::string> parts;
  std::apply([&](const V &...value) { (parts.push_back(text_of(value)), ...); },
             values);
  return text_of(parts);
}

/// The observable behaviour of one scenario: a line for each call.
class Log {
public:
  enum class Kind { printing, quiet };
  explicit Log(Kind kind = Kind::printing) : kind_(kind) {}

  template <class... V> void operator()(const V &...values) const {
    std::string line;
    ((line += text_of(values) + ' '), ...);
    line.pop_back();
    print(line);
  }

private:
  void print(const std::string &line) const;
  Kind kind_;
};

/// Calls \p function, logs that it returned, or how it failed.
template <class F>
void attempt(const Log &log, const char *label, F &&function) {
  try {
    function();
    log(label, "ok");
  } catch (...) {
    log(label, "raised", std::current_exception());
  }
}

/// A duration: the unit of all sleeps, so that both twins wait alike.
inline std::chrono::milliseconds ticks(int count) {
  return std::chrono::milliseconds(10) * count;
}

/// Virtual time since the loop was made, in ticks.
inline long elapsed(const refloop::EventLoop &loop) {
  return static_cast<long>(loop.time().time_since_epoch() / ticks(1));
}
inline long elapsed() { return elapsed(refloop::get_running_loop()); }

/// Runs a coroutine to its end on a loop of its own.
template <class T> T drive(refloop::Task<T> task) {
  refloop::EventLoop loop;
  struct Closer {
    refloop::EventLoop &loop;
    ~Closer() { loop.close(); }
  } closer{loop};
  return loop.run_until_complete(std::move(task));
}

/// One twin: the same name as the function in the topic's Python module.
struct Scenario {
  std::string_view name;
  void (*run)(const Log &);
};
using Topic = std::span<const Scenario>;

// The topics, one file each.
Topic scheduling();
Topic futures();
Topic tasks();
Topic gather();
Topic cancellation();
Topic cancel_propagation();
Topic task_groups();
Topic group_failures();
Topic timeouts();
Topic shields();
Topic lifecycle();
Topic runners();
Topic runner_endings();
Topic executors();
Topic signals();
Topic generators();

} // namespace conformance

#endif // EVENTLOOP_TIDY_TEST_CONFORMANCE_SCENARIO_H
