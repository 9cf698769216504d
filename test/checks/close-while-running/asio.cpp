// REQUIRES: asio
// RUN: %check_scenarios %s eventloop-close-while-running
// LIBRARY: asio
//
// Real Asio: contexts that are destroyed by one of their handlers. The run goes
// on with what is gone, which AddressSanitizer reports; witness.h tells where it
// was destroyed.

#include "witness.h"

#include <asio.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <thread>

using namespace std::chrono_literals;

void bad_handler_resets_the_owner() {
  auto io = std::make_unique<asio::io_context>();
  asio::post(*io, [&io] {
    witness::scheduled_on_next_line();
    io.reset();
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'io' is destroyed while it runs [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:7: note: loop 'io' is run here
  });
  io->run();
}

void good_owner_is_reset_after_the_run() {
  auto io = std::make_unique<asio::io_context>();
  asio::post(*io, [] {});
  io->run();
  io.reset();
}

void good_handler_stops() {
  auto io = std::make_unique<asio::io_context>();
  asio::post(*io, [&io] { io->stop(); });
  io->run();
  io.reset();
}

void bad_timer_resets_the_owner() {
  auto io = std::make_unique<asio::io_context>();
  auto timer = std::make_unique<asio::steady_timer>(*io, 1ms);
  timer->async_wait([&](const asio::error_code &) {
    timer.reset();
    witness::scheduled_on_next_line();
    io.reset();
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'io' is destroyed while it runs [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:7: note: loop 'io' is run here
  });
  io->run();
}

void bad_poll_counts_as_a_run() {
  auto io = std::make_unique<asio::io_context>();
  asio::post(*io, [&io] {
    witness::scheduled_on_next_line();
    io.reset();
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'io' is destroyed while it runs [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:7: note: loop 'io' is run here
  });
  io->poll();
}

void good_one_of_two_owners() {
  auto io = std::make_shared<asio::io_context>();
  auto other = io;
  asio::post(*io, [&io] { io.reset(); });
  other->run();
}

void good_handler_destroys_another_context() {
  asio::io_context io;
  auto other = std::make_unique<asio::io_context>();
  asio::post(io, [&other] { other.reset(); });
  io.run();
}

static void tear_down(std::unique_ptr<asio::io_context> &io) {
  witness::scheduled_on_next_line();
  io.reset();
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: loop 'io' is destroyed while it runs [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:7: note: loop 'io' is run here
  // CHECK-MESSAGES: :[[@LINE+5]]:27: note: called from here
}

void bad_helper_of_a_handler() {
  auto io = std::make_unique<asio::io_context>();
  asio::post(*io, [&io] { tear_down(io); });
  io->run();
}

static void tear_down_outside(std::unique_ptr<asio::io_context> &io) { io.reset(); }

void good_helper_outside_of_a_handler() {
  auto io = std::make_unique<asio::io_context>();
  asio::post(*io, [] {});
  io->run();
  tear_down_outside(io);
}

void bad_optional() {
  std::optional<asio::io_context> io;
  io.emplace();
  asio::post(*io, [&io] {
    witness::scheduled_on_next_line();
    io.reset();
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'io' is destroyed while it runs [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE-5]]:6: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:7: note: loop 'io' is run here
  });
  io->run();
}

class Server {
public:
  void go() {
    io = std::make_unique<asio::io_context>();
    asio::post(*io, [this] { shut_down(); });
    io->run();
  }

private:
  void shut_down() {
    witness::scheduled_on_next_line();
    io.reset();
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'io' is destroyed while it runs [eventloop-close-while-running]
    // CHECK-MESSAGES: :[[@LINE-10]]:10: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE-9]]:9: note: loop 'io' is run here
    // CHECK-MESSAGES: :[[@LINE-11]]:30: note: called from here
    // CHECK-MESSAGES: :[[@LINE+7]]:10: note: called from here
  }
  std::unique_ptr<asio::io_context> io;
};

void bad_member_across_methods() {
  Server server;
  server.go();
}

void bad_handler_that_was_told_to() {
  auto io = std::make_unique<asio::io_context>();
  const bool told = witness::choose();
  asio::post(*io, [&] {
    if (told) {
      witness::scheduled_on_next_line();
      io.reset();
      // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'io' is destroyed while it runs [eventloop-close-while-running]
      // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'io' is created here
      // CHECK-MESSAGES: :[[@LINE+3]]:7: note: loop 'io' is run here
    }
  });
  io->run();
}

static void tear_down_either_way(std::unique_ptr<asio::io_context> &io) {
  witness::scheduled_on_next_line();
  io.reset();
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: loop 'io' may be destroyed while it runs [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:9: note: loop 'io' is run here
  // CHECK-MESSAGES: :[[@LINE+6]]:29: note: called from here
}

void maybe_helper_of_handlers_and_others() {
  auto io = std::make_unique<asio::io_context>();
  if (witness::choose()) {
    asio::post(*io, [&io] { tear_down_either_way(io); });
    io->run();
  } else {
    tear_down_either_way(io);
  }
}

void good_run_by_a_thread_that_was_joined() {
  auto io = std::make_unique<asio::io_context>();
  asio::post(*io, [] {});
  std::thread runner([&io] { io->run(); });
  runner.join();
  io.reset();
}
