// RUN: %check_scenarios %s eventloop-unawaited-task
//
// Shapes in which the random programs of test/differential and the analysis did
// not agree, made small. Those that start with fn_ say what is not followed.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <vector>

using namespace refloop;

Task<> work() { co_return; }
Task<> work_that_waits() { co_await sleep(std::chrono::milliseconds(50)); }

// Who looks at an element is code out of sight: of the other elements, nothing
// is known any more.
void fn_another_element_than_the_awaited() {
  EventLoop loop;
  std::vector<TaskHandle<>> tasks;
  tasks.push_back(loop.create_task(work()));
  tasks.push_back(loop.create_task(work_that_waits()));
  loop.run_until_complete(tasks.front());
}

Task<> closes_beside_a_task() {
  ClientSession session;
  auto task = create_task(work());
  co_await session.close();
}
// The close of a session that never connected does not wait, so that the task
// does not get to run; to the analysis, what is awaited lets it.
void fn_session_that_never_connected() { run(closes_beside_a_task()); }

// `stop(); run_forever();` is one turn: the callback runs in it, what it spawns
// would in the next. The analysis does not count turns.
void fn_spawned_in_the_last_turn() {
  EventLoop loop;
  TaskHandle<> task;
  loop.call_soon([&] { task = create_task(work()); });
  loop.stop();
  loop.run_forever();
}
void good_spawned_in_the_last_turn_but_one() {
  EventLoop loop;
  TaskHandle<> task;
  loop.call_soon([&] { task = create_task(work()); });
  loop.stop();
  loop.run_forever();
  loop.run_until_complete(task);
  loop.close();
}
