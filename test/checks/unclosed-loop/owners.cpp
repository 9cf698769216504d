// RUN: %check_scenarios %s eventloop-unclosed-loop
//
// Loops behind references, pointers and owners, what moves and replaces them,
// and containers.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace refloop;
using refloop::testing::choose;

Task<> work() { co_return; }

void bad_reference() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  EventLoop &alias = loop;
  alias.run_until_complete(work());
}

void good_reference() {
  EventLoop loop;
  EventLoop &alias = loop;
  alias.close();
}

void good_pointer() {
  EventLoop loop;
  EventLoop *alias = &loop;
  alias->close();
}

void bad_pointer_to_another() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: loop 'loop' is destroyed here
  EventLoop other;
  EventLoop *alias = &loop;
  alias = &other;
  alias->close();
}

void bad_unique_ptr() {
  auto loop = new_event_loop();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  loop->run_until_complete(work());
}

void good_unique_ptr() {
  auto loop = new_event_loop();
  loop->run_until_complete(work());
  loop->close();
}

void bad_make_unique() {
  auto loop = std::make_unique<EventLoop>();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  loop->run_until_complete(work());
}

void good_make_unique() {
  auto loop = std::make_unique<EventLoop>();
  loop->close();
}

void bad_reset() {
  auto loop = new_event_loop();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+1]]:8: note: loop 'loop' is destroyed here
  loop.reset();
}

void good_reset_behind_the_close() {
  auto loop = new_event_loop();
  loop->close();
  loop.reset();
}

void bad_new_in_an_owner() { std::unique_ptr<EventLoop> loop(new EventLoop); }
// CHECK-MESSAGES: :[[@LINE-1]]:66: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
// CHECK-MESSAGES: :[[@LINE-2]]:66: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE-3]]:78: note: loop 'loop' is destroyed here

void bad_new_and_delete() {
  auto *loop = new EventLoop;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:20: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: loop 'loop' is destroyed here
  loop->run_until_complete(work());
  delete loop;
}

void good_new_close_delete() {
  auto *loop = new EventLoop;
  loop->close();
  delete loop;
}

void bad_moved_owner() {
  auto first = new_event_loop();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: loop 'first' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:16: note: loop 'first' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'second' is destroyed here
  auto second = std::move(first);
  second->run_until_complete(work());
}

void good_moved_owner() {
  auto first = new_event_loop();
  auto second = std::move(first);
  second->close();
}

void bad_fresh_loop_in_its_place() {
  auto loop = new_event_loop();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+1]]:8: note: loop 'loop' is destroyed here
  loop = new_event_loop();
  loop->close();
}

void bad_fresh_loop_is_forgotten() {
  auto loop = new_event_loop();
  loop->close();
  loop = new_event_loop();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:10: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: loop 'loop' is destroyed here
}

void good_fresh_loop_each_is_closed() {
  auto loop = new_event_loop();
  loop->close();
  loop = new_event_loop();
  loop->close();
}

void maybe_replaced_before_it_was_closed() {
  auto loop = new_event_loop();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:8: note: loop 'loop' is destroyed here
  if (choose())
    loop->close();
  loop = nullptr;
}

// Owners that std::swap exchanged are no longer followed.
void fn_swapped() {
  auto first = new_event_loop();
  auto second = new_event_loop();
  std::swap(first, second);
  first->close();
}

void good_swapped() {
  auto first = new_event_loop();
  auto second = new_event_loop();
  std::swap(first, second);
  first->close();
  second->close();
}

void bad_shared_ptr() {
  auto loop = std::make_shared<EventLoop>();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  auto other = loop;
  other->run_until_complete(work());
}

void good_shared_ptr() {
  auto loop = std::make_shared<EventLoop>();
  auto other = loop;
  other->close();
}

void good_shared_ptr_the_last_owner_closes() {
  auto loop = std::make_shared<EventLoop>();
  std::shared_ptr<EventLoop> last;
  {
    auto other = loop;
    last = other;
  }
  loop.reset();
  last->close();
}

void bad_optional() {
  std::optional<EventLoop> loop;
  loop.emplace();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:8: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  loop->run_until_complete(work());
}

void good_optional() {
  std::optional<EventLoop> loop;
  loop.emplace();
  loop->close();
}

