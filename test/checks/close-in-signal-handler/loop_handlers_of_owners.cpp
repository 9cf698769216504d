// RUN: %check_scenarios %s eventloop-close-in-signal-handler
//
// Handlers of `add_signal_handler` that are members and callable objects,
// register other work, or belong to another loop.

#include <refloop/refloop.h>

#include <csignal>
#include <functional>

using namespace refloop;
using namespace std::chrono_literals;

static void interrupt() { std::raise(SIGUSR1); }

class Server {
public:
  void listen() {
    loop.add_signal_handler(SIGUSR1, [this] { on_signal(); });
  }
  void serve() {
    loop.call_soon(interrupt);
    loop.run_forever();
  }
  void close() { loop.close(); }

private:
  void on_signal() {
    loop.stop();
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'close' is called in a signal handler: RuntimeError 'Cannot close a running event loop' [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE-16]]:7: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+9]]:10: note: called from here
    // CHECK-MESSAGES: :[[@LINE-15]]:10: note: the handler is registered here
    // CHECK-MESSAGES: :[[@LINE-16]]:47: note: called from here
    // CHECK-MESSAGES: :[[@LINE+7]]:10: note: called from here
  }
  EventLoop loop;
};

void bad_member() {
  Server server;
  server.listen();
  server.serve();
  server.close();
}

class TidyServer {
public:
  void listen() {
    loop.add_signal_handler(SIGUSR1, [this] { on_signal(); });
  }
  void serve() {
    loop.call_soon(interrupt);
    loop.run_forever();
  }
  void close() { loop.close(); }

private:
  void on_signal() { loop.stop(); }
  EventLoop loop;
};

void good_member() {
  TidyServer server;
  server.listen();
  server.serve();
  server.close();
}

struct Closer {
  EventLoop *loop;
  void operator()() const {
    loop->stop();
    loop->close();
  }
};

// A callable object's operator is not followed.
void fn_callable_object() {
  EventLoop loop;
  loop.add_signal_handler(SIGUSR1, Closer{&loop});
  loop.call_soon(interrupt);
  loop.run_forever();
  loop.close();
}

struct Stopper {
  EventLoop *loop;
  void operator()() const { loop->stop(); }
};

void good_callable_object() {
  EventLoop loop;
  loop.add_signal_handler(SIGUSR1, Stopper{&loop});
  loop.call_soon(interrupt);
  loop.run_forever();
  loop.close();
}

// The loop that is closed is not the one that runs.
void good_other_loop_is_closed() {
  EventLoop loop;
  EventLoop other;
  loop.add_signal_handler(SIGUSR1, [&] {
    other.close();
    loop.stop();
  });
  loop.call_soon(interrupt);
  loop.run_forever();
  loop.close();
}

static Task<> finish(EventLoop &loop) {
  co_await sleep(1ms);
  loop.stop();
}

void good_handler_spawns_the_clean_up() {
  EventLoop loop;
  loop.add_signal_handler(SIGUSR1, [&] { loop.create_task(finish(loop)).detach(); });
  loop.call_soon(interrupt);
  loop.run_forever();
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

// What the handler posts runs after it: another check's matter.
// ALSO: eventloop-close-while-running
void good_handler_posts_the_close() {
  EventLoop loop;
  loop.add_signal_handler(SIGUSR1, [&] {
    loop.stop();
    loop.call_soon([&] { loop.close(); });
  });
  loop.call_soon(interrupt);
  loop.run_forever();
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

static Task<> listen_and_close() {
  EventLoop &loop = get_running_loop();
  loop.add_signal_handler(SIGUSR1, [&loop] { loop.close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:51: warning: 'close' is called in a signal handler: RuntimeError 'Cannot close a running event loop' [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-3]]:8: note: the handler is registered here
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: called from here
  interrupt();
  co_await sleep(1ms);
}

void bad_coroutine_registers() {
  EventLoop loop;
  loop.run_until_complete(listen_and_close());
  loop.close();
}

static Task<> listen_and_wait() {
  EventLoop &loop = get_running_loop();
  auto interrupted = loop.create_future<int>();
  loop.add_signal_handler(SIGUSR1, [&interrupted] { interrupted.set_result(1); });
  interrupt();
  (void)co_await interrupted;
}

void good_handler_sets_a_result() { run(listen_and_wait()); }

static Task<> close_the_runner_s_loop() {
  get_running_loop().add_signal_handler(SIGUSR1, [] { get_running_loop().close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:74: warning: 'close' is called in a signal handler: RuntimeError 'Cannot close a running event loop' [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE+7]]:27: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE-3]]:22: note: the handler is registered here
  // CHECK-MESSAGES: :[[@LINE+5]]:27: note: called from here
  interrupt();
  co_await sleep(1ms);
}

void bad_running_loop() { run(close_the_runner_s_loop()); }

static void on_any(EventLoop &loop, std::function<void()> handler) {
  loop.add_signal_handler(SIGUSR1, std::move(handler));
}

void bad_helper_registers() {
  EventLoop loop;
  on_any(loop, [&] {
    loop.stop();
    loop.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'close' is called in a signal handler: RuntimeError 'Cannot close a running event loop' [eventloop-close-in-signal-handler]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-10]]:8: note: the handler is registered here
    // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
  });
  loop.call_soon(interrupt);
  loop.run_forever();
  loop.close();
}

void good_helper_registers() {
  EventLoop loop;
  on_any(loop, [&] { loop.stop(); });
  loop.call_soon(interrupt);
  loop.run_forever();
  loop.close();
}

// A handler is taken to run: that it is removed in time is not followed.
void fp_handler_is_removed() {
  EventLoop loop;
  loop.add_signal_handler(SIGUSR1, [&] { loop.close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: 'close' is called in a signal handler: RuntimeError 'Cannot close a running event loop' [eventloop-close-in-signal-handler]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-3]]:8: note: the handler is registered here
  loop.remove_signal_handler(SIGUSR1);
  loop.close();
}

void good_callback_of_the_same_words() {
  EventLoop loop;
  auto handler = [&] { loop.close(); };
  loop.add_signal_handler(SIGUSR1, [&] { loop.stop(); });
  loop.call_soon(interrupt);
  loop.run_forever();
  handler();
}
