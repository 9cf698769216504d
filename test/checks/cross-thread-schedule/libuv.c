// REQUIRES: libuv
// RUN: %check_scenarios %s eventloop-cross-thread-schedule
// LIBRARY: libuv
//
// Real libuv, from C: what another thread does to a loop that runs. A loop that
// waits for events does not learn of it: the other thread looks whether it has.

#include "witness.h"

#include <uv.h>

#include <stdlib.h>
#include <unistd.h>

static uv_loop_t *the_loop;
static uv_async_t *the_wake;
static uv_timer_t *the_timer;

static uv_thread_t other;
static volatile int noticed; ///< whether the loop did as asked
static unsigned called_line; ///< where it was asked

#define ASK_ON_NEXT_LINE() called_line = __LINE__ + 1

static void notice_async(uv_async_t *async) {
  (void)async;
  noticed = 1;
}
static void notice_timer(uv_timer_t *timer) {
  (void)timer;
  noticed = 1;
}
static void notice_close(uv_handle_t *handle) {
  (void)handle;
  noticed = 1;
}

static void wait_until_it_runs(void) { usleep(100 * 1000); }

static void stop_when_woken(uv_async_t *wake) { uv_stop(wake->loop); }

// Looks whether the loop did as asked, and ends its wait.
static void look(void) {
  usleep(300 * 1000);
  witness_report(__FILE__, called_line, noticed ? NULL : "the loop did not notice");
  uv_async_send(the_wake);
}

static void close_open_handle(uv_handle_t *handle, void *unused) {
  (void)unused;
  if (!uv_is_closing(handle))
    uv_close(handle, NULL);
}

static void close_all(uv_loop_t *loop) {
  uv_walk(loop, close_open_handle, NULL);
  while (uv_run(loop, UV_RUN_DEFAULT))
    ;
  uv_loop_close(loop);
}

