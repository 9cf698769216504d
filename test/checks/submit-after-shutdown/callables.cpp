// RUN: %check_scenarios %s eventloop-submit-after-shutdown
//
// Lambdas that are called now, kept or scheduled; coroutines; gathered jobs;
// the current loop, run() and Runner.

#include <refloop/refloop.h>

#include <functional>

using namespace refloop;
using namespace std::chrono_literals;

void bad_lambda_called_now() {
  ThreadPoolExecutor pool(1);
  auto finish = [&] { pool.shutdown(); };
  finish();
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:28: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}

void good_lambda_that_is_never_called() {
  ThreadPoolExecutor pool(1);
  auto finish = [&] { pool.shutdown(); };
  (void)finish;
  pool.submit([] {});
}

void bad_lambda_submits() {
  ThreadPoolExecutor pool(1);
  auto save = [&pool] { pool.submit([] {}); };
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-3]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
  pool.shutdown();
  save();
}

void good_lambda_submits_first() {
  ThreadPoolExecutor pool(1);
  auto save = [&pool] { pool.submit([] {}); };
  save();
  pool.shutdown();
}

void bad_function_object() {
  ThreadPoolExecutor pool(1);
  std::function<void()> save = [&pool] { pool.submit([] {}); };
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-3]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
  pool.shutdown();
  save();
}

void good_function_object() {
  ThreadPoolExecutor pool(1);
  std::function<void()> finish = [&pool] { pool.shutdown(); };
  pool.submit([] {});
  finish();
}

void bad_callback_shuts_down() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.call_soon([&] { pool.shutdown(); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-7]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:29: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE-6]]:8: note: called from here
}

void good_callback_has_not_run() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.call_soon([&] { pool.shutdown(); });
  pool.submit([] {});
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void good_callback_never_runs() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.call_soon([&] { pool.shutdown(); });
  loop.close();
  pool.submit([] {});
}

void bad_callback_submits() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  pool.shutdown();
  loop.call_soon([&] {
    loop.stop();
    try {
      pool.submit([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
      // CHECK-MESSAGES: :[[@LINE-7]]:22: note: executor 'pool' is created here
      // CHECK-MESSAGES: :[[@LINE-7]]:8: note: executor 'pool' is shut down here
      // CHECK-MESSAGES: :[[@LINE+4]]:8: note: called from here
    } catch (const RuntimeError &) {
    }
  });
  loop.run_forever();
  loop.close();
}

void good_callbacks_in_their_order() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.call_soon([&] { pool.submit([] {}); });
  loop.call_soon([&] { pool.shutdown(); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

static Task<> use_after_shutdown(EventLoop &loop) {
  co_await loop.shutdown_default_executor();
  co_await loop.run_in_executor([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'run_in_executor' hands a job to the executor, which is shut down: RuntimeError 'Executor shutdown has been called' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-3]]:17: note: the executor is shut down here
  // CHECK-MESSAGES: :[[@LINE+6]]:10: note: called from here
}

void bad_coroutine() {
  EventLoop loop;
  try {
    loop.run_until_complete(use_after_shutdown(loop));
  } catch (const RuntimeError &) {
  }
  loop.close();
}

static Task<> use_before_shutdown(EventLoop &loop) {
  co_await loop.run_in_executor([] {});
  co_await loop.shutdown_default_executor();
}

void good_coroutine() {
  EventLoop loop;
  loop.run_until_complete(use_before_shutdown(loop));
  loop.close();
}

static Task<> on_a_pool(EventLoop &loop, ThreadPoolExecutor &pool) {
  co_await loop.run_in_executor(pool, [] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'run_in_executor' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE+7]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE+8]]:10: note: called from here
}

void bad_coroutine_with_a_pool() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  pool.shutdown();
  try {
    loop.run_until_complete(on_a_pool(loop, pool));
  } catch (const RuntimeError &) {
  }
  loop.close();
}

static Task<> on_a_live_pool(EventLoop &loop, ThreadPoolExecutor &pool) {
  co_await loop.run_in_executor(pool, [] {});
}

void good_coroutine_with_a_pool() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.run_until_complete(on_a_live_pool(loop, pool));
  pool.shutdown();
  loop.close();
}

static Task<> finish_pool(ThreadPoolExecutor &pool) {
  pool.shutdown();
  co_return;
}

