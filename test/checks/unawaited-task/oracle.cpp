// RUN: %check_scenarios %s eventloop-unawaited-task
//
// Shapes in which the random programs of test/differential and the analysis did
// not agree, made small. Those that start with fn_ say what is not followed.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <vector>

using namespace refloop;
using refloop::testing::choose;

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

struct Spawner {
  virtual ~Spawner() = default;
  virtual void spawn() = 0;
};
struct ForgetfulSpawner : Spawner {
  EventLoop &loop;
  explicit ForgetfulSpawner(EventLoop &given) : loop(given) {}
  void spawn() override { auto task = loop.create_task(work()); }
  // CHECK-MESSAGES: :[[@LINE-1]]:44: warning: the task of 'work' may be never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:65: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+9]]:11: note: called from here
};
// An override that is called in sight is judged by its callers alone: where the
// loop is closed behind it, the close is to blame.
// ALSO: eventloop-close-with-pending-tasks
void maybe_spawned_by_an_override() {
  EventLoop loop;
  ForgetfulSpawner forgetful(loop);
  Spawner &spawner = forgetful;
  spawner.spawn();
  if (choose())
    loop.run_until_complete(sleep(std::chrono::milliseconds(0)));
  loop.close();
}
