// RUN: %check_scenarios %s eventloop-submit-after-shutdown
//
// Exceptions that skip a shutdown or come to one, and loops that are closed on
// some paths.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <stdexcept>

using namespace refloop;
using refloop::testing::choose;

static void fail() { throw std::runtime_error("no disk"); }

void bad_handler_shuts_down() {
  ThreadPoolExecutor pool(1);
  try {
    fail();
  } catch (const std::runtime_error &) {
    pool.shutdown();
  }
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-8]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:10: note: executor 'pool' is shut down here
}

void good_exception_skips_the_shutdown() {
  ThreadPoolExecutor pool(1);
  try {
    fail();
    pool.shutdown();
  } catch (const std::runtime_error &) {
  }
  pool.submit([] {});
}

void maybe_exception_skips_the_shutdown() {
  ThreadPoolExecutor pool(1);
  try {
    if (choose())
      fail();
    pool.shutdown();
  } catch (const std::runtime_error &) {
  }
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which may be shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-9]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:10: note: executor 'pool' is shut down here
}

void good_handler_of_the_refused_job() {
  ThreadPoolExecutor pool(1);
  bool refused = false;
  try {
    fail();
  } catch (const std::runtime_error &) {
    pool.shutdown();
    refused = true;
  }
  if (!refused)
    pool.submit([] {});
}

void maybe_default_executor_of_the_loop() {
  EventLoop loop;
  if (choose())
    loop.run_until_complete(loop.shutdown_default_executor());
  auto done = loop.run_in_executor([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'run_in_executor' hands a job to the executor, which may be shut down: RuntimeError 'Executor shutdown has been called' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-3]]:34: note: the executor is shut down here
  loop.run_until_complete(done);
  loop.close();
}

void good_default_executor_of_the_loop() {
  EventLoop loop;
  const bool saves = choose();
  if (saves) {
    auto done = loop.run_in_executor([] {});
    loop.run_until_complete(done);
  }
  if (!saves)
    loop.run_until_complete(loop.shutdown_default_executor());
  loop.close();
}

void good_goes_on_only_while_open() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(pool);
  if (choose())
    loop.close();
  if (!loop.is_closed()) {
    auto done = loop.run_in_executor([] {});
    loop.run_until_complete(done);
    loop.close();
  }
}

void maybe_pool_of_a_loop_that_may_be_closed() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.set_default_executor(pool);
  if (choose())
    loop.close();
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which may be shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:10: note: executor 'pool' is shut down here
  if (!loop.is_closed())
    loop.close();
}
