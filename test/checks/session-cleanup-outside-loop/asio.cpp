// REQUIRES: asio
// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
// LIBRARY: asio
//
// Real Asio: I/O objects, work guards and strands that outlive their context,
// which their destructors use. AddressSanitizer tells.

#include "witness.h"

#include <asio.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

static void ignore(asio::error_code) {}

void bad_timer_in_an_optional() {
  std::optional<asio::steady_timer> timer;
  {
    asio::io_context io;
    witness::made_on_next_line();
    timer.emplace(io, 1s);
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: session 'timer' outlives loop 'io': its destructor uses the context after its end [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-4]]:22: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE+3]]:3: note: loop 'io' is destroyed here
    // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'timer' is destroyed here
    timer->async_wait(ignore);
  }
}

void bad_timer_declared_before_its_context() {
  std::unique_ptr<asio::steady_timer> timer;
  asio::io_context io;
  witness::made_on_next_line();
  timer = std::make_unique<asio::steady_timer>(io, 1s);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: session 'timer' outlives loop 'io': its destructor uses the context after its end [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: loop 'io' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'timer' is destroyed here
  timer->async_wait(ignore);
  io.run_for(1ms);
}

void good_timer_declared_after_its_context() {
  asio::io_context io;
  std::unique_ptr<asio::steady_timer> timer;
  timer = std::make_unique<asio::steady_timer>(io, 1s);
  timer->async_wait(ignore);
  io.run_for(1ms);
}

void good_timer_is_reset_in_time() {
  std::optional<asio::steady_timer> timer;
  {
    asio::io_context io;
    timer.emplace(io, 1s);
    timer->async_wait(ignore);
    timer.reset();
  }
}

void bad_socket_in_an_optional() {
  std::optional<asio::ip::udp::socket> socket;
  {
    asio::io_context io;
    witness::made_on_next_line();
    socket.emplace(io, asio::ip::udp::v4());
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: session 'socket' outlives loop 'io': its destructor uses the context after its end [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-4]]:22: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: loop 'io' is destroyed here
    // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'socket' is destroyed here
  }
}

void bad_context_behind_a_pointer_goes_first() {
  auto io = std::make_unique<asio::io_context>();
  witness::made_on_next_line();
  asio::ip::udp::socket socket(*io, asio::ip::udp::v4());
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: session 'socket' outlives loop 'io': its destructor uses the context after its end [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:6: note: loop 'io' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'socket' is destroyed here
  io.reset();
}

void good_context_behind_a_pointer_goes_last() {
  auto io = std::make_unique<asio::io_context>();
  {
    asio::ip::udp::socket socket(*io, asio::ip::udp::v4());
  }
  io.reset();
}

void bad_socket_is_closed_without_its_context() {
  std::optional<asio::ip::udp::socket> socket;
  {
    asio::io_context io;
    socket.emplace(io, asio::ip::udp::v4());
  }
  socket->close();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: session 'socket' is closed on loop 'io', which is closed: use after free [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:22: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:12: note: the session is made here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: loop 'io' is destroyed here
}

void bad_signal_set_in_an_optional() {
  std::optional<asio::signal_set> signals;
  {
    asio::io_context io;
    witness::made_on_next_line();
    signals.emplace(io, SIGUSR1);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: session 'signals' outlives loop 'io': its destructor uses the context after its end [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-4]]:22: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: loop 'io' is destroyed here
    // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'signals' is destroyed here
  }
}

void bad_work_guard_outlives_its_context() {
  using Guard = asio::executor_work_guard<asio::io_context::executor_type>;
  std::optional<Guard> guard;
  {
    asio::io_context io;
    witness::made_on_next_line();
    guard.emplace(io.get_executor());
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: session 'guard' outlives loop 'io': its destructor uses the context after its end [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-4]]:22: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: loop 'io' is destroyed here
    // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'guard' is destroyed here
  }
}

void good_work_guard_is_reset_in_time() {
  asio::io_context io;
  auto guard = asio::make_work_guard(io);
  asio::post(io, [&guard] { guard.reset(); });
  io.run();
}

void good_work_guard_in_an_optional() {
  using Guard = asio::executor_work_guard<asio::io_context::executor_type>;
  asio::io_context io;
  std::optional<Guard> guard;
  guard.emplace(io.get_executor());
  guard.reset();
  io.run();
}

// A strand is another name of its context; that it needs the context when it is
// destroyed is not modelled.
void fn_strand_outlives_its_context() {
  using Strand = asio::strand<asio::io_context::executor_type>;
  std::optional<Strand> strand;
  {
    asio::io_context io;
    witness::made_on_next_line();
    strand.emplace(io.get_executor());
  }
}

