// RUN: %check_scenarios %s eventloop-executor-not-shutdown
//
// Loops, pools and futures behind references, pointers and owners.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>
#include <optional>
#include <utility>

using namespace refloop;

void bad_unique_ptr() {
  auto loop = new_event_loop();
  loop->run_in_executor([] {});
  loop->close();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:9: note: the job is submitted here
}

void good_unique_ptr() {
  auto loop = new_event_loop();
  loop->run_in_executor([] {});
  loop->run_until_complete(loop->shutdown_default_executor());
  loop->close();
}

void bad_shared_ptr() {
  auto loop = std::make_shared<EventLoop>();
  auto same = loop;
  same->run_in_executor([] {});
  loop->close();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:9: note: the job is submitted here
}

void good_shared_ptr() {
  auto loop = std::make_shared<EventLoop>();
  auto same = loop;
  same->run_in_executor([] {});
  same->run_until_complete(loop->shutdown_default_executor());
  loop->close();
}

void bad_through_a_reference() {
  EventLoop loop;
  EventLoop &same = loop;
  same.run_in_executor([] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
}

void good_pointer_to_another_loop() {
  EventLoop loop;
  EventLoop other;
  EventLoop *closed = &other;
  auto done = loop.run_in_executor([] {});
  closed->close();
  loop.run_until_complete(done);
  loop.close();
}

void bad_optional_pool() {
  EventLoop loop;
  std::optional<ThreadPoolExecutor> pool;
  pool.emplace(1);
  loop.run_in_executor(*pool, [] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
}

void good_optional_pool_is_reset() {
  EventLoop loop;
  std::optional<ThreadPoolExecutor> pool;
  pool.emplace(1);
  loop.run_in_executor(*pool, [] {});
  pool.reset();
  loop.close();
}

void good_unique_pool_is_reset() {
  EventLoop loop;
  auto pool = std::make_unique<ThreadPoolExecutor>(1);
  loop.run_in_executor(*pool, [] {});
  pool.reset();
  loop.close();
}

void bad_unique_pool_is_only_moved() {
  EventLoop loop;
  auto pool = std::make_unique<ThreadPoolExecutor>(1);
  loop.run_in_executor(*pool, [] {});
  auto same = std::move(pool);
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: the job is submitted here
}

void good_future_is_moved_and_awaited() {
  EventLoop loop;
  auto first = loop.run_in_executor([] {});
  auto second = std::move(first);
  loop.run_until_complete(second);
  loop.close();
}

void bad_future_is_moved_and_forgotten() {
  EventLoop loop;
  auto first = loop.run_in_executor([] {});
  auto second = std::move(first);
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:21: note: the job is submitted here
}

void bad_future_is_assigned() {
  EventLoop loop;
  Future<> job;
  job = loop.run_in_executor([] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:14: note: the job is submitted here
}

void good_assigned_future_is_awaited() {
  EventLoop loop;
  Future<> job;
  job = loop.run_in_executor([] {});
  loop.run_until_complete(job);
  loop.close();
}

void good_future_that_is_there_is_awaited() {
  EventLoop loop;
  Future<> job;
  if (refloop::testing::choose())
    job = loop.run_in_executor([] {});
  if (job)
    loop.run_until_complete(job);
  loop.close();
}
