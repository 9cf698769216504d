// REQUIRES: asio
// RUN: %check_scenarios %s eventloop-unawaited-task
// LIBRARY: asio
//
// Real Asio: an awaitable does nothing until it is awaited or spawned. Bodies
// that never ran are told by witness.h.

#include "witness.h"

#include <asio.hpp>
#include <asio/experimental/awaitable_operators.hpp>

#include <chrono>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;
using asio::awaitable;

static awaitable<void> flush(witness::Handler &handler) {
  handler.ran();
  co_return;
}

static awaitable<int> answer(witness::Handler &handler) {
  handler.ran();
  co_return 42;
}

static awaitable<void> take_a_break() {
  asio::steady_timer timer(co_await asio::this_coro::executor, 1ms);
  co_await timer.async_wait(asio::use_awaitable);
}

static void run(awaitable<void> work) {
  asio::io_context io;
  asio::co_spawn(io, std::move(work), asio::detached);
  io.run();
}

void bad_called_like_a_function() {
  witness::Handler handler;
  flush(handler);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'flush' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:16: note: it is dropped here
}

void bad_kept_in_a_variable() {
  asio::io_context io;
  witness::Handler handler;
  auto pending = flush(handler);
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: coroutine 'flush' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: it is dropped here
  io.run();
}

void good_spawned() {
  asio::io_context io;
  witness::Handler handler;
  asio::co_spawn(io, flush(handler), asio::detached);
  io.run();
}

void good_kept_and_spawned() {
  asio::io_context io;
  witness::Handler handler;
  auto pending = flush(handler);
  asio::co_spawn(io, std::move(pending), asio::detached);
  io.run();
}

void good_handed_to_a_helper() {
  witness::Handler handler;
  run(flush(handler));
}

static awaitable<void> forgets_to_await(witness::Handler &handler) {
  handler.is_due_to_next_line();
  flush(handler);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'flush' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:16: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE-44]]:6: note: called from here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
  co_return;
}

void bad_without_co_await_in_a_coroutine() {
  witness::Handler handler;
  run(forgets_to_await(handler));
}

static awaitable<void> awaits(witness::Handler &handler) {
  co_await flush(handler);
  co_await take_a_break();
}

void good_awaited_in_a_coroutine() {
  witness::Handler handler;
  run(awaits(handler));
}

static awaitable<void> awaits_later(witness::Handler &handler) {
  auto pending = flush(handler);
  co_await take_a_break();
  co_await std::move(pending);
}

void good_awaited_later() {
  witness::Handler handler;
  run(awaits_later(handler));
}

static awaitable<void> leaves_early(witness::Handler &handler, bool early) {
  handler.is_due_to_next_line();
  auto pending = flush(handler);
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: coroutine 'flush' may be never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+4]]:5: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE-80]]:6: note: called from here
  // CHECK-MESSAGES: :[[@LINE+9]]:3: note: called from here
  if (early)
    co_return;
  co_await std::move(pending);
}

void maybe_left_before_it_was_awaited() {
  bool early = witness::choose();
  witness::Handler handler;
  run(leaves_early(handler, early));
}

void good_lambda_is_spawned() {
  asio::io_context io;
  witness::Handler handler;
  auto work = [&handler]() -> awaitable<void> {
    co_await flush(handler);
  };
  asio::co_spawn(io, work, asio::detached);
  io.run();
}

void bad_lambda_is_called() {
  asio::io_context io;
  auto work = [](witness::Handler &handler) -> awaitable<void> {
    co_await flush(handler);
  };
  witness::Handler handler;
  work(handler);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine of the lambda is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:15: note: it is dropped here
  io.run();
}

static awaitable<void> awaits_both(witness::Handler &first, witness::Handler &second) {
  co_await (flush(first) && flush(second));
}

void good_awaited_together() {
  witness::Handler first;
  witness::Handler second;
  run(awaits_both(first, second));
}

static awaitable<void> combines_and_forgets(witness::Handler &first,
                                            witness::Handler &second) {
  auto both = flush(first) && flush(second);
  co_await take_a_break();
}

