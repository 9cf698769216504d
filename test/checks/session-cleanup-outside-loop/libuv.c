// REQUIRES: libuv
// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
// LIBRARY: libuv
//
// Real libuv, from C: a loop cannot be closed while a handle of it is open, and
// closing a handle takes a turn of the loop. What uv_loop_close answered is told
// by witness.h.

#include "witness.h"

#include <uv.h>

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static void ignore_timer(uv_timer_t *timer) { (void)timer; }
static void ignore_async(uv_async_t *async) { (void)async; }

static void close_the_timer(uv_timer_t *timer) {
  uv_close((uv_handle_t *)timer, NULL);
}

static void close_if_open(uv_handle_t *handle, void *unused) {
  (void)unused;
  if (!uv_is_closing(handle))
    uv_close(handle, NULL);
}

static void count(uv_handle_t *handle, void *number) {
  (void)handle;
  ++*(int *)number;
}

void bad_timer_is_never_closed(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, ignore_timer, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while session 'timer' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: session 'timer' is made here
}

void bad_handle_was_never_started(void) {
  uv_loop_t loop;
  uv_idle_t idle;
  uv_loop_init(&loop);
  uv_idle_init(&loop, &idle);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while session 'idle' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: session 'idle' is made here
}

void bad_stopped_is_not_closed(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, ignore_timer, 100, 100);
  uv_timer_stop(&timer);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while session 'timer' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: session 'timer' is made here
}

void bad_unreferenced_is_not_closed(void) {
  uv_loop_t loop;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_async_init(&loop, &wake, ignore_async);
  uv_unref((uv_handle_t *)&wake);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while session 'wake' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: session 'wake' is made here
}

void bad_no_turn_after_the_close(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_close((uv_handle_t *)&timer, NULL);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while session 'timer' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: session 'timer' is made here
}

void good_a_turn_after_the_close(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_close((uv_handle_t *)&timer, NULL);
  uv_run(&loop, UV_RUN_NOWAIT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

void bad_one_of_two_is_forgotten(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_async_init(&loop, &wake, ignore_async);
  uv_close((uv_handle_t *)&timer, NULL);
  uv_run(&loop, UV_RUN_NOWAIT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while session 'wake' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: session 'wake' is made here
}

void good_both_are_closed(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_async_t wake;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_async_init(&loop, &wake, ignore_async);
  uv_close((uv_handle_t *)&timer, NULL);
  uv_close((uv_handle_t *)&wake, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

/* Embedded, as in most programs: a struct of the user holds loop and handles. */
struct server {
  uv_loop_t loop;
  uv_tcp_t listener;
  uv_timer_t tick;
};

static void server_start(struct server *server) {
  uv_loop_init(&server->loop);
  uv_tcp_init(&server->loop, &server->listener);
  uv_timer_init(&server->loop, &server->tick);
}

static int server_stop_badly(struct server *server) {
  uv_close((uv_handle_t *)&server->listener, NULL);
  uv_run(&server->loop, UV_RUN_DEFAULT);
  int line = __LINE__ + 1;
  int status = uv_loop_close(&server->loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: loop 'loop' is closed while session 'tick' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-11]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+9]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE-11]]:3: note: session 'tick' is made here
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: called from here
  witness_success(__FILE__, line, status);
  return status;
}

void bad_members_closed_in_a_helper_but_one(void) {
  struct server server;
  server_start(&server);
  server_stop_badly(&server);
}

static void server_stop(struct server *server) {
  uv_close((uv_handle_t *)&server->listener, NULL);
  uv_close((uv_handle_t *)&server->tick, NULL);
  uv_run(&server->loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&server->loop));
}

void good_members_closed_in_a_helper(void) {
  struct server server;
  server_start(&server);
  server_stop(&server);
}

void bad_server_on_the_heap(void) {
  struct server *server = malloc(sizeof(*server));
  server_start(server);
  uv_close((uv_handle_t *)&server->tick, NULL);
  uv_run(&server->loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&server->loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while session 'listener' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-45]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE-46]]:3: note: session 'listener' is made here
  free(server);
}

void good_server_on_the_heap(void) {
  struct server *server = malloc(sizeof(*server));
  server_start(server);
  server_stop(server);
  free(server);
}

void good_all_handles_are_walked(void) {
  struct server server;
  server_start(&server);
  uv_walk(&server.loop, close_if_open, NULL);
  uv_run(&server.loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&server.loop));
}

void bad_walked_but_not_run(void) {
  struct server server;
  server_start(&server);
  uv_run(&server.loop, UV_RUN_NOWAIT);
  uv_walk(&server.loop, close_if_open, NULL);
  witness_success(WITNESS_HERE, uv_loop_close(&server.loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while session 'listener' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-73]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE-74]]:3: note: session 'listener' is made here
}