void bad_awaited_coroutine_shuts_down() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.run_until_complete(finish_pool(pool));
  loop.close();
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-12]]:8: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE-6]]:8: note: called from here
}

static Task<> gather_all(EventLoop &loop) {
  auto first = loop.run_in_executor([] { return 1; });
  auto second = loop.run_in_executor([] { return 2; });
  co_await gather(first, second);
  co_await loop.shutdown_default_executor();
}

void good_gathered_jobs() {
  EventLoop loop;
  loop.run_until_complete(gather_all(loop));
  loop.close();
}

static Task<> gather_too_late(EventLoop &loop) {
  auto first = loop.run_in_executor([] { return 1; });
  co_await loop.shutdown_default_executor();
  auto second = loop.run_in_executor([] { return 2; });
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'run_in_executor' hands a job to the executor, which is shut down: RuntimeError 'Executor shutdown has been called' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-3]]:17: note: the executor is shut down here
  // CHECK-MESSAGES: :[[@LINE+7]]:10: note: called from here
  co_await gather(first, second);
}

void bad_gathered_jobs() {
  EventLoop loop;
  try {
    loop.run_until_complete(gather_too_late(loop));
  } catch (const RuntimeError &) {
  }
  loop.close();
}

static Task<> on_the_running_loop() {
  co_await get_running_loop().shutdown_default_executor();
  co_await get_running_loop().run_in_executor([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 'run_in_executor' hands a job to the executor, which is shut down: RuntimeError 'Executor shutdown has been called' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-3]]:31: note: the executor is shut down here
  // CHECK-MESSAGES: :[[@LINE+5]]:5: note: called from here
}

void bad_running_loop() {
  try {
    run(on_the_running_loop());
  } catch (const RuntimeError &) {
  }
}

static Task<> save_on_the_running_loop() {
  co_await get_running_loop().run_in_executor([] {});
}

// Each has a loop of its own.
void good_run_twice() {
  run(save_on_the_running_loop());
  run(save_on_the_running_loop());
}

static Task<> finish_the_running_loop() {
  co_await get_running_loop().shutdown_default_executor();
}

void good_run_after_a_shutdown() {
  run(finish_the_running_loop());
  run(save_on_the_running_loop());
}

static Task<> save_for_a_runner() {
  co_await get_running_loop().run_in_executor([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 'run_in_executor' hands a job to the executor, which is shut down: RuntimeError 'Executor shutdown has been called' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-11]]:31: note: the executor is shut down here
  // CHECK-MESSAGES: :[[@LINE+6]]:10: note: called from here
  // CHECK-MESSAGES: :[[@LINE+7]]:12: note: called from here
}

void bad_runner() {
  Runner runner;
  runner.run(finish_the_running_loop());
  try {
    runner.run(save_for_a_runner());
  } catch (const RuntimeError &) {
  }
}

void good_runner() {
  Runner runner;
  runner.run(save_on_the_running_loop());
  runner.run(save_on_the_running_loop());
}

void bad_current_loop() {
  EventLoop loop;
  set_event_loop(&loop);
  loop.run_until_complete(get_event_loop().shutdown_default_executor());
  get_event_loop().run_in_executor([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'run_in_executor' hands a job to the executor, which is shut down: RuntimeError 'Executor shutdown has been called' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-3]]:44: note: the executor is shut down here
  loop.close();
}

void good_current_loop_is_another() {
  EventLoop loop;
  EventLoop other;
  set_event_loop(&loop);
  loop.run_until_complete(loop.shutdown_default_executor());
  set_event_loop(&other);
  auto done = get_event_loop().run_in_executor([] {});
  other.run_until_complete(done);
  set_event_loop(nullptr);
  loop.close();
  other.close();
}

static Task<> wait_a_little() { co_await sleep(1ms); }

void good_task_waits_meanwhile() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.run_until_complete(wait_a_little());
  pool.submit([] {});
  loop.close();
}

struct Job {
  ThreadPoolExecutor *pool;
  void operator()() const { pool->submit([] {}); }
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE+6]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: called from here
};

void bad_callable_object() {
  ThreadPoolExecutor pool(1);
  Job job{&pool};
  pool.shutdown();
  job();
}

// A job that hands another one over while the pool is open.
void good_job_of_a_job() {
  ThreadPoolExecutor pool(2);
  auto outer = pool.submit([&pool] { pool.submit([] {}); });
  outer.get();
  pool.shutdown();
}
