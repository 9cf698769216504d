// REQUIRES: libuv
// RUN: %check_scenarios %s eventloop-dangling-capture
// LIBRARY: libuv
//
// Real libuv, on the loop that the whole program shares: a request in a local
// variable, which the loop has only if the call that gave it was answered by zero.

#include "witness.h"

#include <uv.h>

#include <stddef.h>
#include <stdlib.h>

static void answered(uv_getaddrinfo_t *request, int status,
                     struct addrinfo *found) {
  (void)status;
  uv_stop(request->loop);
  uv_freeaddrinfo(found);
}

void good_request_was_refused(void) {
  uv_getaddrinfo_t request;
  uv_loop_t *loop = uv_default_loop();
  int status = uv_getaddrinfo(loop, &request, answered, NULL, NULL, NULL);
  if (status == UV_EINVAL)
    return;
  uv_run(loop, UV_RUN_DEFAULT);
}

static int ask(uv_loop_t *loop, uv_getaddrinfo_t *request) {
  return uv_getaddrinfo(loop, request, answered, NULL, NULL, NULL);
}

void good_helper_says_that_it_was_refused(void) {
  uv_getaddrinfo_t request;
  uv_loop_t *loop = uv_default_loop();
  if (ask(loop, &request) < 0)
    return;
  uv_run(loop, UV_RUN_DEFAULT);
}

static uv_timer_t later;

static void ignore(uv_timer_t *timer) { uv_close((uv_handle_t *)timer, NULL); }

// What is started in a callback runs in a later turn; this lasts.
static void start_what_lasts(uv_timer_t *timer) {
  uv_timer_init(timer->loop, &later);
  uv_timer_start(&later, ignore, 0, 0);
  uv_close((uv_handle_t *)timer, NULL);
}

void good_callback_starts_what_lasts(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, start_what_lasts, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static void answered_later(uv_getaddrinfo_t *request, int status,
                           struct addrinfo *found) {
  (void)status;
  request->data = NULL; // libuv's own accesses are not watched
  uv_freeaddrinfo(found);
  uv_timer_stop(&later);
}

static void ask_with_what_ends(uv_timer_t *timer) {
  uv_getaddrinfo_t request;
  witness_scheduled(WITNESS_HERE);
  uv_getaddrinfo(timer->loop, &request, answered_later, "127.0.0.1", NULL, NULL);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_getaddrinfo' schedules what refers to 'request', which is gone when it runs [eventloop-dangling-capture]
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: 'request' ends here
  uv_close((uv_handle_t *)timer, NULL);
}

void bad_request_ends_with_its_callback(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, ask_with_what_ends, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static void work(uv_work_t *request) { (void)request; }
static void worked(uv_work_t *request, int status) {
  (void)status;
  request->data = NULL;
}

static void queue_what_ends(uv_timer_t *timer) {
  uv_work_t request;
  witness_scheduled(WITNESS_HERE);
  uv_queue_work(timer->loop, &request, work, worked);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_queue_work' schedules what refers to 'request', which is gone when it runs [eventloop-dangling-capture]
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: 'request' ends here
  uv_close((uv_handle_t *)timer, NULL);
}

void bad_work_ends_with_its_callback(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, queue_what_ends, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

void good_work_lasts_as_long_as_the_run(void) {
  uv_loop_t loop;
  uv_work_t request;
  uv_loop_init(&loop);
  uv_queue_work(&loop, &request, work, worked);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static uv_work_t lasting;
static void queue_what_lasts(uv_timer_t *timer) {
  uv_queue_work(timer->loop, &lasting, work, worked);
  uv_close((uv_handle_t *)timer, NULL);
}

void good_callback_queues_what_lasts(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, queue_what_lasts, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static void worked_and_freed(uv_work_t *request, int status) {
  (void)status;
  free(request);
}
static void queue_what_is_freed(uv_timer_t *timer) {
  uv_work_t *request = malloc(sizeof *request);
  if (uv_queue_work(timer->loop, request, work, worked_and_freed) != 0)
    free(request);
  uv_close((uv_handle_t *)timer, NULL);
}

void good_request_is_freed_by_its_callback(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, queue_what_is_freed, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static void use_the_count(uv_timer_t *timer) {
  ++*(int *)timer->data;
  uv_close((uv_handle_t *)timer, NULL);
}

void good_data_lasts_as_long_as_the_run(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  int count = 0;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  timer.data = &count;
  uv_timer_start(&timer, use_the_count, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}
