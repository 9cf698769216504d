// REQUIRES: asio
// RUN: %check_scenarios %s eventloop-schedule-after-close
// LIBRARY: asio
//
// Real Asio: contexts that were stopped and not restarted, and contexts that
// are gone. What never ran is told by witness.h, what was used after its end by
// AddressSanitizer.

#include "witness.h"

#include <asio.hpp>

#include <chrono>
#include <memory>
#include <optional>

using namespace std::chrono_literals;

void bad_post_after_stop() {
  asio::io_context io;
  io.stop();
  witness::Handler handler;
  asio::post(io, [&handler] { handler.ran(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' schedules on loop 'io', which is stopped: the handler never runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:6: note: loop 'io' is stopped here
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: loop 'io' is destroyed here
}

void bad_post_through_the_executor_after_stop() {
  asio::io_context io;
  auto executor = io.get_executor();
  io.stop();
  witness::Handler handler;
  asio::post(executor, [&handler] { handler.ran(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' schedules on loop 'io', which is stopped: the handler never runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:6: note: loop 'io' is stopped here
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: loop 'io' is destroyed here
}

void bad_second_run_without_restart() {
  asio::io_context io;
  asio::post(io, [&io] { io.stop(); });
  asio::post(io, [] {});
  io.run();
  witness::expect_some(io.run());
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'run' runs loop 'io', which is stopped: it returns at once and no handler runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:29: note: loop 'io' is stopped here
  // CHECK-MESSAGES: :[[@LINE-5]]:6: note: called from here
}

void stop_it(asio::io_context &io) { io.stop(); }

void bad_stopped_in_a_helper() {
  asio::io_context io;
  stop_it(io);
  witness::Handler handler;
  asio::post(io, [&handler] { handler.ran(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' schedules on loop 'io', which is stopped: the handler never runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE-9]]:41: note: loop 'io' is stopped here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: loop 'io' is destroyed here
}

void bad_executor_outlives_its_context() {
  std::optional<asio::any_io_executor> executor;
  {
    asio::io_context io;
    executor = io.get_executor();
  }
  asio::post(*executor, [] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' schedules on loop 'io', which is destroyed: use after free [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'io' is destroyed here
}

void bad_timer_outlives_its_context() {
  std::optional<asio::steady_timer> timer;
  {
    asio::io_context io;
    timer.emplace(io, 1s);
  }
  timer->async_wait([](asio::error_code) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'async_wait' starts an operation on loop 'io', which is destroyed: use after free [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'io' is destroyed here
}

void bad_context_is_reset() {
  auto io = std::make_unique<asio::io_context>();
  auto executor = io->get_executor();
  io.reset();
  asio::post(executor, [] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' schedules on loop 'io', which is destroyed: use after free [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:6: note: loop 'io' is destroyed here
}

void maybe_stopped_on_one_branch() {
  asio::io_context io;
  if (witness::choose())
    io.stop();
  witness::Handler handler;
  asio::post(io, [&handler] { handler.ran(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' schedules on loop 'io', which may be stopped: the handler never runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'io' is stopped here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'io' is destroyed here
  if (!io.stopped())
    io.run();
}

void good_restart_between_two_runs() {
  asio::io_context io;
  asio::post(io, [] {});
  witness::expect_some(io.run());
  io.restart();
  asio::post(io, [] {});
  witness::expect_some(io.run());
}

void good_restart_after_stop() {
  asio::io_context io;
  io.stop();
  io.restart();
  witness::Handler handler;
  asio::post(io, [&handler] { handler.ran(); });
  io.run();
}

void good_handler_stops_the_context() {
  asio::io_context io;
  witness::Handler handler;
  asio::post(io, [&handler] { handler.ran(); });
  asio::post(io, [&io] { io.stop(); });
  io.run();
}

void good_post_before_stop() {
  asio::io_context io;
  witness::Handler handler;
  asio::post(io, [&handler] { handler.ran(); });
  io.run();
  io.stop();
}

void good_fresh_context_in_each_scope() {
  for (int round = 0; round < 2; ++round) {
    asio::io_context io;
    witness::Handler handler;
    asio::post(io, [&handler] { handler.ran(); });
    io.run();
  }
}

void good_timer_in_the_scope_of_its_context() {
  asio::io_context io;
  asio::steady_timer timer(io, 1ms);
  witness::Handler handler;
  timer.async_wait([&handler](asio::error_code) { handler.ran(); });
  io.run();
}

void good_asks_whether_it_was_stopped() {
  asio::io_context io;
  if (witness::choose())
    io.stop();
  if (io.stopped())
    io.restart();
  witness::Handler handler;
  asio::post(io, [&handler] { handler.ran(); });
  io.run();
}

asio::awaitable<void> wait_a_moment(witness::Handler &handler) {
  asio::steady_timer timer(co_await asio::this_coro::executor, 1ms);
  co_await timer.async_wait(asio::use_awaitable);
  handler.ran();
}

void good_coroutine_on_a_running_context() {
  asio::io_context io;
  witness::Handler handler;
  asio::co_spawn(io, wait_a_moment(handler), asio::detached);
  io.run();
}

asio::awaitable<void> never_starts(witness::Handler &handler) {
  handler.ran();
  co_return;
}

void bad_coroutine_on_a_stopped_context() {
  asio::io_context io;
  io.stop();
  witness::Handler handler;
  asio::co_spawn(io, never_starts(handler), asio::detached);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'co_spawn' spawns on loop 'io', which is stopped: the coroutine never runs [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:6: note: loop 'io' is stopped here
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: loop 'io' is destroyed here
}

// Code out of sight may have stopped it: a check that only notes what it finds
// does not say that it is.
static void leave_alone(asio::io_context &) {}
static void (*volatile hook)(asio::io_context &) = leave_alone;

void good_that_it_is_stopped_is_only_noted() {
  asio::io_context io;
  int notes = 0;
  hook(io);
  if (io.stopped())
    ++notes;
  io.run();
}

void good_that_it_is_stopped_leads_to_a_restart() {
  asio::io_context io;
  hook(io);
  if (io.stopped())
    io.restart();
  io.run();
}
