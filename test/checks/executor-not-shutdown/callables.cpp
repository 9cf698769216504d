// RUN: %check_scenarios %s eventloop-executor-not-shutdown
//
// Lambdas that are called now, kept or scheduled; coroutines; gathered jobs;
// the current loop, run() and Runner.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <functional>
#include <future>
#include <utility>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

void bad_lambda_submits() {
  EventLoop loop;
  auto save = [&] { loop.run_in_executor([] {}); };
  save();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:26: note: the job is submitted here
}

void good_lambda_that_is_never_called() {
  EventLoop loop;
  auto save = [&] { loop.run_in_executor([] {}); };
  (void)save;
  loop.close();
}

void good_lambda_waits() {
  EventLoop loop;
  auto wait = [&] {
    loop.run_until_complete(loop.shutdown_default_executor());
  };
  loop.run_in_executor([] {});
  wait();
  loop.close();
}

void bad_lambda_closes() {
  EventLoop loop;
  auto finish = [&loop] { loop.close(); };
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
  loop.run_in_executor([] {});
  finish();
}

void bad_function_object_submits() {
  EventLoop loop;
  std::function<void()> save = [&] { loop.run_in_executor([] {}); };
  save();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:43: note: the job is submitted here
}

void good_function_object_waits() {
  EventLoop loop;
  std::function<void()> wait = [&] {
    loop.run_until_complete(loop.shutdown_default_executor());
  };
  loop.run_in_executor([] {});
  wait();
  loop.close();
}

void good_callback_that_never_runs() {
  EventLoop loop;
  loop.call_soon([&] { loop.run_in_executor([] {}); });
  loop.close();
}

void good_callback_submits_and_all_is_waited_for() {
  EventLoop loop;
  loop.call_soon([&] {
    loop.run_in_executor([] {});
    loop.stop();
  });
  loop.run_forever();
  loop.run_until_complete(loop.shutdown_default_executor());
  loop.close();
}

// The job waits for the end of the scenario. Nobody can see that in the code.
void maybe_loop_turned_meanwhile() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  std::promise<void> gate;
  auto done = loop.run_in_executor(pool, [opened = gate.get_future().share()] { opened.wait(); });
  if (choose()) {
    gate.set_value();
    loop.run_until_complete(done);
    loop.close();
    return;
  }
  loop.run_until_complete(sleep(1ms));
  if (choose()) {
    gate.set_value();
    pool.shutdown();
    gate = {};
  }
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job may be not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-18]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-16]]:20: note: the job is submitted here
  gate.set_value();
}

static Task<> save(EventLoop &loop) { co_await loop.run_in_executor([] {}); }

void good_coroutine_awaits() {
  EventLoop loop;
  loop.run_until_complete(save(loop));
  loop.close();
}

static Task<> save_and_shut_down(EventLoop &loop) {
  auto done = loop.run_in_executor([] {});
  co_await loop.shutdown_default_executor();
}

void good_coroutine_shuts_down() {
  EventLoop loop;
  loop.run_until_complete(save_and_shut_down(loop));
  loop.close();
}

static Task<> save_all(EventLoop &loop) {
  auto first = loop.run_in_executor([] { return 1; });
  auto second = loop.run_in_executor([] { return 2; });
  co_await gather(first, second);
}

void good_coroutine_gathers() {
  EventLoop loop;
  loop.run_until_complete(save_all(loop));
  loop.close();
}

static Task<> nothing() { co_return; }

void bad_coroutine_has_ended_before() {
  EventLoop loop;
  loop.run_until_complete(nothing());
  loop.run_in_executor([] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the job is submitted here
}

static Task<> submit_and_leave(EventLoop &loop) {
  loop.run_in_executor([] {});
  co_return;
}

// The coroutine is over before its job needs to be.
void good_coroutine_leaves_its_job_to_the_shutdown() {
  EventLoop loop;
  loop.run_until_complete(submit_and_leave(loop));
  loop.run_until_complete(loop.shutdown_default_executor());
  loop.close();
}

static Task<> submit_to(EventLoop &loop, ThreadPoolExecutor &pool) {
  loop.run_in_executor(pool, [] {});
  co_return;
}

void good_coroutine_leaves_its_job_to_the_pool() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  loop.run_until_complete(submit_to(loop, pool));
  pool.shutdown();
  loop.close();
}

static Task<> await_later(Future<int> future) { (void)co_await future; }

void good_future_goes_to_a_coroutine() {
  EventLoop loop;
  auto answer = loop.run_in_executor([] { return 42; });
  loop.run_until_complete(await_later(std::move(answer)));
  loop.close();
}

// A task awaits the job: it is the task that is left behind.
// ALSO: eventloop-close-with-pending-tasks
void good_job_of_a_pending_task() {
  EventLoop loop;
  ThreadPoolExecutor pool(1);
  std::promise<void> gate;
  auto saving = loop.create_task([](EventLoop &loop, ThreadPoolExecutor &pool,
                                    std::shared_future<void> opened) -> Task<> {
    co_await loop.run_in_executor(pool, [opened] { opened.wait(); });
  }(loop, pool, gate.get_future().share()));
  loop.run_until_complete(sleep(1ms));
  loop.close();
  gate.set_value();
}

static Task<> save_on_the_running_loop() {
  co_await get_running_loop().run_in_executor([] {});
}

static Task<> leave_to_the_running_loop() {
  get_running_loop().run_in_executor([] {});
  co_return;
}

// run() and Runner shut the default executor down before they close.
void good_run_waits() { run(leave_to_the_running_loop()); }

void good_run_awaits() { run(save_on_the_running_loop()); }

void good_runner_waits() {
  Runner runner;
  runner.run(leave_to_the_running_loop());
}

void good_runner_is_closed() {
  Runner runner;
  runner.run(leave_to_the_running_loop());
  runner.close();
}

void bad_current_loop() {
  EventLoop loop;
  set_event_loop(&loop);
  get_event_loop().run_in_executor([] {});
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:20: note: the job is submitted here
}

void good_current_loop() {
  EventLoop loop;
  set_event_loop(&loop);
  get_event_loop().run_in_executor([] {});
  loop.run_until_complete(get_event_loop().shutdown_default_executor());
  loop.close();
}

void good_current_loop_is_another() {
  EventLoop loop;
  EventLoop other;
  set_event_loop(&other);
  auto done = get_event_loop().run_in_executor([] {});
  loop.close();
  other.run_until_complete(done);
  set_event_loop(nullptr);
  other.close();
}

void good_waits_with_a_limit() {
  EventLoop loop;
  auto done = loop.run_in_executor([] {});
  loop.run_until_complete([](Future<> done) -> Task<> { co_await done; }(std::move(done)));
  loop.close();
}

struct Finisher {
  EventLoop *loop;
  void operator()() const { loop->close(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: the job is submitted here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: called from here
};

void bad_callable_object_closes() {
  EventLoop loop;
  Finisher finish{&loop};
  loop.run_in_executor([] {});
  finish();
}

// A job closes nothing of its own: it only tells another thread's promise.
void good_result_is_sent_by_hand() {
  EventLoop loop;
  std::promise<int> answer;
  auto done = loop.run_in_executor([&answer] { answer.set_value(42); });
  (void)answer.get_future().get();
  loop.run_until_complete(done);
  loop.close();
}

void bad_result_is_taken_by_hand() {
  EventLoop loop;
  std::promise<int> answer;
  loop.run_in_executor([&answer] { answer.set_value(42); });
  (void)answer.get_future().get();
  loop.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is closed while a job is not done: nobody learns how it ends [eventloop-executor-not-shutdown]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: the job is submitted here
}
