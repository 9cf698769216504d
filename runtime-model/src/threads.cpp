//===- threads.cpp - Who this thread is -----------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "threads.h"

#include <atomic>
#include <sys/syscall.h>
#include <unistd.h>

namespace refloop::detail {

std::uint64_t this_thread() noexcept {
  static std::atomic<std::uint64_t> last = 0;
  thread_local const std::uint64_t number = ++last;
  return number;
}

std::string thread_name() {
  if (::syscall(SYS_gettid) == ::getpid())
    return "MainThread";
  static std::atomic<unsigned> last = 0;
  thread_local const unsigned number = ++last;
  return "Thread-" + std::to_string(number);
}

} // namespace refloop::detail
