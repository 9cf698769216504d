//===- raw_signals.cpp - Handlers of signal and sigaction -----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/raw_signals.h"

#include "refloop/detail/loop_state.h"
#include "signal_report.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <unistd.h>

// A sanitizer's own wrapper, where there is one: it has to see the handlers.
extern "C" [[gnu::weak]] int
__interceptor_sigaction(int, const struct sigaction *, struct sigaction *);
// libc's under its other name, also in a program that is linked statically.
extern "C" int __sigaction(int, const struct sigaction *,
                           struct sigaction *) noexcept;

namespace refloop::detail {
namespace {

using Handler = void (*)(int);
using Action = void (*)(int, siginfo_t *, void *);

/// Where a handler was installed. Kept for good: a handler may be reading it.
struct Installation {
  Where where;
  const Installation *before;
};

/// The program's handler of one signal; one of the two is set. Atomics, since
/// handlers install handlers, too.
struct Slot {
  std::atomic<Handler> handler = nullptr;
  std::atomic<Action> action = nullptr;
  std::atomic<const Installation *> installed = nullptr;
};

constexpr int signal_limit = 65;
constinit std::array<Slot, signal_limit> slots;

/// The handler that a thread executes.
struct Executing {
  int signal = 0;
  bool raised = false; ///< by this thread itself: nothing was interrupted
  const void *frame = nullptr;
};
constinit thread_local Executing executing;

/// The loops whose close was refused; a handler can take no lock.
constinit std::array<std::atomic<const EventLoop *>, 64> refused;

void wrapper(int signal, siginfo_t *info, void *context) {
  const Slot &slot = slots[static_cast<std::size_t>(signal)];
  struct Restore {
    Executing outer = executing;
    int error = errno;
    ~Restore() {
      executing = outer;
      errno = error;
    }
  } const restore;
  executing = {signal,
               info && info->si_code == SI_TKILL && info->si_pid == ::getpid(),
               __builtin_frame_address(0)};
  if (const Action action = slot.action)
    action(signal, info, context);
  else if (const Handler handler = slot.handler)
    handler(signal);
}

bool is_wrapped(const struct sigaction &action) {
  return (action.sa_flags & SA_SIGINFO) && action.sa_sigaction == wrapper;
}

/// \p real as the program knows it: with its own handler.
void unwrap(struct sigaction &real, const Slot &slot) {
  if (const Action action = slot.action) {
    real.sa_sigaction = action;
  } else {
    real.sa_flags &= ~SA_SIGINFO;
    real.sa_handler = slot.handler;
  }
}

void remember(Slot &slot) {
  if (in_signal_handler())
    return; // no memory to be had; the line of before will do
  slot.installed = new Installation{
      Where({}, Blame::constructor, Backtrace::capture()), slot.installed};
}

[[gnu::noinline]] int install(int signal, const struct sigaction *action,
                              struct sigaction *old) {
  if (signal <= 0 || signal >= signal_limit)
    return real_sigaction(signal, action, old);
  Slot &slot = slots[static_cast<std::size_t>(signal)];
  struct sigaction before;
  if (const int failed = real_sigaction(signal, nullptr, &before))
    return failed;
  if (is_wrapped(before))
    unwrap(before, slot);
  if (action) {
    struct sigaction wrapped = *action;
    const bool has_info = action->sa_flags & SA_SIGINFO;
    const bool is_handler = has_info || (action->sa_handler != SIG_DFL &&
                                         action->sa_handler != SIG_IGN);
    if (is_handler) {
      remember(slot);
      slot.action = has_info ? action->sa_sigaction : nullptr;
      slot.handler = has_info ? nullptr : action->sa_handler;
      wrapped.sa_flags |= SA_SIGINFO;
      wrapped.sa_sigaction = wrapper;
    }
    if (const int failed = real_sigaction(signal, &wrapped, nullptr))
      return failed;
  }
  if (old)
    *old = before;
  return 0;
}

} // namespace

bool in_signal_handler() noexcept {
  // A handler that was left by siglongjmp is none any more.
  return executing.signal != 0 && __builtin_frame_address(0) < executing.frame;
}

void report_close_in_handler(const EventLoop *loop,
                             const std::source_location &where) noexcept {
  for (auto &slot : refused) {
    const EventLoop *free = nullptr;
    if (slot == loop || slot.compare_exchange_strong(free, loop))
      break;
  }
  const LoopState *running = LoopState::running();
  const char *text = running && running->facade() == loop
                         ? "Cannot close a running event loop"
                         : "a signal handler cannot close an event loop";
  if (!executing.raised) {
    report_from_handler(check::close_in_signal_handler, where, text);
    return;
  }
  std::vector<Note> notes;
  const Slot &slot = slots[static_cast<std::size_t>(executing.signal)];
  if (const Installation *installed = slot.installed)
    notes.push_back({installed->where, "the handler was installed here"});
  report_violation(check::close_in_signal_handler, where, text, notes);
}

bool close_was_refused(const EventLoop *loop) noexcept {
  for (const auto &slot : refused)
    if (slot == loop)
      return true;
  return false;
}

void forget_refusal(const EventLoop *loop) noexcept {
  for (auto &slot : refused) {
    const EventLoop *expected = loop;
    slot.compare_exchange_strong(expected, nullptr);
  }
}

int real_sigaction(int signal, const struct sigaction *action,
                   struct sigaction *old) noexcept {
  return __interceptor_sigaction ? __interceptor_sigaction(signal, action, old)
                                 : __sigaction(signal, action, old);
}

} // namespace refloop::detail

extern "C" {

int sigaction(int signal, const struct sigaction *action,
              struct sigaction *old) noexcept {
  return refloop::detail::install(signal, action, old);
}

/// As libc's: system calls go on, and the signal waits while it is handled.
sighandler_t signal(int signal, sighandler_t handler) noexcept {
  struct sigaction action = {};
  struct sigaction old = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  ::sigaddset(&action.sa_mask, signal);
  if (handler == SIG_ERR) {
    errno = EINVAL;
    return SIG_ERR;
  }
  if (refloop::detail::install(signal, &action, &old) != 0)
    return SIG_ERR;
  return old.sa_handler; // of one with three parameters, too, as libc's does
}

} // extern "C"
