// RUN: %check_scenarios %s eventloop-submit-after-shutdown
//
// Functions that shut an executor down or hand it a job: one to three levels
// down, in recursions, templates and macros, in bodies that nobody can see.

#include <refloop/refloop.h>
#include <refloop/testing.h>

using namespace refloop;

static void finish(ThreadPoolExecutor &pool) { pool.shutdown(); }
static void save_on(ThreadPoolExecutor &pool) { pool.submit([] {}); }

void bad_helper_shuts_down() {
  ThreadPoolExecutor pool(1);
  finish(pool);
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-9]]:53: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}

void good_helper_shuts_down_last() {
  ThreadPoolExecutor pool(1);
  pool.submit([] {});
  finish(pool);
}

static void save_too_late(ThreadPoolExecutor &pool) { pool.submit([] {}); }
// CHECK-MESSAGES: :[[@LINE-1]]:60: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
// CHECK-MESSAGES: :[[@LINE+5]]:22: note: executor 'pool' is created here
// CHECK-MESSAGES: :[[@LINE+5]]:8: note: executor 'pool' is shut down here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: called from here

void bad_helper_submits() {
  ThreadPoolExecutor pool(1);
  pool.shutdown();
  save_too_late(pool);
}

void good_helper_submits() {
  ThreadPoolExecutor pool(1);
  save_on(pool);
  pool.shutdown();
}

static void store(ThreadPoolExecutor *pool) { pool->submit([] {}); }
// CHECK-MESSAGES: :[[@LINE-1]]:53: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
// CHECK-MESSAGES: :[[@LINE+13]]:22: note: executor 'pool' is created here
// CHECK-MESSAGES: :[[@LINE+7]]:59: note: executor 'pool' is shut down here
// CHECK-MESSAGES: :[[@LINE+7]]:55: note: called from here
// CHECK-MESSAGES: :[[@LINE+7]]:56: note: called from here
// CHECK-MESSAGES: :[[@LINE+10]]:3: note: called from here
// CHECK-MESSAGES: :[[@LINE+2]]:51: note: called from here
// CHECK-MESSAGES: :[[@LINE+9]]:3: note: called from here
static void store_all(ThreadPoolExecutor *pool) { store(pool); }
static void finish_deep(ThreadPoolExecutor *pool) { pool->shutdown(); }
static void finish_deeper(ThreadPoolExecutor *pool) { finish_deep(pool); }
static void finish_deepest(ThreadPoolExecutor *pool) { finish_deeper(pool); }

void bad_three_levels_down() {
  ThreadPoolExecutor pool(1);
  finish_deepest(&pool);
  store_all(&pool);
}

static void keep(ThreadPoolExecutor *pool) { pool->submit([] {}); }
static void keep_all(ThreadPoolExecutor *pool) { keep(pool); }

void good_three_levels_down() {
  ThreadPoolExecutor pool(1);
  keep_all(&pool);
  finish_deepest(&pool);
}

void good_helper_has_the_other_pool() {
  ThreadPoolExecutor first(1);
  ThreadPoolExecutor second(1);
  finish(first);
  second.submit([] {});
}

static void finish_after(int steps, ThreadPoolExecutor &pool) {
  if (steps == 0)
    return pool.shutdown();
  finish_after(steps - 1, pool);
}

void bad_recursion_shuts_down() {
  ThreadPoolExecutor pool(1);
  finish_after(3, pool);
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-10]]:17: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE-10]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
}

static void save_each(int count, ThreadPoolExecutor &pool) {
  if (count == 0)
    return;
  pool.submit([] {});
  save_each(count - 1, pool);
}

void good_recursion_submits() {
  ThreadPoolExecutor pool(1);
  save_each(3, pool);
  pool.shutdown();
}

template <class Pool> static void end_of(Pool &pool) { pool.shutdown(); }

template <class Pool, class Job> static void hand(Pool &pool, Job job) {
  pool.submit(job);
}

void bad_template_shuts_down() {
  ThreadPoolExecutor pool(1);
  end_of(pool);
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-12]]:61: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}

void good_templates() {
  ThreadPoolExecutor pool(1);
  hand(pool, [] {});
  end_of(pool);
}

#define FINISH(POOL) (POOL).shutdown()
#define SAVE(POOL) (POOL).submit([] {})

