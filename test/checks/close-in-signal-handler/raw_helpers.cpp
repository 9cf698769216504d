// RUN: %check_scenarios %s eventloop-close-in-signal-handler
//
// Handlers of `signal` whose close stands one to three levels down, in
// recursions, templates and macros; handlers that others install; two signals.

#include <refloop/refloop.h>

#include <csignal>

using namespace refloop;

static EventLoop *the_loop = nullptr;

static void shut(EventLoop *loop) { loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:43: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+8]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+9]]:3: note: the handler is registered here
// CHECK-MESSAGES: :[[@LINE+2]]:26: note: called from here
// CHECK-MESSAGES: :[[@LINE+2]]:37: note: called from here
static void shut_all() { shut(the_loop); }
static void close_three_down(int) { shut_all(); }

void bad_three_levels_down() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_three_down);
  std::raise(SIGUSR1);
  loop.close();
}

static void halt(EventLoop *loop) { loop->stop(); }
static void halt_all() { halt(the_loop); }
static void stop_three_down(int) { halt_all(); }

void good_three_levels_down() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, stop_three_down);
  loop.call_soon([] { std::raise(SIGUSR1); });
  loop.run_forever();
  loop.close();
}

static void install(void (*handler)(int)) { std::signal(SIGUSR1, handler); }
static void close_installed(int) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:46: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE-4]]:45: note: the handler is registered here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: called from here

void bad_helper_installs() {
  EventLoop loop;
  the_loop = &loop;
  install(close_installed);
  std::raise(SIGUSR1);
  loop.close();
}

static void stop_installed(int) { the_loop->stop(); }

void good_helper_installs() {
  EventLoop loop;
  the_loop = &loop;
  install(stop_installed);
  loop.call_soon([] { std::raise(SIGUSR1); });
  loop.run_forever();
  loop.close();
}

template <int Signal> static void close_on(int) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:61: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+4]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: the handler is registered here

void bad_template() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_on<SIGUSR1>);
  std::raise(SIGUSR1);
  loop.close();
}

#define ON_SIGNAL(SIGNAL, HANDLER) std::signal(SIGNAL, HANDLER)
#define CLOSE(LOOP) (LOOP)->close()

static void close_by_macro(int) { CLOSE(the_loop); }
// CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE-4]]:29: note: expanded from macro 'CLOSE'
// CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+6]]:3: note: the handler is registered here
// CHECK-MESSAGES: :[[@LINE-8]]:36: note: expanded from macro 'ON_SIGNAL'

void bad_macros() {
  EventLoop loop;
  the_loop = &loop;
  ON_SIGNAL(SIGUSR1, close_by_macro);
  std::raise(SIGUSR1);
  loop.close();
}

static void close_after(int steps) {
  if (steps == 0)
    return the_loop->close();
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE+9]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+10]]:3: note: the handler is registered here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
    // CHECK-MESSAGES: :[[@LINE+3]]:39: note: called from here
  close_after(steps - 1);
}
static void close_by_recursion(int) { close_after(2); }

void bad_recursion() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_by_recursion);
  std::raise(SIGUSR1);
  loop.close();
}

static void close_first(int) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:42: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+6]]:3: note: the handler is registered here
static void stop_second(int) { the_loop->stop(); }

void bad_one_of_two_signals() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_first);
  std::signal(SIGUSR2, stop_second);
  std::raise(SIGUSR1);
  loop.close();
}

static void post_to_it(int) {
  the_loop->call_soon_threadsafe([] { the_loop->stop(); });
}

void good_handler_posts_a_stop() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, post_to_it);
  loop.call_soon([] { std::raise(SIGUSR1); });
  loop.run_forever();
  loop.close();
}

static void close_twice(int) {
  the_loop->close();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: the handler is registered here
  the_loop->stop();
}

void bad_closes_and_stops() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, close_twice);
  std::raise(SIGUSR1);
  loop.close();
}

static void restore(int) { std::signal(SIGUSR1, SIG_DFL); }

void good_handler_restores_the_default() {
  EventLoop loop;
  std::signal(SIGUSR1, restore);
  std::raise(SIGUSR1);
  loop.close();
}

static void close_once(int) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:41: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+2]]:34: note: the handler is registered here
// CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
static void install_close(int) { std::signal(SIGUSR2, close_once); }

void bad_installed_by_a_handler() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, install_close);
  std::raise(SIGUSR1);
  std::raise(SIGUSR2);
  loop.close();
}

static void close_unknown(int) { the_loop->close(); }
void (*volatile unknown_handler)(int) = close_unknown;

// Nobody can know what the pointer leads to.
void fn_unknown_handler() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGUSR1, unknown_handler);
  std::raise(SIGUSR1);
  loop.close();
}
