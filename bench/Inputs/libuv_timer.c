// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A small file of libuv: a timer and an asynchronous wake-up, closed in order.
#include <stdio.h>
#include <uv.h>

struct state {
  uv_timer_t timer;
  uv_async_t wake;
  int ticks;
};

static void on_wake(uv_async_t *wake) {
  struct state *state = wake->data;
  printf("woken after %d ticks\n", state->ticks);
  uv_timer_stop(&state->timer);
  uv_close((uv_handle_t *)&state->timer, NULL);
  uv_close((uv_handle_t *)wake, NULL);
}

static void on_tick(uv_timer_t *timer) {
  struct state *state = timer->data;
  if (++state->ticks == 3)
    uv_async_send(&state->wake);
}

int main(void) {
  uv_loop_t loop;
  struct state state = {0};
  if (uv_loop_init(&loop) != 0)
    return 1;
  uv_timer_init(&loop, &state.timer);
  uv_async_init(&loop, &state.wake, on_wake);
  state.timer.data = &state;
  state.wake.data = &state;
  uv_timer_start(&state.timer, on_tick, 10, 10);
  uv_run(&loop, UV_RUN_DEFAULT);
  if (uv_loop_close(&loop) == UV_EBUSY)
    return 1;
  return 0;
}
