// RUN: %check_scenarios %s eventloop-submit-after-shutdown
//
// Executors behind references, pointers and owners.

#include <refloop/refloop.h>

#include <memory>
#include <optional>
#include <utility>

using namespace refloop;

void bad_through_a_reference() {
  ThreadPoolExecutor pool(1);
  ThreadPoolExecutor &same = pool;
  same.shutdown();
  pool.submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: executor 'pool' is shut down here
}

void good_reference_to_another() {
  ThreadPoolExecutor pool(1);
  ThreadPoolExecutor other(1);
  ThreadPoolExecutor &another = other;
  another.shutdown();
  pool.submit([] {});
}

void bad_through_a_pointer() {
  ThreadPoolExecutor pool(1);
  ThreadPoolExecutor *same = &pool;
  pool.shutdown();
  same->submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: executor 'pool' is shut down here
}

void good_pointer_moves_on() {
  ThreadPoolExecutor first(1);
  ThreadPoolExecutor second(1);
  ThreadPoolExecutor *pool = &first;
  pool->shutdown();
  pool = &second;
  pool->submit([] {});
}

void bad_unique_ptr() {
  auto pool = std::make_unique<ThreadPoolExecutor>(1);
  pool->shutdown();
  pool->submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:15: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:9: note: executor 'pool' is shut down here
}

void good_unique_ptr_is_filled_again() {
  auto pool = std::make_unique<ThreadPoolExecutor>(1);
  pool->shutdown();
  pool = std::make_unique<ThreadPoolExecutor>(1);
  pool->submit([] {});
}

void bad_moved_unique_ptr() {
  auto pool = std::make_unique<ThreadPoolExecutor>(1);
  pool->shutdown();
  auto other = std::move(pool);
  other->submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:15: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:9: note: executor 'pool' is shut down here
}

void bad_shared_ptr() {
  auto pool = std::make_shared<ThreadPoolExecutor>(1);
  std::shared_ptr<ThreadPoolExecutor> same = pool;
  same->shutdown();
  pool->submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'submit' hands a job to executor 'pool', which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:15: note: executor 'pool' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:9: note: executor 'pool' is shut down here
}

void good_shared_ptr_to_another() {
  auto pool = std::make_shared<ThreadPoolExecutor>(1);
  auto other = std::make_shared<ThreadPoolExecutor>(1);
  other->shutdown();
  pool->submit([] {});
}

void bad_optional() {
  std::optional<ThreadPoolExecutor> pool;
  pool.emplace(1);
  pool->shutdown();
  pool->submit([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'submit' hands a job to the executor, which is shut down: RuntimeError 'cannot schedule new futures after shutdown' [eventloop-submit-after-shutdown]
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the executor is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:9: note: executor 'pool' is shut down here
}

void good_optional_is_filled_again() {
  std::optional<ThreadPoolExecutor> pool;
  pool.emplace(1);
  pool->shutdown();
  pool.emplace(1);
  pool->submit([] {});
}
