// RUN: %check_scenarios %s eventloop-close-in-signal-handler
//
// Where a handler stops the loop instead, and where it is left as it is, for
// nobody closes the loop later, or a run waits for a task.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <csignal>

using namespace refloop;
using namespace std::chrono_literals;

static EventLoop *the_loop = nullptr;
static void interrupt() { std::raise(SIGUSR1); }

static void close_before_a_run(int) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:49: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+4]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: the handler is registered here

void bad_fixed_run_is_stopped() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_before_a_run);
  loop.call_soon(interrupt);
  loop.call_later(1ms, [&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void bad_fixed_by_removing_the_close() {
  EventLoop loop;
  loop.add_signal_handler(SIGUSR1, [&] {
    loop.stop();
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'close' is called in a signal handler: RuntimeError 'Cannot close a running event loop' [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:8: note: the handler is registered here
  });
  loop.call_soon(interrupt);
  loop.run_forever();
  loop.close();
}

void bad_fixed_behind_an_owner() {
  auto loop = new_event_loop();
  loop->add_signal_handler(SIGUSR1, [&] {
    the_loop = nullptr;
    loop->close();
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'close' is called in a signal handler: RuntimeError 'Cannot close a running event loop' [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE-5]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:9: note: the handler is registered here
  });
  loop->call_soon(interrupt);
  loop->call_later(1ms, [&] { loop->stop(); });
  loop->run_forever();
  loop->close();
}

static void close_unless_null(int) {
  if (the_loop)
    the_loop->close();
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+6]]:3: note: the handler is registered here
}

void bad_fixed_without_a_block() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_unless_null);
  interrupt();
  loop.close();
}

// The run would end before its task is done.
void bad_not_fixed_run_waits_for_a_task() {
  EventLoop loop;
  loop.add_signal_handler(SIGUSR1, [&] { loop.close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: 'close' is called in a signal handler: RuntimeError 'Cannot close a running event loop' [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-3]]:8: note: the handler is registered here
  loop.call_soon(interrupt);
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

static void close_by_a_helper(int) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:48: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+7]]:3: note: the handler is registered here
static void finish(EventLoop &loop) { loop.close(); }

// The owner hands the loop to somebody who closes it.
void bad_not_fixed_closed_by_a_helper() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_by_a_helper);
  interrupt();
  finish(loop);
}

static void close_on_the_way_out(int) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:51: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+6]]:3: note: the handler is registered here

// One way out does not close the loop.
void bad_not_fixed_way_out() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_on_the_way_out);
  interrupt();
  if (testing::choose()) {
    loop.close();
    return;
  }
  loop.close();
}

#define CLOSE(LOOP) (LOOP)->close()
static void close_by_a_macro(int) { CLOSE(the_loop); }
// CHECK-MESSAGES: :[[@LINE-1]]:37: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE-3]]:29: note: expanded from macro 'CLOSE'
// CHECK-MESSAGES: :[[@LINE+4]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: the handler is registered here

void bad_not_fixed_in_a_macro() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_by_a_macro);
  interrupt();
  loop.close();
}
