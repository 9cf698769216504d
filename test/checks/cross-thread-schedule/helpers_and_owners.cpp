// RUN: %check_scenarios %s eventloop-cross-thread-schedule
//
// The call stands in a helper, or the loop and its thread in a class.

#include <refloop/refloop.h>

#include <functional>
#include <future>
#include <memory>
#include <thread>

using namespace refloop;
using namespace std::chrono_literals;

static void notify(EventLoop &loop) {
  try {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
    // CHECK-MESSAGES: :[[@LINE+9]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+10]]:17: note: the other thread is given its work here
    // CHECK-MESSAGES: :[[@LINE+9]]:34: note: called from here
    // CHECK-MESSAGES: :[[@LINE+11]]:8: note: called from here
  } catch (const RuntimeError &) {
  }
}

void bad_helper_called_on_a_thread() {
  EventLoop loop;
  loop.call_soon([&loop] {
    std::thread worker([&loop] { notify(loop); });
    worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

static void notify_safely(EventLoop &loop) { loop.call_soon_threadsafe([] {}); }

void good_helper_called_on_a_thread() {
  EventLoop loop;
  loop.call_soon([&loop] {
    std::thread worker([&loop] { notify_safely(loop); });
    worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

static void notify_deeply(EventLoop &loop) {
  try {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
    // CHECK-MESSAGES: :[[@LINE+13]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+14]]:17: note: the other thread is given its work here
    // CHECK-MESSAGES: :[[@LINE+7]]:45: note: called from here
    // CHECK-MESSAGES: :[[@LINE+7]]:44: note: called from here
    // CHECK-MESSAGES: :[[@LINE+11]]:34: note: called from here
    // CHECK-MESSAGES: :[[@LINE+13]]:8: note: called from here
  } catch (const RuntimeError &) {
  }
}
static void second_level(EventLoop &loop) { notify_deeply(loop); }
static void first_level(EventLoop &loop) { second_level(loop); }

void bad_three_calls_down() {
  EventLoop loop;
  loop.call_soon([&loop] {
    std::thread worker([&loop] { first_level(loop); });
    worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

static void notify_here(EventLoop &loop) { loop.call_soon([] {}); }

void good_helper_called_on_the_loop() {
  EventLoop loop;
  loop.call_soon([&loop] {
    std::thread worker([] {});
    notify_here(loop);
    worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

static void body_of_thread(EventLoop &loop) {
  try {
    loop.call_soon([] {});
  } catch (const RuntimeError &) {
  }
}

// What a thread hands to its function is not followed.
void fn_function_with_an_argument_by_reference() {
  EventLoop loop;
  loop.call_soon([&loop] {
    std::thread worker(body_of_thread, std::ref(loop));
    worker.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

static void on_a_thread(std::function<void()> work) {
  std::thread worker(std::move(work));
  worker.join();
}

void bad_helper_starts_the_thread() {
  EventLoop loop;
  loop.call_soon([&loop] {
    on_a_thread([&loop] {
      try {
        loop.call_soon([] {});
        // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
        // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
        // CHECK-MESSAGES: :[[@LINE-12]]:15: note: the other thread is given its work here
        // CHECK-MESSAGES: :[[@LINE-6]]:5: note: called from here
        // CHECK-MESSAGES: :[[@LINE+5]]:8: note: called from here
      } catch (const RuntimeError &) {
      }
    });
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_helper_starts_the_thread_for_another_purpose() {
  EventLoop loop;
  loop.call_soon([&loop] {
    int result = 0;
    on_a_thread([&result] { result = 42; });
    loop.call_soon([] {});
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

/// Runs a loop on a thread of its own.
class Background {
public:
  Background() {
    Loop.call_soon([this] { Started.set_value(); });
    Runner = std::thread([this] { Loop.run_forever(); });
    Started.get_future().wait();
  }
  ~Background() {
    Loop.call_soon_threadsafe([this] { Loop.stop(); });
    Runner.join();
    Loop.close();
  }
  EventLoop &loop() { return Loop; }
  void post() {
    try {
      Loop.call_soon([] {});
    } catch (const RuntimeError &) {
    }
  }
  void post_safely() {
    Loop.call_soon_threadsafe([] {});
  }

private:
  EventLoop Loop;
  std::promise<void> Started;
  std::thread Runner;
};

// A thread that is moved into a member is not followed.
void fn_owner_of_loop_and_thread() {
  Background background;
  background.post();
}

void good_owner_of_loop_and_thread_posts_safely() {
  Background background;
  background.post_safely();
}

// A thread that is moved into a member is not followed.
void fn_loop_of_the_owner() {
  Background background;
  try {
    background.loop().call_soon([] {});
  } catch (const RuntimeError &) {
  }
}

void good_loop_of_the_owner() {
  Background background;
  background.loop().call_soon_threadsafe([] {});
}

void bad_shared_loop() {
  auto loop = std::make_shared<EventLoop>();
  loop->call_soon([&loop] {
    std::thread worker([loop] {
      try {
        loop->call_soon([] {});
        // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
        // CHECK-MESSAGES: :[[@LINE-6]]:15: note: loop 'loop' is created here
        // CHECK-MESSAGES: :[[@LINE-5]]:17: note: the other thread is given its work here
        // CHECK-MESSAGES: :[[@LINE+6]]:9: note: called from here
      } catch (const RuntimeError &) {
      }
    });
    worker.join();
  });
  loop->run_until_complete(sleep(1ms));
  loop->close();
}

void good_shared_loop() {
  auto loop = std::make_shared<EventLoop>();
  loop->call_soon([&loop] {
    std::thread worker([loop] { loop->call_soon_threadsafe([] {}); });
    worker.join();
  });
  loop->run_until_complete(sleep(1ms));
  loop->close();
}

/// Reports from a worker's thread.
class Reporter {
public:
  explicit Reporter(EventLoop &loop) : Loop(loop) {}
  void work() {
    std::thread worker([this] { report(); });
    worker.join();
  }

private:
  void report() {
    try {
      Loop.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules on loop 'Loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
      // CHECK-MESSAGES: :[[@LINE+12]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-10]]:17: note: the other thread is given its work here
      // CHECK-MESSAGES: :[[@LINE-11]]:33: note: called from here
      // CHECK-MESSAGES: :[[@LINE+11]]:41: note: called from here
      // CHECK-MESSAGES: :[[@LINE+11]]:8: note: called from here
    } catch (const RuntimeError &) {
    }
  }
  EventLoop &Loop;
};

void bad_method_runs_on_a_thread() {
  EventLoop loop;
  Reporter reporter(loop);
  loop.call_soon([&reporter] { reporter.work(); });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

/// Reports from a worker's thread, through the loop.
class SafeReporter {
public:
  explicit SafeReporter(EventLoop &loop) : Loop(loop) {}
  void work() {
    std::thread worker([this] { Loop.call_soon_threadsafe([this] { report(); }); });
    worker.join();
  }

private:
  void report() { Loop.call_soon([] {}); }
  EventLoop &Loop;
};

void good_method_runs_on_the_loop() {
  EventLoop loop;
  SafeReporter reporter(loop);
  loop.call_soon([&reporter] { reporter.work(); });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}
