// REQUIRES: libuv
// RUN: %check_scenarios %s eventloop-close-in-signal-handler
// LIBRARY: libuv
//
// Real libuv, from C: what a raw signal handler calls. A loop that waits for
// events goes on waiting when a signal interrupts it, whatever the handler did:
// another thread looks whether the loop has noticed. What is freed or locked in a
// handler, tells signal_witness.h.

#include "signal_witness.h"

#include <uv.h>

#include <signal.h>
#include <unistd.h>

static uv_loop_t *the_loop;
static uv_async_t *the_wake;
static uv_timer_t *the_timer;

static volatile sig_atomic_t noticed;     ///< whether the loop did as asked
static volatile sig_atomic_t called_line; ///< where the handler asked

#define ASK_ON_NEXT_LINE() called_line = __LINE__ + 1

static void ignore_async(uv_async_t *async) { (void)async; }
static void notice_timer(uv_timer_t *timer) {
  (void)timer;
  noticed = 1;
}
static void notice_close(uv_handle_t *handle) {
  (void)handle;
  noticed = 1;
}

static void close_open_handle(uv_handle_t *handle, void *unused) {
  (void)unused;
  if (!uv_is_closing(handle))
    uv_close(handle, NULL);
}

// Interrupts the loop of the thread that it is given while that waits.
static void *interrupt(void *thread) {
  usleep(100 * 1000);
  pthread_kill(*(pthread_t *)thread, SIGUSR1);
  usleep(400 * 1000);
  witness_report(__FILE__, called_line, noticed ? NULL : "the loop did not notice");
  uv_async_send(the_wake);
  return NULL;
}

// Runs a loop that has nothing to do, and has it interrupted.
static void run_interrupted(uv_loop_t *loop) {
  pthread_t here = pthread_self(), other;
  pthread_create(&other, NULL, interrupt, &here);
  uv_run(loop, UV_RUN_ONCE);
  noticed = 1;
  pthread_join(other, NULL);
  uv_walk(loop, close_open_handle, NULL);
  while (uv_run(loop, UV_RUN_DEFAULT))
    ;
  uv_loop_close(loop);
}

