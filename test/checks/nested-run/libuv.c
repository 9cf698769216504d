// REQUIRES: libuv
// RUN: %check_scenarios %s eventloop-nested-run
// LIBRARY: libuv
//
// Real libuv, from C: uv_run is not reentrant, and no call says so. What happens
// is that callbacks run inside another one, which is what is witnessed here.

#include "witness.h"

#include <uv.h>

#include <stddef.h>

static uv_loop_t *the_loop;
static int inside; ///< callbacks that have begun and not ended
static int nested; ///< whether one began inside another

static void enter(void) { nested |= inside++ != 0; }
static void leave(void) { --inside; }

// The run on the line below must not let callbacks run inside another one.
#define WATCH_NEXT_LINE() unsigned watched = __LINE__ + 1
#define REPORT_NESTING()                                                       \
  witness_report(__FILE__, watched,                                            \
                 nested ? "a callback ran inside another" : NULL)

static void tick(uv_timer_t *timer) {
  (void)timer;
  enter();
  leave();
}

static void close_it(uv_timer_t *timer) {
  enter();
  uv_close((uv_handle_t *)timer, NULL);
  leave();
}

static void finish(uv_loop_t *loop, uv_timer_t *first, uv_timer_t *second) {
  uv_close((uv_handle_t *)first, NULL);
  uv_close((uv_handle_t *)second, NULL);
  uv_run(loop, UV_RUN_DEFAULT);
  uv_loop_close(loop);
}

static void run_to_the_end(uv_timer_t *timer) {
  (void)timer;
  enter();
  WATCH_NEXT_LINE();
  uv_run(the_loop, UV_RUN_DEFAULT);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_run' runs loop 'the_loop', which is running: callbacks run inside the one that calls it [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+9]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+14]]:3: note: loop 'loop' is run here
  REPORT_NESTING();
  leave();
}

