// RUN: %check_scenarios %s eventloop-nested-run
//
// Coroutines: their own loop, a loop of their own, run(), Runner. What they
// wait for is awaited, never run.

#include <refloop/refloop.h>

#include <string>

using namespace refloop;
using namespace std::chrono_literals;

static Task<> save() { co_return; }
static Task<> store() { co_await sleep(1ms); }
static Task<int> answer() { co_return 42; }
static Task<std::string> greet() { co_return "hello"; }

static Task<> serve_by_running(EventLoop &loop) {
  loop.run_until_complete(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is run here
  co_return;
}

void bad_runs_its_own_loop() {
  EventLoop loop;
  loop.run_until_complete(serve_by_running(loop));
  loop.close();
}

static Task<> serve_by_awaiting(EventLoop &loop) {
  co_await save();
  co_await loop.create_task(store());
}

void good_awaits_instead() {
  EventLoop loop;
  loop.run_until_complete(serve_by_awaiting(loop));
  loop.close();
}

static Task<int> ask_by_running(EventLoop &loop) {
  int result = loop.run_until_complete(answer());
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:21: note: loop 'loop' is run here
  co_return result + 1;
}

void bad_wants_the_value() {
  EventLoop loop;
  int result = loop.run_until_complete(ask_by_running(loop));
  loop.close();
}

static Task<std::size_t> measure_by_running(EventLoop &loop) {
  co_return loop.run_until_complete(greet()).size();
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:8: note: loop 'loop' is run here
}

void bad_wants_a_part_of_the_value() {
  EventLoop loop;
  loop.run_until_complete(measure_by_running(loop));
  loop.close();
}

static Task<> serve_with_run() {
  run(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'run' is called while a loop runs: RuntimeError 'refloop::run() cannot be called from a running event loop' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+4]]:29: note: the loop is run here
  co_return;
}

void bad_run_inside_run() { run(serve_with_run()); }

static Task<> serve_with_awaits() {
  co_await save();
  co_await store();
}

void good_one_run_after_the_other() {
  run(serve_with_awaits());
  run(serve_with_awaits());
}

static Task<> serve_with_runner() {
  Runner runner;
  runner.run(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'run' is called while a loop runs: RuntimeError 'Runner.run() cannot be called from a running event loop' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+4]]:32: note: loop 'runner' is run here
  co_return;
}

void bad_runner_inside_run() { run(serve_with_runner()); }

void good_runner_runs_twice() {
  Runner runner;
  runner.run(save());
  runner.run(store());
}

static Task<> serve_forever(EventLoop &loop) {
  loop.run_forever();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_forever' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is run here
  co_return;
}

void bad_runs_forever_inside() {
  EventLoop loop;
  loop.run_until_complete(serve_forever(loop));
  loop.close();
}

static Task<> serve_on_the_running_loop() {
  get_running_loop().run_until_complete(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is run here
  co_return;
}

void bad_runs_the_running_loop() {
  EventLoop loop;
  loop.run_until_complete(serve_on_the_running_loop());
  loop.close();
}

static Task<> serve_on_a_fresh_loop() {
  EventLoop inner;
  inner.run_until_complete(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'run_until_complete' is called while loop 'loop' runs: RuntimeError 'Cannot run the event loop while another loop is running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is run here
  inner.close();
  co_return;
}

void bad_runs_another_loop() {
  EventLoop loop;
  loop.run_until_complete(serve_on_a_fresh_loop());
  loop.close();
}

static Task<> make_a_loop(std::unique_ptr<EventLoop> &made) {
  made = new_event_loop();
  co_return;
}

void good_makes_another_loop_for_later() {
  std::unique_ptr<EventLoop> made;
  run(make_a_loop(made));
  made->run_until_complete(save());
  made->close();
}

static Task<> serve_after_a_break(EventLoop &loop) {
  co_await sleep(1ms);
  loop.run_until_complete(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:8: note: loop 'loop' is run here
}

void bad_after_a_break() {
  EventLoop loop;
  loop.run_until_complete(serve_after_a_break(loop));
  loop.close();
}

static Task<> spawn_and_run(EventLoop &loop) {
  auto saving = loop.create_task(save());
  loop.run_until_complete(saving);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is run here
  co_return;
}

void bad_runs_until_its_task_is_done() {
  EventLoop loop;
  loop.run_until_complete(spawn_and_run(loop));
  loop.close();
}

static Task<> spawn_and_await(EventLoop &loop) {
  auto saving = loop.create_task(save());
  co_await saving;
}

void good_awaits_its_task() {
  EventLoop loop;
  loop.run_until_complete(spawn_and_await(loop));
  loop.close();
}

static Task<> background_runs(EventLoop &loop) {
  loop.run_until_complete(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is run here
  co_return;
}

void bad_in_a_background_task() {
  EventLoop loop;
  auto background = loop.create_task(background_runs(loop));
  loop.run_until_complete(background);
  loop.close();
}

static Task<> innermost(EventLoop &loop) {
  loop.run_until_complete(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
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

static Task<> one_of_a_group(EventLoop &loop) {
  loop.run_until_complete(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+15]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+15]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+8]]:5: note: called from here
  // CHECK-MESSAGES: :[[@LINE+5]]:3: note: called from here
  co_return;
}

static Task<> serve_a_group(EventLoop &loop) {
  co_await with_task_group([&](TaskGroup &group) -> Task<> {
    group.create_task(store());
    co_await one_of_a_group(loop);
  });
}

void bad_within_a_group() {
  EventLoop loop;
  loop.run_until_complete(serve_a_group(loop));
  loop.close();
}

static Task<> gathered_runs(EventLoop &loop) {
  loop.run_until_complete(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is run here
  co_return;
}

void bad_gathered() {
  EventLoop loop;
  loop.run_until_complete(gather(save(), gathered_runs(loop)));
  loop.close();
}

void good_gathered() {
  EventLoop loop;
  loop.run_until_complete(gather(save(), store()));
  loop.run_until_complete(save());
  loop.close();
}
