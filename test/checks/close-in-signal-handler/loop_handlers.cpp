// RUN: %check_scenarios %s eventloop-close-in-signal-handler
//
// Handlers of `add_signal_handler`: callbacks of the loop, which runs while it
// calls them. They may do all that a callback may, and so not close their loop.

#include <refloop/refloop.h>

#include <csignal>
#include <functional>

using namespace refloop;
using namespace std::chrono_literals;

static void interrupt() { std::raise(SIGUSR1); }

void bad_lambda() {
  EventLoop loop;
  loop.add_signal_handler(SIGUSR1, [&] { loop.close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: 'close' is called in a signal handler: RuntimeError 'Cannot close a running event loop' [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-3]]:8: note: the handler is registered here
  loop.call_soon(interrupt);
  loop.call_later(1ms, [&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void good_lambda_stops() {
  EventLoop loop;
  loop.add_signal_handler(SIGUSR1, [&] { loop.stop(); });
  loop.call_soon(interrupt);
  loop.run_forever();
  loop.close();
}

void bad_stops_and_closes() {
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

void bad_error_is_caught() {
  EventLoop loop;
  loop.add_signal_handler(SIGUSR1, [&] {
    try {
      loop.close();
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'close' is called in a signal handler: RuntimeError 'Cannot close a running event loop' [eventloop-close-in-signal-handler]
      // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-5]]:8: note: the handler is registered here
    } catch (const RuntimeError &) {
      loop.stop();
    }
  });
  loop.call_soon(interrupt);
  loop.run_forever();
  loop.close();
}

static EventLoop *the_loop = nullptr;
static void close_it() { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:36: warning: 'close' is called in a signal handler: RuntimeError 'Cannot close a running event loop' [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+4]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+5]]:8: note: the handler is registered here

void bad_named_function() {
  EventLoop loop;
  the_loop = &loop;
  loop.add_signal_handler(SIGUSR1, close_it);
  loop.call_soon(interrupt);
  loop.call_later(1ms, [&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

static void stop_it() { the_loop->stop(); }

void good_named_function() {
  EventLoop loop;
  the_loop = &loop;
  loop.add_signal_handler(SIGUSR1, stop_it);
  loop.call_soon(interrupt);
  loop.run_forever();
  loop.close();
}

static void shut(EventLoop &loop) { loop.close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:42: warning: 'close' is called in a signal handler: RuntimeError 'Cannot close a running event loop' [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+7]]:8: note: the handler is registered here
// CHECK-MESSAGES: :[[@LINE+2]]:41: note: called from here
// CHECK-MESSAGES: :[[@LINE+7]]:5: note: called from here
static void shut_all(EventLoop &loop) { shut(loop); }

void bad_helper() {
  EventLoop loop;
  loop.add_signal_handler(SIGUSR1, [&] {
    loop.stop();
    shut_all(loop);
  });
  loop.call_soon(interrupt);
  loop.run_forever();
  loop.close();
}

static void halt(EventLoop &loop) { loop.stop(); }
static void halt_all(EventLoop &loop) { halt(loop); }

void good_helper() {
  EventLoop loop;
  loop.add_signal_handler(SIGUSR1, [&] { halt_all(loop); });
  loop.call_soon(interrupt);
  loop.run_forever();
  loop.close();
}

void bad_function_object() {
  EventLoop loop;
  std::function<void()> handler = [&] {
    loop.stop();
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'close' is called in a signal handler: RuntimeError 'Cannot close a running event loop' [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:8: note: the handler is registered here
  };
  loop.add_signal_handler(SIGUSR1, handler);
  loop.call_soon(interrupt);
  loop.run_forever();
  loop.close();
}

void good_function_object() {
  EventLoop loop;
  std::function<void()> finish = [&] { loop.close(); };
  loop.add_signal_handler(SIGUSR1, [&] { loop.stop(); });
  loop.call_soon(interrupt);
  loop.run_forever();
  finish();
}

void bad_owned_loop() {
  auto loop = new_event_loop();
  loop->add_signal_handler(SIGUSR1, [&loop] {
    loop->stop();
    loop->close();
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'close' is called in a signal handler: RuntimeError 'Cannot close a running event loop' [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE-5]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:9: note: the handler is registered here
  });
  loop->call_soon(interrupt);
  loop->run_forever();
  loop->close();
}

void good_owned_loop() {
  auto loop = new_event_loop();
  loop->add_signal_handler(SIGUSR1, [running = loop.get()] { running->stop(); });
  loop->call_soon(interrupt);
  loop->run_forever();
  loop->close();
}
