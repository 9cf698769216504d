// REQUIRES: asio
// RUN: %check_scenarios %s eventloop-close-in-signal-handler
// LIBRARY: asio
//
// Real Asio: contexts that a raw signal handler stops or posts to. What the
// handler interrupts may hold the context's mutex; then the handler waits for
// itself. No scenario can show that: it would never end.

#include "witness.h"

#include <asio.hpp>

#include <csignal>
#include <signal.h>

static asio::io_context *the_context = nullptr;

static void stop_it(int) { the_context->stop(); }
// CHECK-MESSAGES: :[[@LINE-1]]:41: warning: 'stop' is called in a signal handler: it locks a mutex that the interrupted code may hold [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+5]]:20: note: loop 'io' is created here
// CHECK-MESSAGES: :[[@LINE+6]]:3: note: the handler is registered here

// Harmless this time: the signal comes while nothing holds the mutex.
void static_only_stop_in_a_handler() {
  asio::io_context io;
  the_context = &io;
  std::signal(SIGUSR1, stop_it);
  std::raise(SIGUSR1);
}

static volatile std::sig_atomic_t interrupted = 0;
static void remember(int) { interrupted = 1; }

void good_handler_leaves_a_mark() {
  asio::io_context io;
  std::signal(SIGUSR1, remember);
  asio::post(io, [&io] {
    std::raise(SIGUSR1);
    if (interrupted)
      io.stop();
  });
  io.run();
}

// Harmless this time: the signal comes while nothing holds the mutex.
void static_only_lambda() {
  asio::io_context io;
  the_context = &io;
  std::signal(SIGUSR1, [](int) { the_context->stop(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: 'stop' is called in a signal handler: it locks a mutex that the interrupted code may hold [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE-4]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE-3]]:3: note: the handler is registered here
  std::raise(SIGUSR1);
}

static void stop_by_sigaction(int) { the_context->stop(); }
// CHECK-MESSAGES: :[[@LINE-1]]:51: warning: 'stop' is called in a signal handler: it locks a mutex that the interrupted code may hold [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+5]]:20: note: loop 'io' is created here
// CHECK-MESSAGES: :[[@LINE+8]]:3: note: the handler is registered here

// Harmless this time: the signal comes while nothing holds the mutex.
void static_only_sigaction() {
  asio::io_context io;
  the_context = &io;
  struct sigaction action = {};
  action.sa_handler = stop_by_sigaction;
  sigaction(SIGUSR1, &action, nullptr);
  std::raise(SIGUSR1);
}

static void post_to_it(int) {
  asio::post(*the_context, [] { the_context->stop(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' is called in a signal handler: it allocates memory and locks a mutex [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+6]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: the handler is registered here
}

// Harmless this time: the signal comes while nothing allocates memory.
void static_only_post_in_a_handler() {
  asio::io_context io;
  the_context = &io;
  std::signal(SIGUSR1, post_to_it);
  std::raise(SIGUSR1);
  io.run();
}

static void halt(asio::io_context &io) { io.stop(); }
// CHECK-MESSAGES: :[[@LINE-1]]:45: warning: 'stop' is called in a signal handler: it locks a mutex that the interrupted code may hold [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+7]]:20: note: loop 'io' is created here
// CHECK-MESSAGES: :[[@LINE+8]]:3: note: the handler is registered here
// CHECK-MESSAGES: :[[@LINE+1]]:34: note: called from here
static void stop_two_down(int) { halt(*the_context); }

// Harmless this time: the signal comes while nothing holds the mutex.
void static_only_helper() {
  asio::io_context io;
  the_context = &io;
  std::signal(SIGUSR1, stop_two_down);
  std::raise(SIGUSR1);
}

// Asio's own: the handler runs on the context.
void good_signal_set() {
  asio::io_context io;
  asio::signal_set signals(io, SIGUSR1);
  signals.async_wait([&io](asio::error_code, int) { io.stop(); });
  asio::post(io, [] { std::raise(SIGUSR1); });
  io.run();
}

void good_signal_set_without_a_stop() {
  asio::io_context io;
  asio::signal_set signals(io, SIGUSR1);
  signals.async_wait([](asio::error_code, int) {});
  asio::post(io, [] { std::raise(SIGUSR1); });
  io.run();
}

static void stop_when_called(int) { the_context->stop(); }

void good_called_by_hand() {
  asio::io_context io;
  the_context = &io;
  stop_when_called(SIGUSR1);
}

static void stop_never(int) {
  if (!the_context)
    the_context->stop();
}

void good_handler_returns_before() {
  asio::io_context io;
  the_context = &io;
  std::signal(SIGUSR1, stop_never);
  std::raise(SIGUSR1);
}

void good_stop_behind_the_handler() {
  asio::io_context io;
  std::signal(SIGUSR1, remember);
  std::raise(SIGUSR1);
  io.stop();
}

void good_signal_is_ignored() {
  asio::io_context io;
  std::signal(SIGUSR1, SIG_IGN);
  std::raise(SIGUSR1);
  asio::post(io, [&io] { io.stop(); });
  io.run();
}
