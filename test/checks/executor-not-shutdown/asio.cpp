// REQUIRES: asio
// RUN: %check_scenarios %s eventloop-executor-not-shutdown
// LIBRARY: asio
//
// Real Asio: the destructor of a thread pool stops it, so that what has not begun
// never runs. How far a pool came by then depends on time: some runs here wait.

#include "witness.h"

#include <asio.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <thread>

using namespace std::chrono_literals;

static std::atomic<int> begun{0};

static void save() {
  ++begun;
  std::this_thread::sleep_for(20ms);
}

static void save_number(int) { save(); }

namespace {

/// Reports the pool made on the next line, should it not begin all of its jobs.
class Jobs {
public:
  explicit Jobs(int given, unsigned line_above = __builtin_LINE())
      : given(given), line(line_above + 1) {}
  ~Jobs() {
    witness_report(__FILE__, line, begun < given ? "a job never ran" : nullptr);
  }

private:
  int given;
  unsigned line;
};

} // namespace

static void wait_perhaps() {
  if (witness::choose())
    std::this_thread::sleep_for(600ms);
}

void maybe_nobody_joins() {
  Jobs jobs(3);
  asio::thread_pool pool(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: executor 'pool' may be destroyed before its jobs have begun: its destructor stops it, and what has not begun never runs [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: 'pool' ends here
  asio::post(pool, [] { save(); });
  asio::post(pool, [] { save(); });
  asio::post(pool, [] { save(); });
  wait_perhaps();
}

void good_joined() {
  Jobs jobs(3);
  asio::thread_pool pool(1);
  asio::post(pool, [] { save(); });
  asio::post(pool, [] { save(); });
  asio::post(pool, [] { save(); });
  pool.join();
}

void good_waited_for() {
  Jobs jobs(2);
  asio::thread_pool pool(1);
  asio::post(pool, [] { save(); });
  asio::post(pool, [] { save(); });
  pool.wait();
}

void maybe_jobs_of_an_iteration() {
  Jobs jobs(5);
  asio::thread_pool pool(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: executor 'pool' may be destroyed before its jobs have begun: its destructor stops it, and what has not begun never runs [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE+3]]:5: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: 'pool' ends here
  for (int i = 0; i < 5; ++i)
    asio::post(pool, [i] { save_number(i); });
  wait_perhaps();
}

void maybe_function() {
  Jobs jobs(2);
  asio::thread_pool pool(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: executor 'pool' may be destroyed before its jobs have begun: its destructor stops it, and what has not begun never runs [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE+3]]:3: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: 'pool' ends here
  asio::post(pool, save);
  asio::post(pool, save);
  wait_perhaps();
}

static void give_two(asio::thread_pool &pool) {
  asio::post(pool, [] { save(); });
  asio::post(pool, [] { save(); });
}

void maybe_helper_gives_the_jobs() {
  Jobs jobs(2);
  asio::thread_pool pool(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: executor 'pool' may be destroyed before its jobs have begun: its destructor stops it, and what has not begun never runs [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: 'pool' ends here
  give_two(pool);
  wait_perhaps();
}

static void finish(asio::thread_pool &pool) { pool.join(); }

void good_helper_joins() {
  Jobs jobs(2);
  asio::thread_pool pool(1);
  give_two(pool);
  finish(pool);
}

void maybe_early_return() {
  Jobs jobs(2);
  asio::thread_pool pool(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: executor 'pool' may be destroyed before its jobs have begun: its destructor stops it, and what has not begun never runs [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-26]]:3: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE+3]]:5: note: 'pool' ends here
  give_two(pool);
  if (witness::choose())
    return;
  pool.join();
}

void good_early_return_before_the_jobs() {
  asio::thread_pool pool(1);
  if (witness::choose())
    return;
  give_two(pool);
  pool.join();
}

void maybe_through_the_executor() {
  Jobs jobs(2);
  asio::thread_pool pool(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: executor 'pool' may be destroyed before its jobs have begun: its destructor stops it, and what has not begun never runs [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: 'pool' ends here
  auto executor = pool.get_executor();
  asio::post(executor, [] { save(); });
  asio::post(executor, [] { save(); });
  wait_perhaps();
}

// Who stops a pool means to drop what is left.
void good_stopped() {
  asio::thread_pool pool(1);
  give_two(pool);
  pool.stop();
}

void good_job_tells_when_it_is_done() {
  Jobs jobs(1);
  asio::thread_pool pool(1);
  std::promise<void> done;
  asio::post(pool, [&done] {
    save();
    done.set_value();
  });
  done.get_future().wait();
}

void good_future_is_waited_for() {
  Jobs jobs(1);
  asio::thread_pool pool(1);
  auto done = asio::post(pool, std::packaged_task<void()>(save));
  done.get();
}

void good_no_job() {
  asio::thread_pool pool(1);
}

void good_joined_twice() {
  Jobs jobs(2);
  asio::thread_pool pool(1);
  give_two(pool);
  pool.join();
  pool.join();
}

void maybe_owned_pool() {
  Jobs jobs(2);
  auto pool = std::make_unique<asio::thread_pool>(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: executor 'pool' may be destroyed before its jobs have begun: its destructor stops it, and what has not begun never runs [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-95]]:3: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: 'pool' ends here
  give_two(*pool);
  wait_perhaps();
}

void good_owned_pool_is_joined() {
  Jobs jobs(2);
  auto pool = std::make_unique<asio::thread_pool>(1);
  give_two(*pool);
  pool->join();
}

class Service {
public:
  void begin() { give_two(pool); }

private:
  asio::thread_pool pool{1};
};

// What an object still has to do when it goes is its class's decision.
void good_member() {
  Service service;
  service.begin();
}
