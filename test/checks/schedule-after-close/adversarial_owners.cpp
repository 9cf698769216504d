// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Owners that are renewed, exchanged, shared and handed on, pointers that are
// set anew, objects in arrays, and objects made again in their old place.

#include <refloop/refloop.h>

#include <array>
#include <memory>
#include <new>
#include <optional>
#include <utility>
#include <vector>

using namespace refloop;

void sched_copy(std::shared_ptr<EventLoop> l) {
  l->call_soon([] {});
}

void good_shared_passed_by_value() {
  auto loop = std::make_shared<EventLoop>();
  sched_copy(loop);
  loop->call_soon([] {});
  loop->close();
}

struct Holder {
  std::shared_ptr<EventLoop> loop;
  explicit Holder(std::shared_ptr<EventLoop> l) : loop(std::move(l)) {}
  void go() {
    loop->call_soon([] {});
  }
};

void good_shared_in_holder_that_dies() {
  auto loop = std::make_shared<EventLoop>();
  {
    Holder h(loop);
    h.go();
  }
  loop->call_soon([] {});
  loop->close();
}

void good_owner_reassigned() {
  auto loop = new_event_loop();
  loop->close();
  loop = new_event_loop();
  loop->call_soon([] {});
  loop->close();
}

void good_owner_swapped() {
  auto a = new_event_loop();
  auto b = new_event_loop();
  a->close();
  std::swap(a, b);
  a->call_soon([] {});
  a->close();
}

void good_owner_member_swap() {
  auto a = new_event_loop();
  auto b = new_event_loop();
  a->close();
  a.swap(b);
  a->call_soon([] {});
  a->close();
}

void good_owner_exchanged() {
  auto a = new_event_loop();
  a->close();
  auto old = std::exchange(a, new_event_loop());
  a->call_soon([] {});
  a->close();
}

void good_optional_emplaced_again() {
  std::optional<EventLoop> loop;
  loop.emplace();
  loop->close();
  loop.reset();
  loop.emplace();
  loop->call_soon([] {});
  loop->close();
}

void bad_optional_made_in_place() {
  std::optional<EventLoop> loop(std::in_place);
  loop->close();
  loop->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:28: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:9: note: loop 'loop' is closed here
}

struct Service {
  std::unique_ptr<EventLoop> loop = new_event_loop();
  void restart() {
    if (loop && !loop->is_closed())
      loop->close();
    loop = std::make_unique<EventLoop>();
  }
  void ping() {
    loop->call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-9]]:37: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+18]]:11: note: called from here
    // CHECK-MESSAGES: :[[@LINE+18]]:11: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+18]]:5: note: called from here
  }
  ~Service() { loop->close(); }
};

void good_member_restarted() {
  Service s;
  s.ping();
  s.restart();
  s.ping();
  s.loop->close();
  s.restart();
  s.ping();
}

void bad_member_closed() {
  Service s;
  s.loop->close();
  s.ping();
}

void good_pointer_reseated() {
  EventLoop a, b;
  EventLoop *p = &a;
  p->close();
  p = &b;
  p->call_soon([] {});
  p->close();
}

void good_pointer_to_pointer() {
  EventLoop a, b;
  EventLoop *p = &a;
  EventLoop **pp = &p;
  p->close();
  *pp = &b;
  p->call_soon([] {});
  b.close();
}

void reseat(EventLoop *&p, EventLoop &to) { p = &to; }

void good_pointer_reseated_in_helper() {
  EventLoop a, b;
  EventLoop *p = &a;
  p->close();
  reseat(p, b);
  p->call_soon([] {});
  b.close();
}

void good_array_of_loops() {
  EventLoop loops[2];
  loops[0].close();
  loops[1].call_soon([] {});
  loops[1].close();
}

void good_std_array_of_loops() {
  std::array<EventLoop, 2> loops;
  loops[0].close();
  loops[1].call_soon([] {});
  loops[1].close();
}

void good_vector_loop() {
  std::vector<std::unique_ptr<EventLoop>> loops;
  for (int i = 0; i < 3; ++i)
    loops.push_back(new_event_loop());
  for (auto &l : loops)
    l->close();
  loops.clear();
  loops.push_back(new_event_loop());
  for (auto &l : loops)
    l->call_soon([] {});
  for (auto &l : loops)
    l->close();
}

void good_range_for_close_after_use() {
  EventLoop a, b, c;
  for (EventLoop *l : {&a, &b, &c}) {
    l->call_soon([] {});
    l->close();
  }
}

void good_pointer_array_loop() {
  EventLoop a, b;
  EventLoop *all[] = {&a, &b};
  for (int i = 0; i < 2; ++i) {
    all[i]->call_soon([] {});
    all[i]->close();
  }
}

void good_pointer_walk() {
  EventLoop all[3];
  for (EventLoop *p = all; p != all + 3; ++p) {
    p->call_soon([] {});
    p->close();
  }
}

void good_placement_new() {
  alignas(EventLoop) unsigned char buffer[sizeof(EventLoop)];
  auto *l = new (buffer) EventLoop;
  l->close();
  l->~EventLoop();
  l = new (buffer) EventLoop;
  l->call_soon([] {});
  l->close();
  l->~EventLoop();
}

void good_placement_same_object() {
  EventLoop loop;
  loop.close();
  loop.~EventLoop();
  new (&loop) EventLoop;
  loop.call_soon([] {});
  loop.close();
}

void good_new_in_loop() {
  for (int i = 0; i < 3; ++i) {
    EventLoop *l = new EventLoop;
    l->call_soon([] {});
    l->close();
    delete l;
  }
}

void good_kept_pointer_from_earlier_round() {
  EventLoop *last = nullptr;
  for (int i = 0; i < 3; ++i) {
    EventLoop *l = new EventLoop;
    if (last) {
      last->close();
      delete last;
    }
    l->call_soon([] {});
    last = l;
  }
  last->call_soon([] {});
  last->close();
  delete last;
}

void good_local_declared_in_loop() {
  for (int i = 0; i < 2; ++i) {
    EventLoop l;
    l.call_soon([] {});
    l.close();
  }
}
