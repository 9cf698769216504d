//===- differential.h - What generated programs include ---------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Everything that a generated program needs, precompiled once. The reference
// loop, and a mark that makes a program's behaviour visible from outside.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TEST_DIFFERENTIAL_H
#define EVENTLOOP_TEST_DIFFERENTIAL_H

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <signal.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace oracle {
/// Writes \p number to the program's output.
inline void mark(int number) { std::printf("%d\n", number); }
} // namespace oracle

#endif // EVENTLOOP_TEST_DIFFERENTIAL_H