void bad_walk_only_counts(void) {
  struct server server;
  server_start(&server);
  int handles = 0;
  uv_walk(&server.loop, count, &handles);
  uv_run(&server.loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&server.loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while session 'listener' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-86]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE-87]]:3: note: session 'listener' is made here
}

void good_callback_closes_its_handle(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, close_the_timer, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

static void close_the_server(uv_timer_t *timer) {
  struct server *server = timer->data;
  uv_close((uv_handle_t *)&server->listener, NULL);
  uv_close((uv_handle_t *)timer, NULL);
}

void good_callback_finds_the_others_by_data(void) {
  struct server server;
  server_start(&server);
  server.tick.data = &server;
  uv_timer_start(&server.tick, close_the_server, 0, 0);
  uv_run(&server.loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&server.loop));
}

#define container_of(pointer, type, member)                                    \
  ((type *)((char *)(pointer)-offsetof(type, member)))

static void close_the_container(uv_timer_t *timer) {
  struct server *server = container_of(timer, struct server, tick);
  uv_close((uv_handle_t *)&server->listener, NULL);
  uv_close((uv_handle_t *)&server->tick, NULL);
}

void good_callback_finds_the_others_by_container_of(void) {
  struct server server;
  server_start(&server);
  uv_timer_start(&server.tick, close_the_container, 0, 0);
  uv_run(&server.loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&server.loop));
}

static void close_by_data(uv_handle_t *closed) {
  uv_handle_t *next = closed->data;
  if (next != NULL)
    uv_close(next, NULL);
}

void good_one_close_leads_to_the_next(void) {
  uv_loop_t loop;
  uv_timer_t first, second;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &first);
  uv_timer_init(&loop, &second);
  first.data = &second;
  uv_close((uv_handle_t *)&first, close_by_data);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

static void free_handle(uv_handle_t *handle) { free(handle); }

void good_handle_on_the_heap(void) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  uv_timer_t *timer = malloc(sizeof(*timer));
  uv_timer_init(&loop, timer);
  uv_timer_start(timer, ignore_timer, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_close((uv_handle_t *)timer, free_handle);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

void bad_handle_on_the_heap(void) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  uv_timer_t *timer = malloc(sizeof(*timer));
  uv_timer_init(&loop, timer);
  uv_timer_start(timer, ignore_timer, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_close((uv_handle_t *)timer, free_handle);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while a session is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-8]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: the session is made here
}

