//===- raw_signals.h - Handlers of signal and sigaction ---------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Knows which signal handler this thread executes: the runtime defines `signal`
// and `sigaction` in place of libc's, and wraps each handler. Handlers of a
// loop (add_signal_handler) are loop_signals.h's, and run in no signal's
// context.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_RAW_SIGNALS_H
#define REFLOOP_DETAIL_RAW_SIGNALS_H

#include <source_location>

struct sigaction;

namespace refloop {
class EventLoop;
}

namespace refloop::detail {

/// Whether this thread executes a handler that the program installed.
bool in_signal_handler() noexcept;

/// Reports close-in-signal-handler: within a handler, \p loop was to be closed
/// at \p where. Async-signal-safe, unless the handler was called by `raise()`,
/// when nothing was interrupted: then its installation is a note.
void report_close_in_handler(const EventLoop *loop,
                             const std::source_location &where) noexcept;
/// Whether that was reported for \p loop: what its going on leads to is no
/// defect of its own.
bool close_was_refused(const EventLoop *loop) noexcept;
/// Another loop lives at this address now.
void forget_refusal(const EventLoop *loop) noexcept;

/// libc's sigaction, without the wrapping.
int real_sigaction(int signal, const struct sigaction *action,
                   struct sigaction *old) noexcept;

} // namespace refloop::detail

#endif // REFLOOP_DETAIL_RAW_SIGNALS_H
