// RUN: %check_scenarios %s eventloop-executor-not-shutdown
//
// One function, no branches: loops that are closed while an executor has a job
// of theirs, and all the ways to wait for it first.

#include <refloop/refloop.h>

#include <future>
#include <stdexcept>

using namespace refloop;

void bad_job_of_the_default_executor() {
  EventLoop loop;
  loop.run_in_executor([] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
}

void good_future_is_awaited() {
  EventLoop loop;
  auto done = loop.run_in_executor([] {});
  loop.run_until_complete(done);
  loop.close();
}

void good_default_executor_is_shut_down() {
  EventLoop loop;
  loop.run_in_executor([] {});
  loop.run_until_complete(loop.shutdown_default_executor());
  loop.close();
}

void bad_future_is_kept() {
  EventLoop loop;
  auto done = loop.run_in_executor([] { return 42; });
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:20: note: the job is submitted here
}

void bad_shutdown_is_never_awaited() {
  EventLoop loop;
  loop.run_in_executor([] {});
  Task<> shutdown = loop.shutdown_default_executor();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: the job is submitted here
  EventLoop other;
  other.run_until_complete(std::move(shutdown));
  other.close();
}

void bad_job_of_a_pool() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.run_in_executor(pool, [] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
}

void good_pool_is_shut_down() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.run_in_executor(pool, [] {});
  pool.shutdown();
  loop.close();
}

void good_pool_ends_before_the_close() {
  EventLoop loop;
  {
    ThreadPoolExecutor pool(1);
    loop.run_in_executor(pool, [] {});
  }
  loop.close();
}

void good_result_of_a_pool_is_awaited() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  auto answer = loop.run_in_executor(pool, [] { return 42; });
  (void)loop.run_until_complete(answer);
  loop.close();
}

void bad_other_pool_is_shut_down() {
  EventLoop loop;
  ThreadPoolExecutor first(1);
  ThreadPoolExecutor second(1);
  loop.run_in_executor(first, [] {});
  second.shutdown();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: the job is submitted here
}

void bad_default_executor_does_not_have_the_job() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  std::promise<void> gate;
  loop.run_in_executor(pool, [opened = gate.get_future().share()] { opened.wait(); });
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
  gate.set_value();
}

// The pool's own jobs are nothing of the loop's.
void good_job_that_only_the_pool_knows() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  auto done = pool.submit([] {});
  loop.close();
  done.get();
}

void bad_one_of_two_jobs() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  auto first = loop.run_in_executor(pool, [] {});
  loop.run_until_complete(first);
  auto second = loop.run_in_executor(pool, [] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:22: note: the job is submitted here
}

void good_both_jobs_are_awaited() {
  EventLoop loop;
  auto first = loop.run_in_executor([] {});
  auto second = loop.run_in_executor([] {});
  loop.run_until_complete(gather(first, second));
  loop.close();
}

void good_one_is_awaited_and_all_are_waited_for() {
  EventLoop loop;
  auto first = loop.run_in_executor([] {});
  loop.run_in_executor([] {});
  loop.run_until_complete(first);
  loop.run_until_complete(loop.shutdown_default_executor());
  loop.close();
}

void bad_default_pool() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(pool);
  loop.run_in_executor([] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
}

void good_default_pool_is_shut_down_by_hand() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(pool);
  loop.run_in_executor([] {});
  pool.shutdown();
  loop.close();
}

void good_default_pool_is_shut_down_by_its_loop() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(pool);
  loop.run_in_executor([] {});
  loop.run_until_complete(loop.shutdown_default_executor());
  loop.close();
}

void bad_job_of_the_pool_that_was_the_default() {
  EventLoop loop;
  ThreadPoolExecutor old(1);
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(old);
  loop.run_in_executor([] {});
  loop.set_default_executor(pool);
  pool.shutdown();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:8: note: the job is submitted here
}

void bad_shutdown_does_not_wait() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  std::promise<void> gate;
  loop.run_in_executor(pool, [opened = gate.get_future().share()] { opened.wait(); });
  pool.shutdown(false);
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: the job is submitted here
  gate.set_value();
}

void good_shutdown_waits_the_second_time() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.run_in_executor(pool, [] {});
  pool.shutdown(false);
  pool.shutdown();
  loop.close();
}

void good_other_loop_is_closed() {
  EventLoop loop;
  EventLoop other;
  auto done = loop.run_in_executor([] {});
  other.close();
  loop.run_until_complete(done);
  loop.close();
}

void bad_other_loop_waits() {
  EventLoop loop;
  EventLoop other;
  loop.run_in_executor([] {});
  other.run_until_complete(other.shutdown_default_executor());
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: the job is submitted here
  other.close();
}

void good_job_is_cancelled() {
  EventLoop loop;
  auto done = loop.run_in_executor([] {});
  done.cancel();
  loop.close();
}

void good_loop_without_jobs() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(pool);
  loop.close();
}

void bad_closed_twice() {
  EventLoop loop;
  loop.run_in_executor([] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
  loop.close();
}

void good_job_fails_and_is_awaited() {
  EventLoop loop;
  auto done = loop.run_in_executor([] { throw std::runtime_error("no disk"); });
  try {
    loop.run_until_complete(done);
  } catch (const std::runtime_error &) {
  }
  loop.close();
}

// The pool has one thread, so that the first job is done when the second is.
// The analysis does not count threads.
void fp_later_job_of_the_only_thread_is_awaited() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.run_in_executor(pool, [] {});
  auto last = loop.run_in_executor(pool, [] {});
  loop.run_until_complete(last);
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job may be not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:8: note: the job is submitted here
}
