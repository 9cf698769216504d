// RUN: %check_scenarios %s eventloop-close-in-signal-handler
//
// Handlers of `sigaction`, with one parameter and with three.

#include <refloop/refloop.h>

#include <csignal>
#include <signal.h>

using namespace refloop;

static EventLoop *the_loop = nullptr;

static void close_it(int) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:39: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+4]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+7]]:3: note: the handler is registered here

void bad_sigaction() {
  EventLoop loop;
  the_loop = &loop;
  struct sigaction action = {};
  action.sa_handler = close_it;
  sigaction(SIGUSR1, &action, nullptr);
  std::raise(SIGUSR1);
  loop.close();
}

static void stop_it(int) { the_loop->stop(); }

void good_sigaction() {
  EventLoop loop;
  the_loop = &loop;
  struct sigaction action = {};
  action.sa_handler = stop_it;
  sigaction(SIGUSR1, &action, nullptr);
  loop.call_soon([] { std::raise(SIGUSR1); });
  loop.run_forever();
  loop.close();
}

static void close_with_info(int, siginfo_t *, void *) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:67: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+4]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+9]]:3: note: the handler is registered here

void bad_sigaction_with_info() {
  EventLoop loop;
  the_loop = &loop;
  struct sigaction action = {};
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  action.sa_sigaction = close_with_info;
  sigaction(SIGUSR1, &action, nullptr);
  std::raise(SIGUSR1);
  loop.close();
}

static void stop_with_info(int, siginfo_t *, void *) { the_loop->stop(); }

void good_sigaction_with_info() {
  EventLoop loop;
  the_loop = &loop;
  struct sigaction action = {};
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_SIGINFO;
  action.sa_sigaction = stop_with_info;
  sigaction(SIGUSR1, &action, nullptr);
  loop.call_soon([] { std::raise(SIGUSR1); });
  loop.run_forever();
  loop.close();
}

void bad_sigaction_with_a_lambda() {
  EventLoop loop;
  the_loop = &loop;
  struct sigaction action = {};
  action.sa_handler = [](int) { the_loop->close(); };
  // CHECK-MESSAGES: :[[@LINE-1]]:43: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+1]]:3: note: the handler is registered here
  sigaction(SIGUSR1, &action, nullptr);
  std::raise(SIGUSR1);
  loop.close();
}

static void close_by_a_struct(int) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:48: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+9]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+11]]:3: note: the handler is registered here
static struct sigaction action_of(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  return action;
}

void bad_sigaction_of_a_helper() {
  EventLoop loop;
  the_loop = &loop;
  struct sigaction action = action_of(close_by_a_struct);
  sigaction(SIGUSR1, &action, nullptr);
  std::raise(SIGUSR1);
  loop.close();
}

static void install(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigaction(signal, &action, nullptr);
}
static void close_installed(int) { the_loop->close(); }
// CHECK-MESSAGES: :[[@LINE-1]]:46: warning: 'close' is called in a signal handler: not async-signal-safe [eventloop-close-in-signal-handler]
// CHECK-MESSAGES: :[[@LINE+5]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE-5]]:3: note: the handler is registered here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: called from here

void bad_helper_installs() {
  EventLoop loop;
  the_loop = &loop;
  install(SIGUSR1, close_installed);
  std::raise(SIGUSR1);
  loop.close();
}

void good_sigaction_is_only_asked() {
  EventLoop loop;
  the_loop = &loop;
  struct sigaction before = {};
  sigaction(SIGUSR1, nullptr, &before);
  loop.close();
}

void good_sigaction_ignores() {
  EventLoop loop;
  the_loop = &loop;
  struct sigaction action = {};
  action.sa_handler = SIG_IGN;
  sigaction(SIGUSR1, &action, nullptr);
  std::raise(SIGUSR1);
  loop.close();
}

static void close_never_installed(int) { the_loop->close(); }

void good_action_is_never_installed() {
  EventLoop loop;
  the_loop = &loop;
  struct sigaction action = {};
  action.sa_handler = close_never_installed;
  action.sa_handler = stop_it;
  sigaction(SIGUSR1, &action, nullptr);
  loop.call_soon([] { std::raise(SIGUSR1); });
  loop.run_forever();
  loop.close();
}
