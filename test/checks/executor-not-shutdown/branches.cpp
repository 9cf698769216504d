// RUN: %check_scenarios %s eventloop-executor-not-shutdown
//
// Some paths submit or wait: conditions that agree and that do not, early
// returns and loops.

#include <refloop/refloop.h>
#include <refloop/testing.h>

using namespace refloop;
using refloop::testing::choose;

static void wait(EventLoop &loop) {
  loop.run_until_complete(loop.shutdown_default_executor());
}

void maybe_one_path_submits() {
  EventLoop loop;
  if (choose())
    loop.run_in_executor([] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job may be not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:10: note: the job is submitted here
}

void maybe_one_path_waits() {
  EventLoop loop;
  loop.run_in_executor([] {});
  if (choose())
    wait(loop);
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job may be not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:8: note: the job is submitted here
}

void good_both_paths_wait() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.run_in_executor(pool, [] {});
  if (choose())
    pool.shutdown();
  else
    pool.shutdown(true);
  loop.close();
}

void bad_no_path_waits() {
  EventLoop loop;
  loop.run_in_executor([] {});
  if (choose())
    loop.stop();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:8: note: the job is submitted here
}

void good_conditions_agree() {
  EventLoop loop;
  const bool saves = choose();
  if (saves)
    loop.run_in_executor([] {});
  if (saves)
    wait(loop);
  loop.close();
}

void maybe_conditions_disagree() {
  EventLoop loop;
  const bool saves = choose();
  if (saves)
    loop.run_in_executor([] {});
  if (!saves)
    wait(loop);
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job may be not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:10: note: the job is submitted here
}

void maybe_conditions_are_independent() {
  EventLoop loop;
  if (choose())
    loop.run_in_executor([] {});
  if (choose())
    wait(loop);
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job may be not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:10: note: the job is submitted here
}

void good_counted_jobs() {
  EventLoop loop;
  int jobs = 0;
  if (choose()) {
    loop.run_in_executor([] {});
    ++jobs;
  }
  if (jobs > 0)
    wait(loop);
  loop.close();
}

enum class Phase { Idle, Saving };

void good_enumerator_agrees() {
  EventLoop loop;
  Phase phase = Phase::Idle;
  if (choose()) {
    loop.run_in_executor([] {});
    phase = Phase::Saving;
  }
  if (phase == Phase::Saving)
    wait(loop);
  loop.close();
}

void bad_returns_early() {
  EventLoop loop;
  loop.run_in_executor([] {});
  if (choose()) {
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:8: note: the job is submitted here
    return;
  }
  wait(loop);
  loop.close();
}

void good_returns_early() {
  EventLoop loop;
  if (choose()) {
    loop.close();
    return;
  }
  loop.run_in_executor([] {});
  wait(loop);
  loop.close();
}

void bad_closed_in_the_round_of_the_job() {
  for (int round = 0; round < 2; ++round) {
    EventLoop loop;
    loop.run_in_executor([] {});
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
    // CHECK-MESSAGES: :[[@LINE-4]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-4]]:10: note: the job is submitted here
  }
}

void good_waits_in_each_round() {
  for (int round = 0; round < 2; ++round) {
    EventLoop loop;
    auto done = loop.run_in_executor([] {});
    loop.run_until_complete(done);
    loop.close();
  }
}

void bad_submits_in_a_loop() {
  EventLoop loop;
  for (int i = 0; i < 3; ++i)
    loop.run_in_executor([] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:10: note: the job is submitted here
}

void good_submits_in_a_loop() {
  EventLoop loop;
  for (int i = 0; i < 3; ++i)
    loop.run_in_executor([] {});
  wait(loop);
  loop.close();
}

void good_each_job_is_awaited() {
  EventLoop loop;
  for (int i = 0; i < 3; ++i) {
    auto done = loop.run_in_executor([] {});
    loop.run_until_complete(done);
  }
  loop.close();
}

void maybe_while_choice() {
  EventLoop loop;
  int jobs = 0;
  while (jobs < 2 && choose()) {
    loop.run_in_executor([] {});
    ++jobs;
  }
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job may be not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:10: note: the job is submitted here
}
