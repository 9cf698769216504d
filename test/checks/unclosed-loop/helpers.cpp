// RUN: %check_scenarios %s eventloop-unclosed-loop
//
// Functions that make, use or close a loop for others, up to three levels down,
// recursive, as templates and macros.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>

using namespace refloop;
using refloop::testing::choose;

Task<> work() { co_return; }

void close_it(EventLoop &loop) { loop.close(); }
void close_two_down(EventLoop &loop) { close_it(loop); }
void close_three_down(EventLoop &loop) { close_two_down(loop); }
void use_it(EventLoop &loop) { loop.run_until_complete(work()); }
void close_by_pointer(EventLoop *loop) {
  if (loop)
    loop->close();
}

void good_helper_closes() {
  EventLoop loop;
  use_it(loop);
  close_it(loop);
}

void good_closed_three_levels_down() {
  EventLoop loop;
  close_three_down(loop);
}

void good_closed_through_a_pointer() {
  EventLoop loop;
  close_by_pointer(&loop);
}

void bad_helper_only_uses() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  use_it(loop);
}

void bad_null_is_closed_instead() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  use_it(loop);
  close_by_pointer(nullptr);
}

void close_sometimes(EventLoop &loop) {
  if (choose())
    loop.close();
}

void maybe_helper_closes_sometimes() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  close_sometimes(loop);
}

void close_if(EventLoop &loop, bool wanted) {
  if (wanted)
    loop.close();
}

void bad_helper_is_told_not_to_close() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  close_if(loop, false);
}

void good_helper_is_told_to_close() {
  EventLoop loop;
  close_if(loop, true);
}

void make_and_forget() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+5]]:25: note: called from here
  // CHECK-MESSAGES: :[[@LINE+5]]:29: note: called from here
  // CHECK-MESSAGES: :[[@LINE+6]]:37: note: called from here
  use_it(loop);
}
void call_the_maker() { make_and_forget(); }
void call_it_from_above() { call_the_maker(); }

void bad_made_three_levels_down() { call_it_from_above(); }

void make_and_close() {
  EventLoop loop;
  use_it(loop);
  close_two_down(loop);
}

void good_made_and_closed_below() { make_and_close(); }

void close_in_the_end(EventLoop &loop, int depth) {
  if (depth > 0)
    close_in_the_end(loop, depth - 1);
  else
    loop.close();
}

void good_recursion_closes_in_the_end() {
  EventLoop loop;
  close_in_the_end(loop, 3);
}

void use_on_the_way_down(EventLoop &loop, int depth) {
  loop.run_until_complete(work());
  if (depth > 0)
    use_on_the_way_down(loop, depth - 1);
}

void bad_recursion_never_closes() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  use_on_the_way_down(loop, 3);
}

void make_at_each_level(int depth) {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+3]]:5: note: called from here
  // CHECK-MESSAGES: :[[@LINE+5]]:36: note: called from here
  if (depth > 0)
    make_at_each_level(depth - 1);
}

void bad_recursion_makes_loops() { make_at_each_level(2); }

void close_at_each_level(int depth) {
  EventLoop loop;
  if (depth > 0)
    close_at_each_level(depth - 1);
  loop.close();
}

void good_recursion_closes_its_loops() { close_at_each_level(2); }

template <class Loop> void close_any(Loop &loop) { loop.close(); }
template <class Loop> void use_any(Loop &loop) {
  loop.run_until_complete(work());
}

void good_template_closes() {
  EventLoop loop;
  close_any(loop);
}

void bad_template_only_uses() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  use_any(loop);
}

template <bool Closes> void with_a_loop() {
  EventLoop loop;
  loop.run_until_complete(work());
  if constexpr (Closes)
    loop.close();
}

void good_template_argument_says_close() { with_a_loop<true>(); }

#define MAKE_LOOP(name) EventLoop name
#define CLOSE_LOOP(name) name.close()
#define KEEP_LOOP(name) (void)name.is_closed()

void good_macro_closes() {
  MAKE_LOOP(loop);
  CLOSE_LOOP(loop);
}

void bad_macro_only_looks_like_a_close() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  KEEP_LOOP(loop);
}

void bad_made_by_a_macro() {
  MAKE_LOOP(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  use_it(loop);
}

std::unique_ptr<EventLoop> make_loop() {
  auto loop = new_event_loop();
  loop->run_until_complete(work());
  return loop;
}

void good_made_by_a_helper() {
  auto loop = make_loop();
  loop->close();
}

std::unique_ptr<EventLoop> make_and_drop() { return new_event_loop(); }
// CHECK-MESSAGES: :[[@LINE-1]]:53: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
// CHECK-MESSAGES: :[[@LINE-2]]:53: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+3]]:43: note: called from here
// CHECK-MESSAGES: :[[@LINE+2]]:60: note: loop 'loop' is destroyed here

void bad_made_by_a_helper() { auto loop = make_and_drop(); }

std::unique_ptr<EventLoop> make_for_nobody() {
  return std::make_unique<EventLoop>();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: a loop is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:10: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:44: note: called from here
  // CHECK-MESSAGES: :[[@LINE+3]]:60: note: the loop is destroyed here
}

void bad_result_of_a_helper_is_dropped() { make_for_nobody(); }

EventLoop &pick(EventLoop &first, EventLoop &second, bool is_first) {
  return is_first ? first : second;
}

void bad_helper_picks_the_other_one() {
  EventLoop first;
  EventLoop second;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'second' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'second' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'second' is destroyed here
  pick(first, second, true).close();
}

void good_helper_picks_each() {
  EventLoop first;
  EventLoop second;
  pick(first, second, true).close();
  pick(first, second, false).close();
}

EventLoop &same(EventLoop &loop) { return loop; }

void good_closed_through_what_a_helper_returns() {
  EventLoop loop;
  same(loop).close();
}

// Who knows what it does.
using Unknown = void (*)(EventLoop &);
Unknown unknown_function(int which) {
  static const Unknown table[] = {close_it, close_two_down};
  return table[which % 2];
}

void good_unknown_function_takes_it() {
  EventLoop loop;
  unknown_function(choose())(loop);
}
