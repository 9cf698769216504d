// RUN: %check_scenarios %s eventloop-executor-not-shutdown
//
// Where the shutdown is written before the close, and where it is not, for it
// could wait for ever or have something run that never ran before.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <future>
#include <memory>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

void bad_fixed_in_a_branch() {
  EventLoop loop;
  loop.run_in_executor([] {});
  if (choose()) {
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:8: note: the job is submitted here
  } else {
    loop.run_until_complete(loop.shutdown_default_executor());
    loop.close();
  }
}

void bad_fixed_without_braces() {
  EventLoop loop;
  auto saved = loop.run_in_executor([] {});
  if (saved.done())
    (void)loop.is_closed();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:21: note: the job is submitted here
}

void bad_fixed_behind_an_owner() {
  auto loop = new_event_loop();
  loop->run_in_executor([] {});
  loop->close();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:9: note: the job is submitted here
}

void bad_fixed_after_another_job() {
  EventLoop loop;
  int total = 0;
  auto first = loop.run_in_executor([&total] { ++total; });
  loop.run_until_complete(first);
  loop.run_in_executor([&total] { ++total; });
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
}

static Task<> wait_a_little() { co_await sleep(1ms); }

void bad_fixed_after_a_run() {
  EventLoop loop;
  loop.run_until_complete(wait_a_little());
  loop.run_in_executor([] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
}

// What the job waits for comes after the close.
void bad_not_fixed_job_waits_for_the_close() {
  EventLoop loop;
  std::promise<void> gate;
  auto opened = gate.get_future().share();
  loop.run_in_executor([opened, &gate] { opened.wait(); });
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
  gate.set_value();
}

// A run would call what was posted.
static void leave_a_job() {
  EventLoop loop;
  loop.run_in_executor([] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+7]]:37: note: called from here
}
static Task<> leaves_a_job() {
  leave_a_job();
  co_return;
}
// No loop can be run while another one runs around it.
void bad_not_fixed_inside_a_run() { run(leaves_a_job()); }

void bad_not_fixed_callback_waits() {
  EventLoop loop;
  loop.call_soon([] {});
  loop.run_in_executor([] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
}

// A run would return at once.
void bad_not_fixed_loop_was_stopped() {
  EventLoop loop;
  loop.stop();
  loop.run_in_executor([] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
}

// The pool is not the loop's to shut down.
void bad_not_fixed_pool_of_its_own() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.run_in_executor(pool, [] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
}

void bad_not_fixed_default_pool() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(pool);
  loop.run_in_executor([] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
}

static void watch(EventLoop &) {}

// Whoever had the loop may have left it something to run.
void bad_not_fixed_loop_went_elsewhere() {
  EventLoop loop;
  watch(loop);
  loop.run_in_executor([] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
}

void bad_not_fixed_without_a_block() {
  EventLoop loop;
  loop.run_in_executor([] {});
  if (!loop.is_closed())
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:8: note: the job is submitted here
}

#define CLOSE(LOOP) (LOOP).close()

void bad_not_fixed_in_a_macro() {
  EventLoop loop;
  loop.run_in_executor([] {});
  CLOSE(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-7]]:28: note: expanded from macro 'CLOSE'
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: the job is submitted here
}

// Two closes in one function, only one of which is too early.
void bad_fixed_before_one_of_two_closes() {
  EventLoop first;
  EventLoop second;
  first.run_in_executor([] {});
  auto saved = second.run_in_executor([] {});
  second.run_until_complete(saved);
  first.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: loop 'first' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'first' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:9: note: the job is submitted here
  second.close();
}
