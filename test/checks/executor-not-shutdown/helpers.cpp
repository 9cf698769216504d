// RUN: %check_scenarios %s eventloop-executor-not-shutdown
//
// Functions that hand a job over, wait for it or close the loop: one to three
// levels down, in recursions, templates and macros, in bodies that nobody can
// see.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <optional>
#include <thread>

using namespace refloop;
using refloop::testing::choose;

static void save(EventLoop &loop) { loop.run_in_executor([] {}); }
static void wait(EventLoop &loop) {
  loop.run_until_complete(loop.shutdown_default_executor());
}

void bad_helper_submits() {
  EventLoop loop;
  save(loop);
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-11]]:42: note: the job is submitted here
}

void good_helper_submits_and_waits() {
  EventLoop loop;
  save(loop);
  wait(loop);
  loop.close();
}

static void finish(EventLoop &loop) { loop.close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:44: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
// CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+5]]:8: note: the job is submitted here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: called from here

void bad_helper_closes() {
  EventLoop loop;
  loop.run_in_executor([] {});
  finish(loop);
}

static void finish_in_order(EventLoop &loop) {
  loop.run_until_complete(loop.shutdown_default_executor());
  loop.close();
}

void good_helper_closes_in_order() {
  EventLoop loop;
  loop.run_in_executor([] {});
  finish_in_order(loop);
}

static void save_on(EventLoop *loop) { loop->run_in_executor([] {}); }
static void save_one(EventLoop *loop) { save_on(loop); }
static void save_all(EventLoop *loop) {
  save_one(loop);
  save_one(loop);
}
static void close_one(EventLoop *loop) { loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:48: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
// CHECK-MESSAGES: :[[@LINE+8]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE-9]]:46: note: the job is submitted here
// CHECK-MESSAGES: :[[@LINE-10]]:46: note: the job is submitted here
// CHECK-MESSAGES: :[[@LINE+2]]:42: note: called from here
// CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
static void close_all(EventLoop *loop) { close_one(loop); }

void bad_three_levels_down() {
  EventLoop loop;
  save_all(&loop);
  close_all(&loop);
}

static void close_one_in_order(EventLoop *loop) {
  wait(*loop);
  loop->close();
}
static void close_all_in_order(EventLoop *loop) { close_one_in_order(loop); }

void good_three_levels_down() {
  EventLoop loop;
  save_all(&loop);
  close_all_in_order(&loop);
}

static void save_times(int count, EventLoop &loop) {
  if (count == 0)
    return;
  loop.run_in_executor([] {});
  save_times(count - 1, loop);
}

void bad_recursion_submits() {
  EventLoop loop;
  save_times(2, loop);
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-10]]:8: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE-11]]:8: note: the job is submitted here
}

void good_recursion_submits() {
  EventLoop loop;
  save_times(2, loop);
  wait(loop);
  loop.close();
}

template <class Loop, class Job> static void hand(Loop &loop, Job job) {
  loop.run_in_executor(job);
}

template <class Loop> static void end_of(Loop &loop) { loop.close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:61: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
// CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE-6]]:8: note: the job is submitted here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: called from here

void bad_template() {
  EventLoop loop;
  hand(loop, [] {});
  end_of(loop);
}

template <class Loop> static void orderly_end_of(Loop &loop) {
  loop.run_until_complete(loop.shutdown_default_executor());
  loop.close();
}

void good_template() {
  EventLoop loop;
  hand(loop, [] {});
  orderly_end_of(loop);
}

#define SAVE(LOOP) (LOOP).run_in_executor([] {})
#define FINISH(LOOP) (LOOP).close()
#define WAIT(LOOP) (LOOP).run_until_complete((LOOP).shutdown_default_executor())

void bad_macros() {
  EventLoop loop;
  SAVE(loop);
  FINISH(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-8]]:29: note: expanded from macro 'FINISH'
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE-12]]:27: note: expanded from macro 'SAVE'
}

void good_macros() {
  EventLoop loop;
  SAVE(loop);
  WAIT(loop);
  FINISH(loop);
}

