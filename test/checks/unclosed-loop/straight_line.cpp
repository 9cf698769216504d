// RUN: %check_scenarios %s eventloop-unclosed-loop
//
// A local loop in one function: what it does besides, where its scope ends, and
// ways out of it.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>

using namespace refloop;
using refloop::testing::choose;
using namespace std::chrono_literals;

Task<> work() { co_await sleep(1ms); }
Task<int> answer() { co_return 42; }

void bad_never_used() { EventLoop loop; }
// CHECK-MESSAGES: :[[@LINE-1]]:35: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
// CHECK-MESSAGES: :[[@LINE-2]]:35: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE-3]]:41: note: loop 'loop' is destroyed here

void bad_used_and_forgotten() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  loop.run_until_complete(work());
}

void good_used_and_closed() {
  EventLoop loop;
  loop.run_until_complete(work());
  loop.close();
}

void bad_stopped_is_not_closed() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
}

void good_stopped_and_closed() {
  EventLoop loop;
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void bad_callbacks_of_a_loop_that_never_runs() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  loop.call_soon([] {});
}

void good_closed_twice() {
  EventLoop loop;
  loop.close();
  loop.close();
}

void bad_inner_scope() {
  {
    EventLoop loop;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
    // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: loop 'loop' is destroyed here
    loop.run_until_complete(work());
  }
  EventLoop other;
  other.close();
}

void good_inner_scope() {
  {
    EventLoop loop;
    loop.run_until_complete(work());
    loop.close();
  }
}

void bad_the_other_one_is_closed() {
  EventLoop first;
  EventLoop second;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'second' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'second' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'second' is destroyed here
  first.close();
}

void bad_closes_one_of_them_twice() {
  EventLoop first;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'first' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'first' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: loop 'first' is destroyed here
  EventLoop second;
  second.close();
  second.close();
}

void bad_shadowed() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: loop 'loop' is destroyed here
  {
    EventLoop loop;
    loop.close();
  }
}

void good_both_are_closed() {
  EventLoop first;
  EventLoop second;
  second.close();
  first.close();
}

void maybe_early_return() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:5: note: loop 'loop' is destroyed here
  if (choose())
    return;
  loop.close();
}

void good_early_return_before_it_is_made() {
  if (choose())
    return;
  EventLoop loop;
  loop.close();
}

void good_closed_on_each_way_out() {
  EventLoop loop;
  if (choose()) {
    loop.close();
    return;
  }
  loop.run_until_complete(work());
  loop.close();
}

void bad_each_round_makes_one() {
  for (int i = 0; i < 2; ++i) {
    EventLoop loop;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
    // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: loop 'loop' is destroyed here
    loop.run_until_complete(work());
  }
}

void good_each_round_closes_its_own() {
  for (int i = 0; i < 2; ++i) {
    EventLoop loop;
    loop.run_until_complete(work());
    loop.close();
  }
}

void maybe_continue_skips_the_close() {
  for (int i = 0; i < 2; ++i) {
    EventLoop loop;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
    // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:7: note: loop 'loop' is destroyed here
    if (choose())
      continue;
    loop.close();
  }
}

void maybe_break_skips_the_close() {
  while (true) {
    EventLoop loop;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
    // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:7: note: loop 'loop' is destroyed here
    if (choose())
      break;
    loop.close();
    break;
  }
}

void good_break_behind_the_close() {
  for (int i = 0; i < 2; ++i) {
    EventLoop loop;
    loop.close();
    if (choose())
      break;
  }
}

void good_one_loop_for_all_rounds() {
  EventLoop loop;
  for (int i = 0; i < 3; ++i)
    loop.run_until_complete(work());
  loop.close();
}

void maybe_closed_in_a_loop_without_rounds() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: loop 'loop' is destroyed here
  int rounds = choose() ? 1 : 0;
  for (int i = 0; i < rounds; ++i)
    loop.close();
}

int value_of_a_loop() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:42: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:33: note: called from here
  return loop.run_until_complete(answer());
}

void bad_result_is_returned() { value_of_a_loop(); }

int value_of_a_closed_loop() {
  EventLoop loop;
  int value = loop.run_until_complete(answer());
  loop.close();
  return value;
}

void good_closed_before_the_result_is_returned() { value_of_a_closed_loop(); }

void bad_goto_over_the_close() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: loop 'loop' is destroyed here
  goto end;
  loop.close();
end:
  return;
}

void good_goto_to_the_close() {
  EventLoop loop;
  if (choose())
    goto end;
  loop.run_until_complete(work());
end:
  loop.close();
}
