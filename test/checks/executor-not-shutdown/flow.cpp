// RUN: %check_scenarios %s eventloop-executor-not-shutdown
//
// Switches, conditional operators, exceptions and guards between a job and the
// close of its loop.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <stdexcept>

using namespace refloop;
using refloop::testing::choose;

static void wait(EventLoop &loop) {
  loop.run_until_complete(loop.shutdown_default_executor());
}

void maybe_switch() {
  EventLoop loop;
  switch (choose() ? 1 : 0) {
  case 0:
    break;
  case 1:
    loop.run_in_executor([] {});
    break;
  }
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job may be not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-10]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:10: note: the job is submitted here
}

void good_switch() {
  EventLoop loop;
  switch (choose() ? 1 : 0) {
  case 1:
    loop.run_in_executor([] {});
    wait(loop);
    break;
  default:
    break;
  }
  loop.close();
}

void maybe_conditional_operator() {
  EventLoop first;
  EventLoop second;
  EventLoop &loop = choose() ? first : second;
  loop.run_in_executor([] {});
  first.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: loop 'first' is closed while a job may be not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'first' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
  wait(second);
  second.close();
}

void good_conditional_operator() {
  EventLoop first;
  EventLoop second;
  EventLoop &loop = choose() ? first : second;
  loop.run_in_executor([] {});
  wait(loop);
  first.close();
  second.close();
}

static bool submitted(EventLoop &loop) {
  loop.run_in_executor([] {});
  return true;
}

void maybe_short_circuit() {
  EventLoop loop;
  const bool saves = choose() && submitted(loop);
  (void)saves;
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job may be not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-11]]:8: note: the job is submitted here
}

void good_short_circuit() {
  EventLoop loop;
  if (choose() && submitted(loop))
    wait(loop);
  loop.close();
}

static void fail() { throw std::runtime_error("no disk"); }

void bad_exception_skips_the_wait() {
  EventLoop loop;
  try {
    loop.run_in_executor([] {});
    fail();
    wait(loop);
  } catch (const std::runtime_error &) {
  }
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-8]]:10: note: the job is submitted here
}

void good_exception_skips_the_job() {
  EventLoop loop;
  try {
    fail();
    loop.run_in_executor([] {});
  } catch (const std::runtime_error &) {
  }
  loop.close();
}

void good_handler_waits() {
  EventLoop loop;
  try {
    loop.run_in_executor([] {});
    fail();
  } catch (const std::runtime_error &) {
    wait(loop);
  }
  loop.close();
}

void maybe_exception_skips_the_wait() {
  EventLoop loop;
  try {
    loop.run_in_executor([] {});
    if (choose())
      fail();
    wait(loop);
  } catch (const std::runtime_error &) {
  }
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job may be not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-10]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-9]]:10: note: the job is submitted here
}

void good_future_that_is_done() {
  EventLoop loop;
  auto done = loop.run_in_executor([] {});
  while (!done.done())
    loop.run_until_complete(sleep(std::chrono::milliseconds(1)));
  loop.close();
}

void bad_closed_unless_it_is_closed() {
  EventLoop loop;
  loop.run_in_executor([] {});
  if (!loop.is_closed())
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:8: note: the job is submitted here
}

void good_closed_only_when_it_is_closed() {
  EventLoop loop;
  auto done = loop.run_in_executor([] {});
  if (loop.is_closed())
    loop.close();
  loop.run_until_complete(done);
  loop.close();
}

void good_closed_only_when_it_runs() {
  EventLoop loop;
  auto done = loop.run_in_executor([] {});
  if (loop.is_running())
    loop.close();
  loop.run_until_complete(done);
  loop.close();
}
