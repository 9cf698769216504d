// RUN: %check_scenarios %s eventloop-submit-after-shutdown
//
// Some paths shut the executor down: conditions that agree and that do not,
// early returns, loops, switches and guards.

#include <refloop/refloop.h>
#include <refloop/testing.h>

using namespace refloop;
using refloop::testing::choose;

void maybe_one_path_shuts_down() {
  ThreadPoolExecutor pool(1);
  if (choose())
    pool.shutdown();
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which may be shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:10: note: executor 'pool' is shut down here
}

void bad_both_paths_shut_down() {
  ThreadPoolExecutor pool(1);
  if (choose())
    pool.shutdown();
  else
    pool.shutdown(false);
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-7]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:10: note: executor 'pool' is shut down here
}

void good_one_path_or_the_other() {
  ThreadPoolExecutor pool(1);
  if (choose())
    pool.shutdown();
  else
    pool.submit([] {});
}

void good_conditions_agree() {
  ThreadPoolExecutor pool(1);
  const bool finished = choose();
  if (finished)
    pool.shutdown();
  if (!finished)
    pool.submit([] {});
}

void bad_conditions_agree() {
  ThreadPoolExecutor pool(1);
  const bool finished = choose();
  if (finished)
    pool.shutdown();
  if (finished)
    pool.submit([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
    // CHECK-MESSAGES: :[[@LINE-7]]:22: note: executor 'pool' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:10: note: executor 'pool' is shut down here
}

void maybe_conditions_do_not_agree() {
  ThreadPoolExecutor pool(1);
  if (choose())
    pool.shutdown();
  if (choose())
    pool.submit([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'submit' hands a job to executor 'pool', which may be shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
    // CHECK-MESSAGES: :[[@LINE-6]]:22: note: executor 'pool' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:10: note: executor 'pool' is shut down here
}

enum class Phase { Saving, Finished };

void good_enumerator_agrees() {
  ThreadPoolExecutor pool(1);
  Phase phase = Phase::Saving;
  if (choose()) {
    phase = Phase::Finished;
    pool.shutdown();
  }
  if (phase == Phase::Saving)
    pool.submit([] {});
}

void bad_enumerator_agrees() {
  ThreadPoolExecutor pool(1);
  Phase phase = Phase::Saving;
  if (choose()) {
    phase = Phase::Finished;
    pool.shutdown();
  }
  if (phase == Phase::Finished)
    pool.submit([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
    // CHECK-MESSAGES: :[[@LINE-9]]:22: note: executor 'pool' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:10: note: executor 'pool' is shut down here
}

void good_pointer_tells() {
  ThreadPoolExecutor pool(1);
  ThreadPoolExecutor *usable = &pool;
  if (choose()) {
    pool.shutdown();
    usable = nullptr;
  }
  if (usable)
    usable->submit([] {});
}

void good_returns_early() {
  ThreadPoolExecutor pool(1);
  if (choose()) {
    pool.shutdown();
    return;
  }
  pool.submit([] {});
}

void maybe_forgets_to_return() {
  ThreadPoolExecutor pool(1);
  if (choose()) {
    pool.shutdown();
    if (choose())
      return;
  }
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which may be shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-8]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:10: note: executor 'pool' is shut down here
}

void bad_second_round() {
  ThreadPoolExecutor pool(1);
  try {
    for (int round = 0; round < 2; ++round) {
      if (round == 1)
        pool.submit([] {});
        // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
        // CHECK-MESSAGES: :[[@LINE-6]]:22: note: executor 'pool' is created here
        // CHECK-MESSAGES: :[[@LINE+1]]:12: note: executor 'pool' is shut down here
      pool.shutdown();
    }
  } catch (const RuntimeError &) {
  }
}

void good_last_round_shuts_down() {
  ThreadPoolExecutor pool(1);
  for (int round = 0; round < 3; ++round) {
    pool.submit([] {});
    if (round == 2)
      pool.shutdown();
  }
}

void good_pool_of_each_round() {
  for (int round = 0; round < 2; ++round) {
    ThreadPoolExecutor pool(1);
    pool.submit([] {});
    pool.shutdown();
  }
}

void good_leaves_the_loop_after_it() {
  ThreadPoolExecutor pool(1);
  while (true) {
    pool.submit([] {});
    if (choose()) {
      pool.shutdown();
      break;
    }
    if (choose()) {
      pool.submit([] {});
      break;
    }
    break;
  }
}

void bad_after_the_loop() {
  ThreadPoolExecutor pool(1);
  for (int i = 0; i < 2; ++i)
    pool.shutdown();
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:10: note: executor 'pool' is shut down here
}

static void submit_when(int phase) {
  ThreadPoolExecutor pool(1);
  switch (phase) {
  case 0:
    pool.submit([] {});
    break;
  case 1:
    pool.shutdown();
    break;
  default:
    break;
  }
}

void good_switch() { submit_when(choose() ? 0 : 1); }

void bad_switch_falls_through() {
  ThreadPoolExecutor pool(1);
  switch (choose() ? 1 : 0) {
  case 1:
    pool.shutdown();
    [[fallthrough]];
  case 2:
    pool.submit([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
    // CHECK-MESSAGES: :[[@LINE-8]]:22: note: executor 'pool' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:10: note: executor 'pool' is shut down here
    break;
  default:
    pool.submit([] {});
  }
}

void maybe_conditional_operator() {
  ThreadPoolExecutor first(1);
  ThreadPoolExecutor second(1);
  first.shutdown();
  ThreadPoolExecutor &pool = choose() ? first : second;
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'first', which may be shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:22: note: executor 'first' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:9: note: executor 'first' is shut down here
}

void good_conditional_operator() {
  ThreadPoolExecutor first(1);
  ThreadPoolExecutor second(1);
  ThreadPoolExecutor third(1);
  third.shutdown();
  ThreadPoolExecutor &pool = choose() ? first : second;
  pool.submit([] {});
}

void maybe_waits_or_not() {
  ThreadPoolExecutor pool(1);
  choose() ? pool.shutdown() : void();
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which may be shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:19: note: executor 'pool' is shut down here
}

static bool finished(ThreadPoolExecutor &pool) {
  pool.shutdown();
  return true;
}

void maybe_short_circuit() {
  ThreadPoolExecutor pool(1);
  const bool done = choose() && finished(pool);
  (void)done;
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which may be shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-11]]:8: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE-6]]:33: note: called from here
}

void good_short_circuit() {
  ThreadPoolExecutor pool(1);
  if (choose() && finished(pool))
    return;
  pool.submit([] {});
}

void good_negated_short_circuit() {
  ThreadPoolExecutor pool(1);
  if (!(choose() && finished(pool)))
    pool.submit([] {});
}