void maybe_closed_on_one_branch(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  if (witness_choose())
    uv_close((uv_handle_t *)&timer, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' may be closed while session 'timer' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: session 'timer' is made here
}

void maybe_opened_on_one_branch(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  if (witness_choose())
    uv_timer_init(&loop, &timer);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' may be closed while session 'timer' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:5: note: session 'timer' is made here
}

void good_opened_and_closed_on_one_branch(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  int with_timer = witness_choose();
  uv_loop_init(&loop);
  if (with_timer)
    uv_timer_init(&loop, &timer);
  uv_run(&loop, UV_RUN_DEFAULT);
  if (with_timer)
    uv_close((uv_handle_t *)&timer, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

void bad_early_exit_skips_the_close(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  if (witness_choose()) {
    witness_success(WITNESS_HERE, uv_loop_close(&loop));
    // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: loop 'loop' is closed while session 'timer' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-5]]:3: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:3: note: session 'timer' is made here
    return;
  }
  uv_close((uv_handle_t *)&timer, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

void bad_default_loop_is_closed_with_a_handle(void) {
  uv_timer_t timer;
  uv_timer_init(uv_default_loop(), &timer);
  uv_timer_start(&timer, ignore_timer, 0, 0);
  uv_run(uv_default_loop(), UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(uv_default_loop()));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: a loop is closed while session 'timer' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: session 'timer' is made here
}

void good_default_loop_is_left_open(void) {
  uv_timer_t timer;
  uv_timer_init(uv_default_loop(), &timer);
  uv_timer_start(&timer, ignore_timer, 0, 0);
  uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}

void good_closed_when_the_handle_is(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, ignore_timer, 0, 0);
  uv_close((uv_handle_t *)&timer, NULL);
  while (uv_loop_close(&loop) == UV_EBUSY)
    uv_run(&loop, UV_RUN_DEFAULT);
}

void good_refusal_is_made_up_for(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  if (uv_loop_close(&loop) == UV_EBUSY) {
    uv_walk(&loop, close_if_open, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    witness_success(WITNESS_HERE, uv_loop_close(&loop));
  }
}

void good_two_loops_with_a_handle_each(void) {
  uv_loop_t first, second;
  uv_timer_t of_first, of_second;
  uv_loop_init(&first);
  uv_loop_init(&second);
  uv_timer_init(&first, &of_first);
  uv_timer_init(&second, &of_second);
  uv_close((uv_handle_t *)&of_first, NULL);
  uv_run(&first, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&first));
  uv_close((uv_handle_t *)&of_second, NULL);
  uv_run(&second, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&second));
}

void bad_wrong_loop_is_run(void) {
  uv_loop_t first, second;
  uv_timer_t of_first;
  uv_loop_init(&first);
  uv_loop_init(&second);
  uv_timer_init(&first, &of_first);
  uv_close((uv_handle_t *)&of_first, NULL);
  uv_run(&second, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&first));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'first' is closed while session 'of_first' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: loop 'first' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: session 'of_first' is made here
  uv_loop_close(&second);
}

void good_handle_is_made_anew(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  for (int round = 0; round < 3; ++round) {
    uv_timer_init(&loop, &timer);
    uv_timer_start(&timer, ignore_timer, 0, 0);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_close((uv_handle_t *)&timer, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
  }
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

void good_what_was_not_made_is_not_open(void) {
  uv_loop_t loop;
  uv_async_t wake;
  uv_timer_t timer;
  int status;
  uv_loop_init(&loop);
  if ((status = uv_async_init(&loop, &wake, ignore_async)) != 0) {
    witness_success(WITNESS_HERE, uv_loop_close(&loop));
    return;
  }
  status = uv_timer_init(&loop, &timer);
  if (status < 0)
    goto close_wake;
  uv_close((uv_handle_t *)&timer, NULL);
close_wake:
  uv_close((uv_handle_t *)&wake, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

void bad_what_was_made_is_open(void) {
  uv_loop_t loop;
  uv_async_t wake;
  uv_loop_init(&loop);
  if (uv_async_init(&loop, &wake, ignore_async) == 0)
    witness_success(WITNESS_HERE, uv_loop_close(&loop));
    // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: loop 'loop' is closed while session 'wake' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-4]]:7: note: session 'wake' is made here
}

struct stopper {
  uv_async_t stop;
  int is_closing;
};

static void close_once(struct stopper *stopper) {
  if (stopper->is_closing)
    return;
  stopper->is_closing = 1;
  uv_close((uv_handle_t *)&stopper->stop, NULL);
}

static void run_and_close(uv_loop_t *loop, struct stopper *stopper) {
  uv_async_init(loop, &stopper->stop, ignore_async);
  close_once(stopper);
  close_once(stopper);
  uv_run(loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(loop));
}

void good_flag_is_cleared_as_bytes(void) {
  uv_loop_t loop;
  struct stopper stopper;
  uv_loop_init(&loop);
  memset(&stopper, 0, sizeof stopper);
  run_and_close(&loop, &stopper);
}

void good_flag_is_cleared_by_a_literal(void) {
  uv_loop_t loop;
  struct stopper stopper;
  uv_loop_init(&loop);
  stopper = (struct stopper){0};
  run_and_close(&loop, &stopper);
}

void good_flag_is_cleared_on_the_heap(void) {
  uv_loop_t loop;
  struct stopper *stopper = calloc(1, sizeof *stopper);
  uv_loop_init(&loop);
  run_and_close(&loop, stopper);
  free(stopper);
}

static void close_once_of_bad(struct stopper *stopper) {
  if (stopper->is_closing)
    return;
  uv_close((uv_handle_t *)&stopper->stop, NULL);
}

void bad_flag_is_set_behind_the_bytes(void) {
  uv_loop_t loop;
  struct stopper stopper;
  uv_loop_init(&loop);
  memset(&stopper, 0, sizeof stopper);
  uv_async_init(&loop, &stopper.stop, ignore_async);
  stopper.is_closing = 1;
  close_once_of_bad(&stopper);
  uv_run(&loop, UV_RUN_NOWAIT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while session 'stop' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-8]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: session 'stop' is made here
}

struct node {
  uv_timer_t timer;
  struct node *next;
};

static void free_node(uv_handle_t *handle) { free(handle); }

static void add_node(uv_loop_t *loop, struct node **head) {
  struct node *node = malloc(sizeof *node);
  uv_timer_init(loop, &node->timer);
  node->next = *head;
  *head = node;
}

static void close_nodes(struct node **head) {
  struct node *next;
  for (struct node *node = *head; node; node = next) {
    next = node->next;
    uv_close((uv_handle_t *)&node->timer, free_node);
  }
  *head = NULL;
}

void good_list_of_handles(void) {
  uv_loop_t loop;
  struct node *head = NULL;
  uv_loop_init(&loop);
  add_node(&loop, &head);
  add_node(&loop, &head);
  close_nodes(&head);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

static void close_first_node(struct node *node) {
  if (node)
    uv_close((uv_handle_t *)&node->timer, free_node);
}

void bad_only_the_first_of_a_list(void) {
  uv_loop_t loop;
  struct node *head = NULL;
  uv_loop_init(&loop);
  add_node(&loop, &head);
  add_node(&loop, &head);
  close_first_node(head);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while session 'timer' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-41]]:3: note: session 'timer' is made here
}