void bad_callback_runs_its_loop(void) {
  uv_loop_t loop;
  uv_timer_t first, second;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_timer_init(&loop, &first);
  uv_timer_init(&loop, &second);
  uv_timer_start(&first, run_to_the_end, 0, 0);
  uv_timer_start(&second, tick, 20, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  finish(&loop, &first, &second);
}

void good_runs_one_after_the_other(void) {
  uv_loop_t loop;
  uv_timer_t first, second;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &first);
  uv_timer_init(&loop, &second);
  uv_timer_start(&first, tick, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_timer_start(&second, tick, 0, 0);
  WATCH_NEXT_LINE();
  uv_run(&loop, UV_RUN_DEFAULT);
  REPORT_NESTING();
  finish(&loop, &first, &second);
}

static void run_once(uv_timer_t *timer) {
  (void)timer;
  enter();
  WATCH_NEXT_LINE();
  uv_run(the_loop, UV_RUN_ONCE);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_run' runs loop 'the_loop', which is running: callbacks run inside the one that calls it [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+9]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+14]]:3: note: loop 'loop' is run here
  REPORT_NESTING();
  leave();
}

void bad_one_turn_inside_a_callback(void) {
  uv_loop_t loop;
  uv_timer_t first, second;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_timer_init(&loop, &first);
  uv_timer_init(&loop, &second);
  uv_timer_start(&first, run_once, 0, 0);
  uv_timer_start(&second, tick, 20, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  finish(&loop, &first, &second);
}

static void poll_the_loop(uv_timer_t *timer) {
  (void)timer;
  enter();
  WATCH_NEXT_LINE();
  uv_run(the_loop, UV_RUN_NOWAIT);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_run' runs loop 'the_loop', which is running: callbacks run inside the one that calls it [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+9]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+14]]:3: note: loop 'loop' is run here
  REPORT_NESTING();
  leave();
}

void bad_turn_that_does_not_wait(void) {
  uv_loop_t loop;
  uv_timer_t first, second;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_timer_init(&loop, &first);
  uv_timer_init(&loop, &second);
  uv_timer_start(&first, poll_the_loop, 0, 0);
  uv_timer_start(&second, tick, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  finish(&loop, &first, &second);
}

static void run_in_async(uv_async_t *async) {
  enter();
  uv_close((uv_handle_t *)async, NULL);
  WATCH_NEXT_LINE();
  uv_run(the_loop, UV_RUN_DEFAULT);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_run' runs loop 'the_loop', which is running: callbacks run inside the one that calls it [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+10]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+15]]:3: note: loop 'loop' is run here
  REPORT_NESTING();
  leave();
}

void bad_async_callback_runs_its_loop(void) {
  uv_loop_t loop;
  uv_async_t wake;
  uv_timer_t timer;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_async_init(&loop, &wake, run_in_async);
  uv_timer_init(&loop, &timer);
  uv_async_send(&wake);
  uv_timer_start(&timer, close_it, 20, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static void flush_1(uv_loop_t *loop) {
  WATCH_NEXT_LINE();
  uv_run(loop, UV_RUN_ONCE);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_run' runs loop 'loop', which is running: callbacks run inside the one that calls it [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+18]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+23]]:3: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+4]]:40: note: called from here
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: called from here
  REPORT_NESTING();
}
static void flush_2(uv_loop_t *loop) { flush_1(loop); }

static void flush_in_callback(uv_timer_t *timer) {
  (void)timer;
  enter();
  flush_2(the_loop);
  leave();
}

void bad_two_calls_below_a_callback(void) {
  uv_loop_t loop;
  uv_timer_t first, second;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_timer_init(&loop, &first);
  uv_timer_init(&loop, &second);
  uv_timer_start(&first, flush_in_callback, 0, 0);
  uv_timer_start(&second, tick, 20, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  finish(&loop, &first, &second);
}

static void flush_outside(uv_loop_t *loop) {
  WATCH_NEXT_LINE();
  uv_run(loop, UV_RUN_ONCE);
  REPORT_NESTING();
}

void good_helper_outside_of_a_callback(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, close_it, 0, 0);
  flush_outside(&loop);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static void run_another(uv_timer_t *timer) {
  uv_loop_t other;
  enter();
  uv_loop_init(&other);
  WATCH_NEXT_LINE();
  uv_run(&other, UV_RUN_DEFAULT);
  REPORT_NESTING();
  uv_loop_close(&other);
  uv_close((uv_handle_t *)timer, NULL);
  leave();
}

// Loops share nothing.
void good_callback_runs_another_loop(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, run_another, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static void stop_it(uv_timer_t *timer) {
  enter();
  uv_stop(the_loop);
  uv_close((uv_handle_t *)timer, NULL);
  leave();
}

void good_callback_stops_and_the_caller_runs(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, stop_it, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  WATCH_NEXT_LINE();
  uv_run(&loop, UV_RUN_DEFAULT);
  REPORT_NESTING();
  uv_loop_close(&loop);
}

static int is_told_to_wait;

static void run_if_told(uv_timer_t *timer) {
  (void)timer;
  if (is_told_to_wait) {
    enter();
    WATCH_NEXT_LINE();
    uv_run(the_loop, UV_RUN_ONCE);
    REPORT_NESTING();
    leave();
  }
}

void good_callback_is_not_told(void) {
  uv_loop_t loop;
  uv_timer_t first, second;
  uv_loop_init(&loop);
  the_loop = &loop;
  is_told_to_wait = 0;
  uv_timer_init(&loop, &first);
  uv_timer_init(&loop, &second);
  uv_timer_start(&first, run_if_told, 0, 0);
  uv_timer_start(&second, tick, 20, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  finish(&loop, &first, &second);
}

static void flush_either_way(uv_loop_t *loop) {
  WATCH_NEXT_LINE();
  uv_run(loop, UV_RUN_ONCE);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_run' runs loop 'loop', which may be running: callbacks run inside the one that calls it [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+16]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+22]]:5: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: called from here
  REPORT_NESTING();
}

static void flush_from_a_callback(uv_timer_t *timer) {
  (void)timer;
  enter();
  flush_either_way(the_loop);
  leave();
}

void maybe_helper_is_called_by_a_callback_too(void) {
  uv_loop_t loop;
  uv_timer_t first, second;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_timer_init(&loop, &first);
  uv_timer_init(&loop, &second);
  uv_timer_start(&second, tick, 20, 0);
  if (witness_choose()) {
    uv_timer_start(&first, flush_from_a_callback, 0, 0);
    uv_run(&loop, UV_RUN_DEFAULT);
  } else {
    flush_either_way(&loop);
  }
  finish(&loop, &first, &second);
}

static void close_then_run(uv_handle_t *handle) {
  (void)handle;
  enter();
  WATCH_NEXT_LINE();
  uv_run(the_loop, UV_RUN_ONCE);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_run' runs loop 'the_loop', which is running: callbacks run inside the one that calls it [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+9]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+14]]:3: note: loop 'loop' is run here
  REPORT_NESTING();
  leave();
}

void bad_close_callback_runs_its_loop(void) {
  uv_loop_t loop;
  uv_timer_t first, second;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_timer_init(&loop, &first);
  uv_timer_init(&loop, &second);
  uv_timer_start(&second, close_it, 20, 0);
  uv_close((uv_handle_t *)&first, close_then_run);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static void sync_read(uv_idle_t *idle) {
  enter();
  WATCH_NEXT_LINE();
  uv_run(uv_handle_get_loop((uv_handle_t *)idle), UV_RUN_ONCE);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_run' runs loop 'loop', which is running: callbacks run inside the one that calls it [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+11]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+15]]:3: note: loop 'loop' is run here
  REPORT_NESTING();
  uv_close((uv_handle_t *)idle, NULL);
  leave();
}

void bad_loop_of_the_handle(void) {
  uv_loop_t loop;
  uv_idle_t idle;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_idle_init(&loop, &idle);
  uv_timer_init(&loop, &timer);
  uv_idle_start(&idle, sync_read);
  uv_timer_start(&timer, close_it, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}
