//===- coroutines.cpp - Coroutines of many refloop twins ------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "coroutines.h"

namespace conformance {

using namespace refloop;

Task<int> value(int number) { co_return number; }

Task<int> work(const Log &log, std::string name, int delay, int result) {
  log(name, "starts");
  try {
    co_await sleep(ticks(delay));
  } catch (const CancelledError &) {
    log(name, "cancelled");
    throw;
  }
  log(name, "ends");
  co_return result;
}

Task<int> failing(const Log &log, std::string name, int delay) {
  co_await sleep(ticks(delay));
  log(name, "fails");
  throw ValueError(name);
}

Task<int> stubborn(const Log &log, std::string name, int result) {
  try {
    co_await sleep(ticks(10));
  } catch (const CancelledError &) {
    log(name, "swallowed");
  }
  co_return result;
}

Task<int> messy(std::string text) {
  try {
    co_await sleep(ticks(10));
  } catch (const CancelledError &) {
    throw ValueError(text);
  }
  co_return 0;
}

} // namespace conformance
