// REQUIRES: asio
// RUN: %check_scenarios %s eventloop-cross-thread-schedule
// LIBRARY: asio
//
// Real Asio: a context may be used by all threads, an I/O object by one after the
// other. Which threads meet at an object no call shows: the check is silent.

#include "witness.h"

#include <asio.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <thread>

using namespace std::chrono_literals;

void good_post_from_another_thread() {
  asio::io_context io;
  auto guard = asio::make_work_guard(io);
  witness::Handler handler;
  std::thread worker([&] {
    asio::post(io, [&] {
      handler.ran();
      guard.reset();
    });
  });
  io.run();
  worker.join();
}

void good_post_to_a_context_that_a_thread_runs() {
  asio::io_context io;
  auto guard = asio::make_work_guard(io);
  std::thread runner([&io] { io.run(); });
  witness::Handler handler;
  asio::post(io, [&handler] { handler.ran(); });
  guard.reset();
  runner.join();
}

void good_stopped_by_another_thread() {
  asio::io_context io;
  auto guard = asio::make_work_guard(io);
  std::thread runner([&io] { io.run(); });
  io.stop();
  runner.join();
}

void good_timer_is_started_before_the_thread() {
  asio::io_context io;
  asio::steady_timer timer(io, 1ms);
  witness::Handler handler;
  timer.async_wait([&handler](const asio::error_code &) { handler.ran(); });
  std::thread runner([&io] { io.run(); });
  runner.join();
}

void good_timer_that_no_handler_uses() {
  asio::io_context io;
  auto guard = asio::make_work_guard(io);
  std::thread runner([&io] { io.run(); });
  asio::steady_timer timer(io, 1ms);
  std::promise<void> done;
  witness::Handler handler;
  timer.async_wait([&](const asio::error_code &) {
    handler.ran();
    done.set_value();
  });
  done.get_future().wait();
  guard.reset();
  runner.join();
}

void good_timer_on_its_strand() {
  asio::io_context io;
  auto guard = asio::make_work_guard(io);
  auto strand = asio::make_strand(io);
  std::thread first([&io] { io.run(); });
  std::thread second([&io] { io.run(); });
  auto timer = std::make_shared<asio::steady_timer>(strand, 1ms);
  witness::Handler handler;
  asio::post(strand, [&handler, timer] {
    timer->async_wait([&handler, timer](const asio::error_code &) { handler.ran(); });
  });
  guard.reset();
  first.join();
  second.join();
}

void good_coroutine_is_spawned_by_another_thread() {
  asio::io_context io;
  auto guard = asio::make_work_guard(io);
  std::thread runner([&io] { io.run(); });
  witness::Handler handler;
  asio::co_spawn(
      io,
      [&handler]() -> asio::awaitable<void> {
        asio::steady_timer timer(co_await asio::this_coro::executor, 1ms);
        co_await timer.async_wait(asio::use_awaitable);
        handler.ran();
      },
      asio::detached);
  guard.reset();
  runner.join();
}

void good_job_of_a_pool_posts_its_result() {
  asio::io_context io;
  auto guard = asio::make_work_guard(io);
  asio::thread_pool pool(1);
  witness::Handler handler;
  asio::post(pool, [&] {
    asio::post(io, [&] {
      handler.ran();
      guard.reset();
    });
  });
  io.run();
  pool.join();
}

void good_two_threads_run_it() {
  asio::io_context io;
  witness::Handler handler;
  asio::post(io, [&] {
    asio::post(io, [&handler] { handler.ran(); });
  });
  std::thread runner([&io] { io.run(); });
  io.run();
  runner.join();
}
