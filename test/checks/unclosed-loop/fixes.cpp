// RUN: %check_scenarios %s eventloop-unclosed-loop
//
// Where a close on each way out is right, and where it would not be: what ends
// behind it uses the loop, what is returned needs it, a task is left over.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
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
  if (choose()) return 0;
  return 1;
}

void bad_returns_on_one_line() { returns_on_one_line(); }

int returns_in_both_branches() {
  EventLoop loop;
  if (choose())
    return 0;
  else
    return 1;
}

void bad_returns_in_both_branches() { returns_in_both_branches(); }

bool returns_what_it_asks() {
  EventLoop loop;
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
  PostsAtTheEnd posts(loop);
}

template <class F> struct Finally {
  F action;
  ~Finally() { action(); }
};
template <class F> Finally(F) -> Finally<F>;

void bad_lambda_behind_it_posts_at_the_end() {
  EventLoop loop;
  Finally posts{[&] { loop.call_soon([] {}); }};
}

void bad_function_has_it() {
  EventLoop loop;
  std::function<void()> post = [&] { loop.call_soon([] {}); };
  post();
}

void bad_another_name() {
  EventLoop loop;
  EventLoop &alias = loop;
  alias.call_soon([] {});
}

void bad_pointer_is_kept() {
  EventLoop loop;
  EventLoop *pointer = &loop;
  pointer->call_soon([] {});
}

void bad_callback_names_it() {
  EventLoop loop;
  loop.call_soon([&] { loop.call_soon([&] { loop.stop(); }); });
  loop.run_forever();
}

void bad_task_was_spawned() {
  EventLoop loop;
  auto task = loop.create_task(work());
  loop.run_until_complete(task);
}

void spawn_and_await(EventLoop &loop) {
  auto task = loop.create_task(work());
  loop.run_until_complete(task);
}

void bad_task_was_spawned_below() {
  EventLoop loop;
  spawn_and_await(loop);
}

Task<> spawns_and_awaits() {
  auto task = create_task(work());
  co_await task;
}

void bad_task_was_spawned_in_the_task() {
  EventLoop loop;
  loop.run_until_complete(spawns_and_awaits());
}

void bad_two_in_one_statement() { EventLoop first, second; }

void bad_in_one_line() { EventLoop loop; loop.run_until_complete(work()); }

void bad_owner_with_new() {
  std::unique_ptr<EventLoop> loop(new EventLoop());
  loop->call_soon([] {});
}

void bad_owner_is_moved_away() {
  auto loop = new_event_loop();
  auto other = std::move(loop);
}

void bad_owner_is_asked() {
  auto loop = new_event_loop();
  if (loop)
    loop->run_until_complete(work());
}

void bad_session_is_on_it() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(session.close());
}

void bad_nested_scopes() {
  EventLoop outer;
  {
    EventLoop inner;
    inner.run_until_complete(work());
  }
  outer.run_until_complete(work());
}

void bad_loop_body_leaves() {
  for (int i = 0; i < 2; ++i) {
    EventLoop loop;
    loop.run_until_complete(work());
    if (i == 1)
      break;
  }
}

void bad_inner_loop_has_a_break() {
  EventLoop loop;
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
