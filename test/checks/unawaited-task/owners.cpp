// RUN: %check_scenarios %s eventloop-unawaited-task
//
// Classes that own handles and coroutines: started and awaited by methods,
// from constructors and destructors, in registries.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

Task<> work() { co_await sleep(1ms); }
Task<> step() { co_return; }
Task<> forever() { co_await sleep(1h); }

class Service {
public:
  void start() { worker = create_task(forever()); }
  Task<> stop() {
    worker.cancel();
    (void)co_await gather(return_exceptions, worker);
  }

private:
  TaskHandle<> worker;
};
Task<> serves() {
  Service service;
  service.start();
  co_await work();
  co_await service.stop();
}
void good_member_awaited_in_stop() { run(serves()); }

class Careless {
public:
  void start() {
    worker = create_task(forever());
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: the task of 'forever' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-5]]:7: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+12]]:3: note: called from here
    // CHECK-MESSAGES: :[[@LINE+13]]:32: note: called from here
  }
  void stop() {}

private:
  TaskHandle<> worker;
};
Task<> serves_carelessly() {
  Careless service;
  service.start();
  service.stop();
  co_return;
}
void bad_stop_does_nothing() { run(serves_carelessly()); }

class Forgotten {
public:
  void start() {
    worker = create_task(forever());
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: the task of 'forever' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-5]]:7: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+14]]:3: note: called from here
    // CHECK-MESSAGES: :[[@LINE+15]]:35: note: called from here
  }
  Task<> stop() {
    worker.cancel();
    co_return;
  }

private:
  TaskHandle<> worker;
};
Task<> forgets_to_stop() {
  Forgotten service;
  service.start();
  co_return;
}
void bad_stop_is_never_called() { run(forgets_to_stop()); }

class Dropped {
public:
  void start() { worker = create_task(forever()); }
  Task<> stop() {
    worker.cancel();
    co_return;
  }
  ~Dropped() { worker.cancel(); }

private:
  TaskHandle<> worker;
};
Task<> drops_the_stop() {
  Dropped service;
  service.start();
  co_await work();
  service.stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: coroutine 'stop' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:16: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+2]]:36: note: called from here
}
void bad_stop_is_never_awaited() { run(drops_the_stop()); }

class Perhaps {
public:
  void start() {
    worker = create_task(forever());
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: the task of 'forever' may be never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-5]]:7: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+14]]:1: note: called from here
    // CHECK-MESSAGES: :[[@LINE+14]]:36: note: called from here
  }
  void stop() { worker.cancel(); }

private:
  TaskHandle<> worker;
};
Task<> stops_perhaps() {
  Perhaps service;
  service.start();
  co_await step();
  if (choose())
    service.stop();
}
void maybe_stopped_on_one_path() { run(stops_perhaps()); }

class Restarted {
public:
  void start() {
    worker = create_task(forever());
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: the task of 'forever' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:12: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+11]]:11: note: called from here
    // CHECK-MESSAGES: :[[@LINE+14]]:28: note: called from here
  }
  void stop() { worker.cancel(); }

private:
  TaskHandle<> worker;
};
Task<> starts_twice() {
  Restarted service;
  service.start();
  service.start();
  co_await work();
  service.stop();
}
void bad_started_twice() { run(starts_twice()); }

class Careful {
public:
  void start() {
    if (worker && !worker.done())
      worker.cancel();
    worker = create_task(forever());
  }
  void stop() { worker.cancel(); }

private:
  TaskHandle<> worker;
};
Task<> starts_twice_with_care() {
  Careful service;
  service.start();
  service.start();
  co_await work();
  service.stop();
}
void good_restart_cancels_the_older() { run(starts_twice_with_care()); }

/// Starts in its constructor, ends in its destructor.
class Worker {
public:
  explicit Worker(EventLoop &loop) : handle(loop.create_task(forever())) {}
  ~Worker() { handle.cancel(); }

private:
  TaskHandle<> handle;
};
Task<> works_in_a_scope() {
  Worker worker(get_running_loop());
  co_await work();
}
void good_destructor_cancels() { run(works_in_a_scope()); }

class LeakingWorker {
public:
  explicit LeakingWorker(EventLoop &loop)
      : handle(loop.create_task(forever())) {}
      // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: the task of 'forever' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
      // CHECK-MESSAGES: :[[@LINE-5]]:7: note: it is dropped here
      // CHECK-MESSAGES: :[[@LINE+8]]:3: note: called from here
      // CHECK-MESSAGES: :[[@LINE+9]]:41: note: called from here

private:
  TaskHandle<> handle;
};
Task<> leaks_in_a_scope() {
  LeakingWorker worker(get_running_loop());
  co_return;
}
void bad_destructor_does_not_cancel() { run(leaks_in_a_scope()); }

