// RUN: %check_scenarios %s eventloop-unclosed-loop
//
// What is closed on some paths: branches that hang together, what asks whether
// the loop is closed, switches and conditional expressions.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>

using namespace refloop;
using refloop::testing::choose;

Task<> work() { co_return; }

void maybe_one_path_closes() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  if (choose())
    loop.close();
}

void maybe_other_path_closes() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: loop 'loop' is destroyed here
  if (choose())
    loop.run_until_complete(work());
  else
    loop.close();
}

void good_both_paths_close() {
  EventLoop loop;
  if (choose())
    loop.close();
  else
    loop.close();
}

void good_opposite_conditions() {
  EventLoop loop;
  bool is_early = choose();
  if (is_early)
    loop.close();
  if (!is_early)
    loop.close();
}

void maybe_same_condition_twice() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:1: note: loop 'loop' is destroyed here
  bool is_early = choose();
  if (is_early)
    loop.close();
  if (is_early)
    loop.close();
}

enum class Mode { Keep, Close };

void good_enum_says_close_either_way() {
  EventLoop loop;
  Mode mode = choose() ? Mode::Keep : Mode::Close;
  if (mode == Mode::Close)
    loop.close();
  loop.is_closed();
  if (mode == Mode::Keep)
    loop.close();
}

void maybe_enum_keeps_it() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: loop 'loop' is destroyed here
  Mode mode = choose() ? Mode::Keep : Mode::Close;
  if (mode == Mode::Close)
    loop.close();
}

void good_closed_unless_it_is() {
  EventLoop loop;
  if (choose())
    loop.close();
  if (!loop.is_closed())
    loop.close();
}

void bad_closed_only_if_it_is() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  if (loop.is_closed())
    loop.close();
}

void bad_asked_the_wrong_way_round() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: loop 'loop' is destroyed here
  bool closed = loop.is_closed();
  if (closed)
    loop.close();
}

void good_asked_before() {
  EventLoop loop;
  bool is_open = !loop.is_closed();
  if (is_open)
    loop.close();
}

void maybe_asked_whether_it_runs() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  if (choose() && !loop.is_running())
    loop.close();
}

void good_closed_if_it_does_not_run() {
  EventLoop loop;
  if (!loop.is_running())
    loop.close();
}

void good_pointer_is_set_where_it_is_made() {
  std::unique_ptr<EventLoop> loop;
  if (choose())
    loop = new_event_loop();
  if (loop)
    loop->close();
}

void bad_pointer_is_asked_the_wrong_way_round() {
  auto loop = new_event_loop();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  if (!loop)
    loop->close();
}

void maybe_made_here_and_closed_there() {
  std::unique_ptr<EventLoop> loop = new_event_loop();
  // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:37: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is destroyed here
  if (choose())
    loop->close();
  loop.reset();
}

void good_made_and_closed_under_one_flag() {
  bool needed = choose();
  std::unique_ptr<EventLoop> loop;
  if (needed)
    loop = new_event_loop();
  if (needed)
    loop->close();
}

void bad_made_under_the_opposite_flag() {
  bool needed = choose();
  std::unique_ptr<EventLoop> loop;
  if (needed)
    loop = new_event_loop();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
    // CHECK-MESSAGES: :[[@LINE-2]]:12: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  if (!needed && loop)
    loop->close();
}

void maybe_a_case_without_close() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+9]]:1: note: loop 'loop' is destroyed here
  int kind = choose() ? 1 : 2;
  switch (kind) {
  case 1:
    loop.close();
    break;
  default:
    break;
  }
}

void good_each_case_closes() {
  EventLoop loop;
  int kind = choose() ? 1 : 2;
  switch (kind) {
  case 1:
    loop.run_until_complete(work());
    [[fallthrough]];
  default:
    loop.close();
  }
}

void bad_no_case_fits() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:1: note: loop 'loop' is destroyed here
  int kind = choose() ? 1 : 2;
  switch (kind) {
  case 3:
    loop.close();
    break;
  }
}

void maybe_short_circuit() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  (void)(choose() && (loop.close(), true));
}

void good_short_circuit_always() {
  EventLoop loop;
  bool wanted = true;
  (void)(wanted && (loop.close(), true));
}

void maybe_conditional_expression() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  choose() ? loop.close() : loop.stop();
}

void good_conditional_expression() {
  EventLoop loop;
  choose() ? loop.close() : (loop.stop(), loop.close());
}

void bad_conditional_picks_one() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: loop 'loop' is destroyed here
  EventLoop other;
  bool is_first = false;
  EventLoop &picked = is_first ? loop : other;
  picked.close();
}

void maybe_conditional_picks_one_of_them() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:1: note: loop 'loop' is destroyed here
  EventLoop other;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'other' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'other' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'other' is destroyed here
  EventLoop &picked = choose() ? loop : other;
  picked.close();
}

void good_conditional_picks_both() {
  EventLoop loop;
  EventLoop other;
  bool is_first = choose();
  (is_first ? loop : other).close();
  (is_first ? other : loop).close();
}

void good_count_says_so() {
  EventLoop loop;
  int users = 2;
  while (users > 0) {
    --users;
    if (users == 0)
      loop.close();
  }
}

void bad_count_never_comes_there() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: loop 'loop' is destroyed here
  for (int i = 0; i < 3; ++i)
    if (i == 3)
      loop.close();
}

void good_closed_in_the_first_round() {
  EventLoop loop;
  for (int i = 0; i < 3; ++i)
    if (i == 0)
      loop.close();
}

void maybe_loops_of_a_search() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:1: note: loop 'loop' is destroyed here
  bool found = false;
  for (int i = 0; i < 2 && !found; ++i)
    found = choose();
  if (found)
    loop.close();
}

void good_search_closes_in_any_case() {
  EventLoop loop;
  bool found = false;
  for (int i = 0; i < 2 && !found; ++i)
    found = choose();
  if (found)
    loop.run_until_complete(work());
  loop.close();
}

void good_only_on_the_other_path_is_one() {
  if (choose()) {
    EventLoop loop;
    loop.close();
  }
}

void bad_only_on_one_path_is_one() {
  if (choose()) {
    EventLoop loop;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
    // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: loop 'loop' is destroyed here
    loop.run_until_complete(work());
  }
}
