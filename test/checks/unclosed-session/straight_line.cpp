// RUN: %check_scenarios %s eventloop-unclosed-session
//
// A local session in one function: what it does besides, where its scope ends,
// and ways out of it.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>

using namespace refloop;
using refloop::testing::choose;
using namespace std::chrono_literals;

Task<> nap() { co_await sleep(1ms); }

void bad_never_used() {
  EventLoop loop;
  {
    ClientSession session(loop);
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: session 'session' is destroyed here
  }
  loop.close();
}

void good_closed() {
  EventLoop loop;
  {
    ClientSession session(loop);
    loop.run_until_complete(session.close());
  }
  loop.close();
}

void good_closed_in_the_same_scope() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(session.close());
  loop.close();
}

void good_closed_twice() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(session.close());
  loop.run_until_complete(session.close());
  loop.close();
}

Task<> makes_one() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+6]]:29: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:29: note: called from here
  co_await sleep(1ms);
}

void bad_in_a_coroutine() { run(makes_one()); }

Task<> makes_and_closes_one() {
  ClientSession session;
  co_await sleep(1ms);
  co_await session.close();
}

void good_in_a_coroutine() { run(makes_and_closes_one()); }

Task<> makes_one_of_two() {
  ClientSession first;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'first' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+7]]:38: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'first' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+5]]:38: note: called from here
  ClientSession second;
  co_await second.close();
}

void bad_the_other_one_is_closed() { run(makes_one_of_two()); }

Task<> makes_two() {
  ClientSession first;
  ClientSession second;
  co_await second.close();
  co_await first.close();
}

void good_both_are_closed() { run(makes_two()); }

Task<> makes_one_in_a_scope() {
  {
    ClientSession session;
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE+8]]:26: note: the loop is created here
    // CHECK-MESSAGES: :[[@LINE+3]]:3: note: session 'session' is destroyed here
    // CHECK-MESSAGES: :[[@LINE+6]]:26: note: called from here
    (void)session.closed();
  }
  co_await sleep(1ms);
}

void bad_inner_scope() { run(makes_one_in_a_scope()); }

Task<> closes_one_in_a_scope() {
  {
    ClientSession session;
    co_await session.close();
  }
  co_await sleep(1ms);
}

void good_inner_scope() { run(closes_one_in_a_scope()); }

Task<> shadowed() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+9]]:23: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+7]]:23: note: called from here
  {
    ClientSession session;
    co_await session.close();
  }
}

void bad_shadowed() { run(shadowed()); }

Task<> leaves_early(bool early) {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+8]]:27: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:5: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+6]]:27: note: called from here
  if (early)
    co_return;
  co_await session.close();
}

void bad_leaves_early() { run(leaves_early(true)); }

Task<> may_leave_early() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' may be never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+8]]:29: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:5: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+6]]:29: note: called from here
  if (choose())
    co_return;
  co_await session.close();
}

void maybe_leaves_early() { run(may_leave_early()); }

Task<> leaves_before_it_is_made() {
  if (choose())
    co_return;
  ClientSession session;
  co_await session.close();
}

void good_leaves_before_it_is_made() { run(leaves_before_it_is_made()); }

Task<> closes_on_each_way_out() {
  ClientSession session;
  if (choose()) {
    co_await session.close();
    co_return;
  }
  co_await sleep(1ms);
  co_await session.close();
}

void good_closed_on_each_way_out() { run(closes_on_each_way_out()); }

Task<> one_in_each_round() {
  for (int i = 0; i < 2; ++i) {
    ClientSession session;
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE+7]]:35: note: the loop is created here
    // CHECK-MESSAGES: :[[@LINE+3]]:3: note: session 'session' is destroyed here
    // CHECK-MESSAGES: :[[@LINE+5]]:35: note: called from here
    co_await sleep(1ms);
  }
}

void bad_each_round_makes_one() { run(one_in_each_round()); }

Task<> closed_in_each_round() {
  for (int i = 0; i < 2; ++i) {
    ClientSession session;
    co_await session.close();
  }
}

void good_each_round_closes_its_own() { run(closed_in_each_round()); }

Task<> continue_skips_the_close() {
  for (int i = 0; i < 2; ++i) {
    ClientSession session;
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' may be never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE+9]]:41: note: the loop is created here
    // CHECK-MESSAGES: :[[@LINE+3]]:7: note: session 'session' is destroyed here
    // CHECK-MESSAGES: :[[@LINE+7]]:41: note: called from here
    if (choose())
      continue;
    co_await session.close();
  }
}

void maybe_continue_skips_the_close() { run(continue_skips_the_close()); }

Task<> break_skips_the_close() {
  while (true) {
    ClientSession session;
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' may be never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE+10]]:38: note: the loop is created here
    // CHECK-MESSAGES: :[[@LINE+3]]:7: note: session 'session' is destroyed here
    // CHECK-MESSAGES: :[[@LINE+8]]:38: note: called from here
    if (choose())
      break;
    co_await session.close();
    break;
  }
}

void maybe_break_skips_the_close() { run(break_skips_the_close()); }

Task<> one_for_all_rounds() {
  ClientSession session;
  for (int i = 0; i < 3; ++i)
    (void)session.closed();
  co_await session.close();
}

void good_one_for_all_rounds() { run(one_for_all_rounds()); }

Task<int> value_of_a_session() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+6]]:39: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:36: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:39: note: called from here
  co_return session.closed() ? 1 : 0;
}

void bad_result_is_returned() { (void)run(value_of_a_session()); }

Task<int> value_of_a_closed_session() {
  ClientSession session;
  int value = session.closed() ? 1 : 0;
  co_await session.close();
  co_return value;
}

void good_closed_before_the_result_is_returned() {
  (void)run(value_of_a_closed_session());
}

void bad_used_on_an_open_loop() {
  EventLoop loop;
  {
    ClientSession session(loop);
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: session 'session' is destroyed here
    loop.run_until_complete(nap());
  }
  loop.run_until_complete(nap());
  loop.close();
}

Task<> close_in_the_background() {
  ClientSession session;
  auto closing = create_task(session.close());
  co_await closing;
}

void good_closed_by_a_task() { run(close_in_the_background()); }

Task<> close_in_a_group() {
  ClientSession session;
  co_await with_task_group([&](TaskGroup &group) -> Task<> {
    group.create_task(session.close());
    co_return;
  });
}

void good_closed_in_a_group() { run(close_in_a_group()); }

Task<> close_with_gather() {
  ClientSession first;
  ClientSession second;
  co_await gather(first.close(), second.close());
}

void good_closed_with_gather() { run(close_with_gather()); }

Task<> close_with_a_limit() {
  ClientSession session;
  co_await wait_for(session.close(), 1s);
}

void good_closed_with_a_limit() { run(close_with_a_limit()); }

Task<> close_later() {
  ClientSession session;
  auto closing = session.close();
  co_await sleep(1ms);
  co_await std::move(closing);
}

void good_close_is_kept_and_awaited() { run(close_later()); }