static Future<int> answer_of(EventLoop &loop) {
  return loop.run_in_executor([] { return 42; });
}

void bad_helper_returns_the_future() {
  EventLoop loop;
  auto answer = answer_of(loop);
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-9]]:15: note: the job is submitted here
}

void good_helper_returns_the_future() {
  EventLoop loop;
  auto answer = answer_of(loop);
  (void)loop.run_until_complete(answer);
  loop.close();
}

static int value_of(EventLoop &loop, Future<int> future) {
  return loop.run_until_complete(future);
}

void good_helper_takes_the_future() {
  EventLoop loop;
  auto answer = loop.run_in_executor([] { return 42; });
  (void)value_of(loop, std::move(answer));
  loop.close();
}

static void wait_if(bool wanted, EventLoop &loop) {
  if (wanted)
    loop.run_until_complete(loop.shutdown_default_executor());
}

void good_helper_is_told_to_wait() {
  EventLoop loop;
  loop.run_in_executor([] {});
  wait_if(true, loop);
  loop.close();
}

void bad_helper_is_told_not_to_wait() {
  EventLoop loop;
  loop.run_in_executor([] {});
  wait_if(false, loop);
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: the job is submitted here
}

void maybe_helper_is_told_either() {
  EventLoop loop;
  loop.run_in_executor([] {});
  wait_if(choose(), loop);
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job may be not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: the job is submitted here
}

static void join(ThreadPoolExecutor &pool) { pool.shutdown(); }

void good_helper_shuts_the_pool_down() {
  EventLoop loop;
  ThreadPoolExecutor pool(2);
  loop.run_in_executor(pool, [] {});
  join(pool);
  loop.close();
}

void bad_helper_shuts_another_pool_down() {
  EventLoop loop;
  ThreadPoolExecutor pool(2);
  ThreadPoolExecutor other(2);
  loop.run_in_executor(pool, [] {});
  join(other);
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: the job is submitted here
}

static void drain(EventLoop &loop) {
  loop.run_until_complete(loop.shutdown_default_executor());
}
static void shut(ThreadPoolExecutor &pool) { pool.shutdown(); }
static void leave_alone(EventLoop &) {}
static void close_at_once(EventLoop &loop) { loop.close(); }

// Nobody can know what these point to.
void (*volatile unknown_that_drains)(EventLoop &) = drain;
void (*volatile unknown_that_shuts)(ThreadPoolExecutor &) = shut;
void (*volatile unknown_that_does_nothing)(EventLoop &) = leave_alone;
void (*volatile unknown_that_closes)(EventLoop &) = close_at_once;

void good_unknown_function_drains_the_loop() {
  EventLoop loop;
  loop.run_in_executor([] {});
  unknown_that_drains(loop);
  loop.close();
}

void good_unknown_function_shuts_the_pool_down() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.run_in_executor(pool, [] {});
  unknown_that_shuts(pool);
  loop.close();
}

// What had the loop may have waited for its jobs.
void fn_unknown_function_does_nothing() {
  EventLoop loop;
  loop.run_in_executor([] {});
  unknown_that_does_nothing(loop);
  loop.close();
}

// The close stands behind a pointer to a function, which is not followed.
void fn_unknown_function_closes() {
  EventLoop loop;
  loop.run_in_executor([] {});
  unknown_that_closes(loop);
}

static std::optional<ThreadPoolExecutor> pool;
static void shut_down() { pool->shutdown(); }
static void do_nothing() {}

void good_global_pool_is_shut_down_by_a_helper() {
  EventLoop loop;
  pool.emplace(1);
  auto job = loop.run_in_executor(*pool, [] {});
  shut_down();
  loop.close();
}

void bad_global_pool_is_not_shut_down_by_the_helper() {
  EventLoop loop;
  pool.emplace(1);
  auto job = loop.run_in_executor(*pool, [] {
    std::this_thread::sleep_for(std::chrono::milliseconds(40));
  });
  do_nothing();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:19: note: the job is submitted here
  shut_down();
}
