// RUN: %check_scenarios %s eventloop-cross-thread-schedule
//
// Code that asks on which thread it is, and calls what is allowed there.

#include <refloop/refloop.h>

#include <chrono>
#include <functional>
#include <thread>

#include <pthread.h>

using namespace refloop;
using namespace std::chrono_literals;

struct Poster {
  EventLoop &loop;
  std::thread::id owner = std::this_thread::get_id();
  bool isOnLoop() const { return std::this_thread::get_id() == owner; }
  void post(std::function<void()> work) {
    if (std::this_thread::get_id() == owner)
      loop.call_soon(std::move(work));
    else
      loop.call_soon_threadsafe(std::move(work));
  }
  void postByHelper(std::function<void()> work) {
    if (isOnLoop())
      loop.call_soon(std::move(work));
    else
      loop.call_soon_threadsafe(std::move(work));
  }
  void postUnasked(std::function<void()> work) {
    loop.call_soon(std::move(work));
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
    // CHECK-MESSAGES: :[[@LINE+40]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+42]]:17: note: the other thread is given its work here
    // CHECK-MESSAGES: :[[@LINE+43]]:16: note: called from here
    // CHECK-MESSAGES: :[[@LINE+48]]:8: note: called from here
  }
};

void good_asks() {
  EventLoop loop;
  Poster poster{loop};
  std::thread other([&] { poster.post([&] { loop.stop(); }); });
  loop.run_forever();
  other.join();
  loop.close();
}

void good_asks_by_a_helper() {
  EventLoop loop;
  Poster poster{loop};
  std::thread other([&] { poster.postByHelper([&] { loop.stop(); }); });
  loop.run_forever();
  other.join();
  loop.close();
}

void good_asks_posix() {
  EventLoop loop;
  const pthread_t owner = pthread_self();
  std::thread other([&] {
    if (pthread_equal(pthread_self(), owner))
      loop.call_soon([&] { loop.stop(); });
    else
      loop.call_soon_threadsafe([&] { loop.stop(); });
  });
  loop.run_forever();
  other.join();
  loop.close();
}

void bad_does_not_ask() {
  EventLoop loop;
  Poster poster{loop};
  loop.call_soon([&] {
    std::thread other([&] {
      try {
        poster.postUnasked([] {});
      } catch (const RuntimeError &) {
      }
    });
    other.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

// What the thread that runs the loop asked is not known to the other one.
void bad_asked_somewhere_else() {
  EventLoop loop;
  Poster poster{loop};
  loop.call_soon([&] {
    const bool is_on_loop = poster.isOnLoop();
    std::thread other([&] {
      try {
        if (is_on_loop)
          loop.call_soon([] {});
          // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
          // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
          // CHECK-MESSAGES: :[[@LINE-6]]:17: note: the other thread is given its work here
          // CHECK-MESSAGES: :[[@LINE+6]]:8: note: called from here
      } catch (const RuntimeError &) {
      }
    });
    other.join();
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}
