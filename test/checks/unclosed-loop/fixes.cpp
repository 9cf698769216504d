// RUN: %check_scenarios %s eventloop-unclosed-loop
//
// Where a close on each way out is right, and where it would not be: what ends
// behind it uses the loop, what is returned needs it, a task is left over.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <utility>

using namespace refloop;
using refloop::testing::choose;
using namespace std::chrono_literals;

Task<> work() { co_await sleep(1ms); }
Task<int> answer() { co_return 42; }

int returns_on_each_way() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:12: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+10]]:34: note: called from here
  int value = loop.run_until_complete(answer());
  if (choose())
    return 0;
  if (choose()) {
    return value;
  }
  return 1;
}

void bad_returns_on_each_way() { returns_on_each_way(); }

int returns_on_one_line() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:24: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+5]]:34: note: called from here
  if (choose()) return 0;
  return 1;
}

void bad_returns_on_one_line() { returns_on_one_line(); }

int returns_in_both_branches() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:12: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+7]]:39: note: called from here
  if (choose())
    return 0;
  else
    return 1;
}

void bad_returns_in_both_branches() { returns_in_both_branches(); }

bool returns_what_it_asks() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:25: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:35: note: called from here
  return loop.is_closed();
}

void bad_returns_what_it_asks() { returns_what_it_asks(); }

class PostsAtTheEnd {
public:
  explicit PostsAtTheEnd(EventLoop &loop) : loop(loop) {}
  ~PostsAtTheEnd() { loop.call_soon([] {}); }

private:
  EventLoop &loop;
};

void bad_object_behind_it_posts_at_the_end() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  PostsAtTheEnd posts(loop);
}

template <class F> struct Finally {
  F action;
  ~Finally() { action(); }
};
template <class F> Finally(F) -> Finally<F>;

void bad_lambda_behind_it_posts_at_the_end() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  Finally posts{[&] { loop.call_soon([] {}); }};
}

void bad_function_has_it() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  std::function<void()> post = [&] { loop.call_soon([] {}); };
  post();
}

void bad_another_name() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  EventLoop &alias = loop;
  alias.call_soon([] {});
}

void bad_pointer_is_kept() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  EventLoop *pointer = &loop;
  pointer->call_soon([] {});
}

void bad_callback_names_it() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  loop.call_soon([&] { loop.call_soon([&] { loop.stop(); }); });
  loop.run_forever();
}

void bad_task_was_spawned() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  auto task = loop.create_task(work());
  loop.run_until_complete(task);
}

void spawn_and_await(EventLoop &loop) {
  auto task = loop.create_task(work());
  loop.run_until_complete(task);
}

void bad_task_was_spawned_below() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  spawn_and_await(loop);
}

Task<> spawns_and_awaits() {
  auto task = create_task(work());
  co_await task;
}

void bad_task_was_spawned_in_the_task() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  loop.run_until_complete(spawns_and_awaits());
}

void bad_two_in_one_statement() { EventLoop first, second; }
// CHECK-MESSAGES: :[[@LINE-1]]:45: warning: loop 'first' is never closed: unclosed event loop [eventloop-unclosed-loop]
// CHECK-MESSAGES: :[[@LINE-2]]:45: note: loop 'first' is created here
// CHECK-MESSAGES: :[[@LINE-3]]:60: note: loop 'first' is destroyed here
// CHECK-MESSAGES: :[[@LINE-4]]:52: warning: loop 'second' is never closed: unclosed event loop [eventloop-unclosed-loop]
// CHECK-MESSAGES: :[[@LINE-5]]:52: note: loop 'second' is created here
// CHECK-MESSAGES: :[[@LINE-6]]:60: note: loop 'second' is destroyed here

void bad_in_one_line() { EventLoop loop; loop.run_until_complete(work()); }
// CHECK-MESSAGES: :[[@LINE-1]]:36: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
// CHECK-MESSAGES: :[[@LINE-2]]:36: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE-3]]:75: note: loop 'loop' is destroyed here

void bad_owner_with_new() {
  std::unique_ptr<EventLoop> loop(new EventLoop());
  // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:39: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  loop->call_soon([] {});
}

void bad_owner_is_moved_away() {
  auto loop = new_event_loop();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'other' is destroyed here
  auto other = std::move(loop);
}

void bad_owner_is_asked() {
  auto loop = new_event_loop();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  if (loop)
    loop->run_until_complete(work());
}

void bad_session_is_on_it() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  ClientSession session(loop);
  loop.run_until_complete(session.close());
}

void bad_nested_scopes() {
  EventLoop outer;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'outer' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'outer' is created here
  // CHECK-MESSAGES: :[[@LINE+9]]:1: note: loop 'outer' is destroyed here
  {
    EventLoop inner;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'inner' is never closed: unclosed event loop [eventloop-unclosed-loop]
    // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'inner' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:3: note: loop 'inner' is destroyed here
    inner.run_until_complete(work());
  }
  outer.run_until_complete(work());
}

void bad_loop_body_leaves() {
  for (int i = 0; i < 2; ++i) {
    EventLoop loop;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
    // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+4]]:3: note: loop 'loop' is destroyed here
    loop.run_until_complete(work());
    if (i == 1)
      break;
  }
}

void bad_inner_loop_has_a_break() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: loop 'loop' is destroyed here
  for (int i = 0; i < 2; ++i)
    if (i == 1)
      break;
}

void good_fixed_by_hand() {
  EventLoop loop;
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

// The lambda's return leaves the lambda alone.
void bad_with_a_lambda_that_returns() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: loop 'loop' is destroyed here
  auto next = [](int x) { return x + 1; };
  next(1);
  loop.call_soon([] {});
}

// The close at the end is there.
int early_return(bool early) {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:12: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+10]]:47: note: called from here
  loop.call_soon([] {});
  if (early) {
    return 2;
  }
  loop.run_until_complete(sleep(std::chrono::milliseconds(0)));
  loop.close();
  std::puts("closed");
  return 0;
}
void maybe_only_an_early_return_leaves_it() { early_return(choose()); }
