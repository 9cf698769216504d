// REQUIRES: libuv
// RUN: %check_scenarios %s eventloop-cross-thread-schedule
// LIBRARY: libuv
//
// Real libuv: what other threads ask of a loop that runs. A loop that waits for
// events does not notice, whatever races there are besides: the callback is
// late, which is what is witnessed here. uv_async_send wakes the loop.

#include "witness.h"

#include <uv.h>

#include <atomic>
#include <chrono>
#include <thread>

using namespace std::chrono_literals;

namespace {

/// The other thread's call on the next line; by the end of this the loop has to
/// have answered.
class Watch {
public:
  explicit Watch(const std::atomic<bool> &answered, unsigned line_above = __builtin_LINE())
      : answered(answered), line(line_above + 1) {
    std::this_thread::sleep_for(100ms); // the loop waits by now
  }
  ~Watch() {
    std::this_thread::sleep_for(400ms);
    witness_report(__FILE__, line, answered ? nullptr : "the loop did not notice");
  }

private:
  const std::atomic<bool> &answered;
  unsigned line;
};

} // namespace

static std::atomic<bool> answered{false};

static void tick(uv_timer_t *) { answered = true; }
static void idle_once(uv_idle_t *idle) {
  answered = true;
  uv_idle_stop(idle);
}
static void closed(uv_handle_t *) { answered = true; }
static void done(uv_work_t *, int) { answered = true; }
static void no_work(uv_work_t *) {}
static void close_it(uv_handle_t *handle, void *) {
  if (!uv_is_closing(handle))
    uv_close(handle, nullptr);
}
static void quit(uv_async_t *async) { uv_walk(async->loop, close_it, nullptr); }

void bad_timer_is_started_by_another_thread() {
  uv_loop_t loop;
  uv_async_t last;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_async_init(&loop, &last, quit);
  uv_timer_init(&loop, &timer);
  std::thread worker([&] {
    {
      Watch watch(answered);
      uv_timer_start(&timer, tick, 1, 0);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'uv_timer_start' schedules on loop 'loop', which is running on another thread: no call but uv_async_send is safe there [eventloop-cross-thread-schedule]
      // CHECK-MESSAGES: :[[@LINE-8]]:3: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-6]]:15: note: the other thread is given its work here
    }
    uv_async_send(&last);
  });
  uv_run(&loop, UV_RUN_DEFAULT);
  worker.join();
  uv_loop_close(&loop);
}

static uv_timer_t *the_timer;
static void start_it(uv_async_t *) { uv_timer_start(the_timer, tick, 1, 0); }

void good_the_loop_is_asked_to_start_it() {
  uv_loop_t loop;
  uv_async_t ask, last;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_async_init(&loop, &ask, start_it);
  uv_async_init(&loop, &last, quit);
  uv_timer_init(&loop, &timer);
  the_timer = &timer;
  std::thread worker([&] {
    {
      Watch watch(answered);
      uv_async_send(&ask);
    }
    uv_async_send(&last);
  });
  uv_run(&loop, UV_RUN_DEFAULT);
  worker.join();
  uv_loop_close(&loop);
}

void bad_idle_is_started_by_another_thread() {
  uv_loop_t loop;
  uv_async_t last;
  uv_idle_t idle;
  uv_loop_init(&loop);
  uv_async_init(&loop, &last, quit);
  uv_idle_init(&loop, &idle);
  std::thread worker([&] {
    {
      Watch watch(answered);
      uv_idle_start(&idle, idle_once);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'uv_idle_start' schedules on loop 'loop', which is running on another thread: no call but uv_async_send is safe there [eventloop-cross-thread-schedule]
      // CHECK-MESSAGES: :[[@LINE-8]]:3: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-6]]:15: note: the other thread is given its work here
    }
    uv_async_send(&last);
  });
  uv_run(&loop, UV_RUN_DEFAULT);
  worker.join();
  uv_loop_close(&loop);
}