static void stop_it(int signal) {
  (void)signal;
  ASK_ON_NEXT_LINE();
  uv_stop(the_loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_stop' is called in a signal handler: no call but uv_async_send is safe there [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:3: note: the handler is registered here
}

void bad_stop_in_a_handler(void) {
  uv_loop_t loop;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_async_init(&loop, &wake, ignore_async);
  the_loop = &loop;
  the_wake = &wake;
  signal(SIGUSR1, stop_it);
  run_interrupted(&loop);
}

static void wake_it(int signal) {
  (void)signal;
  ASK_ON_NEXT_LINE();
  uv_async_send(the_wake);
}

void good_handler_wakes_the_loop(void) {
  uv_loop_t loop;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_async_init(&loop, &wake, ignore_async);
  the_wake = &wake;
  signal(SIGUSR1, wake_it);
  run_interrupted(&loop);
}

static void close_the_handle(int signal) {
  (void)signal;
  ASK_ON_NEXT_LINE();
  uv_close((uv_handle_t *)the_timer, notice_close);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_close' is called in a signal handler: no call but uv_async_send is safe there [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+12]]:3: note: the handler is registered here
}

void bad_handle_is_closed_in_a_handler(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_async_init(&loop, &wake, ignore_async);
  the_timer = &timer;
  the_wake = &wake;
  signal(SIGUSR1, close_the_handle);
  run_interrupted(&loop);
}

static void start_the_timer(int signal) {
  (void)signal;
  ASK_ON_NEXT_LINE();
  uv_timer_start(the_timer, notice_timer, 1, 0);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_timer_start' is called in a signal handler: no call but uv_async_send is safe there [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+12]]:3: note: the handler is registered here
}

void bad_timer_is_started_in_a_handler(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_async_init(&loop, &wake, ignore_async);
  the_timer = &timer;
  the_wake = &wake;
  signal(SIGUSR1, start_the_timer);
  run_interrupted(&loop);
}

static void stop_by_sigaction(int signal) {
  (void)signal;
  ASK_ON_NEXT_LINE();
  uv_stop(the_loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_stop' is called in a signal handler: no call but uv_async_send is safe there [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+14]]:3: note: the handler is registered here
}

void bad_sigaction(void) {
  uv_loop_t loop;
  uv_async_t wake;
  struct sigaction action;
  uv_loop_init(&loop);
  uv_async_init(&loop, &wake, ignore_async);
  the_loop = &loop;
  the_wake = &wake;
  action.sa_handler = stop_by_sigaction;
  action.sa_flags = 0;
  sigemptyset(&action.sa_mask);
  sigaction(SIGUSR1, &action, NULL);
  run_interrupted(&loop);
}

static void halt(uv_loop_t *loop) {
  ASK_ON_NEXT_LINE();
  uv_stop(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_stop' is called in a signal handler: no call but uv_async_send is safe there [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+12]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+15]]:3: note: the handler is registered here
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: called from here
}
static void stop_two_down(int signal) {
  (void)signal;
  halt(the_loop);
}

void bad_helper(void) {
  uv_loop_t loop;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_async_init(&loop, &wake, ignore_async);
  the_loop = &loop;
  the_wake = &wake;
  signal(SIGUSR1, stop_two_down);
  run_interrupted(&loop);
}

static void close_it(int signal) {
  (void)signal;
  WITNESS_HANDLER_CALLS_NEXT_LINE();
  uv_loop_close(the_loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_loop_close' is called in a signal handler: no call but uv_async_send is safe there [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: the handler is registered here
}

void bad_loop_is_closed_in_a_handler(void) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  the_loop = &loop;
  signal(SIGUSR1, close_it);
  witness_raise(SIGUSR1);
}

static void queue_no_work(uv_work_t *work) { (void)work; }
static void ignore_work(uv_work_t *work, int status) {
  (void)work;
  (void)status;
}
static uv_work_t the_work;

static void queue_it(int signal) {
  (void)signal;
  WITNESS_HANDLER_CALLS_NEXT_LINE();
  uv_queue_work(the_loop, &the_work, queue_no_work, ignore_work);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_queue_work' is called in a signal handler: no call but uv_async_send is safe there [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: the handler is registered here
}

void bad_work_is_queued_in_a_handler(void) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  the_loop = &loop;
  signal(SIGUSR1, queue_it);
  witness_raise(SIGUSR1);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static void close_either_way(uv_loop_t *loop) {
  WITNESS_HANDLER_CALLS_NEXT_LINE();
  uv_loop_close(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_loop_close' may be called in a signal handler: no call but uv_async_send is safe there [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+11]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+12]]:3: note: the handler is registered here
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: called from here
}
static void close_it_too(int signal) {
  (void)signal;
  close_either_way(the_loop);
}

void maybe_helper_of_handlers_and_others(void) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  the_loop = &loop;
  signal(SIGUSR1, close_it_too);
  if (witness_choose())
    witness_raise(SIGUSR1);
  else
    close_either_way(&loop);
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
  witness_raise(SIGUSR1);
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
  witness_raise(SIGUSR1);
  if (interrupted)
    uv_stop(&loop);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

static void called_by_hand(int signal) {
  (void)signal;
  WITNESS_HANDLER_CALLS_NEXT_LINE();
  uv_loop_close(the_loop);
}

void good_called_by_hand(void) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  the_loop = &loop;
  called_by_hand(SIGUSR1);
}

void good_signal_is_ignored(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, notice_timer, 0, 0);
  uv_async_init(&loop, &wake, ignore_async);
  signal(SIGUSR1, SIG_IGN);
  witness_raise(SIGUSR1);
  uv_close((uv_handle_t *)&timer, NULL);
  uv_close((uv_handle_t *)&wake, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}
