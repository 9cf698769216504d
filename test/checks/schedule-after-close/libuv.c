// REQUIRES: libuv
// RUN: %check_scenarios %s eventloop-schedule-after-close
// LIBRARY: libuv
//
// Real libuv, from C: loops that were closed, and loops that were stopped before
// they ran. What a call said and which callback never ran is told by witness.h,
// what was used after its end by AddressSanitizer and libuv's own assertions.

#include "witness.h"

#include <uv.h>

#include <stdlib.h>

static void on_timer(uv_timer_t *timer) {
  ((struct witness_callback *)timer->data)->ran = 1;
}

static void ignore_timer(uv_timer_t *timer) { (void)timer; }
static void ignore_async(uv_async_t *async) { (void)async; }

/* One handle that is made, used and closed as it should be. */
static void use_and_close(uv_loop_t *loop) {
  uv_timer_t timer;
  uv_timer_init(loop, &timer);
  uv_timer_start(&timer, ignore_timer, 0, 0);
  uv_run(loop, UV_RUN_DEFAULT);
  uv_close((uv_handle_t *)&timer, NULL);
  uv_run(loop, UV_RUN_DEFAULT);
}

void bad_run_on_a_closed_loop(void) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  use_and_close(&loop);
  uv_loop_close(&loop);
  witness_success(WITNESS_HERE, uv_run(&loop, UV_RUN_DEFAULT));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'uv_run' runs loop 'loop', which is closed: no callback runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'loop' is closed here
}

void bad_timer_on_a_closed_loop(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_loop_close(&loop);
  uv_timer_init(&loop, &timer);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_timer_init' binds to loop 'loop', which is closed: the loop's memory is used after its end [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'loop' is closed here
}

void bad_async_on_a_closed_loop(void) {
  uv_loop_t loop;
  uv_async_t wake;
  uv_loop_init(&loop);
  use_and_close(&loop);
  uv_loop_close(&loop);
  uv_async_init(&loop, &wake, ignore_async);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_async_init' binds to loop 'loop', which is closed: the loop's memory is used after its end [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'loop' is closed here
}

void bad_socket_on_a_closed_loop(void) {
  uv_loop_t loop;
  uv_tcp_t socket;
  uv_loop_init(&loop);
  uv_loop_close(&loop);
  uv_tcp_init(&loop, &socket);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_tcp_init' binds to loop 'loop', which is closed: the loop's memory is used after its end [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'loop' is closed here
}

void bad_timer_is_started_again_after_the_end(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_close((uv_handle_t *)&timer, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
  witness_success(WITNESS_HERE, uv_timer_start(&timer, ignore_timer, 10, 0));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'uv_timer_start' starts an operation on loop 'loop', which is closed: the callback never runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'loop' is closed here
}

void bad_wake_up_after_the_end(void) {
  uv_loop_t loop;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_async_init(&loop, &wake, ignore_async);
  uv_close((uv_handle_t *)&wake, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
  uv_async_send(&wake);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_async_send' starts an operation on loop 'loop', which is closed: the callback never runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'loop' is closed here
}

/* Embedded, as in most programs: a struct of the user holds loop and handles. */
struct server {
  uv_loop_t loop;
  uv_timer_t tick;
  int ticks;
};

static int server_start(struct server *server) {
  server->ticks = 0;
  int status = uv_loop_init(&server->loop);
  if (status != 0)
    return status;
  return uv_timer_init(&server->loop, &server->tick);
}

static void server_stop(struct server *server) {
  uv_close((uv_handle_t *)&server->tick, NULL);
  uv_run(&server->loop, UV_RUN_DEFAULT);
  uv_loop_close(&server->loop);
}

void bad_member_is_closed_in_a_helper(void) {
  struct server server;
  server_start(&server);
  server_stop(&server);
  witness_success(WITNESS_HERE, uv_run(&server.loop, UV_RUN_ONCE));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'uv_run' runs loop 'loop', which is closed: no callback runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-18]]:16: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE-11]]:3: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
}

void good_member_is_used_and_stopped(void) {
  struct server server;
  server_start(&server);
  uv_timer_start(&server.tick, ignore_timer, 0, 0);
  uv_run(&server.loop, UV_RUN_DEFAULT);
  server_stop(&server);
}

void good_started_again_after_it_was_stopped(void) {
  struct server server;
  server_start(&server);
  server_stop(&server);
  if (server_start(&server) != 0)
    return;
  struct witness_callback callback = WITNESS_NEXT_LINE;
  uv_timer_start(&server.tick, on_timer, 0, 0);
  server.tick.data = &callback;
  uv_run(&server.loop, UV_RUN_DEFAULT);
  server_stop(&server);
  witness_end(&callback);
}

static uv_loop_t *new_loop(void) {
  uv_loop_t *loop = malloc(sizeof(*loop));
  if (loop != NULL)
    uv_loop_init(loop);
  return loop;
}

void bad_loop_on_the_heap(void) {
  uv_loop_t *loop = new_loop();
  use_and_close(loop);
  uv_loop_close(loop);
  witness_success(WITNESS_HERE, uv_run(loop, UV_RUN_NOWAIT));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'uv_run' runs loop 'loop', which is closed: no callback runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-10]]:5: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:21: note: called from here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: loop 'loop' is closed here
  free(loop);
}

