// RUN: %check_scenarios %s eventloop-unclosed-loop
//
// Loops that a thread refers to. A body that is in sight does what it does;
// whatever it may change sometime is unknown.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <thread>

using namespace refloop;
using refloop::testing::choose;
using namespace std::chrono_literals;

void bad_thread_posts() {
  auto loop = std::make_unique<EventLoop>();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  std::thread thread([&inner = *loop] { inner.call_soon_threadsafe([] {}); });
  thread.join();
}

void bad_jthread_posts() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  std::jthread thread([&] { loop.call_soon_threadsafe([] {}); });
}

void bad_async_posts() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  std::async(std::launch::async, [&] { loop.call_soon_threadsafe([] {}); }).get();
}

void bad_thread_of_a_callback_posts() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:1: note: loop 'loop' is destroyed here
  loop.call_soon([&] {
    std::thread thread([&inner = loop] { inner.call_soon_threadsafe([] {}); });
    thread.join();
  });
  loop.run_until_complete(sleep(0ms));
}

// What happens beside the path is no end of it: where the thread fails, the
// loop goes on and is left open all the same.
// ALSO: eventloop-cross-thread-schedule
void bad_thread_of_a_callback_fails() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+13]]:1: note: loop 'loop' is destroyed here
  loop.call_soon([&] {
    if (choose()) {
      std::thread thread([&inner = loop] {
        try {
          inner.call_soon([] {});
        } catch (const RuntimeError &) {
        }
      });
      thread.join();
    }
  });
  loop.run_until_complete(sleep(0ms));
}

void maybe_closed_on_one_path() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: loop 'loop' is destroyed here
  std::thread thread([&] { loop.call_soon_threadsafe([] {}); });
  thread.join();
  if (choose())
    loop.close();
}

void good_thread_closes() {
  EventLoop loop;
  std::thread thread([&] { loop.close(); });
  thread.join();
}

void good_async_closes() {
  EventLoop loop;
  std::async(std::launch::async, [&] { loop.close(); }).get();
}

void good_thread_posts_the_close() {
  EventLoop loop;
  EventLoop other;
  std::thread thread([&] { loop.call_soon_threadsafe([&] { other.close(); }); });
  thread.join();
  loop.run_until_complete(sleep(0ms));
  loop.close();
}

void good_thread_closes_when_told() {
  EventLoop loop;
  bool told = false;
  std::function<void()> tell = [&] { told = true; };
  tell();
  std::thread thread([&] {
    if (told)
      loop.close();
  });
  thread.join();
}

void good_thread_of_a_callback_posts_the_close() {
  EventLoop loop;
  EventLoop other;
  loop.call_soon([&] {
    std::thread thread([&] { loop.call_soon_threadsafe([&] { other.close(); }); });
    thread.join();
  });
  loop.run_until_complete(sleep(0ms));
  loop.close();
}

struct Holder {
  EventLoop *loop;
  void close() { loop->close(); }
};

void good_object_closes_on_a_thread() {
  EventLoop loop;
  Holder holder{&loop};
  std::thread thread([&] { holder.close(); });
  thread.join();
}

void bad_object_posts_on_a_thread() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: loop 'loop' is destroyed here
  Holder holder{&loop};
  std::thread thread([&] { holder.loop->call_soon_threadsafe([] {}); });
  thread.join();
}
