// RUN: %check_scenarios %s eventloop-close-while-running
//
// Coroutines and tasks that close the loop that runs them: by parameter, as the
// running loop, after a break, in a task of their own.

#include <refloop/refloop.h>

using namespace refloop;
using namespace std::chrono_literals;

static Task<> save() { co_return; }

static Task<> closes_its_loop(EventLoop &loop) {
  co_await save();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:8: note: loop 'loop' is run here
}

void bad_coroutine() {
  EventLoop loop;
  loop.run_until_complete(closes_its_loop(loop));
  loop.close();
}

static Task<> leaves_it_open() { co_await save(); }

void good_closed_after_the_run() {
  EventLoop loop;
  loop.run_until_complete(leaves_it_open());
  loop.close();
}

static Task<> closes_the_running_loop() {
  get_running_loop().close();
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is run here
  co_return;
}

void bad_running_loop() {
  EventLoop loop;
  loop.run_until_complete(closes_the_running_loop());
  loop.close();
}

static Task<> closes_under_run() {
  get_running_loop().close();
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: a loop is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+4]]:24: note: the loop is run here
  co_return;
}

void bad_under_run() { run(closes_under_run()); }

static Task<> closes_after_a_break(EventLoop &loop) {
  co_await sleep(1ms);
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:8: note: loop 'loop' is run here
}

void bad_after_a_break() {
  EventLoop loop;
  loop.run_until_complete(closes_after_a_break(loop));
  loop.close();
}

static Task<> background_closes(EventLoop &loop) {
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is run here
  co_return;
}

void bad_background_task() {
  EventLoop loop;
  auto background = loop.create_task(background_closes(loop));
  loop.run_until_complete(background);
  loop.close();
}

static Task<> watches(EventLoop &loop) {
  co_await sleep(1ms);
  loop.stop();
}

void good_background_task_stops() {
  EventLoop loop;
  auto watching = loop.create_task(watches(loop));
  loop.run_forever();
  loop.run_until_complete(watching);
  loop.close();
}

static Task<> innermost(EventLoop &loop) {
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+10]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+4]]:41: note: called from here
  // CHECK-MESSAGES: :[[@LINE+4]]:44: note: called from here
  co_return;
}
static Task<> middle(EventLoop &loop) { co_await innermost(loop); }
static Task<> outermost(EventLoop &loop) { co_await middle(loop); }

void bad_three_awaits_down() {
  EventLoop loop;
  loop.run_until_complete(outermost(loop));
  loop.close();
}

static Task<> closes_a_fresh_loop() {
  EventLoop other;
  other.call_soon([] {});
  other.close();
  co_return;
}

void good_coroutine_closes_its_own_loop() {
  EventLoop loop;
  loop.run_until_complete(closes_a_fresh_loop());
  loop.close();
}

void bad_coroutine_lambda() {
  EventLoop loop;
  auto serve = [&]() -> Task<> {
    co_await save();
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  };
  loop.run_until_complete(serve());
  loop.close();
}

void good_coroutine_lambda() {
  EventLoop loop;
  auto serve = [&]() -> Task<> { co_await save(); };
  loop.run_until_complete(serve());
  loop.close();
}

static Task<> gathered_closes(EventLoop &loop) {
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is run here
  co_return;
}

void bad_gathered() {
  EventLoop loop;
  loop.run_until_complete(gather(save(), gathered_closes(loop)));
  loop.close();
}

static Task<> within_a_group(EventLoop &loop) {
  co_await with_task_group([&](TaskGroup &) -> Task<> {
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE+8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+8]]:8: note: loop 'loop' is run here
    // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
    co_return;
  });
}

void bad_body_of_a_group() {
  EventLoop loop;
  loop.run_until_complete(within_a_group(loop));
  loop.close();
}

static Task<> with_a_time_limit(EventLoop &loop) {
  co_await with_timeout(1s, [&]() -> Task<> {
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE+8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+8]]:8: note: loop 'loop' is run here
    // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
    co_return;
  });
}

void bad_body_of_a_timeout() {
  EventLoop loop;
  loop.run_until_complete(with_a_time_limit(loop));
  loop.close();
}

static Task<> posts_a_close(EventLoop &loop) {
  loop.call_soon([&loop] { loop.close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+1]]:3: note: called from here
  co_await sleep(1ms);
}

void bad_coroutine_posts_a_close() {
  EventLoop loop;
  loop.run_until_complete(posts_a_close(loop));
  loop.close();
}

static Task<> under_a_runner() {
  get_running_loop().close();
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: loop 'runner' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+6]]:10: note: loop 'runner' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:10: note: loop 'runner' is run here
  co_return;
}

void bad_under_a_runner() {
  Runner runner;
  runner.run(under_a_runner());
}

static Task<> quietly() { co_await sleep(1ms); }

void good_runner_is_closed_after() {
  Runner runner;
  runner.run(quietly());
  runner.close();
}

void good_runner_closes_itself() {
  Runner runner;
  runner.run(quietly());
}
