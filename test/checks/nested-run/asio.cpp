// REQUIRES: asio
// RUN: %check_scenarios %s eventloop-nested-run
// LIBRARY: asio
//
// Real Asio: a handler counts as work until it returns, so that a run within
// one waits for itself. What takes a part of the work comes back.

#include "witness.h"

#include <asio.hpp>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

using namespace std::chrono_literals;
using asio::awaitable;

namespace {

// Reports a call on the next line that does not come back, and ends it by
// stopping the context.
class Watch {
public:
  explicit Watch(asio::io_context &io, unsigned line_above = __builtin_LINE())
      : line(line_above + 1), thread([this, &io] {
          std::unique_lock lock(mutex);
          late = !returned.wait_for(lock, 200ms, [this] { return is_over; });
          if (late)
            io.stop();
        }) {}
  ~Watch() {
    {
      std::lock_guard lock(mutex);
      is_over = true;
    }
    returned.notify_one();
    thread.join();
    witness_report(__FILE__, line, late ? "the run waits for itself" : nullptr);
  }

private:
  unsigned line;
  std::mutex mutex;
  std::condition_variable returned;
  bool is_over = false;
  bool late = false;
  std::thread thread;
};

} // namespace

void bad_handler_runs_its_context() {
  asio::io_context io;
  asio::post(io, [&] {
    Watch watch(io);
    io.run();
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run' runs loop 'io', which is running: it waits for the handler that calls it [eventloop-nested-run]
    // CHECK-MESSAGES: :[[@LINE-5]]:20: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:6: note: loop 'io' is run here
  });
  io.run();
}

void good_run_before_and_after() {
  asio::io_context io;
  asio::post(io, [] {});
  {
    Watch watch(io);
    io.run();
  }
  io.restart();
  asio::post(io, [] {});
  io.run();
}

void good_handler_polls() {
  asio::io_context io;
  asio::post(io, [&] {
    asio::post(io, [] {});
    Watch watch(io);
    io.poll();
  });
  io.run();
}

void good_handler_runs_one() {
  asio::io_context io;
  asio::post(io, [&] {
    asio::post(io, [] {});
    Watch watch(io);
    io.run_one();
  });
  io.run();
}

void good_handler_runs_for_a_while() {
  asio::io_context io;
  asio::post(io, [&] {
    Watch watch(io);
    io.run_for(5ms);
  });
  io.run();
}

void bad_timer_handler_runs_its_context() {
  asio::io_context io;
  asio::steady_timer timer(io, 1ms);
  timer.async_wait([&](const asio::error_code &) {
    Watch watch(io);
    io.run();
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run' runs loop 'io', which is running: it waits for the handler that calls it [eventloop-nested-run]
    // CHECK-MESSAGES: :[[@LINE-6]]:20: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:6: note: loop 'io' is run here
  });
  io.run();
}

void good_handler_runs_another_context() {
  asio::io_context io;
  asio::post(io, [&] {
    asio::io_context other;
    asio::post(other, [] {});
    Watch watch(other);
    other.run();
  });
  io.run();
}

static void flush_1(asio::io_context &io) {
  Watch watch(io);
  io.run();
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: 'run' runs loop 'io', which is running: it waits for the handler that calls it [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+8]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE+9]]:6: note: loop 'io' is run here
  // CHECK-MESSAGES: :[[@LINE+3]]:45: note: called from here
  // CHECK-MESSAGES: :[[@LINE+6]]:24: note: called from here
}
static void flush_2(asio::io_context &io) { flush_1(io); }

void bad_two_calls_below_a_handler() {
  asio::io_context io;
  asio::post(io, [&] { flush_2(io); });
  io.run();
}

static void flush_outside(asio::io_context &io) {
  Watch watch(io);
  io.run();
}

void good_helper_outside_of_a_handler() {
  asio::io_context io;
  asio::post(io, [] {});
  flush_outside(io);
}

static awaitable<void> serve(asio::io_context &io) {
  {
    Watch watch(io);
    io.run();
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run' runs loop 'io', which is running: it waits for the handler that calls it [eventloop-nested-run]
    // CHECK-MESSAGES: :[[@LINE+7]]:20: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE+8]]:6: note: loop 'io' is run here
  }
  co_return;
}

void bad_coroutine_runs_its_context() {
  asio::io_context io;
  asio::co_spawn(io, serve(io), asio::detached);
  io.run();
}

static awaitable<void> take_a_break() {
  asio::steady_timer timer(co_await asio::this_coro::executor, 1ms);
  co_await timer.async_wait(asio::use_awaitable);
}

void good_coroutine_awaits() {
  asio::io_context io;
  asio::co_spawn(io, take_a_break(), asio::detached);
  Watch watch(io);
  io.run();
}

class Server {
public:
  void go() {
    asio::post(io, [this] { tick(); });
    io.run();
  }

private:
  void tick() {
    Watch watch(io);
    io.run();
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run' runs loop 'io', which is running: it waits for the handler that calls it [eventloop-nested-run]
    // CHECK-MESSAGES: :[[@LINE-12]]:7: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE+9]]:10: note: called from here
    // CHECK-MESSAGES: :[[@LINE-10]]:8: note: loop 'io' is run here
    // CHECK-MESSAGES: :[[@LINE-12]]:29: note: called from here
    // CHECK-MESSAGES: :[[@LINE+7]]:10: note: called from here
  }
  asio::io_context io;
};

void bad_member_across_methods() {
  Server server;
  server.go();
}

class Pool {
public:
  void go() {
    asio::post(io, [this] { tick(); });
    std::thread helper([this] { io.run(); });
    io.run();
    helper.join();
  }

private:
  void tick() {}
  asio::io_context io;
};

// Several threads may run one context.
void good_run_by_two_threads() {
  Pool pool;
  pool.go();
}

void bad_kept_in_a_function_object() {
  auto io = std::make_shared<asio::io_context>();
  std::function<void()> flush = [io] {
    Watch watch(*io);
    io->run();
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'run' runs loop 'io', which is running: it waits for the handler that calls it [eventloop-nested-run]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE+3]]:7: note: loop 'io' is run here
  };
  asio::post(*io, flush);
  io->run();
}