void good_strand_declared_after_its_context() {
  asio::io_context io;
  auto strand = asio::make_strand(io);
  asio::post(strand, [] {});
  io.run();
}

struct TimerFirst {
  std::unique_ptr<asio::steady_timer> timer;
  asio::io_context io;

  TimerFirst() {
    witness::made_on_next_line();
    timer = std::make_unique<asio::steady_timer>(io, 1s);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: session 'timer' outlives loop 'io': its destructor uses the context after its end [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE+10]]:14: note: called from here
    // CHECK-MESSAGES: :[[@LINE-10]]:8: note: loop 'io' is destroyed here
    // CHECK-MESSAGES: :[[@LINE-11]]:8: note: session 'timer' is destroyed here
    // CHECK-MESSAGES: :[[@LINE+9]]:1: note: called from here
    timer->async_wait(ignore);
  }
  void run() { io.run_for(1ms); }
};

void bad_member_before_its_context() {
  TimerFirst client;
  client.run();
}

struct ContextFirst {
  asio::io_context io;
  std::unique_ptr<asio::steady_timer> timer;
  asio::ip::udp::socket socket;

  ContextFirst() : socket(io, asio::ip::udp::v4()) {
    timer = std::make_unique<asio::steady_timer>(io, 1s);
    timer->async_wait(ignore);
  }
  void run() { io.run_for(1ms); }
};

void good_member_after_its_context() {
  ContextFirst client;
  client.run();
}


struct ReleasedInTheDestructor {
  std::unique_ptr<asio::steady_timer> timer;
  asio::io_context io;

  ReleasedInTheDestructor() {
    timer = std::make_unique<asio::steady_timer>(io, 1s);
    timer->async_wait(ignore);
  }
  ~ReleasedInTheDestructor() { timer.reset(); }
};

void good_member_is_released_in_the_destructor() { ReleasedInTheDestructor client; }

struct Session {
  explicit Session(asio::io_context &io) : timer(io, 1s) { timer.async_wait(ignore); }
  asio::steady_timer timer;
};

void good_session_class_in_the_scope_of_its_context() {
  asio::io_context io;
  Session session(io);
  io.run_for(1ms);
}

void good_session_on_the_heap() {
  asio::io_context io;
  auto session = std::make_shared<Session>(io);
  io.run_for(1ms);
}

static std::unique_ptr<asio::steady_timer> make_timer(asio::io_context &io) {
  witness::made_on_next_line();
  auto timer = std::make_unique<asio::steady_timer>(io, 1s);
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: session 'timer' outlives loop 'io': its destructor uses the context after its end [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE+9]]:20: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:1: note: loop 'io' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+9]]:1: note: session 'timer' is destroyed here
  timer->async_wait(ignore);
  return timer;
}

void bad_timer_comes_from_a_helper() {
  std::unique_ptr<asio::steady_timer> timer;
  asio::io_context io;
  timer = make_timer(io);
}

void good_timers_in_a_vector() {
  asio::io_context io;
  std::vector<asio::steady_timer> timers;
  for (int i = 0; i < 3; ++i)
    timers.emplace_back(io, 1s);
  io.run();
}

void maybe_timer_is_made_on_one_branch() {
  auto io = std::make_unique<asio::io_context>();
  bool early = witness::choose();
  witness::made_on_next_line();
  asio::ip::udp::socket socket(*io, asio::ip::udp::v4());
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: session 'socket' may outlive loop 'io': its destructor uses the context after its end [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'io' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'io' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'socket' is destroyed here
  if (early)
    io.reset();
}

void good_moved_to_another_owner() {
  asio::io_context io;
  asio::ip::udp::socket socket(io, asio::ip::udp::v4());
  asio::ip::udp::socket owner(std::move(socket));
}

void bad_moved_out_of_the_scope_of_its_context() {
  std::optional<asio::ip::udp::socket> kept;
  {
    asio::io_context io;
    asio::ip::udp::socket socket(io, asio::ip::udp::v4());
    witness::made_on_next_line();
    kept.emplace(std::move(socket));
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: session 'kept' outlives loop 'io': its destructor uses the context after its end [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-5]]:22: note: loop 'io' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: loop 'io' is destroyed here
    // CHECK-MESSAGES: :[[@LINE+2]]:1: note: session 'kept' is destroyed here
  }
}

void good_handler_keeps_its_session() {
  asio::io_context io;
  auto session = std::make_shared<Session>(io);
  session->timer.expires_after(1ms);
  session->timer.async_wait([session](asio::error_code) {});
  session.reset();
  io.run();
}

void good_static_context_and_socket() {
  static asio::io_context io;
  static asio::ip::udp::socket socket(io, asio::ip::udp::v4());
}
