// REQUIRES: libuv
// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
// LIBRARY: libuv
//
// Real libuv, as C++ wraps it: handles in objects whose callbacks find them by
// `data`, which no `init` touches, and owners whose deleter closes.

#include "witness.h"

#include <uv.h>

#include <functional>
#include <map>
#include <memory>
#include <vector>

class Timer {
public:
  Timer(uv_loop_t *loop, std::function<void()> fires)
      : fires_(std::move(fires)) {
    timer_.data = this;
    uv_timer_init(loop, &timer_);
    uv_timer_start(&timer_, [](uv_timer_t *t) { of(t->data)->fires_(); }, 0, 0);
  }
  void close() { uv_close(handle(), nullptr); }
  static void destroy(Timer *timer) {
    uv_close(timer->handle(), [](uv_handle_t *h) { delete of(h->data); });
  }

private:
  static Timer *of(void *data) { return static_cast<Timer *>(data); }
  uv_handle_t *handle() { return reinterpret_cast<uv_handle_t *>(&timer_); }
  uv_timer_t timer_;
  std::function<void()> fires_;
};

struct Destroy {
  void operator()(Timer *timer) const { Timer::destroy(timer); }
};
using TimerPtr = std::unique_ptr<Timer, Destroy>;

static void nothing() {}

void good_closes_itself() {
  uv_loop_t loop;
  uv_loop_init(&loop);
  Timer timer(&loop, [&timer] { timer.close(); });
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

void good_closes_the_other_one() {
  uv_loop_t loop;
  uv_loop_init(&loop);
  Timer other(&loop, nothing);
  Timer timer(&loop, [&] {
    other.close();
    timer.close();
  });
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

void good_data_is_a_function() {
  uv_loop_t loop;
  uv_timer_t timer;
  std::function<void()> close = [&] {
    uv_close(reinterpret_cast<uv_handle_t *>(&timer), nullptr);
  };
  uv_loop_init(&loop);
  timer.data = &close;
  uv_timer_init(&loop, &timer);
  uv_timer_start(
      &timer,
      [](uv_timer_t *t) { (*static_cast<std::function<void()> *>(t->data))(); },
      0, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

void good_deleter_closes() {
  uv_loop_t loop;
  uv_loop_init(&loop);
  {
    TimerPtr timer(new Timer(&loop, nothing));
  }
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

void good_deleters_in_a_vector() {
  uv_loop_t loop;
  uv_loop_init(&loop);
  std::vector<TimerPtr> timers;
  timers.emplace_back(new Timer(&loop, nothing));
  timers.push_back(TimerPtr(new Timer(&loop, nothing)));
  timers.clear();
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

void good_deleters_in_a_map() {
  uv_loop_t loop;
  uv_loop_init(&loop);
  std::map<int, TimerPtr> timers;
  timers[1] = TimerPtr(new Timer(&loop, nothing));
  timers.erase(1);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

void good_pointers_in_a_map() {
  uv_loop_t loop;
  uv_loop_init(&loop);
  std::map<int, Timer *> timers;
  timers[1] = new Timer(&loop, nothing);
  for (auto &[number, timer] : timers)
    Timer::destroy(timer);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
}

void bad_is_not_closed_by_what_it_calls() {
  uv_loop_t loop;
  uv_loop_init(&loop);
  Timer timer(&loop, nothing);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while session 'timer_' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-109]]:5: note: session 'timer_' is made here
}

void bad_closes_only_the_other_one() {
  uv_loop_t loop;
  uv_loop_init(&loop);
  Timer other(&loop, nothing);
  Timer timer(&loop, [&] { other.close(); });
  uv_run(&loop, UV_RUN_DEFAULT);
  witness_success(WITNESS_HERE, uv_loop_close(&loop));
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while session 'timer_' is open: UV_EBUSY is returned and the loop stays open [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-121]]:5: note: session 'timer_' is made here
}

/// What a timer does at its third turn, it does not at its first.
static void close_at_the_third_turn(uv_timer_t *timer) {
  if (++*static_cast<int *>(timer->data) == 3)
    uv_close(reinterpret_cast<uv_handle_t *>(timer), nullptr);
}

void good_timer_closes_itself_later() {
  uv_loop_t loop;
  uv_loop_init(&loop);
  uv_timer_t timer;
  uv_timer_init(&loop, &timer);
  int turns = 0;
  timer.data = &turns;
  uv_timer_start(&timer, close_at_the_third_turn, 1, 1);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

void good_idle_handle_counts_in_a_static() {
  uv_loop_t loop;
  uv_loop_init(&loop);
  uv_idle_t idle;
  uv_idle_init(&loop, &idle);
  uv_idle_start(&idle, [](uv_idle_t *handle) {
    static int turns = 0;
    if (++turns == 3) {
      uv_idle_stop(handle);
      uv_close(reinterpret_cast<uv_handle_t *>(handle), nullptr);
    }
  });
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}
