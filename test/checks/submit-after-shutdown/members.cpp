// RUN: %check_scenarios %s eventloop-submit-after-shutdown
//
// Executors as members: shut down in one method, constructor, destructor or
// guard, and given a job in another.

#include <refloop/refloop.h>

using namespace refloop;

class Service {
public:
  void save() { pool.submit([] {}); }
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE+8]]:26: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE+11]]:11: note: called from here
  // CHECK-MESSAGES: :[[@LINE+3]]:22: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE+10]]:11: note: called from here
  // CHECK-MESSAGES: :[[@LINE+10]]:11: note: called from here
  void stop() { pool.shutdown(); }

private:
  ThreadPoolExecutor pool{1};
};

void bad_member_across_methods() {
  Service service;
  service.stop();
  service.save();
}

class TidyService {
public:
  void save() { pool.submit([] {}); }
  void stop() { pool.shutdown(); }

private:
  ThreadPoolExecutor pool{1};
};

void good_member_across_methods() {
  TidyService service;
  service.save();
  service.stop();
}

void good_other_object_is_stopped() {
  TidyService first;
  TidyService second;
  first.stop();
  second.save();
}

class GuardedService {
public:
  void save() {
    if (!stopped)
      pool.submit([] {});
  }
  void stop() {
    stopped = true;
    pool.shutdown();
  }

private:
  bool stopped = false;
  ThreadPoolExecutor pool{1};
};

void good_member_with_a_flag() {
  GuardedService service;
  service.stop();
  service.save();
}

class WrongFlagService {
public:
  void save() {
    if (running)
      pool.submit([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
      // CHECK-MESSAGES: :[[@LINE+10]]:26: note: executor 'pool' is created here
      // CHECK-MESSAGES: :[[@LINE+13]]:20: note: called from here
      // CHECK-MESSAGES: :[[@LINE+4]]:22: note: executor 'pool' is shut down here
      // CHECK-MESSAGES: :[[@LINE+12]]:11: note: called from here
      // CHECK-MESSAGES: :[[@LINE+12]]:11: note: called from here
  }
  void stop() { pool.shutdown(); }

private:
  bool running = true;
  ThreadPoolExecutor pool{1};
};

void bad_member_whose_flag_is_forgotten() {
  WrongFlagService service;
  service.stop();
  service.save();
}

/// Shuts its pool down and saves in its destructor, in the wrong order.
class SavesAtItsEnd {
public:
  explicit SavesAtItsEnd(ThreadPoolExecutor &pool) : pool(pool) {}
  ~SavesAtItsEnd() {
    pool.shutdown();
    try {
      pool.submit([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
      // CHECK-MESSAGES: :[[@LINE+12]]:22: note: executor 'pool' is created here
      // CHECK-MESSAGES: :[[@LINE-5]]:10: note: executor 'pool' is shut down here
      // CHECK-MESSAGES: :[[@LINE+12]]:1: note: called from here
    } catch (const RuntimeError &) {
    }
  }

private:
  ThreadPoolExecutor &pool;
};

void bad_destructor_submits() {
  ThreadPoolExecutor pool(1);
  SavesAtItsEnd saves(pool);
}

class SavesFirst {
public:
  explicit SavesFirst(ThreadPoolExecutor &pool) : pool(pool) {}
  ~SavesFirst() {
    pool.submit([] {});
    pool.shutdown();
  }

private:
  ThreadPoolExecutor &pool;
};

void good_destructor_submits_first() {
  ThreadPoolExecutor pool(1);
  SavesFirst saves(pool);
  pool.submit([] {});
}

class ShutDownWhenMade {
public:
  explicit ShutDownWhenMade(ThreadPoolExecutor &pool) : pool(pool) {
    pool.shutdown();
  }
  void save() { pool.submit([] {}); }
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE+10]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:10: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE+9]]:20: note: called from here
  // CHECK-MESSAGES: :[[@LINE+9]]:11: note: called from here

private:
  ThreadPoolExecutor &pool;
};

void bad_constructor_shuts_down() {
  ThreadPoolExecutor pool(1);
  ShutDownWhenMade service(pool);
  service.save();
}

/// Shuts its pool down at the end of a scope.
class ShutdownGuard {
public:
  explicit ShutdownGuard(ThreadPoolExecutor &pool) : pool(pool) {}
  ~ShutdownGuard() { pool.shutdown(); }

private:
  ThreadPoolExecutor &pool;
};

void bad_after_the_guard_s_scope() {
  ThreadPoolExecutor pool(1);
  {
    ShutdownGuard guard(pool);
    pool.submit([] {});
  }
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-7]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-15]]:27: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}

void good_within_the_guard_s_scope() {
  ThreadPoolExecutor pool(1);
  ShutdownGuard guard(pool);
  pool.submit([] {});
}

/// Owns a loop and the pool that does its jobs.
class Worker {
public:
  Worker() { loop.set_default_executor(pool); }
  void stop() { pool.shutdown(); }
  void save() { loop.run_in_executor([] {}); }
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'run_in_executor' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE+8]]:26: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE+12]]:10: note: called from here
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE+11]]:10: note: called from here
  // CHECK-MESSAGES: :[[@LINE+11]]:10: note: called from here
  void close() { loop.close(); }

private:
  ThreadPoolExecutor pool{1};
  EventLoop loop;
};

void bad_owner_of_loop_and_pool() {
  Worker worker;
  worker.stop();
  worker.save();
  worker.close();
}

class TidyWorker {
public:
  TidyWorker() { loop.set_default_executor(pool); }
  void save() {
    auto done = loop.run_in_executor([] {});
    loop.run_until_complete(done);
  }
  void close() {
    pool.shutdown();
    loop.close();
  }

private:
  ThreadPoolExecutor pool{1};
  EventLoop loop;
};

void good_owner_of_loop_and_pool() {
  TidyWorker worker;
  worker.save();
  worker.close();
}

static ThreadPoolExecutor &shared_pool() {
  static ThreadPoolExecutor pool(1);
  return pool;
}

void bad_function_static() {
  shared_pool().shutdown();
  shared_pool().submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-8]]:29: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: executor 'pool' is shut down here
}

static ThreadPoolExecutor &other_shared_pool() {
  static ThreadPoolExecutor pool(1);
  return pool;
}

void good_function_static() {
  other_shared_pool().submit([] {});
  other_shared_pool().shutdown();
}
