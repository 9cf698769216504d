// RUN: %check_scenarios %s eventloop-prefer-run
//
// Loops that are more than one run: run again, stopped, given work, handed on,
// kept, closed elsewhere or not in every case. run() could not do that.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>

using namespace refloop;
using refloop::testing::choose;
using namespace std::chrono_literals;

Task<> work() { co_await sleep(1ms); }
Task<int> answer() { co_return 42; }
Task<> talk(ClientSession &session) {
  (void)session.closed();
  co_return;
}
Task<> schedules(EventLoop &loop) {
  loop.call_soon([] { std::puts("called"); });
  co_await sleep(1ms);
}

void good_run_already() { run(work()); }

void good_runs_twice() {
  EventLoop loop;
  loop.run_until_complete(work());
  loop.run_until_complete(work());
  loop.close();
}

void good_runs_in_a_loop() {
  EventLoop loop;
  for (int i = 0; i < 3; ++i)
    loop.run_until_complete(work());
  loop.close();
}

void good_runs_forever() {
  EventLoop loop;
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void good_work_was_scheduled_before() {
  EventLoop loop;
  loop.call_soon([] { std::puts("first"); });
  loop.run_until_complete(work());
  loop.close();
}

void good_task_was_spawned_before() {
  EventLoop loop;
  auto task = loop.create_task(work());
  loop.run_until_complete(task);
  loop.close();
}

void good_future_of_the_loop() {
  EventLoop loop;
  auto future = loop.create_future<int>();
  future.set_result(1);
  loop.run_until_complete(future);
  loop.close();
}

void good_work_takes_the_loop() {
  EventLoop loop;
  loop.run_until_complete(schedules(loop));
  loop.close();
}

void good_lambda_takes_the_loop() {
  EventLoop loop;
  loop.run_until_complete([&]() -> Task<> {
    loop.call_soon([] { std::puts("called"); });
    co_await sleep(1ms);
  }());
  loop.close();
}

void good_session_on_the_loop() {
  EventLoop loop;
  loop.run_until_complete(with_session(loop, talk));
  loop.close();
}

void good_local_session_on_the_loop() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(session.close());
  loop.close();
}

void good_current_loop_is_set() {
  EventLoop loop;
  set_event_loop(&loop);
  loop.run_until_complete(work());
  loop.close();
  set_event_loop(nullptr);
}

void good_nested_runs_are_allowed() {
  EventLoop loop;
  allow_nested_run(loop);
  loop.run_until_complete(work());
  loop.close();
}

void good_signal_handler() {
  EventLoop loop;
  loop.add_signal_handler(10, [] {});
  loop.run_until_complete(work());
  loop.close();
}

void good_executor_of_its_own() {
  ThreadPoolExecutor executor(1);
  EventLoop loop;
  loop.set_default_executor(executor);
  loop.run_until_complete(work());
  loop.close();
}

void use_it(EventLoop &loop) { loop.run_until_complete(work()); }
void close_it(EventLoop &loop) { loop.close(); }

void good_helper_runs_it() {
  EventLoop loop;
  use_it(loop);
  loop.close();
}

void good_helper_closes_it() {
  EventLoop loop;
  loop.run_until_complete(work());
  close_it(loop);
}

class LoopCloser {
public:
  explicit LoopCloser(EventLoop &loop) : loop(loop) {}
  ~LoopCloser() { loop.close(); }

private:
  EventLoop &loop;
};

void good_guard_closes_it() {
  EventLoop loop;
  LoopCloser closer(loop);
  loop.run_until_complete(work());
}

void good_lambda_closes_it() {
  EventLoop loop;
  auto close = [&] { loop.close(); };
  loop.run_until_complete(work());
  close();
}

void good_reference_to_it() {
  EventLoop loop;
  EventLoop &alias = loop;
  loop.run_until_complete(work());
  alias.close();
}

void good_pointer_to_it() {
  EventLoop loop;
  EventLoop *pointer = &loop;
  loop.run_until_complete(work());
  pointer->close();
}

void good_asked_whether_it_is_closed() {
  EventLoop loop;
  loop.run_until_complete(work());
  if (!loop.is_closed())
    loop.close();
}

void good_asked_for_the_time() {
  EventLoop loop;
  auto start = loop.time();
  loop.run_until_complete(work());
  (void)start;
  loop.close();
}

void good_run_on_one_path() {
  EventLoop loop;
  if (choose())
    loop.run_until_complete(work());
  loop.close();
}

void good_closed_without_a_run() {
  EventLoop loop;
  loop.close();
}

void good_one_of_two_runs() {
  EventLoop loop;
  if (choose())
    loop.run_until_complete(work());
  else
    (void)loop.run_until_complete(answer());
  loop.close();
}

void good_early_return_before_the_run() {
  EventLoop loop;
  if (choose()) {
    loop.close();
    return;
  }
  loop.run_until_complete(work());
  loop.close();
}

void good_closed_twice() {
  EventLoop loop;
  loop.run_until_complete(work());
  loop.close();
  loop.close();
}

void good_used_behind_the_close() {
  EventLoop loop;
  loop.run_until_complete(work());
  loop.close();
  std::puts(loop.is_closed() ? "closed" : "open");
}

class Service {
public:
  void go() {
    loop.run_until_complete(work());
    loop.close();
  }

private:
  EventLoop loop;
};

void good_member() {
  Service service;
  service.go();
}

EventLoop &shared_loop() {
  static EventLoop loop;
  return loop;
}

void good_static() {
  shared_loop().run_until_complete(work());
  shared_loop().close();
}

void go(EventLoop &loop) {
  loop.run_until_complete(work());
  loop.close();
}

void good_parameter() {
  EventLoop loop;
  go(loop);
}

std::unique_ptr<EventLoop> run_and_keep() {
  auto loop = new_event_loop();
  loop->run_until_complete(work());
  loop->close();
  return loop;
}

void good_owner_is_returned() { std::puts(run_and_keep()->is_closed() ? "closed" : "open"); }

void good_owner_is_replaced() {
  auto loop = new_event_loop();
  loop->run_until_complete(work());
  loop->close();
  loop = new_event_loop();
  loop->close();
}

void good_owner_is_moved() {
  auto loop = new_event_loop();
  auto other = std::move(loop);
  other->run_until_complete(work());
  other->close();
}

void good_shared_owner() {
  auto loop = std::make_shared<EventLoop>();
  auto other = loop;
  loop->run_until_complete(work());
  loop->close();
}

void good_captured_by_a_function() {
  EventLoop loop;
  std::function<void()> stop = [&] { loop.stop(); };
  loop.run_until_complete(work());
  loop.close();
  (void)stop;
}

void good_runner() {
  Runner runner;
  runner.run(work());
}

void good_runner_is_closed() {
  Runner runner;
  runner.run(work());
  runner.close();
}
