// RUN: %check_scenarios %s eventloop-close-while-running
//
// Closes that look as if the loop still ran, and come after the run; and stops
// that look like closes.

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

static Task<std::function<void()>> makes_the_end(EventLoop &loop) {
  co_return [&loop] { loop.close(); };
}

void good_close_made_by_a_coroutine() {
  EventLoop loop;
  auto finish = loop.run_until_complete(makes_the_end(loop));
  finish();
}

void good_close_queued_by_a_callback() {
  EventLoop loop;
  std::vector<std::function<void()>> at_the_end;
  loop.call_soon([&] {
    at_the_end.push_back([&] { loop.close(); });
    loop.stop();
  });
  loop.run_forever();
  for (auto &work : at_the_end)
    work();
  if (!loop.is_closed())
    loop.close();
}

class File {
public:
  void close() { is_open = false; }

private:
  bool is_open = true;
};

static Task<> closes_something_else(File &file) {
  co_await save();
  file.close();
}

void good_closes_a_file() {
  EventLoop loop;
  File file;
  loop.run_until_complete(closes_something_else(file));
  loop.close();
}

static Task<> uses_a_session(EventLoop &loop) {
  ClientSession session(loop);
  co_await session.close();
}

void good_closes_a_session() {
  EventLoop loop;
  loop.run_until_complete(uses_a_session(loop));
  loop.close();
}

class Worker {
public:
  ~Worker() { close(); }
  void work() {
    loop.call_soon([this] { close_soon(); });
    loop.run_forever();
  }
  void close() { loop.close(); }

private:
  void close_soon() { loop.stop(); }
  EventLoop loop;
};

void good_method_named_close_stops() {
  Worker worker;
  worker.work();
}

void good_closes_in_the_handler_of_the_run() {
  EventLoop loop;
  auto fails = []() -> Task<> {
    throw std::runtime_error("no");
    co_return;
  };
  try {
    loop.run_until_complete(fails());
  } catch (const std::runtime_error &) {
    loop.close();
  }
}

void good_each_loop_closed_by_the_next() {
  auto loop = new_event_loop();
  for (int i = 0; i < 3; ++i) {
    auto next = new_event_loop();
    loop->run_until_complete(save());
    loop->close();
    loop = std::move(next);
  }
  loop->close();
}

static Task<> shuts_down(bool &done) {
  done = true;
  co_return;
}

void good_closes_once_the_task_says_so() {
  EventLoop loop;
  bool done = false;
  while (!done)
    loop.run_until_complete(shuts_down(done));
  loop.close();
}

void good_loop_of_a_scope_within_a_callback() {
  EventLoop loop;
  loop.call_soon([&] {
    EventLoop helper;
    helper.close();
    loop.stop();
  });
  loop.run_forever();
  loop.close();
}

static Task<> closes_its_argument(std::unique_ptr<EventLoop> other) {
  other->close();
  co_return;
}

void good_closes_a_loop_that_it_was_given() {
  EventLoop loop;
  auto other = new_event_loop();
  other->run_until_complete(save());
  loop.run_until_complete(closes_its_argument(std::move(other)));
  loop.close();
}

struct Finally {
  EventLoop &loop;
  ~Finally() { loop.close(); }
};

void good_guard_around_a_failing_run() {
  EventLoop loop;
  auto fails = []() -> Task<> {
    throw std::runtime_error("no");
    co_return;
  };
  try {
    Finally finally{loop};
    loop.run_until_complete(fails());
  } catch (const std::runtime_error &) {
  }
}

void good_close_or_stop() {
  EventLoop loop;
  const bool once = choose();
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  once ? loop.close() : loop.stop();
  if (!once)
    loop.close();
}
