// REQUIRES: asio
// RUN: %check_scenarios %s eventloop-submit-after-shutdown
// LIBRARY: asio
//
// Real Asio: jobs for thread pools that were stopped or joined. They are queued
// and never run, which witness.h tells.

#include "witness.h"

#include <asio.hpp>

#include <memory>

void bad_post_after_stop() {
  asio::thread_pool pool(1);
  pool.stop();
  witness::Handler handler;
  asio::post(pool, [&handler] { handler.ran(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' hands a job to executor 'pool', which is shut down: the handler never runs [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:21: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: executor 'pool' is shut down here
  pool.join();
}

void good_post_before_join() {
  asio::thread_pool pool(1);
  witness::Handler handler;
  asio::post(pool, [&handler] { handler.ran(); });
  pool.join();
}

void bad_post_after_join() {
  asio::thread_pool pool(1);
  pool.join();
  witness::Handler handler;
  asio::post(pool, [&handler] { handler.ran(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' hands a job to executor 'pool', which is shut down: the handler never runs [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:21: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: executor 'pool' is shut down here
  pool.join();
}

void bad_dispatch_after_stop() {
  asio::thread_pool pool(1);
  pool.stop();
  witness::Handler handler;
  asio::dispatch(pool, [&handler] { handler.ran(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'dispatch' hands a job to executor 'pool', which is shut down: the handler never runs [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:21: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: executor 'pool' is shut down here
  pool.join();
}

void bad_defer_after_stop() {
  asio::thread_pool pool(1);
  pool.stop();
  witness::Handler handler;
  asio::defer(pool, [&handler] { handler.ran(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'defer' hands a job to executor 'pool', which is shut down: the handler never runs [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:21: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: executor 'pool' is shut down here
  pool.join();
}

void bad_through_the_executor() {
  asio::thread_pool pool(1);
  auto executor = pool.get_executor();
  pool.stop();
  witness::Handler handler;
  asio::post(executor, [&handler] { handler.ran(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' hands a job to executor 'pool', which is shut down: the handler never runs [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:21: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: executor 'pool' is shut down here
  pool.join();
}

void good_through_the_executor() {
  asio::thread_pool pool(1);
  auto executor = pool.get_executor();
  witness::Handler handler;
  asio::post(executor, [&handler] { handler.ran(); });
  pool.join();
}

static void finish(asio::thread_pool &pool) { pool.join(); }

void bad_helper_joins() {
  asio::thread_pool pool(1);
  finish(pool);
  witness::Handler handler;
  asio::post(pool, [&handler] { handler.ran(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' hands a job to executor 'pool', which is shut down: the handler never runs [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:21: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-9]]:52: note: executor 'pool' is shut down here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
  pool.join();
}

void good_helper_joins_last() {
  asio::thread_pool pool(1);
  witness::Handler handler;
  asio::post(pool, [&handler] { handler.ran(); });
  finish(pool);
}

void bad_owned_pool() {
  auto pool = std::make_unique<asio::thread_pool>(1);
  pool->stop();
  witness::Handler handler;
  asio::post(*pool, [&handler] { handler.ran(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' hands a job to executor 'pool', which is shut down: the handler never runs [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:15: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:9: note: executor 'pool' is shut down here
  pool->join();
}

void good_owned_pool_is_made_again() {
  auto pool = std::make_unique<asio::thread_pool>(1);
  pool->join();
  pool = std::make_unique<asio::thread_pool>(1);
  witness::Handler handler;
  asio::post(*pool, [&handler] { handler.ran(); });
  pool->join();
}

void good_other_pool_is_stopped() {
  asio::thread_pool first(1);
  asio::thread_pool second(1);
  first.stop();
  witness::Handler handler;
  asio::post(second, [&handler] { handler.ran(); });
  second.join();
}

void good_context_beside_a_stopped_pool() {
  asio::io_context io;
  asio::thread_pool pool(1);
  pool.stop();
  witness::Handler handler;
  asio::post(io, [&handler] { handler.ran(); });
  io.run();
}

class Service {
public:
  void stop() { pool.join(); }
  void save(witness::Handler &handler) {
    handler.is_due_to_next_line();
    asio::post(pool, [&handler] { handler.ran(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'post' hands a job to executor 'pool', which is shut down: the handler never runs [eventloop-submit-after-shutdown]
    // CHECK-MESSAGES: :[[@LINE+8]]:25: note: executor 'pool' is created here
    // CHECK-MESSAGES: :[[@LINE+11]]:11: note: called from here
    // CHECK-MESSAGES: :[[@LINE-7]]:22: note: executor 'pool' is shut down here
    // CHECK-MESSAGES: :[[@LINE+11]]:11: note: called from here
    // CHECK-MESSAGES: :[[@LINE+11]]:11: note: called from here
  }

private:
  asio::thread_pool pool{1};
};

void bad_member_across_methods() {
  Service service;
  witness::Handler handler;
  service.stop();
  service.save(handler);
  service.stop();
}

void maybe_one_path_stops() {
  asio::thread_pool pool(1);
  if (witness::choose())
    pool.stop();
  witness::Handler handler;
  asio::post(pool, [&handler] { handler.ran(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' hands a job to executor 'pool', which may be shut down: the handler never runs [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:21: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:10: note: executor 'pool' is shut down here
  pool.join();
}

void good_conditions_agree() {
  asio::thread_pool pool(1);
  const bool stopped = witness::choose();
  if (stopped)
    pool.stop();
  if (!stopped) {
    witness::Handler handler;
    asio::post(pool, [&handler] { handler.ran(); });
    pool.join();
  }
}
