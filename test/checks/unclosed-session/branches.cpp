// RUN: %check_scenarios %s eventloop-unclosed-session
//
// What is closed on some paths: branches that hang together, what asks whether
// the session is closed, switches, conditional expressions, and exceptions.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <memory>
#include <stdexcept>

using namespace refloop;
using refloop::testing::choose;
using namespace std::chrono_literals;

Task<> one_path_closes() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may be never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+7]]:32: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+5]]:32: note: called from here
  if (choose())
    co_await session.close();
}

void maybe_one_path_closes() { run(one_path_closes()); }

Task<> both_paths_close() {
  ClientSession session;
  if (choose())
    co_await session.close();
  else
    co_await session.close();
}

void good_both_paths_close() { run(both_paths_close()); }

Task<> opposite_conditions() {
  ClientSession session;
  bool is_early = choose();
  if (is_early)
    co_await session.close();
  if (!is_early)
    co_await session.close();
}

void good_opposite_conditions() { run(opposite_conditions()); }

Task<> same_condition_twice() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may be never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+10]]:37: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+8]]:37: note: called from here
  bool is_early = choose();
  if (is_early)
    co_await session.close();
  if (is_early)
    co_await session.close();
}

void maybe_same_condition_twice() { run(same_condition_twice()); }

Task<> closed_unless_it_is() {
  ClientSession session;
  if (choose())
    co_await session.close();
  if (!session.closed())
    co_await session.close();
}

void good_closed_unless_it_is() { run(closed_unless_it_is()); }

Task<> closed_only_if_it_is() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+7]]:35: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+5]]:35: note: called from here
  if (session.closed())
    co_await session.close();
}

void bad_closed_only_if_it_is() { run(closed_only_if_it_is()); }

enum class Mode { Keep, Close };

Task<> enum_says_close_either_way() {
  ClientSession session;
  Mode mode = choose() ? Mode::Keep : Mode::Close;
  if (mode == Mode::Close)
    co_await session.close();
  if (mode == Mode::Keep)
    co_await session.close();
}

void good_enum_says_close_either_way() { run(enum_says_close_either_way()); }

Task<> pointer_is_set_where_it_is_made() {
  std::unique_ptr<ClientSession> session;
  if (choose())
    session = std::make_unique<ClientSession>();
  if (session)
    co_await session->close();
}

void good_pointer_is_set_where_it_is_made() {
  run(pointer_is_set_where_it_is_made());
}

Task<> pointer_is_asked_the_wrong_way_round() {
  auto session = std::make_unique<ClientSession>();
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+8]]:3: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
  if (!session)
    co_await session->close();
}

void bad_pointer_is_asked_the_wrong_way_round() {
  run(pointer_is_asked_the_wrong_way_round());
}

Task<> a_case_without_close(int kind) {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may be never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+12]]:37: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+9]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+10]]:37: note: called from here
  switch (kind) {
  case 1:
    co_await session.close();
    break;
  default:
    break;
  }
}

void maybe_a_case_without_close() { run(a_case_without_close(choose() ? 1 : 2)); }

Task<> each_case_closes(int kind) {
  ClientSession session;
  switch (kind) {
  case 1:
    (void)session.closed();
    [[fallthrough]];
  default:
    co_await session.close();
  }
}

void good_each_case_closes() { run(each_case_closes(choose() ? 1 : 2)); }

Task<> conditional_picks_one() {
  ClientSession first;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'first' may be never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+12]]:38: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+9]]:1: note: session 'first' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+10]]:38: note: called from here
  ClientSession second;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'second' may be never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+7]]:38: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'second' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+5]]:38: note: called from here
  ClientSession &picked = choose() ? first : second;
  co_await picked.close();
}

void maybe_conditional_picks_one() { run(conditional_picks_one()); }

Task<> conditional_picks_both() {
  ClientSession first;
  ClientSession second;
  bool is_first = choose();
  co_await (is_first ? first : second).close();
  co_await (is_first ? second : first).close();
}

void good_conditional_picks_both() { run(conditional_picks_both()); }

Task<> closed_in_the_first_round() {
  ClientSession session;
  for (int i = 0; i < 3; ++i)
    if (i == 0)
      co_await session.close();
}

void good_closed_in_the_first_round() { run(closed_in_the_first_round()); }

Task<> count_never_comes_there() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+8]]:38: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+6]]:38: note: called from here
  for (int i = 0; i < 3; ++i)
    if (i == 3)
      co_await session.close();
}

void bad_count_never_comes_there() { run(count_never_comes_there()); }

[[noreturn]] void fail() { throw std::runtime_error("failed"); }

Task<> throws_past_the_close() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+9]]:5: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+7]]:5: note: called from here
  fail();
  co_await session.close();
}

void bad_throw_passes_the_close_by() {
  try {
    run(throws_past_the_close());
  } catch (const std::runtime_error &) {
  }
}

Task<> may_throw_past_the_close() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may be never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+10]]:5: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:5: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+8]]:5: note: called from here
  if (choose())
    fail();
  co_await session.close();
}

void maybe_throw_passes_the_close_by() {
  try {
    run(may_throw_past_the_close());
  } catch (const std::runtime_error &) {
  }
}

Task<> closed_behind_the_handler() {
  ClientSession session;
  try {
    if (choose())
      fail();
  } catch (const std::runtime_error &) {
  }
  co_await session.close();
}

void good_closed_behind_the_handler() { run(closed_behind_the_handler()); }

Task<> error_is_kept_and_thrown_again() {
  ClientSession session;
  std::exception_ptr error;
  try {
    fail();
  } catch (...) {
    error = std::current_exception();
  }
  co_await session.close();
  if (error)
    std::rethrow_exception(error);
}

void good_error_is_kept_and_thrown_again() {
  try {
    run(error_is_kept_and_thrown_again());
  } catch (const std::runtime_error &) {
  }
}

Task<> handler_has_no_close() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+10]]:35: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+8]]:35: note: called from here
  try {
    fail();
    co_await session.close();
  } catch (const std::runtime_error &) {
  }
}

void bad_handler_cannot_close() { run(handler_has_no_close()); }

Task<> failing() {
  fail();
  co_return;
}

Task<> awaits_what_fails() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+9]]:5: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+7]]:5: note: called from here
  co_await failing();
  co_await session.close();
}

void bad_awaited_task_fails() {
  try {
    run(awaits_what_fails());
  } catch (const std::runtime_error &) {
  }
}

Task<> closes_behind_what_fails() {
  ClientSession session;
  try {
    co_await failing();
  } catch (const std::runtime_error &) {
  }
  co_await session.close();
}

void good_awaited_task_fails_and_is_caught() { run(closes_behind_what_fails()); }

void good_closed_by_the_caller_in_its_handler() {
  EventLoop loop;
  {
    ClientSession session(loop);
    try {
      fail();
    } catch (const std::runtime_error &) {
      loop.run_until_complete(session.close());
    }
  }
  loop.close();
}

void bad_wrong_handler_closes() {
  EventLoop loop;
  try {
    ClientSession session(loop);
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:7: note: session 'session' is destroyed here
    try {
      fail();
    } catch (const std::logic_error &) {
      loop.run_until_complete(session.close());
    }
  } catch (const std::runtime_error &) {
  }
  loop.close();
}
