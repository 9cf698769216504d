// RUN: %check_scenarios %s eventloop-cross-thread-schedule
//
// Jobs of executors run on threads of their own. Their errors arrive where
// their futures are awaited.

#include <refloop/refloop.h>

using namespace refloop;
using namespace std::chrono_literals;

void bad_job_of_the_default_executor() {
  auto work = [](EventLoop &loop) -> Task<> {
    try {
      co_await loop.run_in_executor([&loop] { loop.call_soon([] {}); });
      // CHECK-MESSAGES: :[[@LINE-1]]:52: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
      // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-3]]:21: note: the other thread is given its work here
      // CHECK-MESSAGES: :[[@LINE+5]]:8: note: called from here
    } catch (const RuntimeError &) {
    }
  };
  EventLoop loop;
  loop.run_until_complete(work(loop));
  loop.close();
}

void good_job_calls_threadsafe() {
  auto work = [](EventLoop &loop) -> Task<> {
    co_await loop.run_in_executor([&loop] { loop.call_soon_threadsafe([] {}); });
  };
  EventLoop loop;
  loop.run_until_complete(work(loop));
  loop.close();
}

void good_job_only_computes() {
  auto work = [](EventLoop &loop) -> Task<> {
    int sum = co_await loop.run_in_executor([] { return 1 + 1; });
    loop.call_later(std::chrono::milliseconds(sum), [] {});
    co_await sleep(5ms);
  };
  EventLoop loop;
  loop.run_until_complete(work(loop));
  loop.close();
}

void bad_job_sets_a_timer() {
  auto work = [](EventLoop &loop) -> Task<> {
    try {
      co_await loop.run_in_executor([&loop] { loop.call_later(1ms, [] {}); });
      // CHECK-MESSAGES: :[[@LINE-1]]:52: warning: 'call_later' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
      // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-3]]:21: note: the other thread is given its work here
      // CHECK-MESSAGES: :[[@LINE+5]]:8: note: called from here
    } catch (const RuntimeError &) {
    }
  };
  EventLoop loop;
  loop.run_until_complete(work(loop));
  loop.close();
}

void bad_job_spawns_a_task() {
  auto step = []() -> Task<> { co_return; };
  auto work = [step](EventLoop &loop) -> Task<> {
    try {
      co_await loop.run_in_executor(
          [&loop, step] { loop.create_task(step()).detach(); });
          // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: 'create_task' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
          // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
          // CHECK-MESSAGES: :[[@LINE-4]]:21: note: the other thread is given its work here
          // CHECK-MESSAGES: :[[@LINE+5]]:8: note: called from here
    } catch (const RuntimeError &) {
    }
  };
  EventLoop loop;
  loop.run_until_complete(work(loop));
  loop.close();
}

void good_what_a_job_posts_spawns_a_task() {
  auto step = []() -> Task<> { co_return; };
  auto work = [step](EventLoop &loop) -> Task<> {
    co_await loop.run_in_executor([&loop, step] {
      loop.call_soon_threadsafe([&loop, step] { loop.create_task(step()).detach(); });
    });
    co_await sleep(1ms);
  };
  EventLoop loop;
  loop.run_until_complete(work(loop));
  loop.close();
}

void bad_job_of_a_pool_of_ones_own() {
  auto work = [](EventLoop &loop, ThreadPoolExecutor &pool) -> Task<> {
    try {
      co_await loop.run_in_executor(pool, [&loop] { loop.call_soon([] {}); });
      // CHECK-MESSAGES: :[[@LINE-1]]:58: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
      // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-3]]:21: note: the other thread is given its work here
      // CHECK-MESSAGES: :[[@LINE+6]]:8: note: called from here
    } catch (const RuntimeError &) {
    }
  };
  ThreadPoolExecutor pool(1);
  EventLoop loop;
  loop.run_until_complete(work(loop, pool));
  loop.close();
}

void bad_job_submitted_to_a_pool() {
  ThreadPoolExecutor pool(1);
  EventLoop loop;
  loop.call_soon([&loop, &pool] {
    auto done = pool.submit([&loop] { loop.call_soon([] {}); });
    // CHECK-MESSAGES: :[[@LINE-1]]:44: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
    // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-3]]:22: note: the other thread is given its work here
    // CHECK-MESSAGES: :[[@LINE+6]]:8: note: called from here
    try {
      done.get();
    } catch (const RuntimeError &) {
    }
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_job_submitted_to_a_pool_calls_threadsafe() {
  ThreadPoolExecutor pool(1);
  EventLoop loop;
  loop.call_soon([&loop, &pool] {
    auto done = pool.submit([&loop] { loop.call_soon_threadsafe([] {}); });
    done.get();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_job_of_a_loop_that_does_not_run() {
  ThreadPoolExecutor pool(1);
  EventLoop loop;
  auto done = pool.submit([&loop] { loop.call_soon([] {}); });
  done.get();
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_pool_is_shut_down_before_the_loop_runs() {
  ThreadPoolExecutor pool(1);
  EventLoop loop;
  pool.submit([&loop] { loop.call_soon([] {}); });
  pool.shutdown();
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_job_has_a_loop_of_its_own() {
  auto work = [](EventLoop &loop) -> Task<> {
    co_await loop.run_in_executor([] {
      EventLoop own;
      own.call_soon([&own] { own.stop(); });
      own.run_forever();
      own.close();
    });
  };
  EventLoop loop;
  loop.run_until_complete(work(loop));
  loop.close();
}

void good_schedules_after_the_job() {
  auto work = [](EventLoop &loop) -> Task<> {
    co_await loop.run_in_executor([] {});
    loop.call_soon([] {});
    co_await sleep(1ms);
  };
  EventLoop loop;
  loop.run_until_complete(work(loop));
  loop.close();
}

void bad_second_job_is_wrong() {
  auto work = [](EventLoop &loop) -> Task<> {
    co_await loop.run_in_executor([&loop] { loop.call_soon_threadsafe([] {}); });
    try {
      co_await loop.run_in_executor([&loop] { loop.call_soon([] {}); });
      // CHECK-MESSAGES: :[[@LINE-1]]:52: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
      // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-3]]:21: note: the other thread is given its work here
      // CHECK-MESSAGES: :[[@LINE+5]]:8: note: called from here
    } catch (const RuntimeError &) {
    }
  };
  EventLoop loop;
  loop.run_until_complete(work(loop));
  loop.close();
}
