// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Coroutines: they run when a loop runs them, not when they are called.

#include <refloop/refloop.h>
#include <refloop/testing.h>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

Task<> turn() { co_return; }
Task<int> answer() { co_return 42; }

void bad_second_run_after_the_close() {
  EventLoop loop;
  int value = loop.run_until_complete(answer());
  loop.close();
  value += loop.run_until_complete(answer());
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'run_until_complete' runs loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}

void bad_close_between_two_spawns() {
  EventLoop loop;
  auto first = loop.create_task(answer());
  loop.run_until_complete(first);
  loop.close();
  auto second = loop.create_task(answer());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'create_task' spawns on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}

Task<> post_to(EventLoop &other) {
  other.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'call_soon' schedules on loop 'other', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'other' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:9: note: loop 'other' is closed here
  // CHECK-MESSAGES: :[[@LINE+7]]:{{[0-9]+}}: note: called from here
  co_return;
}

void bad_coroutine_posts_to_a_closed_loop() {
  EventLoop other;
  other.close();
  run(post_to(other));
}

Task<> close_then_post(EventLoop &other) {
  other.close();
  co_await sleep(1ms);
  other.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'call_soon' schedules on loop 'other', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'other' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:9: note: loop 'other' is closed here
  // CHECK-MESSAGES: :[[@LINE+5]]:{{[0-9]+}}: note: called from here
}

void bad_use_after_a_suspension() {
  EventLoop other;
  run(close_then_post(other));
}

Task<> shut(EventLoop &other) {
  other.close();
  co_return;
}

Task<> await_shut_then_post(EventLoop &other) {
  co_await shut(other);
  other.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'call_soon' schedules on loop 'other', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'other' is created here
  // CHECK-MESSAGES: :[[@LINE-9]]:9: note: loop 'other' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:{{[0-9]+}}: note: called from here
  // CHECK-MESSAGES: :[[@LINE+5]]:{{[0-9]+}}: note: called from here
}

void bad_awaited_coroutine_closes() {
  EventLoop other;
  run(await_shut_then_post(other));
}

void bad_run_coroutine_closes() {
  EventLoop other;
  run(shut(other));
  other.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'call_soon' schedules on loop 'other', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'other' is created here
  // CHECK-MESSAGES: :[[@LINE-25]]:9: note: loop 'other' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:{{[0-9]+}}: note: called from here
}

Task<> spawn_on(EventLoop &other) {
  auto handle = other.create_task(turn());
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'create_task' spawns on loop 'other', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'other' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:9: note: loop 'other' is closed here
  // CHECK-MESSAGES: :[[@LINE+7]]:{{[0-9]+}}: note: called from here
  co_await handle;
}

void bad_coroutine_spawns_on_a_closed_loop() {
  EventLoop other;
  other.close();
  run(spawn_on(other));
}

Task<> shut_perhaps(EventLoop &other) {
  if (choose())
    other.close();
  co_return;
}

void maybe_run_coroutine_closes() {
  EventLoop other;
  run(shut_perhaps(other));
  other.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'call_soon' schedules on loop 'other', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'other' is created here
  // CHECK-MESSAGES: :[[@LINE-10]]:11: note: loop 'other' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:{{[0-9]+}}: note: called from here
  other.close();
}

void good_run_then_close() {
  EventLoop loop;
  loop.run_until_complete(turn());
  loop.run_until_complete(turn());
  loop.close();
}

Task<> post_to_the_running_loop(EventLoop &loop) {
  loop.call_soon([] {});
  co_await sleep(1ms);
  loop.call_soon([] {});
}

void good_coroutine_posts_while_its_loop_runs() {
  EventLoop loop;
  loop.run_until_complete(post_to_the_running_loop(loop));
  loop.close();
}

Task<> spawn_and_await(EventLoop &loop) {
  auto handle = loop.create_task(answer());
  (void)co_await handle;
}

void good_coroutine_spawns_on_its_loop() {
  EventLoop loop;
  loop.run_until_complete(spawn_and_await(loop));
  loop.close();
}

Task<> post_before(EventLoop &other) {
  other.call_soon([] {});
  co_return;
}

void good_coroutine_made_before_and_run_before_the_close() {
  EventLoop other;
  auto task = post_before(other);
  run(std::move(task));
  other.close();
}

Task<> post_and_close(EventLoop &other) {
  other.call_soon([] {});
  co_await sleep(1ms);
  other.close();
}

void good_coroutine_closes_another_loop_last() {
  EventLoop other;
  run(post_and_close(other));
}

void good_future_and_handle_after_the_close() {
  EventLoop loop;
  auto handle = loop.create_task(answer());
  loop.run_until_complete(handle);
  loop.close();
  (void)handle.result();
}

void good_runner_is_used_in_its_scope() {
  Runner runner;
  runner.run(turn());
  runner.run(turn());
}
