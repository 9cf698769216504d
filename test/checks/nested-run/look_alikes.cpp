// RUN: %check_scenarios %s eventloop-nested-run
//
// Runs that look nested and are not: behind a run, beside one, in what a run
// left behind, on the way to one.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

static Task<> save() { co_return; }
static Task<int> answer() { co_return 42; }

static Task<std::function<void()>> makes_work(EventLoop &loop) {
  co_return [&loop] { loop.run_until_complete(save()); };
}

void good_work_made_by_a_coroutine() {
  EventLoop loop;
  auto work = loop.run_until_complete(makes_work(loop));
  work();
  loop.close();
}

void good_work_queued_by_a_callback() {
  EventLoop loop;
  std::vector<std::function<void()>> later;
  loop.call_soon([&] {
    later.push_back([&] { loop.run_until_complete(save()); });
    loop.stop();
  });
  loop.run_forever();
  for (auto &work : later)
    work();
  loop.close();
}

static Task<> asks_for_more(bool &wants_more) {
  wants_more = true;
  co_return;
}

void good_runs_again_when_asked_to() {
  EventLoop loop;
  bool wants_more = false;
  loop.run_until_complete(asks_for_more(wants_more));
  if (wants_more)
    loop.run_until_complete(save());
  loop.close();
}

void good_result_of_one_run_for_the_next() {
  EventLoop loop;
  if (loop.run_until_complete(answer()) == 42)
    loop.run_until_complete(save());
  loop.close();
}

void good_two_runs_in_one_expression() {
  EventLoop loop;
  int sum = loop.run_until_complete(answer()) + loop.run_until_complete(answer());
  loop.close();
}

static Task<> takes(int) { co_return; }

// The argument is a run that is over when the outer one begins.
void good_run_as_an_argument_of_a_run() {
  EventLoop loop;
  loop.run_until_complete(takes(loop.run_until_complete(answer())));
  loop.close();
}

static Task<> takes_two(int, int) { co_await save(); }

void good_run_as_an_argument_of_run() { run(takes_two(run(answer()), run(answer()))); }

class Session {
public:
  explicit Session(EventLoop &loop) : loop(loop) {}
  Task<> open() { co_await save(); }
  void open_now() { loop.run_until_complete(open()); }
  Task<> close() { co_await save(); }
  void close_now() { loop.run_until_complete(close()); }

private:
  EventLoop &loop;
};

static Task<> uses(Session &session) {
  co_await session.open();
  co_await session.close();
}

void good_blocking_methods_outside_the_others_inside() {
  EventLoop loop;
  Session session(loop);
  session.open_now();
  loop.run_until_complete(uses(session));
  session.close_now();
  loop.close();
}

struct Cleanup {
  EventLoop &loop;
  ~Cleanup() { loop.run_until_complete(save()); }
};

void good_guard_of_the_block_that_runs() {
  EventLoop loop;
  {
    Cleanup cleanup{loop};
    loop.call_soon([&] { loop.stop(); });
    loop.run_forever();
  }
  loop.close();
}

void good_runs_in_the_handler_of_a_run() {
  EventLoop loop;
  auto fails = []() -> Task<> {
    throw std::runtime_error("no");
    co_return;
  };
  for (int tries = 0; tries < 2; ++tries) {
    try {
      loop.run_until_complete(fails());
    } catch (const std::runtime_error &) {
      loop.run_until_complete(sleep(1ms));
    }
  }
  loop.close();
}

static void step(EventLoop &loop, int left) {
  loop.run_until_complete(save());
  if (left > 0)
    step(loop, left - 1);
}

void good_recursion_runs_on_each_level() {
  EventLoop loop;
  step(loop, 3);
  loop.close();
}

static Task<> hands_out(EventLoop &loop, std::function<void()> &later) {
  later = [&loop] { loop.run_forever(); };
  loop.call_soon([&loop] { loop.stop(); });
  co_return;
}

void good_run_forever_handed_out() {
  EventLoop loop;
  std::function<void()> later;
  loop.run_until_complete(hands_out(loop, later));
  loop.call_soon([&] { loop.stop(); });
  later();
  loop.close();
}

static Task<> stops_and_leaves(EventLoop &loop, bool &again) {
  again = !again;
  co_return;
}

void good_runs_until_told_otherwise() {
  EventLoop loop;
  bool again = false;
  do
    loop.run_until_complete(stops_and_leaves(loop, again));
  while (again);
  loop.close();
}

void good_coroutine_lambda_that_is_run_twice() {
  EventLoop loop;
  auto serve = [&]() -> Task<int> { co_return co_await answer(); };
  int first = loop.run_until_complete(serve());
  int second = loop.run_until_complete(serve());
  loop.close();
}

static void wait_for(EventLoop &loop, TaskHandle<int> &handle) {
  if (!handle.done())
    loop.run_until_complete(handle);
}

void good_waits_for_a_task_twice() {
  EventLoop loop;
  auto handle = loop.create_task(answer());
  wait_for(loop, handle);
  wait_for(loop, handle);
  loop.close();
}

void good_runner_beside_a_loop() {
  EventLoop loop;
  loop.run_until_complete(save());
  {
    Runner runner;
    runner.run(save());
  }
  loop.run_until_complete(save());
  loop.close();
}

void good_run_or_not() {
  EventLoop loop;
  choose() ? loop.run_until_complete(save()) : loop.run_until_complete(sleep(1ms));
  loop.close();
}
