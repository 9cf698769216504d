// RUN: %check_scenarios %s eventloop-cross-thread-schedule
//
// What the loop runs starts a thread and waits for it: the loop runs all the
// while, on the thread that waits.

#include <refloop/refloop.h>

#include <future>
#include <thread>

using namespace refloop;
using namespace std::chrono_literals;

void bad_thread_of_a_coroutine() {
  auto work = [](EventLoop &loop) -> Task<> {
    std::thread worker([&loop] {
      try {
        loop.call_soon([] {});
        // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
        // CHECK-MESSAGES: :[[@LINE+9]]:13: note: loop 'loop' is created here
        // CHECK-MESSAGES: :[[@LINE-5]]:17: note: the other thread is given its work here
        // CHECK-MESSAGES: :[[@LINE+8]]:8: note: called from here
      } catch (const RuntimeError &) {
      }
    });
    worker.join();
    co_return;
  };
  EventLoop loop;
  loop.run_until_complete(work(loop));
  loop.close();
}

void good_thread_of_a_coroutine_calls_threadsafe() {
  auto work = [](EventLoop &loop) -> Task<> {
    std::thread worker([&loop] { loop.call_soon_threadsafe([] {}); });
    worker.join();
    co_return;
  };
  EventLoop loop;
  loop.run_until_complete(work(loop));
  loop.close();
}

void bad_thread_of_a_callback() {
  EventLoop loop;
  loop.call_soon([&loop] {
    std::thread worker([&loop] {
      try {
        loop.call_later(1ms, [] {});
        // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'call_later' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
        // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
        // CHECK-MESSAGES: :[[@LINE-5]]:17: note: the other thread is given its work here
        // CHECK-MESSAGES: :[[@LINE+6]]:8: note: called from here
      } catch (const RuntimeError &) {
      }
    });
    worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void bad_jthread_of_a_callback() {
  EventLoop loop;
  loop.call_soon([&loop] {
    std::jthread worker([&loop] {
      try {
        loop.call_at(loop.time() + 1ms, [] {});
        // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'call_at' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
        // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
        // CHECK-MESSAGES: :[[@LINE-5]]:18: note: the other thread is given its work here
        // CHECK-MESSAGES: :[[@LINE+5]]:8: note: called from here
      } catch (const RuntimeError &) {
      }
    });
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_jthread_calls_threadsafe() {
  EventLoop loop;
  loop.call_soon([&loop] {
    std::jthread worker([&loop] { loop.call_soon_threadsafe([] {}); });
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void bad_async_of_a_coroutine() {
  auto work = [](EventLoop &loop) -> Task<> {
    auto done = std::async(std::launch::async, [&loop] { loop.call_soon([] {}); });
    // CHECK-MESSAGES: :[[@LINE-1]]:63: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
    // CHECK-MESSAGES: :[[@LINE+9]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-3]]:17: note: the other thread is given its work here
    // CHECK-MESSAGES: :[[@LINE+8]]:8: note: called from here
    try {
      done.get();
    } catch (const RuntimeError &) {
    }
    co_return;
  };
  EventLoop loop;
  loop.run_until_complete(work(loop));
  loop.close();
}

void good_async_calls_threadsafe() {
  auto work = [](EventLoop &loop) -> Task<> {
    auto done = std::async(std::launch::async,
                           [&loop] { loop.call_soon_threadsafe([] {}); });
    done.get();
    co_return;
  };
  EventLoop loop;
  loop.run_until_complete(work(loop));
  loop.close();
}

void bad_task_from_a_thread() {
  auto step = []() -> Task<> { co_return; };
  EventLoop loop;
  loop.call_soon([&loop, step] {
    std::thread worker([&loop, step] {
      try {
        loop.create_task(step()).detach();
        // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'create_task' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
        // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
        // CHECK-MESSAGES: :[[@LINE-5]]:17: note: the other thread is given its work here
        // CHECK-MESSAGES: :[[@LINE+6]]:8: note: called from here
      } catch (const RuntimeError &) {
      }
    });
    worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_task_spawned_on_the_loop_for_a_thread() {
  auto step = []() -> Task<> { co_return; };
  EventLoop loop;
  loop.call_soon([&loop, step] {
    std::thread worker([&loop, step] {
      loop.call_soon_threadsafe([&loop, step] { loop.create_task(step()).detach(); });
    });
    worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_thread_has_a_loop_of_its_own() {
  EventLoop loop;
  loop.call_soon([] {
    std::thread worker([] {
      EventLoop own;
      own.call_soon([&own] { own.stop(); });
      own.run_forever();
      own.close();
    });
    worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_thread_uses_another_loop_that_is_idle() {
  EventLoop idle;
  EventLoop loop;
  loop.call_soon([&idle] {
    std::thread worker([&idle] { idle.call_soon([] {}); });
    worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
  idle.run_until_complete(sleep(1ms));
  idle.close();
}

void good_thread_only_asks() {
  EventLoop loop;
  loop.call_soon([&loop] {
    bool runs = false;
    std::thread worker([&loop, &runs] { runs = loop.is_running() && !loop.is_closed(); });
    worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_callback_schedules_beside_a_thread() {
  EventLoop loop;
  loop.call_soon([&loop] {
    int result = 0;
    std::thread worker([&result] { result = 42; });
    loop.call_soon([] {});
    worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_coroutine_schedules_after_the_join() {
  auto work = [](EventLoop &loop) -> Task<> {
    int result = 0;
    std::thread worker([&result] { result = 42; });
    worker.join();
    loop.call_soon([] {});
    co_await sleep(1ms);
  };
  EventLoop loop;
  loop.run_until_complete(work(loop));
  loop.close();
}

void bad_thread_in_a_thread() {
  EventLoop loop;
  loop.call_soon([&loop] {
    std::thread outer([&loop] {
      std::thread inner([] {});
      inner.join();
      try {
        loop.call_soon([] {});
        // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
        // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
        // CHECK-MESSAGES: :[[@LINE-7]]:17: note: the other thread is given its work here
        // CHECK-MESSAGES: :[[@LINE+6]]:8: note: called from here
      } catch (const RuntimeError &) {
      }
    });
    outer.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}
