// REQUIRES: libuv
// RUN: %check_scenarios %s eventloop-close-in-signal-handler
// LIBRARY: libuv
//
// Real libuv, from C: what a raw signal handler calls. Only uv_async_send may be
// called there. What goes wrong otherwise depends on what the signal interrupts,
// which no scenario can choose.

#include "witness.h"

#include <uv.h>

#include <signal.h>

static uv_loop_t *the_loop;
static uv_async_t *the_wake;
static uv_timer_t *the_timer;

static void ignore_async(uv_async_t *async) { (void)async; }
static void ignore_timer(uv_timer_t *timer) { (void)timer; }
static void stop_on_async(uv_async_t *async) {
  uv_close((uv_handle_t *)async, NULL);
}

static void stop_it(int signal) {
  (void)signal;
  uv_stop(the_loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_stop' is called in a signal handler: only uv_async_send may be called there [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: the handler is registered here
}

// A loop that waits for events is not woken by it; this one does not wait.
void static_only_stop_in_a_handler(void) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  the_loop = &loop;
  signal(SIGUSR1, stop_it);
  raise(SIGUSR1);
  uv_loop_close(&loop);
}

static void wake_it(int signal) {
  (void)signal;
  uv_async_send(the_wake);
}

void good_handler_wakes_the_loop(void) {
  uv_loop_t loop;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_async_init(&loop, &wake, stop_on_async);
  the_wake = &wake;
  signal(SIGUSR1, wake_it);
  raise(SIGUSR1);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

static void close_it(int signal) {
  (void)signal;
  uv_loop_close(the_loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_loop_close' is called in a signal handler: only uv_async_send may be called there [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: the handler is registered here
}

// Harmless this time: the signal interrupts nothing of the loop's.
void static_only_close_in_a_handler(void) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  the_loop = &loop;
  signal(SIGUSR1, close_it);
  raise(SIGUSR1);
}

static void close_the_handle(int signal) {
  (void)signal;
  uv_close((uv_handle_t *)the_timer, NULL);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_close' is called in a signal handler: only uv_async_send may be called there [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:3: note: the handler is registered here
}

// Harmless this time: the signal interrupts nothing of the loop's.
void static_only_handle_is_closed_in_a_handler(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  the_timer = &timer;
  signal(SIGUSR1, close_the_handle);
  raise(SIGUSR1);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static void stop_by_sigaction(int signal) {
  (void)signal;
  uv_stop(the_loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_stop' is called in a signal handler: only uv_async_send may be called there [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+12]]:3: note: the handler is registered here
}

// A loop that waits for events is not woken by it; this one does not wait.
void static_only_sigaction(void) {
  uv_loop_t loop;
  struct sigaction action;
  uv_loop_init(&loop);
  the_loop = &loop;
  action.sa_handler = stop_by_sigaction;
  action.sa_flags = 0;
  sigemptyset(&action.sa_mask);
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
  uv_loop_close(&loop);
}

static void halt(uv_loop_t *loop) { uv_stop(loop); }
// CHECK-MESSAGES: :[[@LINE-1]]:37: warning: 'uv_stop' is called in a signal handler: only uv_async_send may be called there [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+11]]:3: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+12]]:3: note: the handler is registered here
// CHECK-MESSAGES: :[[@LINE+3]]:3: note: called from here
static void stop_two_down(int signal) {
  (void)signal;
  halt(the_loop);
}

// A loop that waits for events is not woken by it; this one does not wait.
void static_only_helper(void) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  the_loop = &loop;
  signal(SIGUSR1, stop_two_down);
  raise(SIGUSR1);
  uv_loop_close(&loop);
}

static void close_watcher(uv_signal_t *watcher, int signal) {
  (void)signal;
  uv_close((uv_handle_t *)watcher, NULL);
}

// libuv's own: the callback runs on the loop.
void good_signal_handle(void) {
  uv_loop_t loop;
  uv_signal_t watcher;
  uv_loop_init(&loop);
  uv_signal_init(&loop, &watcher);
  uv_signal_start(&watcher, close_watcher, SIGUSR1);
  raise(SIGUSR1);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

static volatile sig_atomic_t interrupted;
static void remember(int signal) {
  (void)signal;
  interrupted = 1;
}

void good_handler_leaves_a_mark(void) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  signal(SIGUSR1, remember);
  raise(SIGUSR1);
  if (interrupted)
    uv_stop(&loop);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

static void called_by_hand(int signal) {
  (void)signal;
  uv_stop(the_loop);
}

void good_called_by_hand(void) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  the_loop = &loop;
  called_by_hand(SIGUSR1);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

void good_signal_is_ignored(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, ignore_timer, 0, 0);
  uv_async_init(&loop, &wake, ignore_async);
  signal(SIGUSR1, SIG_IGN);
  raise(SIGUSR1);
  uv_close((uv_handle_t *)&timer, NULL);
  uv_close((uv_handle_t *)&wake, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}