static void stop_it(void *unused) {
  (void)unused;
  wait_until_it_runs();
  ASK_ON_NEXT_LINE();
  uv_stop(the_loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_stop' stops loop 'the_loop', which is running on another thread: no call but uv_async_send is safe there [eventloop-cross-thread-schedule]
  // CHECK-MESSAGES: :[[@LINE+14]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: the other thread is given its work here
  // CHECK-MESSAGES: :[[@LINE+20]]:3: note: called from here
  look();
}
static void start_stop_it(uv_timer_t *timer) {
  (void)timer;
  uv_thread_create(&other, stop_it, NULL);
}

void bad_stopped_by_another_thread(void) {
  uv_loop_t loop;
  uv_timer_t starter, timer;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &starter);
  uv_timer_init(&loop, &timer);
  uv_async_init(&loop, &wake, stop_when_woken);
  the_loop = &loop;
  the_timer = &timer;
  the_wake = &wake;
  uv_timer_start(&starter, start_stop_it, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  noticed = 1;
  uv_thread_join(&other);
  close_all(&loop);
}

static void start_the_timer(void *unused) {
  (void)unused;
  wait_until_it_runs();
  ASK_ON_NEXT_LINE();
  uv_timer_start(the_timer, notice_timer, 1, 0);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_timer_start' schedules on loop 'loop', which is running on another thread: no call but uv_async_send is safe there [eventloop-cross-thread-schedule]
  // CHECK-MESSAGES: :[[@LINE+14]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: the other thread is given its work here
  // CHECK-MESSAGES: :[[@LINE+20]]:3: note: called from here
  look();
}
static void start_start_the_timer(uv_timer_t *timer) {
  (void)timer;
  uv_thread_create(&other, start_the_timer, NULL);
}

void bad_timer_is_started_by_another_thread(void) {
  uv_loop_t loop;
  uv_timer_t starter, timer;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &starter);
  uv_timer_init(&loop, &timer);
  uv_async_init(&loop, &wake, stop_when_woken);
  the_loop = &loop;
  the_timer = &timer;
  the_wake = &wake;
  uv_timer_start(&starter, start_start_the_timer, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  noticed = 1;
  uv_thread_join(&other);
  close_all(&loop);
}

static void close_the_handle(void *unused) {
  (void)unused;
  wait_until_it_runs();
  ASK_ON_NEXT_LINE();
  uv_close((uv_handle_t *)the_timer, notice_close);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_close' closes a session of loop 'loop', which is running on another thread: no call but uv_async_send is safe there [eventloop-cross-thread-schedule]
  // CHECK-MESSAGES: :[[@LINE+14]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: the other thread is given its work here
  // CHECK-MESSAGES: :[[@LINE+20]]:3: note: called from here
  look();
}
static void start_close_the_handle(uv_timer_t *timer) {
  (void)timer;
  uv_thread_create(&other, close_the_handle, NULL);
}

void bad_handle_is_closed_by_another_thread(void) {
  uv_loop_t loop;
  uv_timer_t starter, timer;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &starter);
  uv_timer_init(&loop, &timer);
  uv_async_init(&loop, &wake, stop_when_woken);
  the_loop = &loop;
  the_timer = &timer;
  the_wake = &wake;
  uv_timer_start(&starter, start_close_the_handle, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  noticed = 1;
  uv_thread_join(&other);
  close_all(&loop);
}

static void start_it(uv_timer_t *timer) {
  ASK_ON_NEXT_LINE();
  uv_timer_start(timer, notice_timer, 1, 0);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_timer_start' schedules on loop 'loop', which is running on another thread: no call but uv_async_send is safe there [eventloop-cross-thread-schedule]
  // CHECK-MESSAGES: :[[@LINE+20]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+12]]:3: note: the other thread is given its work here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+25]]:3: note: called from here
}
static void start_by_a_helper(void *unused) {
  (void)unused;
  wait_until_it_runs();
  start_it(the_timer);
  look();
}
static void start_start_by_a_helper(uv_timer_t *timer) {
  (void)timer;
  uv_thread_create(&other, start_by_a_helper, NULL);
}

void bad_helper_of_another_thread_starts_it(void) {
  uv_loop_t loop;
  uv_timer_t starter, timer;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &starter);
  uv_timer_init(&loop, &timer);
  uv_async_init(&loop, &wake, stop_when_woken);
  the_loop = &loop;
  the_timer = &timer;
  the_wake = &wake;
  uv_timer_start(&starter, start_start_by_a_helper, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  noticed = 1;
  uv_thread_join(&other);
  close_all(&loop);
}

static void send_to_it(void *unused) {
  (void)unused;
  wait_until_it_runs();
  ASK_ON_NEXT_LINE();
  uv_async_send(the_wake);
}

void good_woken_by_another_thread(void) {
  uv_loop_t loop;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_async_init(&loop, &wake, notice_async);
  the_wake = &wake;
  uv_thread_create(&other, send_to_it, NULL);
  uv_run(&loop, UV_RUN_ONCE);
  uv_thread_join(&other);
  witness_report(__FILE__, called_line, noticed ? NULL : "the loop did not notice");
  close_all(&loop);
}

static void start_and_end(void *unused) {
  (void)unused;
  ASK_ON_NEXT_LINE();
  uv_timer_start(the_timer, notice_timer, 1, 0);
}

void good_other_thread_ends_before_the_run(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  the_timer = &timer;
  uv_thread_create(&other, start_and_end, NULL);
  uv_thread_join(&other);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_report(__FILE__, called_line, noticed ? NULL : "the loop did not notice");
  close_all(&loop);
}

// The loop that the other thread runs is its own.
static void run_its_own(void *unused) {
  uv_loop_t loop;
  uv_timer_t timer;
  (void)unused;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  ASK_ON_NEXT_LINE();
  uv_timer_start(&timer, notice_timer, 1, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_report(__FILE__, called_line, noticed ? NULL : "the loop did not notice");
  close_all(&loop);
}

void good_other_thread_has_a_loop_of_its_own(void) {
  uv_loop_t loop;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_async_init(&loop, &wake, notice_async);
  uv_thread_create(&other, run_its_own, NULL);
  uv_run(&loop, UV_RUN_NOWAIT);
  uv_thread_join(&other);
  close_all(&loop);
}

static void notice_and_stop(uv_async_t *wake) {
  noticed = 1;
  uv_stop(wake->loop);
}
static void wake_it(void *unused) {
  (void)unused;
  wait_until_it_runs();
  ASK_ON_NEXT_LINE();
  uv_async_send(the_wake);
}

void good_stopped_in_a_callback_that_another_thread_wakes(void) {
  uv_loop_t loop;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_async_init(&loop, &wake, notice_and_stop);
  the_wake = &wake;
  uv_thread_create(&other, wake_it, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_thread_join(&other);
  witness_report(__FILE__, called_line, noticed ? NULL : "the loop did not notice");
  close_all(&loop);
}
