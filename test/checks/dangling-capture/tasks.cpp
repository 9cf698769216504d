// RUN: %check_scenarios %s eventloop-dangling-capture
// SANITIZE
//
// Tasks whose parameters are references, and coroutine lambdas that end before
// their coroutine.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>
#include <vector>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

static volatile int sink = 0;

static void use(int value) { sink = value; }

static Task<> reads(const int &value) {
  co_await sleep(1ms);
  use(value);
}

static Task<> reads_copy(int value) {
  co_await sleep(1ms);
  use(value);
}

void bad_parameter_of_a_task() {
  EventLoop loop;
  {
    int count = 42;
    loop.create_task(reads(count)).detach();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'create_task' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'count' ends here
  }
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_parameter_by_value() {
  EventLoop loop;
  {
    int count = 42;
    loop.create_task(reads_copy(count)).detach();
  }
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_task_is_done_before_the_block_ends() {
  EventLoop loop;
  {
    int count = 42;
    auto task = loop.create_task(reads(count));
    loop.run_until_complete(task);
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_coroutine_is_awaited() {
  auto serve = []() -> Task<> {
    int count = 42;
    co_await reads(count);
  };
  EventLoop loop;
  loop.run_until_complete(serve());
  loop.close();
}

void bad_variable_of_a_coroutine() {
  auto serve = []() -> Task<> {
    int count = 42;
    create_task(reads(count)).detach();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'create_task' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: 'count' ends here
    co_return;
  };
  EventLoop loop;
  loop.run_until_complete(serve());
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_variable_of_a_coroutine_by_value() {
  auto serve = []() -> Task<> {
    int count = 42;
    create_task(reads_copy(count)).detach();
    co_return;
  };
  EventLoop loop;
  loop.run_until_complete(serve());
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_coroutine_awaits_the_task() {
  auto serve = []() -> Task<> {
    int count = 42;
    auto task = create_task(reads(count));
    co_await sleep(1ms);
    co_await task;
  };
  EventLoop loop;
  loop.run_until_complete(serve());
  loop.close();
}

void good_group_joins_the_task() {
  auto serve = []() -> Task<> {
    int count = 42;
    co_await with_task_group([&count](TaskGroup &group) -> Task<> {
      group.create_task(reads(count));
      co_return;
    });
  };
  EventLoop loop;
  loop.run_until_complete(serve());
  loop.close();
}

void good_gathered() {
  auto serve = []() -> Task<> {
    int first = 1;
    int second = 2;
    co_await gather(reads(first), reads(second));
  };
  EventLoop loop;
  loop.run_until_complete(serve());
  loop.close();
}

// It ends with its full expression, before the task runs.
void bad_temporary_argument() {
  EventLoop loop;
  loop.create_task(reads(42)).detach();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'create_task' schedules what refers to an object, which is gone when it runs [eventloop-dangling-capture]
  // CHECK-MESSAGES: :[[@LINE-2]]:38: note: it ends here
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_temporary_argument_by_value() {
  EventLoop loop;
  loop.create_task(reads_copy(42)).detach();
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

// The closure ends with its full expression, and the captures with it.
void bad_coroutine_lambda_ends_first() {
  EventLoop loop;
  int count = 42;
  loop.create_task([count]() -> Task<> {
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'create_task' schedules what refers to an object, which is gone when it runs [eventloop-dangling-capture]
  // CHECK-MESSAGES: :[[@LINE+3]]:15: note: it ends here
    co_await sleep(1ms);
    use(count);
  }()).detach();
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_coroutine_lambda_without_captures() {
  EventLoop loop;
  int count = 42;
  loop.create_task([](int count) -> Task<> {
    co_await sleep(1ms);
    use(count);
  }(count)).detach();
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_coroutine_lambda_is_kept() {
  EventLoop loop;
  int count = 42;
  auto work = [count]() -> Task<> {
    co_await sleep(1ms);
    use(count);
  };
  loop.create_task(work()).detach();
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void bad_coroutine_lambda_of_an_inner_block() {
  EventLoop loop;
  {
    int count = 42;
    auto work = [count]() -> Task<> {
      co_await sleep(1ms);
      use(count);
    };
    loop.create_task(work()).detach();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'create_task' schedules what refers to 'work', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'work' ends here
  }
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_coroutine_lambda_is_run_in_its_block() {
  EventLoop loop;
  {
    int count = 42;
    auto work = [&count]() -> Task<> {
      co_await sleep(1ms);
      use(count);
    };
    loop.run_until_complete(work());
  }
  loop.close();
}

static Task<> waits_for(Future<> &future) { co_await future; }

void bad_future_ends_first() {
  EventLoop loop;
  {
    auto future = loop.create_future();
    loop.create_task(waits_for(future)).detach();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'create_task' schedules what refers to 'future', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'future' ends here
  }
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_future_lives_on() {
  EventLoop loop;
  auto future = loop.create_future();
  auto task = loop.create_task(waits_for(future));
  loop.call_soon([&future] { future.set_result(); });
  loop.run_until_complete(task);
  loop.close();
}

void good_task_is_cancelled_and_awaited() {
  auto serve = []() -> Task<> {
    int count = 42;
    auto task = create_task(reads(count));
    task.cancel();
    (void)co_await gather(return_exceptions, task);
  };
  EventLoop loop;
  loop.run_until_complete(serve());
  loop.close();
}

void maybe_task_is_awaited_on_one_path() {
  auto serve = [](bool waits) -> Task<> {
    int count = 42;
    auto task = create_task(reads(count));
    // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'create_task' schedules what refers to 'count', which may be gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+5]]:3: note: 'count' ends here
    if (waits)
      co_await task;
    else
      task.detach();
  };
  bool waits = choose();
  EventLoop loop;
  loop.run_until_complete(serve(waits));
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_coroutine_lambda_runs_in_its_expression() {
  EventLoop loop;
  int count = 42;
  loop.run_until_complete([count]() -> Task<> {
    co_await sleep(1ms);
    use(count);
  }());
  loop.close();
}

void good_temporary_argument_is_awaited() {
  auto serve = []() -> Task<> { co_await reads(42); };
  EventLoop loop;
  loop.run_until_complete(serve());
  loop.close();
}

void bad_coroutine_lambda_whose_handle_is_kept() {
  EventLoop loop;
  int count = 42;
  auto task = loop.create_task([count]() -> Task<> {
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'create_task' schedules what refers to an object, which is gone when it runs [eventloop-dangling-capture]
  // CHECK-MESSAGES: :[[@LINE+3]]:7: note: it ends here
    co_await sleep(1ms);
    use(count);
  }());
  loop.run_until_complete(task);
  loop.close();
}

void good_coroutine_lambda_has_a_name() {
  EventLoop loop;
  int count = 42;
  auto work = [count]() -> Task<> {
    co_await sleep(1ms);
    use(count);
  };
  auto task = loop.create_task(work());
  loop.run_until_complete(task);
  loop.close();
}