void bad_macro_shuts_down() {
  ThreadPoolExecutor pool(1);
  FINISH(pool);
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE-10]]:29: note: expanded from macro 'FINISH'
}

void bad_macro_submits() {
  ThreadPoolExecutor pool(1);
  pool.shutdown();
  SAVE(pool);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-17]]:27: note: expanded from macro 'SAVE'
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: executor 'pool' is shut down here
}

void good_macros() {
  ThreadPoolExecutor pool(1);
  SAVE(pool);
  FINISH(pool);
}

static void finish_default(EventLoop &loop) {
  loop.run_until_complete(loop.shutdown_default_executor());
}

void bad_helper_shuts_the_default_executor_down() {
  EventLoop loop;
  finish_default(loop);
  loop.run_in_executor([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_in_executor' hands a job to the executor, which is shut down: RuntimeError 'Executor shutdown has been called' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-8]]:32: note: the executor is shut down here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: called from here
  loop.close();
}

void good_helper_shuts_the_default_executor_down_last() {
  EventLoop loop;
  auto done = loop.run_in_executor([] {});
  loop.run_until_complete(done);
  finish_default(loop);
  loop.close();
}

static Task<> shutdown_of(EventLoop &loop) {
  return loop.shutdown_default_executor();
}

void bad_helper_returns_the_shutdown() {
  EventLoop loop;
  loop.run_until_complete(shutdown_of(loop));
  loop.run_in_executor([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_in_executor' hands a job to the executor, which is shut down: RuntimeError 'Executor shutdown has been called' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-8]]:15: note: the executor is shut down here
  loop.close();
}

static ThreadPoolExecutor &itself(ThreadPoolExecutor &pool) { return pool; }

void bad_helper_returns_the_pool() {
  ThreadPoolExecutor pool(1);
  itself(pool).shutdown();
  itself(pool).submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:16: note: executor 'pool' is shut down here
}

void good_helper_returns_the_pool() {
  ThreadPoolExecutor pool(1);
  itself(pool).submit([] {});
  itself(pool).shutdown();
}

static void install(EventLoop &loop, ThreadPoolExecutor &pool) {
  loop.set_default_executor(pool);
}

void bad_helper_sets_the_default_executor() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  install(loop, pool);
  pool.shutdown();
  loop.run_in_executor([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_in_executor' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: executor 'pool' is shut down here
  loop.close();
}

void good_helper_sets_the_default_executor() {
  EventLoop loop;
  ThreadPoolExecutor old(1);
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(old);
  install(loop, pool);
  old.shutdown();
  auto done = loop.run_in_executor([] {});
  loop.run_until_complete(done);
  loop.close();
}

static bool finish_if(bool wanted, ThreadPoolExecutor &pool) {
  if (wanted)
    pool.shutdown();
  return wanted;
}

void bad_helper_is_told_to() {
  ThreadPoolExecutor pool(1);
  finish_if(true, pool);
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-10]]:10: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}

void good_helper_is_told_not_to() {
  ThreadPoolExecutor pool(1);
  finish_if(false, pool);
  pool.submit([] {});
}

void good_helper_says_whether_it_did() {
  ThreadPoolExecutor pool(1);
  if (!finish_if(testing::choose(), pool))
    pool.submit([] {});
}

void maybe_helper_does_not_say() {
  ThreadPoolExecutor pool(1);
  finish_if(testing::choose(), pool);
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which may be shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-32]]:10: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}

static void leave_alone(ThreadPoolExecutor &) {}
static void shut(ThreadPoolExecutor &pool) { pool.shutdown(); }

// Nobody can know what these point to.
void (*volatile unknown)(ThreadPoolExecutor &) = leave_alone;
void (*volatile unknown_that_shuts)(ThreadPoolExecutor &) = shut;

// A pool that was shut down is never opened again, whoever has it.
void bad_unknown_function_had_the_pool() {
  ThreadPoolExecutor pool(1);
  pool.shutdown();
  unknown(pool);
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: executor 'pool' is shut down here
}

void good_unknown_function_leaves_it_alone() {
  ThreadPoolExecutor pool(1);
  unknown(pool);
  pool.submit([] {});
  pool.shutdown();
}

// The shutdown stands behind a pointer to a function, which is not followed.
void fn_unknown_function_shuts_down() {
  ThreadPoolExecutor pool(1);
  unknown_that_shuts(pool);
  pool.submit([] {});
}
