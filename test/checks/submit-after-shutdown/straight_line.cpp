// RUN: %check_scenarios %s eventloop-submit-after-shutdown
//
// One function, no branches: jobs for pools and default executors that were
// shut down, by themselves, by their loop or by the end of their scope.

#include <refloop/refloop.h>

#include <future>

using namespace refloop;

void bad_submit_after_shutdown() {
  ThreadPoolExecutor pool(1);
  pool.shutdown();
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: executor 'pool' is shut down here
}

void good_submit_before_shutdown() {
  ThreadPoolExecutor pool(1);
  pool.submit([] {});
  pool.shutdown();
}

void bad_shutdown_does_not_wait() {
  ThreadPoolExecutor pool(1);
  pool.shutdown(false);
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: executor 'pool' is shut down here
}

void bad_shut_down_twice() {
  ThreadPoolExecutor pool(1);
  pool.shutdown(false);
  pool.shutdown();
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: executor 'pool' is shut down here
}

void good_shut_down_twice() {
  ThreadPoolExecutor pool(1);
  pool.submit([] {});
  pool.shutdown(false);
  pool.shutdown();
}

void bad_second_job_comes_too_late() {
  ThreadPoolExecutor pool(2);
  std::future<int> first = pool.submit([] { return 1; });
  pool.shutdown();
  std::future<int> second = pool.submit([] { return 2; });
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: executor 'pool' is shut down here
  (void)(first.get() + second.get());
}

void good_result_is_taken_after_the_shutdown() {
  ThreadPoolExecutor pool(1);
  std::future<int> answer = pool.submit([] { return 42; });
  pool.shutdown();
  (void)answer.get();
}

void bad_one_of_two_pools() {
  ThreadPoolExecutor first(1);
  ThreadPoolExecutor second(1);
  first.shutdown();
  second.submit([] {});
  first.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'submit' hands a job to executor 'first', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:22: note: executor 'first' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:9: note: executor 'first' is shut down here
}

void good_other_pool_is_shut_down() {
  ThreadPoolExecutor first(1);
  ThreadPoolExecutor second(1);
  first.shutdown();
  second.submit([] {});
  second.shutdown();
}

void good_fresh_pool_of_the_same_name() {
  {
    ThreadPoolExecutor pool(1);
    pool.shutdown();
  }
  ThreadPoolExecutor pool(1);
  pool.submit([] {});
}

void bad_default_executor_of_the_loop() {
  EventLoop loop;
  loop.run_until_complete(loop.shutdown_default_executor());
  loop.run_in_executor([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_in_executor' hands a job to the executor, which is shut down: RuntimeError 'Executor shutdown has been called' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-3]]:32: note: the executor is shut down here
  loop.close();
}

void good_default_executor_of_the_loop() {
  EventLoop loop;
  auto done = loop.run_in_executor([] {});
  loop.run_until_complete(done);
  loop.run_until_complete(loop.shutdown_default_executor());
  loop.close();
}

// A lazy task: nothing is shut down before it runs.
void good_shutdown_is_made_and_run_later() {
  EventLoop loop;
  Task<> shutdown = loop.shutdown_default_executor();
  auto done = loop.run_in_executor([] {});
  loop.run_until_complete(done);
  loop.run_until_complete(std::move(shutdown));
  loop.close();
}

void bad_shutdown_was_made_before() {
  EventLoop loop;
  Task<> shutdown = loop.shutdown_default_executor();
  loop.run_until_complete(std::move(shutdown));
  loop.run_in_executor([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_in_executor' hands a job to the executor, which is shut down: RuntimeError 'Executor shutdown has been called' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:26: note: the executor is shut down here
  loop.close();
}

void good_loops_have_their_own_executors() {
  EventLoop first;
  EventLoop second;
  first.run_until_complete(first.shutdown_default_executor());
  auto done = second.run_in_executor([] {});
  second.run_until_complete(done);
  first.close();
  second.close();
}

void bad_pool_for_a_job_of_the_loop() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  pool.shutdown();
  loop.run_in_executor(pool, [] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_in_executor' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: executor 'pool' is shut down here
  loop.close();
}

void good_pool_for_a_job_of_the_loop() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  auto done = loop.run_in_executor(pool, [] {});
  loop.run_until_complete(done);
  pool.shutdown();
  loop.close();
}

// The pool is not the default executor: that is still there.
void good_pool_is_not_the_default_executor() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  pool.shutdown();
  auto done = loop.run_in_executor([] {});
  loop.run_until_complete(done);
  loop.close();
}

void good_default_executor_is_not_the_pool() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.run_until_complete(loop.shutdown_default_executor());
  auto done = loop.run_in_executor(pool, [] {});
  loop.run_until_complete(done);
  loop.close();
}

void bad_default_pool_was_shut_down() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(pool);
  pool.shutdown();
  loop.run_in_executor([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_in_executor' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: executor 'pool' is shut down here
  loop.close();
}

void good_default_pool() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(pool);
  auto done = loop.run_in_executor([] {});
  loop.run_until_complete(done);
  pool.shutdown();
  loop.close();
}

void good_default_pool_is_replaced() {
  EventLoop loop;
  ThreadPoolExecutor old(1);
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(old);
  old.shutdown();
  loop.set_default_executor(pool);
  auto done = loop.run_in_executor([] {});
  loop.run_until_complete(done);
  loop.close();
}

void bad_replaced_by_one_that_was_shut_down() {
  EventLoop loop;
  ThreadPoolExecutor old(1);
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(old);
  pool.shutdown();
  loop.set_default_executor(pool);
  loop.run_in_executor([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_in_executor' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: executor 'pool' is shut down here
  loop.close();
}

// What the loop shuts down is the pool itself.
void bad_loop_shut_the_pool_down() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(pool);
  loop.run_until_complete(loop.shutdown_default_executor());
  loop.close();
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:32: note: executor 'pool' is shut down here
}

void bad_close_of_the_loop_shut_the_pool_down() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(pool);
  loop.close();
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: executor 'pool' is shut down here
}

void good_close_of_a_loop_leaves_other_pools() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  auto done = loop.run_in_executor(pool, [] {});
  loop.run_until_complete(done);
  loop.close();
  pool.submit([] {});
}

void bad_default_pool_is_gone() {
  EventLoop loop;
  {
    ThreadPoolExecutor pool(1);
    loop.set_default_executor(pool);
  }
  loop.run_in_executor([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_in_executor' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:24: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'pool' is destroyed here
  loop.close();
}

void good_default_pool_ends_last() {
  ThreadPoolExecutor pool(1);
  EventLoop loop;
  loop.set_default_executor(pool);
  auto done = loop.run_in_executor([] {});
  loop.run_until_complete(done);
  loop.close();
}
