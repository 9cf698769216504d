// RUN: %check_scenarios %s eventloop-close-in-signal-handler
//
// Handlers of `signal`: named functions, lambdas, static members, helpers down
// from them. A raw handler interrupts whatever runs, so that it may stop a loop
// and no more; whoever runs the loop closes it.

#include <refloop/refloop.h>

#include <csignal>
#include <signal.h>

using namespace refloop;

static EventLoop *the_loop = nullptr;

static void close_it(int) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:39: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+4]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: the handler is registered here

void bad_handler_closes() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_it);
  std::raise(SIGUSR1);
  loop.close();
}

static void stop_it(int) { the_loop->stop(); }

void good_handler_stops() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, stop_it);
  loop.call_soon([] { std::raise(SIGUSR1); });
  loop.run_forever();
  loop.close();
}

static void close_the_running(int) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:48: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+4]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: the handler is registered here

void bad_handler_closes_while_the_loop_runs() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_the_running);
  loop.call_soon([&] {
    std::raise(SIGUSR1);
    loop.stop();
  });
  loop.run_forever();
  loop.close();
}

static volatile std::sig_atomic_t interrupted = 0;
static void remember(int) { interrupted = 1; }

void good_handler_leaves_a_mark() {
  EventLoop loop;
  std::signal(SIGUSR1, remember);
  std::raise(SIGUSR1);
  if (interrupted)
    loop.close();
  else
    loop.close();
}

void bad_lambda() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, [](int) { the_loop->close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:44: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-3]]:3: note: the handler is registered here
  std::raise(SIGUSR1);
  loop.close();
}

void good_lambda_stops() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, [](int) { the_loop->stop(); });
  loop.call_soon([] { std::raise(SIGUSR1); });
  loop.run_forever();
  loop.close();
}

void bad_lambda_made_a_pointer() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, +[](int) { the_loop->close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:45: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-3]]:3: note: the handler is registered here
  std::raise(SIGUSR1);
  loop.close();
}

void bad_lambda_in_a_variable() {
  EventLoop loop;
  the_loop = &loop;
  auto handler = [](int) { the_loop->close(); };
  // CHECK-MESSAGES: :[[@LINE-1]]:38: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+1]]:3: note: the handler is registered here
  std::signal(SIGUSR1, handler);
  std::raise(SIGUSR1);
  loop.close();
}

static void close_by_c_name(int) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:46: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+4]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: the handler is registered here

void bad_signal_of_c() {
  EventLoop loop;
  the_loop = &loop;
  ::signal(SIGUSR1, &close_by_c_name);
  std::raise(SIGUSR1);
  loop.close();
}

static void close_through_a_variable(int) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:55: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+4]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+6]]:3: note: the handler is registered here

void bad_handler_in_a_variable() {
  EventLoop loop;
  the_loop = &loop;
  void (*handler)(int) = close_through_a_variable;
  std::signal(SIGUSR1, handler);
  std::raise(SIGUSR1);
  loop.close();
}

static void close_when_called(int) { the_loop->close(); }

// A function that could be a handler, and is none.
void good_called_by_hand() {
  EventLoop loop;
  the_loop = &loop;
  close_when_called(SIGUSR1);
}

static void never_a_handler(int) { the_loop->close(); }

void good_signal_is_ignored() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, SIG_IGN);
  std::raise(SIGUSR1);
  never_a_handler(0);
}

void good_signal_has_its_default() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, SIG_DFL);
  never_a_handler(0);
}

static EventLoop *late_loop = nullptr;
static void close_late(int) { late_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:42: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+3]]:3: note: the handler is registered here

void bad_loop_is_made_after_the_handler() {
  std::signal(SIGUSR1, close_late);
  EventLoop loop;
  late_loop = &loop;
  std::raise(SIGUSR1);
  loop.close();
}
