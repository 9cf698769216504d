// REQUIRES: asio
// RUN: %check_scenarios %s eventloop-dangling-capture
// LIBRARY: asio
//
// Real Asio: handlers that use what ended before they ran. AddressSanitizer
// reports the use; witness.h tells which call scheduled it.

#include "witness.h"

#include <asio.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

using namespace std::chrono_literals;

static volatile int sink = 0;

static void use(int value) { sink = value; }

void bad_variable_of_an_inner_block() {
  asio::io_context io;
  {
    int count = 42;
    witness::scheduled_on_next_line();
    asio::post(io, [&count] { use(count); });
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'post' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'count' ends here
  }
  io.run();
}

void good_copy_of_a_variable() {
  asio::io_context io;
  {
    int count = 42;
    asio::post(io, [count] { use(count); });
  }
  io.run();
}

void good_run_in_the_block() {
  asio::io_context io;
  {
    int count = 42;
    asio::post(io, [&count] { use(count); });
    io.run();
  }
}

void bad_timer_waits_longer_than_the_block() {
  asio::io_context io;
  asio::steady_timer timer(io, 1ms);
  {
    std::string name = "a name that is too long for the object itself";
    witness::scheduled_on_next_line();
    timer.async_wait([&name](const asio::error_code &) { use(static_cast<int>(name.size())); });
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'async_wait' schedules what refers to 'name', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'name' ends here
  }
  io.run();
}

void good_string_is_moved_in() {
  asio::io_context io;
  asio::steady_timer timer(io, 1ms);
  {
    std::string name = "a name that is too long for the object itself";
    timer.async_wait([name = std::move(name)](const asio::error_code &) {
      use(static_cast<int>(name.size()));
    });
  }
  io.run();
}

// The destructor cancels the wait: the handler runs all the same, told so.
struct Ticker {
  asio::steady_timer timer;
  int hits = 0;
  explicit Ticker(asio::io_context &io) : timer(io, 1s) {
    witness::scheduled_on_next_line();
    timer.async_wait([this](const asio::error_code &) { ++hits; });
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'async_wait' schedules what refers to 'ticker', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+6]]:24: note: 'ticker' ends here
  }
};

void bad_handler_of_a_cancelled_timer() {
  asio::io_context io;
  { Ticker ticker(io); }
  io.run();
}

struct CarefulTicker {
  asio::steady_timer timer;
  int hits = 0;
  explicit CarefulTicker(asio::io_context &io) : timer(io, 1ms) {
    timer.async_wait([this](const asio::error_code &) { ++hits; });
  }
};

void good_object_outlives_the_run() {
  asio::io_context io;
  CarefulTicker ticker(io);
  io.run();
}

struct Started {
  asio::io_context &io;
  int hits = 0;
  void start() {
    witness::scheduled_on_next_line();
    asio::post(io, [this] { ++hits; });
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'post' schedules what refers to 'started', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+9]]:3: note: 'started' ends here
  }
};

void bad_this_of_a_local_object() {
  asio::io_context io;
  {
    Started started{io};
    started.start();
  }
  io.run();
}

struct Counter {
  int value = 0;
};

void bad_pointer_from_an_owner() {
  asio::io_context io;
  auto counter = std::make_shared<Counter>();
  witness::scheduled_on_next_line();
  asio::post(io, [raw = counter.get()] { ++raw->value; });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'post' schedules what refers to an object, which is gone when it runs [eventloop-dangling-capture]
  // CHECK-MESSAGES: :[[@LINE+1]]:11: note: it ends here
  counter.reset();
  io.run();
}

void good_owner_is_captured() {
  asio::io_context io;
  auto counter = std::make_shared<Counter>();
  asio::post(io, [counter] { ++counter->value; });
  counter.reset();
  io.run();
}

void maybe_block_ends_before_the_run() {
  asio::io_context io;
  const bool early = witness::choose();
  {
    int count = 42;
    witness::scheduled_on_next_line();
    asio::post(io, [&count] { use(count); });
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'post' schedules what refers to 'count', which may be gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+5]]:3: note: 'count' ends here
    if (early) {
      io.run();
      return;
    }
  }
  io.run();
}

void good_context_never_runs_again() {
  asio::io_context io;
  {
    int count = 42;
    asio::post(io, [&count] { use(count); });
  }
}

void bad_several_captures() {
  asio::io_context io;
  int kept = 1;
  {
    int gone = 2;
    witness::scheduled_on_next_line();
    asio::dispatch(io, [&kept, &gone] { use(kept + gone); });
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'dispatch' schedules what refers to 'gone', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'gone' ends here
  }
  io.run();
}

void bad_handler_posts_what_its_variable_is_in() {
  asio::io_context io;
  asio::post(io, [&io] {
    int count = 42;
    witness::scheduled_on_next_line();
    asio::post(io, [&count] { use(count); });
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'post' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'count' ends here
  });
  io.run();
}

void bad_strand() {
  asio::io_context io;
  auto strand = asio::make_strand(io);
  {
    int count = 42;
    witness::scheduled_on_next_line();
    asio::post(strand, [&count] { use(count); });
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'post' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'count' ends here
  }
  io.run();
}

void good_strand_with_a_copy() {
  asio::io_context io;
  auto strand = asio::make_strand(io);
  {
    int count = 42;
    asio::post(strand, [count] { use(count); });
  }
  io.run();
}

struct Owned {
  asio::io_context &io;
  int hits = 0;
  void start() {
    witness::scheduled_on_next_line();
    asio::post(io, [this] { ++hits; });
  }
};

// What an owner's object captures of itself in a method is not followed.
void fn_this_of_an_owned_object() {
  asio::io_context io;
  {
    auto owned = std::make_unique<Owned>(Owned{io});
    owned->start();
  }
  io.run();
}

static asio::awaitable<void> wait_and_use(const int &count) {
  asio::steady_timer timer(co_await asio::this_coro::executor, 1ms);
  co_await timer.async_wait(asio::use_awaitable);
  use(count);
}

// Asio's awaitables are not followed once they are spawned.
void fn_parameter_of_a_coroutine() {
  asio::io_context io;
  {
    int count = 42;
    witness::scheduled_on_next_line();
    asio::co_spawn(io, wait_and_use(count), asio::detached);
  }
  io.run();
}

static asio::awaitable<void> wait_and_use_copy(int count) {
  asio::steady_timer timer(co_await asio::this_coro::executor, 1ms);
  co_await timer.async_wait(asio::use_awaitable);
  use(count);
}

void good_parameter_by_value_of_a_coroutine() {
  asio::io_context io;
  {
    int count = 42;
    asio::co_spawn(io, wait_and_use_copy(count), asio::detached);
  }
  io.run();
}
