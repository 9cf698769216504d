// RUN: %check_scenarios %s eventloop-close-with-pending-tasks
//
// Who has the loop and the handle: members, owner classes, destructors, guards,
// pointers, moved and replaced handles and loops.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

static Task<> save() { co_return; }
static Task<> poll() { co_await sleep(1h); }

class Service {
public:
  void start() { poller = loop.create_task(poll()); }
  void stop() { loop.close(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: loop 'loop' is closed while the task of 'poll' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-5]]:7: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:11: note: called from here
  // CHECK-MESSAGES: :[[@LINE-5]]:32: note: the task is spawned here
  // CHECK-MESSAGES: :[[@LINE+10]]:11: note: called from here

private:
  EventLoop loop;
  TaskHandle<> poller;
};

void bad_member_across_methods() {
  Service service;
  service.start();
  service.stop();
}

class GoodService {
public:
  void start() { poller = loop.create_task(poll()); }
  void stop() {
    poller.cancel();
    loop.run_until_complete(gather(return_exceptions, poller));
    loop.close();
  }

private:
  EventLoop loop;
  TaskHandle<> poller;
};

void good_member_across_methods() {
  GoodService service;
  service.start();
  service.stop();
}

class HastyService {
public:
  void start() { poller = loop.create_task(poll()); }
  void stop() {
    poller.cancel();
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while the task of 'poll' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
    // CHECK-MESSAGES: :[[@LINE-7]]:7: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+11]]:16: note: called from here
    // CHECK-MESSAGES: :[[@LINE-7]]:32: note: the task is spawned here
    // CHECK-MESSAGES: :[[@LINE+11]]:11: note: called from here
  }

private:
  EventLoop loop;
  TaskHandle<> poller;
};

void bad_member_cancelled_only() {
  HastyService service;
  service.start();
  service.stop();
}

class Owner {
public:
  Owner() : loop(new_event_loop()) { saving = loop->create_task(save()); }
  ~Owner() { loop->close(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-3]]:18: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+9]]:38: note: called from here
  // CHECK-MESSAGES: :[[@LINE-5]]:53: note: the task is spawned here
  // CHECK-MESSAGES: :[[@LINE+7]]:45: note: called from here

private:
  std::unique_ptr<EventLoop> loop;
  TaskHandle<> saving;
};

void bad_destructor_closes() { Owner owner; }

class GoodOwner {
public:
  GoodOwner() : loop(new_event_loop()) { saving = loop->create_task(save()); }
  ~GoodOwner() {
    loop->run_until_complete(saving);
    loop->close();
  }

private:
  std::unique_ptr<EventLoop> loop;
  TaskHandle<> saving;
};

void good_destructor_waits_and_closes() { GoodOwner owner; }

class Guard {
public:
  explicit Guard(EventLoop &loop) : loop(loop) {}
  ~Guard() { loop.close(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE+9]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:22: note: the task is spawned here
  // CHECK-MESSAGES: :[[@LINE+10]]:1: note: called from here

private:
  EventLoop &loop;
};

void bad_guard() {
  EventLoop loop;
  Guard guard(loop);
  auto saving = loop.create_task(save());
}

class DrainingGuard {
public:
  explicit DrainingGuard(EventLoop &loop) : loop(loop) {}
  ~DrainingGuard() {
    for (const TaskRef &task : all_tasks(loop))
      task.cancel();
    loop.run_until_complete(gather(return_exceptions, all_tasks(loop)));
    loop.close();
  }

private:
  EventLoop &loop;
};

void good_guard_that_drains() {
  EventLoop loop;
  TaskHandle<> polling;
  DrainingGuard guard(loop);
  polling = loop.create_task(poll());
}

class Background {
public:
  Background(EventLoop &loop, Task<> task)
      : loop(loop), handle(loop.create_task(std::move(task))) {}
  ~Background() {
    handle.cancel();
    loop.run_until_complete(gather(return_exceptions, handle));
  }

private:
  EventLoop &loop;
  TaskHandle<> handle;
};

void good_scope_of_a_background_task() {
  EventLoop loop;
  {
    Background background(loop, poll());
    loop.run_until_complete(save());
  }
  loop.close();
}

void bad_unique_ptr() {
  auto loop = new_event_loop();
  auto saving = loop->create_task(save());
  loop->close();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-4]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:23: note: the task is spawned here
}

void good_unique_ptr() {
  auto loop = new_event_loop();
  auto saving = loop->create_task(save());
  loop->run_until_complete(saving);
  loop->close();
}

void bad_shared_ptr() {
  auto loop = std::make_shared<EventLoop>();
  auto same = loop;
  auto saving = loop->create_task(save());
  same->close();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: loop 'same' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-5]]:15: note: loop 'same' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:23: note: the task is spawned here
}

void bad_optional() {
  std::optional<EventLoop> loop;
  loop.emplace();
  auto saving = loop->create_task(save());
  loop->close();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:23: note: the task is spawned here
}

void bad_pointer() {
  EventLoop loop;
  EventLoop *same = &loop;
  auto saving = same->create_task(save());
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:23: note: the task is spawned here
}

void bad_handle_was_moved() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  auto kept = std::move(saving);
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: the task is spawned here
}

void good_moved_handle_is_awaited() {
  EventLoop loop;
  auto saving = loop.create_task(save());
  auto kept = std::move(saving);
  loop.run_until_complete(kept);
  loop.close();
}

void good_optional_handle_is_awaited() {
  EventLoop loop;
  std::optional<TaskHandle<>> saving;
  saving.emplace(loop.create_task(save()));
  loop.run_until_complete(*saving);
  loop.close();
}

void bad_optional_handle() {
  EventLoop loop;
  std::optional<TaskHandle<>> saving;
  saving.emplace(loop.create_task(save()));
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:23: note: the task is spawned here
}

// Each loop has its own tasks.
void good_tasks_of_another_loop() {
  EventLoop loop;
  EventLoop other;
  auto saving = other.create_task(save());
  loop.close();
  other.run_until_complete(saving);
  other.close();
}

void bad_the_other_loop_is_closed() {
  EventLoop loop;
  EventLoop other;
  auto saving = other.create_task(save());
  loop.close();
  other.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: loop 'other' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'other' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:23: note: the task is spawned here
}

void good_fresh_loop_has_no_tasks() {
  auto loop = new_event_loop();
  auto saving = loop->create_task(save());
  loop->run_until_complete(saving);
  loop->close();
  loop = new_event_loop();
  loop->close();
}

void bad_fresh_loop_has_a_task() {
  auto loop = new_event_loop();
  loop->run_until_complete(save());
  loop->close();
  loop = new_event_loop();
  auto saving = loop->create_task(save());
  loop->close();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-4]]:10: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:23: note: the task is spawned here
}

// A second handle's task ends the first one's care, not its task.
void bad_replaced_handle() {
  EventLoop loop;
  auto task = loop.create_task(save());
  loop.run_until_complete(task);
  task = loop.create_task(save());
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while the task of 'save' is pending: Task was destroyed but it is pending! [eventloop-close-with-pending-tasks]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:15: note: the task is spawned here
}
