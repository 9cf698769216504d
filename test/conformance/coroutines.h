//===- coroutines.h - Coroutines of many refloop twins -------- -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Responsible for what they log, so that a scenario is only how it uses them.
// Twin: coroutines.py.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_TEST_CONFORMANCE_COROUTINES_H
#define EVENTLOOP_TIDY_TEST_CONFORMANCE_COROUTINES_H

#include "scenario.h"

namespace conformance {

/// A coroutine that does not suspend.
refloop::Task<int> value(int number);

/// Sleeps and returns \p result; logs a cancellation and passes it on.
refloop::Task<int> work(const Log &log, std::string name, int delay = 10,
                        int result = 0);

/// Throws ValueError(name) after a sleep.
refloop::Task<int> failing(const Log &log, std::string name, int delay);

/// Swallows a cancellation and returns \p result.
refloop::Task<int> stubborn(const Log &log, std::string name, int result);

/// Fails with ValueError(text) while it is cancelled.
refloop::Task<int> messy(std::string text);

/// outcome() with the awaitable's type spelled out: a reference, or a value.
template <class A>
refloop::Task<> outcome_of(const Log &log, std::string name, A awaitable) {
  using T = typename std::remove_cvref_t<A>::value_type;
  try {
    if constexpr (std::is_void_v<T>) {
      co_await std::forward<A>(awaitable);
      log(name, "got", "none");
    } else {
      const T result = co_await std::forward<A>(awaitable);
      log(name, "got", result);
    }
  } catch (...) {
    log(name, "raised", std::current_exception());
  }
}

/// Awaits a task, a handle or a future and logs how that ended.
template <class A>
refloop::Task<> outcome(const Log &log, std::string name, A &&awaitable) {
  return outcome_of<A>(log, std::move(name), std::forward<A>(awaitable));
}

/// Logs how an awaitable ended, and when.
template <class A>
refloop::Task<> timed_of(const Log &log, std::string name, A awaitable) {
  co_await outcome<A>(log, std::move(name), std::forward<A>(awaitable));
  log("at", elapsed());
}
template <class A>
refloop::Task<> timed(const Log &log, std::string name, A &&awaitable) {
  return timed_of<A>(log, std::move(name), std::forward<A>(awaitable));
}

} // namespace conformance

#endif // EVENTLOOP_TIDY_TEST_CONFORMANCE_COROUTINES_H