class Fires {
public:
  Fires() {
    create_task(forever());
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task of 'forever' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:26: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+5]]:9: note: called from here
    // CHECK-MESSAGES: :[[@LINE+7]]:45: note: called from here
  }
};
Task<> fires() {
  Fires fires;
  co_await work();
}
void bad_constructor_spawns_and_forgets() { run(fires()); }

/// Keeps every task it starts, and awaits them all in the end.
class Registry {
public:
  void spawn(Task<> task) { tasks.push_back(create_task(std::move(task))); }
  Task<> join() {
    for (auto &task : tasks)
      co_await task;
    tasks.clear();
  }

private:
  std::vector<TaskHandle<>> tasks;
};
Task<> uses_a_registry() {
  Registry registry;
  registry.spawn(work());
  registry.spawn(work());
  co_await registry.join();
}
void good_registry_is_joined() { run(uses_a_registry()); }

class GatheringRegistry {
public:
  void spawn(Task<> task) { tasks.push_back(create_task(std::move(task))); }
  Task<> join() { return gather(tasks); }

private:
  std::vector<TaskHandle<>> tasks;
};
Task<> uses_a_gathering_registry() {
  GatheringRegistry registry;
  registry.spawn(work());
  registry.spawn(work());
  co_await registry.join();
}
void good_registry_is_gathered() { run(uses_a_gathering_registry()); }

class CancellingRegistry {
public:
  void spawn(const std::string &name, Task<> task) {
    tasks[name] = create_task(std::move(task));
  }
  ~CancellingRegistry() {
    for (auto &[name, task] : tasks)
      task.cancel();
  }

private:
  std::map<std::string, TaskHandle<>> tasks;
};
Task<> uses_a_cancelling_registry() {
  CancellingRegistry registry;
  registry.spawn("first", forever());
  registry.spawn("second", forever());
  co_await work();
}
void good_registry_cancels_in_its_destructor() {
  run(uses_a_cancelling_registry());
}

class ForgetfulRegistry {
public:
  void spawn(Task<> task) {
    tasks.push_back(create_task(std::move(task)));
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: the task of 'forever' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-5]]:7: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+10]]:3: note: called from here
    // CHECK-MESSAGES: :[[@LINE+11]]:39: note: called from here
  }

private:
  std::vector<TaskHandle<>> tasks;
};
Task<> uses_a_forgetful_registry() {
  ForgetfulRegistry registry;
  registry.spawn(forever());
  co_return;
}
void bad_registry_is_never_joined() { run(uses_a_forgetful_registry()); }

/// Owns its loop as well.
class Application {
public:
  void start() { handle = loop.create_task(work()); }
  void finish() {
    loop.run_until_complete(handle);
    loop.close();
  }

private:
  EventLoop loop;
  TaskHandle<> handle;
};
void good_owner_of_loop_and_handle() {
  Application application;
  application.start();
  application.finish();
}

class Neglectful {
public:
  void start() {
    loop.create_task(step());
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:28: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE+13]]:15: note: called from here
    // CHECK-MESSAGES: :[[@LINE+13]]:15: note: called from here
  }
  void finish() {
    loop.run_until_complete(sleep(5ms));
    loop.close();
  }

private:
  EventLoop loop;
};
void bad_owner_of_loop_that_keeps_no_handle() {
  Neglectful application;
  application.start();
  application.finish();
}

class Queue {
public:
  void add(Task<> task) { jobs.push_back(std::move(task)); }
  Task<> work_off() {
    for (auto &job : jobs)
      co_await std::move(job);
    jobs.clear();
  }

private:
  std::vector<Task<>> jobs;
};
void good_coroutines_in_a_member() {
  Queue queue;
  queue.add(work());
  queue.add(work());
  run(queue.work_off());
}

class Unused {
public:
  explicit Unused(Task<> job) : job(std::move(job)) {}
  Task<> go() { return std::move(job); }

private:
  Task<> job;
};
void good_member_is_handed_out() {
  Unused once(work());
  run(once.go());
}
void bad_member_is_never_handed_out() {
  Unused never(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: coroutine 'work' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-15]]:7: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: called from here
}

Task<> serves_behind_a_pointer() {
  auto service = std::make_unique<Service>();
  service->start();
  co_await work();
  co_await service->stop();
}
void good_owner_behind_a_pointer() { run(serves_behind_a_pointer()); }

struct Base {
  virtual ~Base() = default;
  TaskHandle<> handle;
};
struct Derived : Base {
  Derived() { handle = create_task(forever()); }
  ~Derived() override { handle.cancel(); }
};
Task<> derives() {
  Derived derived;
  co_await work();
}
void good_member_of_a_base() { run(derives()); }