// What an operator makes of two awaitables is not followed.
void fn_combination_is_dropped() {
  witness::Handler first;
  witness::Handler second;
  run(combines_and_forgets(first, second));
}

static awaitable<void> awaits_each(std::vector<awaitable<void>> all) {
  for (auto &one : all)
    co_await std::move(one);
}

void good_vector_is_awaited() {
  witness::Handler first;
  witness::Handler second;
  std::vector<awaitable<void>> all;
  all.push_back(flush(first));
  all.push_back(flush(second));
  run(awaits_each(std::move(all)));
}

void bad_vector_is_forgotten() {
  std::vector<awaitable<void>> all;
  witness::Handler handler;
  all.push_back(flush(handler));
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: coroutine 'flush' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: it is dropped here
}

void good_each_is_spawned() {
  asio::io_context io;
  witness::Handler first;
  witness::Handler second;
  std::vector<awaitable<void>> all;
  all.push_back(flush(first));
  all.push_back(flush(second));
  for (auto &one : all)
    asio::co_spawn(io, std::move(one), asio::detached);
  io.run();
}

static awaitable<int> passes_on(witness::Handler &handler) {
  handler.is_due_to_next_line();
  return answer(handler);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: coroutine 'answer' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+15]]:20: note: it is dropped here
}

static awaitable<void> uses_the_answer(witness::Handler &handler) {
  int number = co_await passes_on(handler);
  (void)number;
}

void good_returned_by_a_helper() {
  witness::Handler handler;
  run(uses_the_answer(handler));
}

void bad_helper_returns_it_in_vain() {
  witness::Handler handler;
  passes_on(handler);
}

static awaitable<void> waits_without_await(asio::steady_timer &timer,
                                           witness::Handler &handler) {
  handler.is_due_to_next_line();
  timer.async_wait(asio::use_awaitable);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: coroutine 'async_wait' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:39: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+22]]:6: note: called from here
  co_return;
}

static awaitable<void> waits(asio::steady_timer &timer, witness::Handler &handler) {
  co_await timer.async_wait(asio::use_awaitable);
  handler.ran();
}

void good_operation_is_awaited() {
  asio::io_context io;
  asio::steady_timer timer(io, 1ms);
  witness::Handler handler;
  asio::co_spawn(io, waits(timer, handler), asio::detached);
  io.run();
}

void bad_operation_is_never_awaited() {
  asio::io_context io;
  asio::steady_timer timer(io, 200ms);
  witness::Handler handler;
  asio::co_spawn(io, waits_without_await(timer, handler), asio::detached);
  io.run();
  if (timer.expiry() <= std::chrono::steady_clock::now())
    handler.ran();
}

void good_spawned_from_a_handler() {
  asio::io_context io;
  witness::Handler handler;
  asio::post(io, [&] { asio::co_spawn(io, flush(handler), asio::detached); });
  io.run();
}

static awaitable<void> spawns_and_awaits(witness::Handler &handler) {
  auto executor = co_await asio::this_coro::executor;
  co_await asio::co_spawn(executor, flush(handler), asio::use_awaitable);
}

void good_spawned_and_awaited() {
  witness::Handler handler;
  run(spawns_and_awaits(handler));
}

static awaitable<void> spawns_and_forgets(witness::Handler &handler) {
  auto executor = co_await asio::this_coro::executor;
  handler.is_due_to_next_line();
  asio::co_spawn(executor, flush(handler), asio::use_awaitable);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'co_spawn' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:63: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE-250]]:6: note: called from here
  // CHECK-MESSAGES: :[[@LINE+5]]:3: note: called from here
}

void bad_spawned_with_use_awaitable_and_forgotten() {
  witness::Handler handler;
  run(spawns_and_forgets(handler));
}

void good_future_is_waited_for() {
  asio::io_context io;
  witness::Handler handler;
  auto result = asio::co_spawn(io, answer(handler), asio::use_future);
  io.run();
  result.get();
}

void good_default_made_and_assigned() {
  witness::Handler handler;
  awaitable<void> work;
  work = flush(handler);
  run(std::move(work));
}