void bad_optional_is_reset() {
  std::optional<EventLoop> loop;
  loop.emplace();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:8: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+1]]:8: note: loop 'loop' is destroyed here
  loop.reset();
}

void maybe_optional_perhaps_made() {
  std::optional<EventLoop> loop;
  loop.emplace();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:8: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  if (choose())
    loop->close();
}

void good_optional_guarded() {
  std::optional<EventLoop> loop;
  if (choose())
    loop.emplace();
  if (loop)
    loop->close();
}

// Each with what closes it.
void close_on_delete(EventLoop *loop) {
  loop->close();
  delete loop;
}

struct CloseAndDelete {
  void operator()(EventLoop *loop) const {
    loop->close();
    delete loop;
  }
};

void good_deleter_closes() {
  std::unique_ptr<EventLoop, CloseAndDelete> loop(new EventLoop);
  loop->run_until_complete(work());
}

void good_function_as_deleter_closes() {
  std::unique_ptr<EventLoop, void (*)(EventLoop *)> loop(new EventLoop,
                                                         close_on_delete);
  loop->run_until_complete(work());
}

void good_shared_deleter_closes() {
  std::shared_ptr<EventLoop> loop(new EventLoop, CloseAndDelete());
  loop->run_until_complete(work());
}

void good_elements_are_closed() {
  std::vector<std::unique_ptr<EventLoop>> loops;
  loops.push_back(new_event_loop());
  loops.push_back(new_event_loop());
  for (auto &loop : loops)
    loop->close();
}

void good_registry_closes() {
  std::map<std::string, std::unique_ptr<EventLoop>> loops;
  loops["main"] = new_event_loop();
  loops["io"] = new_event_loop();
  for (auto &[name, loop] : loops)
    loop->close();
}

void good_moved_into_a_container_and_closed_there() {
  auto loop = new_event_loop();
  std::vector<std::unique_ptr<EventLoop>> loops;
  loops.push_back(std::move(loop));
  loops.back()->close();
}

void good_closed_before_it_is_moved_away() {
  auto loop = new_event_loop();
  loop->close();
  std::vector<std::unique_ptr<EventLoop>> loops;
  loops.push_back(std::move(loop));
}

// What a pair or tuple is made of is not followed.
void fn_pair() {
  std::pair<std::unique_ptr<EventLoop>, int> both(new_event_loop(), 1);
  both.first->run_until_complete(work());
}

void good_pair() {
  std::pair<std::unique_ptr<EventLoop>, int> both(new_event_loop(), 1);
  both.first->close();
}

void bad_released_and_deleted() {
  auto owner = new_event_loop();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: loop 'owner' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:16: note: loop 'owner' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: loop 'loop' is destroyed here
  EventLoop *loop = owner.release();
  delete loop;
}

void good_released_closed_and_deleted() {
  auto owner = new_event_loop();
  EventLoop *loop = owner.release();
  loop->close();
  delete loop;
}

// What an owner has is not null, however that is asked.
void good_pointer_is_asked_for() {
  auto loop = std::make_unique<EventLoop>();
  if (EventLoop *held = loop.get())
    held->close();
}

void good_pointer_is_compared_with_null() {
  auto loop = std::make_shared<EventLoop>();
  if (loop.get() != nullptr)
    loop->close();
}

void good_released_pointer_is_asked_for() {
  auto loop = std::make_unique<EventLoop>();
  EventLoop *released = loop.release();
  if (released)
    released->close();
  delete released;
}

struct Holder {
  std::unique_ptr<EventLoop> loop = std::make_unique<EventLoop>();
  EventLoop *get() { return loop.get(); }
};

void good_getter_is_asked_for() {
  Holder holder;
  if (EventLoop *held = holder.get())
    held->close();
}

void maybe_there_is_another_condition() {
  auto loop = std::make_unique<EventLoop>();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  if (EventLoop *held = loop.get(); held && choose())
    held->close();
}

void bad_both_pointers_are_the_same() {
  EventLoop one, two;
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: loop 'two' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:18: note: loop 'two' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: loop 'two' is destroyed here
  EventLoop *first = &one;
  EventLoop *second = first != &two ? &one : &two;
  first->close();
  second->close();
}

void good_the_other_pointer() {
  EventLoop one, two;
  EventLoop *first = choose() ? &one : &two;
  EventLoop *second = first == &one ? &two : &one;
  first->close();
  second->close();
}
