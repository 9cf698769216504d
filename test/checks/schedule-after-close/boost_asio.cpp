// REQUIRES: boost-asio
// RUN: %check_scenarios %s eventloop-schedule-after-close
// LIBRARY: boost-asio
//
// Boost.Asio is Asio under another name: a few of asio.cpp's scenarios, and
// executors and strands of their own kind.

#include "witness.h"

#include <boost/asio.hpp>

#include <chrono>
#include <optional>

namespace net = boost::asio;
using namespace std::chrono_literals;

void bad_post_after_stop() {
  net::io_context io;
  io.stop();
  witness::Handler handler;
  net::post(io, [&handler] { handler.ran(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' schedules on loop 'io', which is stopped: the handler never runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:19: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:6: note: loop 'io' is stopped here
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: loop 'io' is destroyed here
}

void bad_dispatch_after_stop() {
  net::io_context io;
  io.stop();
  witness::Handler handler;
  net::dispatch(io, [&handler] { handler.ran(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'dispatch' schedules on loop 'io', which is stopped: the handler never runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:19: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:6: note: loop 'io' is stopped here
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: loop 'io' is destroyed here
}

void bad_post_to_a_strand_after_stop() {
  net::io_context io;
  auto strand = net::make_strand(io);
  io.stop();
  witness::Handler handler;
  net::post(strand, [&handler] { handler.ran(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' schedules on loop 'io', which is stopped: the handler never runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:19: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:6: note: loop 'io' is stopped here
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: loop 'io' is destroyed here
}

void bad_second_run_without_restart() {
  net::io_context io;
  net::post(io, [&io] { io.stop(); });
  net::post(io, [] {});
  io.run();
  witness::expect_some(io.run());
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'run' runs loop 'io', which is stopped: it returns at once and no handler runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:19: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:28: note: loop 'io' is stopped here
  // CHECK-MESSAGES: :[[@LINE-5]]:6: note: called from here
}

void bad_timer_outlives_its_context() {
  std::optional<net::steady_timer> timer;
  {
    net::io_context io;
    timer.emplace(io, 1s);
  }
  timer->async_wait([](boost::system::error_code) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'async_wait' starts an operation on loop 'io', which is destroyed: use after free [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:21: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'io' is destroyed here
}

void good_restart_between_two_runs() {
  net::io_context io;
  net::post(io, [] {});
  witness::expect_some(io.run());
  io.restart();
  net::post(io, [] {});
  witness::expect_some(io.run());
}

void good_work_guard_keeps_the_context_running() {
  net::io_context io;
  auto guard = net::make_work_guard(io);
  net::post(io, [&guard] { guard.reset(); });
  witness::expect_some(io.run());
}

void good_run_for_leaves_work_behind() {
  net::io_context io;
  net::steady_timer timer(io, 20ms);
  witness::Handler handler;
  timer.async_wait([&handler](boost::system::error_code) { handler.ran(); });
  io.run_for(1ms);
  io.run();
}
