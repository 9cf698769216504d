// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Loops over the callbacks in a container.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <deque>
#include <functional>
#include <utility>
#include <vector>

using namespace refloop;
using refloop::testing::choose;

using Callbacks = std::vector<std::function<void()>>;

void bad_second_callback_uses_what_the_first_closed() {
  EventLoop loop;
  Callbacks callbacks;
  callbacks.push_back([&] { loop.close(); });
  callbacks.push_back([&] { loop.call_soon([] {}); });
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:34: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:5: note: called from here
  for (const auto &callback : callbacks)
    callback();
}

void good_used_before_it_is_closed() {
  EventLoop loop;
  Callbacks callbacks;
  callbacks.push_back([&] { loop.call_soon([] {}); });
  callbacks.push_back([&] { loop.close(); });
  for (const auto &callback : callbacks)
    callback();
}

void good_the_last_that_is_added_in_front_comes_first() {
  EventLoop loop;
  std::deque<std::function<void()>> callbacks;
  callbacks.push_front([&] { loop.close(); });
  callbacks.push_front([&] { loop.call_soon([] {}); });
  for (const auto &callback : callbacks)
    callback();
}

void good_there_is_none() {
  EventLoop loop;
  Callbacks callbacks;
  for (const auto &callback : callbacks) {
    loop.close();
    callback();
  }
  loop.call_soon([] {});
  loop.close();
}

void good_none_is_left() {
  EventLoop loop;
  Callbacks callbacks;
  callbacks.push_back([&] { loop.close(); });
  callbacks.clear();
  for (const auto &callback : callbacks)
    callback();
  loop.call_soon([] {});
  loop.close();
}

void good_the_last_was_removed() {
  EventLoop loop;
  Callbacks callbacks;
  callbacks.push_back([&] { loop.close(); });
  callbacks.pop_back();
  for (const auto &callback : callbacks)
    callback();
  loop.call_soon([] {});
  loop.close();
}

void good_moved_elsewhere() {
  EventLoop loop;
  Callbacks callbacks;
  callbacks.push_back([&] { loop.close(); });
  Callbacks kept = std::move(callbacks);
  for (const auto &callback : callbacks)
    callback();
  loop.call_soon([] {});
  for (const auto &callback : kept)
    callback();
}

void maybe_one_was_added() {
  EventLoop loop;
  Callbacks callbacks;
  if (choose())
    callbacks.push_back([&] { loop.close(); });
  for (const auto &callback : callbacks)
    callback();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:36: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:5: note: called from here
  loop.close();
}

static void run_all(const Callbacks &callbacks) {
  for (const auto &callback : callbacks)
    callback();
}

void bad_looped_over_by_a_helper() {
  EventLoop loop;
  Callbacks callbacks;
  callbacks.push_back([&] { loop.close(); });
  run_all(callbacks);
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:34: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-12]]:5: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
}

// More than are followed.
void good_many_of_which_some_are_called() {
  EventLoop loop;
  Callbacks callbacks;
  for (int i = 0; i < 10; ++i)
    callbacks.push_back([&] { loop.call_soon([] {}); });
  run_all(callbacks);
  loop.close();
}
