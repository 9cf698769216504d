// RUN: %check_scenarios %s eventloop-close-in-signal-handler
//
// Handlers that close on some paths only: guards, choices, early returns,
// exceptions, loops, switches.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <csignal>
#include <stdexcept>

using namespace refloop;
using refloop::testing::choose;

static EventLoop *the_loop = nullptr;

static void close_sometimes(int) {
  if (choose())
    the_loop->close();
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE+8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+9]]:3: note: the handler is registered here
  else
    the_loop->stop();
}

// Each run that comes to the close violates.
void bad_handler_closes_on_one_path() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_sometimes);
  std::raise(SIGUSR1);
  loop.close();
}

static void close_when_open(int) {
  if (!the_loop->is_closed())
    the_loop->close();
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+6]]:3: note: the handler is registered here
}

void bad_guarded_by_is_closed() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_when_open);
  std::raise(SIGUSR1);
  loop.close();
}

static void close_unless_closed(int) {
  if (!the_loop->is_closed())
    the_loop->close();
}

void good_closed_before() {
  EventLoop loop;
  the_loop = &loop;
  loop.close();
  std::signal(SIGUSR1, close_unless_closed);
  std::raise(SIGUSR1);
}

static void stop_or_close(int) {
  if (the_loop->is_running())
    return the_loop->stop();
  the_loop->close();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: the handler is registered here
}

void bad_guarded_by_is_running() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, stop_or_close);
  std::raise(SIGUSR1);
  loop.close();
}

static void finish_by_signal(int signal) {
  switch (signal) {
  case SIGUSR1:
    the_loop->close();
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE+9]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+10]]:3: note: the handler is registered here
    break;
  default:
    the_loop->stop();
  }
}

void bad_switch() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, finish_by_signal);
  std::raise(SIGUSR1);
  loop.close();
}

static void finish(int) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:37: warning: 'close' may be called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+4]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: the handler is registered here

void maybe_handler_is_called_by_hand() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, finish);
  if (choose())
    std::raise(SIGUSR1);
  std::signal(SIGUSR1, SIG_IGN);
  finish(0);
}

static void close_chosen(int) { the_loop->close(); }
static void stop_chosen(int) { the_loop->stop(); }

// Of a pointer that leads to one of two functions, neither is followed.
void fn_chosen_handler() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, choose() ? close_chosen : stop_chosen);
  std::raise(SIGUSR1);
  loop.close();
}

static void stop_one_way(int) { the_loop->stop(); }
static void stop_other_way(int) {
  if (!the_loop->is_closed())
    the_loop->stop();
}

void good_chosen_handler() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, choose() ? stop_one_way : stop_other_way);
  loop.call_soon([] { std::raise(SIGUSR1); });
  loop.run_forever();
  loop.close();
}

static void close_if_installed(int) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:49: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+4]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+6]]:5: note: the handler is registered here

void bad_installed_on_one_path() {
  EventLoop loop;
  the_loop = &loop;
  if (choose()) {
    std::signal(SIGUSR1, close_if_installed);
    std::raise(SIGUSR1);
  }
  loop.close();
}

static void return_early(int) {
  if (the_loop)
    return;
  the_loop->close();
}

void good_returns_before_the_close() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, return_early);
  std::raise(SIGUSR1);
  loop.close();
}

static int presses = 0;
static void close_the_second_time(int) {
  if (++presses == 2)
    the_loop->close();
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+6]]:3: note: the handler is registered here
}

void bad_second_time() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_the_second_time);
  std::raise(SIGUSR1);
  std::raise(SIGUSR1);
  loop.close();
}

static void close_in_a_loop(int) {
  for (int i = 0; i < 2; ++i)
    the_loop->close();
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+6]]:3: note: the handler is registered here
}

void bad_loop_in_the_handler() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_in_a_loop);
  std::raise(SIGUSR1);
  loop.close();
}

static void close_and_swallow(int) {
  try {
    the_loop->close();
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+8]]:3: note: the handler is registered here
  } catch (const std::runtime_error &) {
  }
}

void bad_caught_in_the_handler() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_and_swallow);
  loop.call_soon([&] {
    std::raise(SIGUSR1);
    loop.stop();
  });
  loop.run_forever();
  loop.close();
}

static bool wanted = false;
static void close_if_wanted(int) {
  if (wanted)
    the_loop->close();
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+7]]:3: note: the handler is registered here
}

// Others may set it before the signal comes.
void bad_flag_is_set_later() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_if_wanted);
  wanted = true;
  std::raise(SIGUSR1);
  loop.close();
}