void bad_handle_is_closed_by_another_thread() {
  uv_loop_t loop;
  uv_async_t last;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_async_init(&loop, &last, quit);
  uv_timer_init(&loop, &timer);
  std::thread worker([&] {
    {
      Watch watch(answered);
      uv_close(reinterpret_cast<uv_handle_t *>(&timer), closed);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'uv_close' closes a session of loop 'loop', which is running on another thread: no call but uv_async_send is safe there [eventloop-cross-thread-schedule]
      // CHECK-MESSAGES: :[[@LINE-8]]:3: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-6]]:15: note: the other thread is given its work here
    }
    uv_async_send(&last);
  });
  uv_run(&loop, UV_RUN_DEFAULT);
  worker.join();
  uv_loop_close(&loop);
}

void bad_loop_is_stopped_by_another_thread() {
  uv_loop_t loop;
  uv_async_t last;
  uv_loop_init(&loop);
  uv_async_init(&loop, &last, quit);
  std::atomic<bool> returned{false};
  std::thread worker([&] {
    {
      Watch watch(returned);
      uv_stop(&loop);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'uv_stop' stops loop 'loop', which is running on another thread: no call but uv_async_send is safe there [eventloop-cross-thread-schedule]
      // CHECK-MESSAGES: :[[@LINE-8]]:3: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-6]]:15: note: the other thread is given its work here
    }
    uv_async_send(&last);
  });
  uv_run(&loop, UV_RUN_DEFAULT);
  returned = true;
  worker.join();
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static uv_loop_t *the_loop;
static void stop_it(uv_async_t *) { uv_stop(the_loop); }

void good_the_loop_is_asked_to_stop() {
  uv_loop_t loop;
  uv_async_t last;
  uv_loop_init(&loop);
  the_loop = &loop;
  uv_async_init(&loop, &last, stop_it);
  std::atomic<bool> returned{false};
  std::thread worker([&] {
    Watch watch(returned);
    uv_async_send(&last);
  });
  uv_run(&loop, UV_RUN_DEFAULT);
  returned = true;
  worker.join();
  uv_close(reinterpret_cast<uv_handle_t *>(&last), nullptr);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

void bad_loop_runs_on_a_thread_of_its_own() {
  uv_loop_t loop;
  uv_async_t last;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_async_init(&loop, &last, quit);
  uv_timer_init(&loop, &timer);
  std::thread runner([&] { uv_run(&loop, UV_RUN_DEFAULT); });
  {
    Watch watch(answered);
    uv_timer_start(&timer, tick, 1, 0);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'uv_timer_start' schedules on loop 'loop', which is running on another thread: no call but uv_async_send is safe there [eventloop-cross-thread-schedule]
    // CHECK-MESSAGES: :[[@LINE-8]]:3: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:15: note: the other thread is given its work here
  }
  uv_async_send(&last);
  runner.join();
  uv_loop_close(&loop);
}

void good_started_before_the_thread_runs_it() {
  uv_loop_t loop;
  uv_async_t last;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_async_init(&loop, &last, quit);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, tick, 1, 0);
  std::thread runner([&] { uv_run(&loop, UV_RUN_DEFAULT); });
  {
    Watch watch(answered);
    uv_async_send(&last);
  }
  runner.join();
  uv_loop_close(&loop);
}

void good_closed_after_the_thread_was_joined() {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, tick, 1, 0);
  std::thread runner([&] { uv_run(&loop, UV_RUN_DEFAULT); });
  runner.join();
  uv_close(reinterpret_cast<uv_handle_t *>(&timer), closed);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness::expect_success(uv_loop_close(&loop));
}

