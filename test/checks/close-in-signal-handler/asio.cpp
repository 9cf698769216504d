// REQUIRES: asio
// RUN: %check_scenarios %s eventloop-close-in-signal-handler
// LIBRARY: asio
//
// Real Asio: contexts that a raw signal handler stops or posts to. What the
// handler interrupts may hold the mutex of the context or the allocator; then
// the handler waits for itself. signal_witness.h tells that a mutex is locked or
// memory allocated: to show what comes of it, a scenario would never end.

#include "signal_witness.h"

#include <asio.hpp>

#include <csignal>
#include <signal.h>

static asio::io_context *the_context = nullptr;

static void stop_it(int) {
  WITNESS_HANDLER_CALLS_NEXT_LINE();
  the_context->stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'stop' is called in a signal handler: it locks a mutex that the interrupted code may hold [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+5]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: the handler is registered here
}

void bad_stop_in_a_handler() {
  asio::io_context io;
  the_context = &io;
  std::signal(SIGUSR1, stop_it);
  witness_raise(SIGUSR1);
}

static volatile std::sig_atomic_t interrupted = 0;
static void remember(int) { interrupted = 1; }

void good_handler_leaves_a_mark() {
  asio::io_context io;
  std::signal(SIGUSR1, remember);
  asio::post(io, [&io] {
    witness_raise(SIGUSR1);
    if (interrupted)
      io.stop();
  });
  io.run();
}

void bad_lambda() {
  asio::io_context io;
  the_context = &io;
  std::signal(SIGUSR1, [](int) {
    WITNESS_HANDLER_CALLS_NEXT_LINE();
    the_context->stop();
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'stop' is called in a signal handler: it locks a mutex that the interrupted code may hold [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE-6]]:20: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:3: note: the handler is registered here
  });
  witness_raise(SIGUSR1);
}

static void stop_by_sigaction(int) {
  WITNESS_HANDLER_CALLS_NEXT_LINE();
  the_context->stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'stop' is called in a signal handler: it locks a mutex that the interrupted code may hold [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+5]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: the handler is registered here
}

void bad_sigaction() {
  asio::io_context io;
  the_context = &io;
  struct sigaction action = {};
  action.sa_handler = stop_by_sigaction;
  sigaction(SIGUSR1, &action, nullptr);
  witness_raise(SIGUSR1);
}

static void post_to_it(int) {
  WITNESS_HANDLER_CALLS_NEXT_LINE();
  asio::post(*the_context, [] { the_context->stop(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' is called in a signal handler: it allocates memory and locks a mutex [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+5]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: the handler is registered here
}

void bad_post_in_a_handler() {
  asio::io_context io;
  the_context = &io;
  std::signal(SIGUSR1, post_to_it);
  witness_raise(SIGUSR1);
  io.run();
}

static void halt(asio::io_context &io) {
  WITNESS_HANDLER_CALLS_NEXT_LINE();
  io.stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: 'stop' is called in a signal handler: it locks a mutex that the interrupted code may hold [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+7]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: the handler is registered here
  // CHECK-MESSAGES: :[[@LINE+2]]:34: note: called from here
}
static void stop_two_down(int) { halt(*the_context); }

void bad_helper() {
  asio::io_context io;
  the_context = &io;
  std::signal(SIGUSR1, stop_two_down);
  witness_raise(SIGUSR1);
}

// Asio's own: the handler runs on the context.
void good_signal_set() {
  asio::io_context io;
  asio::signal_set signals(io, SIGUSR1);
  signals.async_wait([&io](asio::error_code, int) { io.stop(); });
  asio::post(io, [] { witness_raise(SIGUSR1); });
  io.run();
}

void good_signal_set_without_a_stop() {
  asio::io_context io;
  asio::signal_set signals(io, SIGUSR1);
  signals.async_wait([](asio::error_code, int) {});
  asio::post(io, [] { witness_raise(SIGUSR1); });
  io.run();
}

static void stop_when_called(int) {
  WITNESS_HANDLER_CALLS_NEXT_LINE();
  the_context->stop();
}

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
  witness_raise(SIGUSR1);
}

void good_stop_behind_the_handler() {
  asio::io_context io;
  std::signal(SIGUSR1, remember);
  witness_raise(SIGUSR1);
  io.stop();
}

void good_signal_is_ignored() {
  asio::io_context io;
  std::signal(SIGUSR1, SIG_IGN);
  witness_raise(SIGUSR1);
  asio::post(io, [&io] { io.stop(); });
  io.run();
}

static asio::steady_timer *the_timer = nullptr;

static void cancel_it(int) {
  WITNESS_HANDLER_CALLS_NEXT_LINE();
  the_timer->cancel();
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'cancel' is called in a signal handler: it locks a mutex that the interrupted code may hold [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+5]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: the handler is registered here
}

void bad_timer_is_cancelled_in_a_handler() {
  asio::io_context io;
  asio::steady_timer timer(io, std::chrono::milliseconds(20));
  timer.async_wait([](const asio::error_code &) {});
  the_timer = &timer;
  std::signal(SIGUSR1, cancel_it);
  witness_raise(SIGUSR1);
  io.run();
}

void good_timer_is_cancelled_by_a_signal_set() {
  asio::io_context io;
  asio::steady_timer timer(io, std::chrono::seconds(20));
  timer.async_wait([](const asio::error_code &) {});
  asio::signal_set signals(io, SIGUSR1);
  signals.async_wait([&timer](asio::error_code, int) { timer.cancel(); });
  asio::post(io, [] { witness_raise(SIGUSR1); });
  io.run();
}

static void wait_for_it(int) {
  WITNESS_HANDLER_CALLS_NEXT_LINE();
  the_timer->async_wait([](const asio::error_code &) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'async_wait' is called in a signal handler: it allocates memory and locks a mutex [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+5]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: the handler is registered here
}

void bad_wait_begins_in_a_handler() {
  asio::io_context io;
  asio::steady_timer timer(io, std::chrono::milliseconds(1));
  the_timer = &timer;
  std::signal(SIGUSR1, wait_for_it);
  witness_raise(SIGUSR1);
  io.run();
}

static asio::ip::udp::socket *the_socket = nullptr;

static void close_it(int) {
  WITNESS_HANDLER_CALLS_NEXT_LINE();
  the_socket->close();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'close' is called in a signal handler: it locks a mutex that the interrupted code may hold [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+5]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: the handler is registered here
}

void bad_socket_is_closed_in_a_handler() {
  asio::io_context io;
  asio::ip::udp::socket socket(io, asio::ip::udp::v4());
  the_socket = &socket;
  std::signal(SIGUSR1, close_it);
  witness_raise(SIGUSR1);
  io.run();
}

static void halt_either_way(asio::io_context &io) {
  WITNESS_HANDLER_CALLS_NEXT_LINE();
  io.stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: 'stop' may be called in a signal handler: it locks a mutex that the interrupted code may hold [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+7]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: the handler is registered here
  // CHECK-MESSAGES: :[[@LINE+2]]:32: note: called from here
}
static void stop_it_too(int) { halt_either_way(*the_context); }

void maybe_helper_of_handlers_and_others() {
  asio::io_context io;
  the_context = &io;
  std::signal(SIGUSR1, stop_it_too);
  if (witness::choose())
    witness_raise(SIGUSR1);
  else
    halt_either_way(io);
}
