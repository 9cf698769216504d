//===- threads.h - Who this thread is ---------------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Numbers and names of threads.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_SRC_THREADS_H
#define REFLOOP_SRC_THREADS_H

#include <cstdint>
#include <string>

namespace refloop::detail {

/// This thread's number, from 1 on, never used again.
std::uint64_t this_thread() noexcept;

/// `MainThread`, or `Thread-N`, as Python names them.
std::string thread_name();

} // namespace refloop::detail

#endif // REFLOOP_SRC_THREADS_H
