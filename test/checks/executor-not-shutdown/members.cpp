// RUN: %check_scenarios %s eventloop-executor-not-shutdown
//
// Loops as members, closed by methods, destructors and guards: what is
// submitted in one place and waited for, or not, in another; function statics
// and containers.

#include <refloop/refloop.h>

#include <optional>
#include <vector>

using namespace refloop;

class Service {
public:
  void save() { loop.run_in_executor([] {}); }
  void stop() { loop.close(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:7: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+9]]:11: note: called from here
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE+9]]:11: note: called from here

private:
  EventLoop loop;
};

void bad_member_across_methods() {
  Service service;
  service.save();
  service.stop();
}

class TidyService {
public:
  void save() { loop.run_in_executor([] {}); }
  void stop() {
    loop.run_until_complete(loop.shutdown_default_executor());
    loop.close();
  }

private:
  EventLoop loop;
};

void good_member_across_methods() {
  TidyService service;
  service.save();
  service.stop();
}

class KeepsTheFuture {
public:
  void save() { saved = loop.run_in_executor([] {}); }
  void stop() {
    loop.run_until_complete(*saved);
    loop.close();
  }

private:
  EventLoop loop;
  std::optional<Future<>> saved;
};

void good_member_is_awaited_in_stop() {
  KeepsTheFuture service;
  service.save();
  service.stop();
}

class ForgetsTheFuture {
public:
  void save() { saved = loop.run_in_executor([] {}); }
  void stop() { loop.close(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:7: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:20: note: called from here
  // CHECK-MESSAGES: :[[@LINE-5]]:30: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE+10]]:11: note: called from here

private:
  EventLoop loop;
  std::optional<Future<>> saved;
};

void bad_member_is_not_awaited_in_stop() {
  ForgetsTheFuture service;
  service.save();
  service.stop();
}

class ClosesAtItsEnd {
public:
  ~ClosesAtItsEnd() { loop.close(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:7: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:18: note: called from here
  // CHECK-MESSAGES: :[[@LINE+2]]:22: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE+10]]:1: note: called from here
  void save() { loop.run_in_executor([] {}); }

private:
  EventLoop loop;
};

void bad_destructor_closes() {
  ClosesAtItsEnd service;
  service.save();
}

class WaitsAtItsEnd {
public:
  ~WaitsAtItsEnd() {
    loop.run_until_complete(loop.shutdown_default_executor());
    loop.close();
  }
  void save() { loop.run_in_executor([] {}); }

private:
  EventLoop loop;
};

void good_destructor_waits() {
  WaitsAtItsEnd service;
  service.save();
}

/// Closes its loop at the end of a scope.
class LoopGuard {
public:
  explicit LoopGuard(EventLoop &loop) : loop(loop) {}
  ~LoopGuard() { loop.close(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE+9]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:8: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE+10]]:1: note: called from here

private:
  EventLoop &loop;
};

void bad_guard_closes() {
  EventLoop loop;
  LoopGuard guard(loop);
  loop.run_in_executor([] {});
}

class TidyLoopGuard {
public:
  explicit TidyLoopGuard(EventLoop &loop) : loop(loop) {}
  ~TidyLoopGuard() { loop.close(); }

private:
  EventLoop &loop;
};

// The pool is declared last and ends first.
void good_pool_ends_before_the_guard() {
  EventLoop loop;
  TidyLoopGuard guard(loop);
  ThreadPoolExecutor pool(1);
  loop.run_in_executor(pool, [] {});
}

class OtherLoopGuard {
public:
  explicit OtherLoopGuard(EventLoop &loop) : loop(loop) {}
  ~OtherLoopGuard() { loop.close(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE+9]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+11]]:8: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE+11]]:1: note: called from here

private:
  EventLoop &loop;
};

void bad_pool_ends_after_the_guard() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  OtherLoopGuard guard(loop);
  loop.run_in_executor(pool, [] {});
}

/// Shuts its pool down at the end of a scope.
class ShutdownGuard {
public:
  explicit ShutdownGuard(ThreadPoolExecutor &pool) : pool(pool) {}
  ~ShutdownGuard() { pool.shutdown(); }

private:
  ThreadPoolExecutor &pool;
};

void good_guard_shuts_the_pool_down() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  {
    ShutdownGuard guard(pool);
    loop.run_in_executor(pool, [] {});
  }
  loop.close();
}

void bad_guard_comes_too_late() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  ShutdownGuard guard(pool);
  loop.run_in_executor(pool, [] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
}

static EventLoop &shared_loop() {
  static EventLoop loop;
  return loop;
}

void bad_function_static() {
  shared_loop().run_in_executor([] {});
  shared_loop().close();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-8]]:20: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: the job is submitted here
}

static EventLoop &other_shared_loop() {
  static EventLoop loop;
  return loop;
}

void good_function_static() {
  EventLoop &loop = other_shared_loop();
  loop.run_in_executor([] {});
  loop.run_until_complete(loop.shutdown_default_executor());
  loop.close();
}

void good_vector_of_futures() {
  EventLoop loop;
  std::vector<Future<>> jobs;
  jobs.push_back(loop.run_in_executor([] {}));
  jobs.push_back(loop.run_in_executor([] {}));
  for (Future<> &job : jobs)
    loop.run_until_complete(job);
  loop.close();
}

void good_vector_of_futures_is_waited_for() {
  EventLoop loop;
  std::vector<Future<>> jobs;
  jobs.push_back(loop.run_in_executor([] {}));
  loop.run_until_complete(loop.shutdown_default_executor());
  loop.close();
}

// What a container has of them is not followed.
void fn_vector_of_futures_is_forgotten() {
  EventLoop loop;
  std::vector<Future<>> jobs;
  jobs.push_back(loop.run_in_executor([] {}));
  loop.close();
}
