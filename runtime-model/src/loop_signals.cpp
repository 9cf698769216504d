//===- loop_signals.cpp - The signal handlers of a loop -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/loop_signals.h"

#include "refloop/detail/loop_state.h"
#include "refloop/detail/raw_signals.h"
#include "refloop/errors.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <string>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>

namespace refloop::detail {
namespace {

constexpr int signal_limit = 65;

/// Whom a signal is told: the write end of its loop's pipe, plus one.
constinit std::array<std::atomic<int>, signal_limit> told;

void tell(int signal) {
  const int error = errno;
  const int file = told[static_cast<std::size_t>(signal)] - 1;
  const auto number = static_cast<unsigned char>(signal);
  if (file >= 0 && ::write(file, &number, 1) < 0) {
    // Full: the loop has more signals to read than it can.
  }
  errno = error;
}

void close_file(int &file) {
  if (file >= 0)
    ::close(std::exchange(file, -1));
}

} // namespace

LoopSignals::~LoopSignals() { clear(); }

void LoopSignals::check(int signal) {
  // Those between are glibc's own.
  if (signal < 1 || signal > SIGRTMAX || (signal > 31 && signal < SIGRTMIN))
    throw std::invalid_argument("invalid signal number " +
                                std::to_string(signal));
}

void LoopSignals::add(int signal, HandlePointer handle) {
  if (::syscall(SYS_gettid) != ::getpid())
    throw RuntimeError(
        "set_wakeup_fd only works in main thread of the main interpreter");
  open();
  struct sigaction action = {};
  action.sa_handler = tell;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  auto &file = told[static_cast<std::size_t>(signal)];
  const int before = file.exchange(write_end_ + 1);
  if (real_sigaction(signal, &action, nullptr) != 0) {
    file = before;
    throw RuntimeError("sig " + std::to_string(signal) + " cannot be caught");
  }
  HandlePointer replaced; // freed outside of the lock
  const std::lock_guard lock(mutex_);
  replaced = std::exchange(handlers_[signal], std::move(handle));
}

bool LoopSignals::remove(int signal) {
  HandlePointer removed;
  {
    const std::lock_guard lock(mutex_);
    const auto at = handlers_.find(signal);
    if (at == handlers_.end())
      return false;
    removed = std::move(at->second);
    handlers_.erase(at);
  }
  int mine = write_end_ + 1;
  if (!told[static_cast<std::size_t>(signal)].compare_exchange_strong(mine, 0))
    return true; // another loop has it by now
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  real_sigaction(signal, &action, nullptr);
  return true;
}

void LoopSignals::clear() {
  std::map<int, HandlePointer> handlers;
  {
    const std::lock_guard lock(mutex_);
    handlers = handlers_;
  }
  for (const auto &[signal, handle] : handlers)
    remove(signal);
  if (read_end_ >= 0)
    loop_.remove_reader(read_end_);
  close_file(read_end_);
  close_file(write_end_);
}

std::size_t LoopSignals::watched_files() const {
  return read_end_ >= 0 ? 1 : 0;
}

void LoopSignals::open() {
  if (read_end_ >= 0)
    return;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
    throw std::system_error(errno, std::generic_category(),
                            "add_signal_handler");
  read_end_ = ends[0];
  write_end_ = ends[1];
  if (loop_.is_running() && LoopState::running() != &loop_) // elsewhere
    loop_.post_threadsafe(make_handle([this] { watch(); }, {}), Where());
  else
    watch();
}

void LoopSignals::watch() {
  loop_.add_reader(read_end_, make_handle([this] { read(); }, {}));
}

HandlePointer LoopSignals::handle_of(int signal) const {
  const std::lock_guard lock(mutex_);
  const auto at = handlers_.find(signal);
  return at == handlers_.end() ? nullptr : at->second;
}

void LoopSignals::read() {
  std::array<unsigned char, 256> signals;
  for (;;) {
    const ssize_t count = ::read(read_end_, signals.data(), signals.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return;
    for (ssize_t i = 0; i < count; ++i) {
      const int signal = signals[static_cast<std::size_t>(i)];
      const HandlePointer handle = handle_of(signal);
      if (handle && handle->cancelled())
        remove(signal);
      else if (handle)
        loop_.post(handle, handle->where());
    }
  }
}

} // namespace refloop::detail
