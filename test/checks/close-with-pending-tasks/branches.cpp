// RUN: %check_scenarios %s eventloop-close-with-pending-tasks
//
// Conditions: one path only, correlated branches, guards, early returns,
// switches, exceptions, what runs at exit.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

static Task<> save() { co_return; }
static Task<> poll() { co_await sleep(1h); }

void maybe_spawned_on_one_path() {
  EventLoop loop;
  TaskHandle<> saving;
  if (choose())
    saving = loop.create_task(save());
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' may be pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:19: note: the task is spawned here
}

void good_correlated() {
  EventLoop loop;
  TaskHandle<> saving;
  const bool wants = choose();
  if (wants)
    saving = loop.create_task(save());
  if (wants)
    loop.run_until_complete(saving);
  loop.close();
}

void maybe_correlated_the_wrong_way() {
  EventLoop loop;
  TaskHandle<> saving;
  const bool wants = choose();
  if (wants)
    saving = loop.create_task(save());
  if (!wants)
    loop.run_until_complete(save());
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' may be pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:19: note: the task is spawned here
}

void good_asks_for_the_handle() {
  EventLoop loop;
  TaskHandle<> saving;
  if (choose())
    saving = loop.create_task(save());
  if (saving)
    loop.run_until_complete(saving);
  loop.close();
}

void bad_early_return() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  if (choose()) {
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:22: note: the task is spawned here
    return;
  }
  loop.run_until_complete(saving);
  loop.close();
}

void good_early_return() {
  EventLoop loop;
  if (choose()) {
    loop.close();
    return;
  }
  auto saving = loop.create_task(save());
  loop.run_until_complete(saving);
  loop.close();
}

void bad_closed_if_not_closed() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  if (!loop.is_closed())
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:22: note: the task is spawned here
}

void good_closed_before_if_it_was() {
  EventLoop loop;
  if (choose())
    loop.close();
  if (!loop.is_closed()) {
    auto saving = loop.create_task(save());
    loop.run_until_complete(saving);
    loop.close();
  }
}

enum class Mode { Drain, Drop };

static void finish(EventLoop &loop, TaskHandle<> &handle, Mode mode) {
  switch (mode) {
  case Mode::Drain:
    loop.run_until_complete(handle);
    loop.close();
    break;
  case Mode::Drop:
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
    // CHECK-MESSAGES: :[[@LINE+8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+8]]:22: note: the task is spawned here
    // CHECK-MESSAGES: :[[@LINE+8]]:3: note: called from here
    break;
  }
}

void bad_mode_is_drop() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  finish(loop, saving, Mode::Drop);
}

void good_mode_is_drain() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  finish(loop, saving, Mode::Drain);
}

void maybe_conditional_operator() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  choose() ? loop.run_until_complete(saving) : void();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' may be pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: the task is spawned here
}

static Task<> fails() {
  throw std::runtime_error("no");
  co_return;
}

void bad_run_fails_before_the_wait() {
  EventLoop loop;
  try {
    loop.run_until_complete(fails());
  } catch (const std::runtime_error &) {
    auto saving = loop.create_task(save());
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
    // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-4]]:24: note: the task is spawned here
    return;
  }
  loop.close();
}

void good_waits_in_the_handler() {
  EventLoop loop;
  auto polling = loop.create_task(poll());
  try {
    loop.run_until_complete(fails());
  } catch (const std::runtime_error &) {
    polling.cancel();
  }
  polling.cancel();
  loop.run_until_complete(gather(return_exceptions, polling));
  loop.close();
}

static EventLoop &at_exit_loop() {
  static EventLoop loop;
  return loop;
}

void good_closed_at_exit() {
  EventLoop &loop = at_exit_loop(); // made first, it ends last
  std::atexit([] { at_exit_loop().close(); });
  auto saving = loop.create_task(save());
  at_exit_loop().run_until_complete(saving);
}

static std::unique_ptr<EventLoop> global_loop;
static TaskHandle<> global_task;

// Between the function's end and the program's, code out of sight may have
// awaited what a global holds.
void fn_closed_at_exit() {
  global_loop = new_event_loop();
  std::atexit([] { global_loop->close(); });
  global_task = global_loop->create_task(save());
}

void bad_static_closed_at_exit() {
  static EventLoop loop;
  std::atexit([] { loop.close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-3]]:20: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: the task is spawned here
  // CHECK-MESSAGES: :[[@LINE-4]]:15: note: called from here
  loop.create_task(save()).detach();
}

void bad_current_loop() {
  EventLoop loop;
  set_event_loop(&loop);
  auto saving = get_event_loop().create_task(save());
  get_event_loop().close();
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:34: note: the task is spawned here
  set_event_loop(nullptr);
}

void good_current_loop() {
  EventLoop loop;
  set_event_loop(&loop);
  auto saving = get_event_loop().create_task(save());
  get_event_loop().run_until_complete(saving);
  get_event_loop().close();
  set_event_loop(nullptr);
}

void good_runner() {
  Runner runner;
  auto saving = runner.get_loop().create_task(save());
  runner.run(save());
  runner.get_loop().run_until_complete(saving);
}
