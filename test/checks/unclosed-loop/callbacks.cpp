// RUN: %check_scenarios %s eventloop-unclosed-loop
//
// Loops that lambdas, functions in variables and coroutines make, use and close,
// and run() and Runner, which close their loops themselves.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <thread>
#include <utility>

using namespace refloop;
using refloop::testing::choose;
using namespace std::chrono_literals;

Task<> work() { co_await sleep(1ms); }

void good_lambda_closes() {
  EventLoop loop;
  auto close = [&] { loop.close(); };
  close();
}

void bad_lambda_is_never_called() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  auto close = [&] { loop.close(); };
  (void)close;
}

void maybe_lambda_is_called_on_one_path() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: loop 'loop' is destroyed here
  auto close = [&loop] { loop.close(); };
  if (choose())
    close();
}

void good_lambda_in_a_lambda() {
  EventLoop loop;
  auto inner = [&] { loop.close(); };
  auto outer = [&] { inner(); };
  outer();
}

void bad_lambda_makes_one() {
  auto body = [] {
    EventLoop loop;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
    // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+3]]:3: note: loop 'loop' is destroyed here
    // CHECK-MESSAGES: :[[@LINE+3]]:3: note: called from here
    loop.run_until_complete(work());
  };
  body();
}

void good_lambda_makes_and_closes_one() {
  auto body = [] {
    EventLoop loop;
    loop.run_until_complete(work());
    loop.close();
  };
  body();
}

void good_immediately_invoked() {
  EventLoop loop;
  [](EventLoop &mine) { mine.close(); }(loop);
}

void good_generic_lambda() {
  EventLoop loop;
  auto close = [](auto &mine) { mine.close(); };
  close(loop);
}

void good_function_object_closes() {
  EventLoop loop;
  std::function<void()> close = [&] { loop.close(); };
  close();
}

void bad_function_object_was_replaced() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: loop 'loop' is destroyed here
  std::function<void()> action = [&] { loop.close(); };
  action = [] {};
  action();
}

void good_owner_captured_by_move() {
  auto loop = new_event_loop();
  auto user = [mine = std::move(loop)] { mine->close(); };
  user();
}

void bad_owner_captured_by_move() {
  auto loop = new_event_loop();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:15: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: called from here
  auto user = [mine = std::move(loop)] { mine->run_until_complete(work()); };
  user();
}

void bad_scheduled_callback_stops_only() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
}

void good_thread_runs_and_closes() {
  EventLoop loop;
  std::thread runner([&] {
    loop.run_until_complete(work());
    loop.close();
  });
  runner.join();
}

void good_thread_runs_its_own() {
  std::thread runner([] {
    EventLoop loop;
    loop.run_until_complete(work());
    loop.close();
  });
  runner.join();
}

void good_run_closes_its_loop() { run(work()); }

void good_run_with_a_loop_inside() {
  run([]() -> Task<> {
    EventLoop &loop = get_running_loop();
    (void)loop.is_running();
    co_return;
  }());
}

void good_runner_closes_its_loop() {
  Runner runner;
  runner.run(work());
}

void good_runner_is_closed_by_hand() {
  Runner runner;
  runner.run(work());
  runner.close();
}

void good_loop_of_a_runner() {
  Runner runner;
  EventLoop &loop = runner.get_loop();
  loop.run_until_complete(work());
}

void bad_loop_besides_the_runner() {
  Runner runner;
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  runner.run(work());
}

Task<> makes_a_loop() {
  EventLoop other;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'other' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'other' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: loop 'other' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:34: note: called from here
  co_return;
}

void bad_coroutine_makes_one() { run(makes_a_loop()); }

Task<> makes_and_closes_a_loop() {
  EventLoop other;
  co_await sleep(1ms);
  other.close();
}

void good_coroutine_makes_and_closes_one() { run(makes_and_closes_a_loop()); }

Task<> closes(EventLoop &other) {
  other.close();
  co_return;
}

void good_coroutine_closes_the_other_loop() {
  EventLoop loop;
  EventLoop other;
  loop.run_until_complete(closes(other));
  loop.close();
}

Task<> uses(EventLoop &loop) {
  loop.call_soon([] {});
  co_await sleep(1ms);
}

void bad_coroutine_uses_the_loop() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  loop.run_until_complete(uses(loop));
}

void good_coroutine_uses_the_loop() {
  EventLoop loop;
  loop.run_until_complete(uses(loop));
  loop.close();
}

Task<> takes(std::unique_ptr<EventLoop> other) {
  co_await sleep(1ms);
  other->close();
}

void good_coroutine_takes_and_closes_it() { run(takes(new_event_loop())); }

Task<> closes_in_the_end(EventLoop &other) {
  co_await sleep(1ms);
  co_await closes(other);
}

void good_awaited_two_levels_down() {
  EventLoop other;
  run(closes_in_the_end(other));
}

Task<> closes_sometimes(EventLoop &other) {
  if (choose())
    other.close();
  co_return;
}

void maybe_coroutine_closes_it() {
  EventLoop other;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'other' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'other' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'other' is destroyed here
  run(closes_sometimes(other));
}

Task<> leaves_early(bool early) {
  EventLoop other;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'other' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'other' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:5: note: loop 'other' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+6]]:37: note: called from here
  if (early)
    co_return;
  other.close();
}

void bad_coroutine_leaves_early() { run(leaves_early(true)); }

Task<> may_leave_early() {
  EventLoop other;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'other' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'other' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:5: note: loop 'other' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+6]]:39: note: called from here
  if (choose())
    co_return;
  other.close();
}

void maybe_coroutine_leaves_early() { run(may_leave_early()); }

void good_group_on_a_loop_that_is_closed() {
  EventLoop loop;
  loop.run_until_complete(with_task_group([](TaskGroup &group) -> Task<> {
    group.create_task(work());
    group.create_task(work());
    co_return;
  }));
  loop.close();
}

void bad_task_is_done_but_the_loop_is_open() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  auto task = loop.create_task(work());
  loop.run_until_complete(task);
}

class Starter {
public:
  void on_start(std::function<void(EventLoop &)> action) {
    callback = std::move(action);
  }
  void start(EventLoop &loop) { callback(loop); }

private:
  std::function<void(EventLoop &)> callback;
};

void good_stored_callback_closes() {
  Starter starter;
  starter.on_start([](EventLoop &loop) { loop.close(); });
  EventLoop loop;
  starter.start(loop);
}

// A function that was stored in a member by a method may do anything.
void fn_stored_callback_uses() {
  Starter starter;
  starter.on_start([](EventLoop &loop) { loop.run_until_complete(work()); });
  EventLoop loop;
  starter.start(loop);
}

static EventLoop *raised_for;
static void close_it(int) { raised_for->close(); }

// The close in the handler is what is wrong.
// ALSO: eventloop-close-in-signal-handler
void good_closed_in_a_raw_handler() {
  EventLoop loop;
  raised_for = &loop;
  std::signal(SIGWINCH, close_it);
  std::raise(SIGWINCH);
}

static void close(EventLoop &loop) { loop.close(); }

// The loop survives the handler that would have closed it.
// ALSO: eventloop-close-in-signal-handler
void bad_handler_would_close() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+12]]:1: note: loop 'loop' is destroyed here
  auto run = [&] {
    loop.add_signal_handler(SIGURG, [&] {
      loop.stop();
      close(loop);
    });
    loop.call_soon([] { std::raise(SIGURG); });
    loop.run_forever();
  };
  run();
  if (choose())
    loop.run_until_complete(sleep(0ms));
}
