// REQUIRES: libuv
// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
// LIBRARY: libuv
//
// Real libuv, as programs that check what each call returns use it: a handle
// that could not be made keeps no loop open, and who closes what was made asks
// the same question twice.

#include "witness.h"

#include <uv.h>

#include <stddef.h>
#include <stdlib.h>

static uv_loop_t *the_loop;

static void ignore_poll(uv_poll_t *poll, int status, int events) {
  (void)poll, (void)status, (void)events;
}
static void ignore_async(uv_async_t *async) { (void)async; }

void good_handle_could_not_be_made(void) {
  uv_loop_t loop;
  uv_poll_t poll;
  if (uv_loop_init(&loop))
    return;
  int status = uv_poll_init(&loop, &poll, -1);
  if (status < 0) {
    witness_success(WITNESS_HERE, uv_loop_close(&loop));
    return;
  }
  uv_poll_start(&poll, UV_READABLE, ignore_poll);
  uv_close((uv_handle_t *)&poll, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static int poll_nothing(uv_loop_t *loop, uv_poll_t *poll) {
  return uv_poll_init(loop, poll, -1);
}

void good_helper_could_not_make_it(void) {
  uv_loop_t loop;
  uv_poll_t poll;
  uv_loop_init(&loop);
  if (poll_nothing(&loop, &poll) == 0) {
    uv_close((uv_handle_t *)&poll, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
  }
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

// The failure is noticed, and nothing is done about what was made before.
void bad_the_first_is_left_open(void) {
  uv_loop_t loop;
  uv_async_t async;
  uv_poll_t poll;
  uv_loop_init(&loop);
  if (uv_async_init(&loop, &async, ignore_async) != 0)
    return;
  if (uv_poll_init(&loop, &poll, -1) != 0) {
    witness_success(WITNESS_HERE, uv_loop_close(&loop));
    // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: loop 'loop' is closed while session 'async' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-6]]:3: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:7: note: session 'async' is made here
    return;
  }
  uv_close((uv_handle_t *)&poll, NULL);
  uv_close((uv_handle_t *)&async, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

// Nobody asks whether it was made: it was.
void bad_status_is_not_looked_at(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  int status = uv_timer_init(&loop, &timer);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while session 'timer' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:16: note: session 'timer' is made here
  (void)status;
}

enum wanted { TIMER, IDLE, BOTH };

static enum wanted chosen(void) {
  if (witness_choose())
    return TIMER;
  return witness_choose() ? IDLE : BOTH;
}

static void make_and_close(enum wanted wanted) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_idle_t idle;
  uv_loop_init(&loop);
  if (wanted == TIMER || wanted == BOTH)
    uv_timer_init(&loop, &timer);
  if (wanted == IDLE || wanted == BOTH)
    uv_idle_init(&loop, &idle);
  uv_run(&loop, UV_RUN_DEFAULT);
  if (wanted == TIMER || wanted == BOTH)
    uv_close((uv_handle_t *)&timer, NULL);
  if (wanted == IDLE || wanted == BOTH)
    uv_close((uv_handle_t *)&idle, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

void good_one_of_three_is_asked_for_twice(void) { make_and_close(chosen()); }

static int wants_timer;
static int rounds;
static int seen;

static void note_round(int round) { seen = round + rounds; }

void good_helper_leaves_the_answer_alone(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  wants_timer = witness_choose();
  uv_loop_init(&loop);
  if (wants_timer)
    uv_timer_init(&loop, &timer);
  note_round(1);
  if (wants_timer)
    uv_close((uv_handle_t *)&timer, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

static void want_none(void) { wants_timer = 0; }

void maybe_helper_changes_the_answer(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  wants_timer = witness_choose();
  uv_loop_init(&loop);
  if (wants_timer)
    uv_timer_init(&loop, &timer);
  want_none();
  if (wants_timer)
    uv_close((uv_handle_t *)&timer, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' may be closed while session 'timer' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-9]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-8]]:5: note: session 'timer' is made here
}

static void stop_and_close(uv_timer_t *timer) {
  uv_close((uv_handle_t *)timer, NULL);
  uv_stop(the_loop);
}

void good_callback_closes_its_timer_and_stops(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, stop_and_close, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

static void only_stop(uv_timer_t *timer) { uv_stop(timer->loop); }

void bad_callback_stops_alone(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, only_stop, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while session 'timer' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-13]]:44: note: loop 'loop' is stopped here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: loop 'loop' is stopped when this run returns
  // CHECK-MESSAGES: :[[@LINE-10]]:3: note: session 'timer' is made here
}

static void close_all_too_early(uv_timer_t *timer) {
  uv_close((uv_handle_t *)timer, NULL);
  uv_loop_close(the_loop); // refused: eventloop-close-while-running
}

void good_refused_close_inside_is_done_again(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, close_all_too_early, 0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

// Who takes the refusal for the end of the program does not close it later.
void bad_close_must_not_fail(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_run(&loop, UV_RUN_DEFAULT);
  int status = uv_loop_close(&loop); witness_success(WITNESS_HERE, status);
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: loop 'loop' is closed while session 'timer' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: session 'timer' is made here
  if (status != 0)
    exit(0);
}

void maybe_close_must_not_fail(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  if (witness_choose())
    uv_close((uv_handle_t *)&timer, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  int status = uv_loop_close(&loop); witness_success(WITNESS_HERE, status);
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: loop 'loop' may be closed while session 'timer' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: session 'timer' is made here
  if (status < 0)
    exit(0);
}

// That it is refused is what is asked for; whether the timer is closing is
// another question, and ends the program in no run that forgets the loop.
void good_refusal_is_expected(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  if (uv_loop_close(&loop) != UV_EBUSY)
    exit(0);
  if (uv_is_closing((uv_handle_t *)&timer))
    exit(0);
  uv_close((uv_handle_t *)&timer, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  int status = uv_loop_close(&loop); witness_success(WITNESS_HERE, status);
  if (status != 0)
    exit(0);
}

void good_what_is_left_is_closed_then(void) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  int status = uv_loop_close(&loop);
  if (status != 0) {
    uv_close((uv_handle_t *)&timer, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    status = uv_loop_close(&loop); witness_success(WITNESS_HERE, status);
  }
  if (status != 0)
    exit(0);
}
