// RUN: %check_scenarios %s eventloop-cross-thread-schedule
//
// On one path only, behind guards, in loops and handlers.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <thread>
#include <vector>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

static void post(EventLoop &loop) {
  try {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which may be running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
    // CHECK-MESSAGES: :[[@LINE+10]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+12]]:19: note: the other thread is given its work here
    // CHECK-MESSAGES: :[[@LINE+11]]:36: note: called from here
    // CHECK-MESSAGES: :[[@LINE+16]]:8: note: called from here
  } catch (const RuntimeError &) {
  }
}

void maybe_helper_on_a_thread_or_here() {
  bool threaded = choose();
  EventLoop loop;
  loop.call_soon([&loop, threaded] {
    if (threaded) {
      std::thread worker([&loop] { post(loop); });
      worker.join();
    } else {
      post(loop);
    }
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void bad_on_one_path() {
  bool busy = choose();
  EventLoop loop;
  loop.call_soon([&loop, busy] {
    std::thread worker([&loop, busy] {
      if (!busy)
        return;
      try {
        loop.call_soon([] {});
        // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
        // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
        // CHECK-MESSAGES: :[[@LINE-7]]:17: note: the other thread is given its work here
        // CHECK-MESSAGES: :[[@LINE+6]]:8: note: called from here
      } catch (const RuntimeError &) {
      }
    });
    worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_threadsafe_on_each_path() {
  bool late = choose();
  EventLoop loop;
  loop.call_soon([&loop, late] {
    std::thread worker([&loop, late] {
      if (late)
        loop.call_soon_threadsafe([&loop] { loop.call_later(1ms, [] {}); });
      else
        loop.call_soon_threadsafe([] {});
    });
    worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_asks_whether_the_loop_runs() {
  EventLoop loop;
  loop.call_soon([&loop] {
    std::thread worker([&loop] {
      if (loop.is_running())
        loop.call_soon_threadsafe([] {});
      else
        loop.call_soon([] {});
    });
    worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void bad_each_worker_calls() {
  EventLoop loop;
  loop.call_soon([&loop] {
    for (int i = 0; i < 3; ++i) {
      std::thread worker([&loop] {
        try {
          loop.call_soon([] {});
          // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
          // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
          // CHECK-MESSAGES: :[[@LINE-5]]:19: note: the other thread is given its work here
          // CHECK-MESSAGES: :[[@LINE+7]]:8: note: called from here
        } catch (const RuntimeError &) {
        }
      });
      worker.join();
    }
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_vector_of_workers() {
  EventLoop loop;
  loop.call_soon([&loop] {
    std::vector<std::thread> workers;
    for (int i = 0; i < 3; ++i)
      workers.emplace_back([&loop] { loop.call_soon_threadsafe([] {}); });
    for (auto &worker : workers)
      worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void bad_in_a_handler() {
  EventLoop loop;
  loop.call_soon([&loop] {
    std::thread worker([&loop] {
      try {
        throw 42;
      } catch (int) {
        try {
          loop.call_soon([] {});
          // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
          // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
          // CHECK-MESSAGES: :[[@LINE-8]]:17: note: the other thread is given its work here
          // CHECK-MESSAGES: :[[@LINE+7]]:8: note: called from here
        } catch (const RuntimeError &) {
        }
      }
    });
    worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_thread_ends_before_the_loop_runs() {
  EventLoop loop;
  std::thread worker([&loop] { loop.call_soon([] {}); });
  worker.join();
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_each_thread_ends_before_the_loop_runs() {
  EventLoop loop;
  for (int i = 0; i < 3; ++i) {
    std::jthread worker([&loop] { loop.call_soon([] {}); });
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_thread_after_the_loop_ran() {
  EventLoop loop;
  loop.run_until_complete(sleep(1ms));
  std::thread worker([&loop] { loop.call_soon([] {}); });
  worker.join();
  loop.close();
}

void good_thread_runs_the_loop_itself() {
  EventLoop loop;
  std::thread worker([&loop] {
    loop.call_soon([] {});
    loop.run_until_complete(sleep(1ms));
    loop.call_soon([] {});
  });
  worker.join();
  loop.close();
}

void good_runs_here_or_there() {
  bool there = choose();
  EventLoop loop;
  loop.call_soon([&loop] { loop.stop(); });
  if (there) {
    std::thread runner([&loop] { loop.run_forever(); });
    runner.join();
  } else {
    loop.run_forever();
  }
  loop.call_soon([] {});
  loop.close();
}
