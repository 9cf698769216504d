// REQUIRES: libuv
// RUN: %check_scenarios %s eventloop-close-while-running
// LIBRARY: libuv
//
// Real libuv, from C: loops that are closed by one of their callbacks. The handle
// whose callback it is cannot be closed by then, so that uv_loop_close refuses,
// which witness.h tells.

#include "witness.h"

#include <uv.h>

#include <stddef.h>

static uv_loop_t *the_loop;

static void close_open_handle(uv_handle_t *handle, void *unused) {
  (void)unused;
  if (!uv_is_closing(handle))
    uv_close(handle, NULL);
}

static void close_rest(uv_loop_t *loop) {
  uv_walk(loop, close_open_handle, NULL);
  uv_run(loop, UV_RUN_DEFAULT);
  uv_loop_close(loop);
}

static void close_loop_on_timer(uv_timer_t *timer) {
  (void)timer;
  witness_success(WITNESS_HERE, uv_loop_close(the_loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'the_loop' is closed while it runs: UV_EBUSY is returned, or the run goes on without its loop [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:3: note: loop 'loop' is run here
}

void bad_timer_closes_the_loop(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, close_loop_on_timer, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  close_rest(&loop);
}

static void close_handle(uv_timer_t *timer) { uv_close((uv_handle_t *)timer, NULL); }

void good_loop_is_closed_after_the_run(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, close_handle, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

static void close_handle_and_loop(uv_timer_t *timer) {
  uv_close((uv_handle_t *)timer, NULL);
  witness_success(WITNESS_HERE, uv_loop_close(the_loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'the_loop' is closed while it runs: UV_EBUSY is returned, or the run goes on without its loop [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:3: note: loop 'loop' is run here
}

void bad_closing_is_not_closed(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, close_handle_and_loop, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  close_rest(&loop);
}

static void close_loop_on_async(uv_async_t *async) {
  uv_close((uv_handle_t *)async, NULL);
  witness_success(WITNESS_HERE, uv_loop_close(the_loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'the_loop' is closed while it runs: UV_EBUSY is returned, or the run goes on without its loop [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:3: note: loop 'loop' is run here
}

void bad_async_closes_the_loop(void) {
  uv_loop_t loop;
  uv_async_t wake;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_async_init(&loop, &wake, close_loop_on_async);
  uv_async_send(&wake);
  uv_run(&loop, UV_RUN_DEFAULT);
  close_rest(&loop);
}

static void close_loop_on_idle(uv_idle_t *idle) {
  uv_idle_stop(idle);
  witness_success(WITNESS_HERE, uv_loop_close(the_loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'the_loop' is closed while it runs: UV_EBUSY is returned, or the run goes on without its loop [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:3: note: loop 'loop' is run here
}

void bad_stopped_is_not_closed(void) {
  uv_loop_t loop;
  uv_idle_t idle;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_idle_init(&loop, &idle);
  uv_idle_start(&idle, close_loop_on_idle);
  uv_run(&loop, UV_RUN_DEFAULT);
  close_rest(&loop);
}

static void shut_down_1(uv_loop_t *loop) {
  uv_walk(loop, close_open_handle, NULL);
  witness_success(WITNESS_HERE, uv_loop_close(loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while it runs: UV_EBUSY is returned, or the run goes on without its loop [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+12]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+15]]:3: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: called from here
}
static void shut_down_2(uv_timer_t *timer) {
  (void)timer;
  shut_down_1(the_loop);
}

void bad_helper_of_a_callback(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, shut_down_2, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  close_rest(&loop);
}

static void stop_loop(uv_timer_t *timer) {
  uv_close((uv_handle_t *)timer, NULL);
  uv_stop(the_loop);
}

void good_callback_stops_the_loop(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, stop_loop, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

static void close_another(uv_timer_t *timer) {
  uv_loop_t other;
  uv_loop_init(&other);
  uv_run(&other, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&other));
  uv_close((uv_handle_t *)timer, NULL);
}

void good_callback_closes_another_loop(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, close_another, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

static void close_either_way(uv_loop_t *loop) {
  witness_success(WITNESS_HERE, uv_loop_close(loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' may be closed while it runs: UV_EBUSY is returned, or the run goes on without its loop [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+12]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+16]]:5: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: called from here
}
static void close_on_callback(uv_timer_t *timer) {
  uv_close((uv_handle_t *)timer, NULL);
  close_either_way(the_loop);
}

void maybe_helper_of_callbacks_and_others(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  the_loop = &loop;
  if (witness_choose()) {
    uv_timer_init(&loop, &timer);
    uv_timer_start(&timer, close_on_callback, 0, 0);
    uv_run(&loop, UV_RUN_DEFAULT);
    close_rest(&loop);
  } else {
    close_either_way(&loop);
  }
}

static void close_all_and_loop(uv_timer_t *timer) {
  uv_walk(uv_handle_get_loop((uv_handle_t *)timer), close_open_handle, NULL);
  witness_success(WITNESS_HERE, uv_loop_close(uv_handle_get_loop((uv_handle_t *)timer)));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while it runs: UV_EBUSY is returned, or the run goes on without its loop [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+9]]:3: note: loop 'loop' is run here
}

void bad_loop_of_the_handle(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, close_all_and_loop, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  close_rest(&loop);
}

static void close_loop_when_closed(uv_handle_t *handle) {
  (void)handle;
  uv_loop_close(the_loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: loop 'the_loop' is closed while it runs: UV_EBUSY is returned, or the run goes on without its loop [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+9]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+12]]:3: note: loop 'loop' is run here
}

// The last handle is closed by then: the call succeeds, and the run goes on with
// a loop that has no resources any more. This release of libuv survives that.
void static_only_close_callback_closes_the_loop(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_timer_init(&loop, &timer);
  uv_close((uv_handle_t *)&timer, close_loop_when_closed);
  uv_run(&loop, UV_RUN_DEFAULT);
}
