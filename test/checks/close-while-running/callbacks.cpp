// RUN: %check_scenarios %s eventloop-close-while-running
//
// Callbacks that close the loop that runs them: posted, delayed, scheduled by
// one another, kept in a std::function. A callback stops its loop; who runs the
// loop closes it.

#include <refloop/refloop.h>

#include <functional>

using namespace refloop;
using namespace std::chrono_literals;

static Task<> save() { co_return; }

void bad_posted_callback() {
  EventLoop loop;
  loop.call_soon([&] { loop.close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void good_stops_and_closes_after() {
  EventLoop loop;
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void bad_timer() {
  EventLoop loop;
  loop.call_later(1ms, [&] { loop.close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+1]]:8: note: loop 'loop' is run here
  loop.run_until_complete(sleep(2ms));
  loop.close();
}

void bad_timer_of_a_run_forever() {
  EventLoop loop;
  loop.call_later(1ms, [&] { loop.close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  loop.call_later(2ms, [&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void good_timer_stops() {
  EventLoop loop;
  loop.call_later(1ms, [&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

// The loop that is closed is the one that runs, not the one that scheduled.
void good_callback_closes_another_loop() {
  EventLoop loop;
  EventLoop other;
  loop.call_soon([&] { other.close(); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void bad_thread_safe_post() {
  EventLoop loop;
  loop.call_soon_threadsafe([&] { loop.close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:40: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void bad_scheduled_by_a_callback() {
  EventLoop loop;
  loop.call_soon([&] { loop.call_soon([&] { loop.close(); }); });
  // CHECK-MESSAGES: :[[@LINE-1]]:50: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  loop.call_later(1ms, [&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void bad_function_object() {
  EventLoop loop;
  std::function<void()> finish = [&] { loop.close(); };
  // CHECK-MESSAGES: :[[@LINE-1]]:45: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is run here
  loop.call_soon(finish);
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void good_function_object_called_after_the_run() {
  EventLoop loop;
  std::function<void()> finish = [&] { loop.close(); };
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  finish();
}

void good_lambda_called_now() {
  EventLoop loop;
  auto finish = [&] { loop.close(); };
  loop.run_until_complete(save());
  finish();
}

void bad_lambda_called_by_a_callback() {
  EventLoop loop;
  auto finish = [&] { loop.close(); };
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+1]]:24: note: called from here
  loop.call_soon([&] { finish(); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

static void finish_loop(EventLoop *loop) { loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:50: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
// CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is run here
// CHECK-MESSAGES: :[[@LINE+4]]:24: note: called from here

void bad_function_called_by_a_callback() {
  EventLoop loop;
  loop.call_soon([&] { finish_loop(&loop); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

static void finish_later(EventLoop *loop) { loop->close(); }

void good_function_called_after_the_run() {
  EventLoop loop;
  loop.run_until_complete(save());
  finish_later(&loop);
}

void good_posted_and_never_run() {
  EventLoop loop;
  loop.call_soon([&] { loop.close(); });
  loop.close();
}

void good_timer_that_is_cancelled() {
  EventLoop loop;
  auto handle = loop.call_later(1h, [&] { loop.stop(); });
  handle.cancel();
  loop.run_until_complete(save());
  loop.close();
}

void bad_stops_first() {
  EventLoop loop;
  loop.call_soon([&] {
    loop.stop();
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  });
  loop.run_forever();
  loop.close();
}

struct Closer {
  EventLoop &loop;
  void operator()() const { loop.close(); }
};

// Objects of classes with a call operator are not followed into what a loop
// keeps for later.
void fn_callable_object() {
  EventLoop loop;
  loop.call_soon(Closer{loop});
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

struct LateCloser {
  EventLoop &loop;
  void operator()() const { loop.close(); }
};

void good_callable_object_called_by_hand() {
  EventLoop loop;
  LateCloser close{loop};
  loop.run_until_complete(save());
  close();
}

static EventLoop *global_loop = nullptr;
static void close_global() { global_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:43: warning: loop 'global_loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
// CHECK-MESSAGES: :[[@LINE+4]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is run here

void bad_function_posted() {
  EventLoop loop;
  global_loop = &loop;
  loop.call_soon(close_global);
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}