void good_loop_on_the_heap(void) {
  uv_loop_t *loop = new_loop();
  use_and_close(loop);
  uv_loop_close(loop);
  free(loop);
  loop = new_loop();
  use_and_close(loop);
  uv_loop_close(loop);
  free(loop);
}

static uv_loop_t shared;

static void run_shared(void) {
  witness_success(WITNESS_HERE, uv_run(&shared, UV_RUN_DEFAULT));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'uv_run' runs loop 'shared', which is closed: no callback runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: loop 'shared' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: loop 'shared' is closed here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: called from here
}

void bad_static_loop_through_a_helper(void) {
  uv_loop_init(&shared);
  use_and_close(&shared);
  uv_loop_close(&shared);
  run_shared();
}

void bad_run_after_a_stop(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, ignore_timer, 0, 0);
  uv_stop(&loop);
  witness_success(WITNESS_HERE, uv_run(&loop, UV_RUN_DEFAULT));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'uv_run' runs loop 'loop', which is stopped: it returns at once and no callback runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'loop' is stopped here
  uv_close((uv_handle_t *)&timer, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

void good_second_run_after_a_stop(void) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  uv_stop(&loop);
  uv_loop_close(&loop);
  uv_loop_init(&loop);
  use_and_close(&loop);
  uv_loop_close(&loop);
}

static void stop_from_a_timer(uv_timer_t *timer) { uv_stop(timer->loop); }

void good_stop_from_a_callback(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, stop_from_a_timer, 0, 1);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_close((uv_handle_t *)&timer, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

void maybe_closed_on_one_branch(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  if (witness_choose())
    uv_loop_close(&loop);
  witness_next_line(WITNESS_HERE);
  uv_timer_init(&loop, &timer);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_timer_init' binds to loop 'loop', which may be closed: the loop's memory is used after its end [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:5: note: loop 'loop' is closed here
  uv_close((uv_handle_t *)&timer, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

void good_closed_on_the_branch_that_returns(void) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  if (witness_choose()) {
    uv_loop_close(&loop);
    return;
  }
  use_and_close(&loop);
  uv_loop_close(&loop);
}

void good_every_error_goes_to_the_end(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  if (uv_loop_init(&loop) != 0)
    return;
  if (uv_timer_init(&loop, &timer) != 0)
    goto close_loop;
  if (witness_choose())
    goto close_timer;
  uv_timer_start(&timer, ignore_timer, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
close_timer:
  uv_close((uv_handle_t *)&timer, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
close_loop:
  uv_loop_close(&loop);
}

void good_two_loops(void) {
  uv_loop_t first, second;
  uv_loop_init(&first);
  uv_loop_init(&second);
  use_and_close(&first);
  uv_loop_close(&first);
  use_and_close(&second);
  uv_loop_close(&second);
}

void good_a_fresh_loop_each_round(void) {
  for (int round = 0; round < 3; ++round) {
    uv_loop_t loop;
    uv_loop_init(&loop);
    use_and_close(&loop);
    uv_loop_close(&loop);
  }
}

void good_default_loop_comes_back(void) {
  use_and_close(uv_default_loop());
  uv_loop_close(uv_default_loop());
  use_and_close(uv_default_loop());
  uv_loop_close(uv_default_loop());
}

void bad_pointer_to_the_default_loop_that_was(void) {
  uv_loop_t *loop = uv_default_loop();
  use_and_close(loop);
  uv_loop_close(loop);
  uv_timer_t timer;
  uv_timer_init(loop, &timer);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_timer_init' binds to loop 'loop', which is closed: the loop's memory is used after its end [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'loop' is closed here
}

static void start_when_closed(uv_handle_t *handle) {
  uv_timer_t *timer = (uv_timer_t *)handle;
  uv_timer_init(handle->loop, timer);
  uv_timer_start(timer, on_timer, 0, 0);
}

void good_close_callback_makes_it_anew(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  struct witness_callback callback = WITNESS_NEXT_LINE;
  uv_close((uv_handle_t *)&timer, start_when_closed);
  timer.data = &callback;
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_close((uv_handle_t *)&timer, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
  witness_end(&callback);
}

void good_run_until_it_can_be_closed(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, ignore_timer, 0, 0);
  uv_close((uv_handle_t *)&timer, NULL);
  while (uv_loop_close(&loop) == UV_EBUSY)
    uv_run(&loop, UV_RUN_DEFAULT);
}

void good_close_that_failed_is_made_up_for(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  int status = uv_loop_close(&loop);
  if (status != 0) {
    uv_close((uv_handle_t *)&timer, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
  }
}