// A race for the loop's counters, which no run shows: the work's end wakes it.
void static_only_work_is_queued_by_another_thread() {
  uv_loop_t loop;
  uv_async_t last;
  uv_work_t work;
  uv_loop_init(&loop);
  uv_async_init(&loop, &last, quit);
  std::thread worker([&] {
    {
      Watch watch(answered);
      uv_queue_work(&loop, &work, no_work, done);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'uv_queue_work' schedules on loop 'loop', which is running on another thread: no call but uv_async_send is safe there [eventloop-cross-thread-schedule]
      // CHECK-MESSAGES: :[[@LINE-7]]:3: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-6]]:15: note: the other thread is given its work here
    }
    uv_async_send(&last);
  });
  uv_run(&loop, UV_RUN_DEFAULT);
  worker.join();
  uv_loop_close(&loop);
}

static void start_in_helper(uv_timer_t *timer) {
  Watch watch(answered);
  uv_timer_start(timer, tick, 1, 0);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_timer_start' schedules on loop 'loop', which is running on another thread: no call but uv_async_send is safe there [eventloop-cross-thread-schedule]
  // CHECK-MESSAGES: :[[@LINE+9]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+11]]:15: note: the other thread is given its work here
  // CHECK-MESSAGES: :[[@LINE+11]]:5: note: called from here
}

void bad_helper_of_the_other_thread() {
  uv_loop_t loop;
  uv_async_t last;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_async_init(&loop, &last, quit);
  uv_timer_init(&loop, &timer);
  std::thread worker([&] {
    start_in_helper(&timer);
    uv_async_send(&last);
  });
  uv_run(&loop, UV_RUN_DEFAULT);
  worker.join();
  uv_loop_close(&loop);
}

void good_thread_is_joined_before_the_run() {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  std::thread worker([&] { uv_timer_start(&timer, tick, 1, 0); });
  worker.join();
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_close(reinterpret_cast<uv_handle_t *>(&timer), nullptr);
  uv_run(&loop, UV_RUN_DEFAULT);
  witness::expect_success(uv_loop_close(&loop));
}

void good_thread_has_a_loop_of_its_own() {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, tick, 20, 0);
  std::thread worker([] {
    uv_loop_t own;
    uv_timer_t mine;
    uv_loop_init(&own);
    uv_timer_init(&own, &mine);
    uv_timer_start(&mine, tick, 1, 0);
    uv_run(&own, UV_RUN_DEFAULT);
    uv_close(reinterpret_cast<uv_handle_t *>(&mine), nullptr);
    uv_run(&own, UV_RUN_DEFAULT);
    witness::expect_success(uv_loop_close(&own));
  });
  uv_run(&loop, UV_RUN_DEFAULT);
  worker.join();
  uv_close(reinterpret_cast<uv_handle_t *>(&timer), nullptr);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static unsigned started_at;

static void start_either_way(uv_timer_t *timer) {
  started_at = __LINE__ + 1;
  uv_timer_start(timer, tick, 1, 0);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_timer_start' schedules on loop 'loop', which may be running on another thread: no call but uv_async_send is safe there [eventloop-cross-thread-schedule]
  // CHECK-MESSAGES: :[[@LINE+13]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+16]]:17: note: the other thread is given its work here
  // CHECK-MESSAGES: :[[@LINE+17]]:7: note: called from here
}

static void report_start() {
  witness_report(__FILE__, started_at, answered ? nullptr : "the loop did not notice");
}

void maybe_helper_of_both_threads() {
  uv_loop_t loop;
  uv_async_t last;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_async_init(&loop, &last, quit);
  uv_timer_init(&loop, &timer);
  if (witness::choose()) {
    std::thread worker([&] {
      std::this_thread::sleep_for(100ms);
      start_either_way(&timer);
      std::this_thread::sleep_for(400ms);
      report_start();
      uv_async_send(&last);
    });
    uv_run(&loop, UV_RUN_DEFAULT);
    worker.join();
  } else {
    start_either_way(&timer);
    std::thread worker([&] {
      std::this_thread::sleep_for(400ms);
      report_start();
      uv_async_send(&last);
    });
    uv_run(&loop, UV_RUN_DEFAULT);
    worker.join();
  }
  uv_loop_close(&loop);
}
