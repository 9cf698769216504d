// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Loops in pairs, tuples, variants, unions, weak and custom-deleted owners, and
// in users' own smart pointers.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <functional>
#include <memory>
#include <new>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

using namespace refloop;
using refloop::testing::choose;

struct Pair {
  EventLoop first, second;
};

void good_structured_binding() {
  Pair p;
  auto &[x, y] = p;
  x.close();
  y.call_soon([] {});
  y.close();
}

void bad_structured_binding() {
  Pair p;
  auto &[x, y] = p;
  x.close();
  y.close();
  y.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'call_soon' schedules on loop 'y', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-19]]:8: note: loop 'second' is created here
  // CHECK-MESSAGES: :[[@LINE-7]]:8: note: called from here
  // CHECK-MESSAGES: :[[@LINE-5]]:5: note: loop 'y' is closed here
}

void good_tuple_of_owners() {
  auto [x, y] = std::make_tuple(new_event_loop(), new_event_loop());
  x->close();
  y->call_soon([] {});
  y->close();
}

void good_variant() {
  std::variant<std::monostate, std::unique_ptr<EventLoop>> v;
  v = new_event_loop();
  std::get<1>(v)->close();
  v = new_event_loop();
  std::get<1>(v)->call_soon([] {});
  std::get<1>(v)->close();
}

union U {
  EventLoop a;
  int b;
  U() {}
  ~U() {}
};

void good_union() {
  U u;
  new (&u.a) EventLoop;
  u.a.close();
  u.a.~EventLoop();
  new (&u.a) EventLoop;
  u.a.call_soon([] {});
  u.a.close();
  u.a.~EventLoop();
}

std::unique_ptr<EventLoop> pass(std::unique_ptr<EventLoop> l) { return l; }

void good_owner_through_function() {
  auto a = new_event_loop();
  a = pass(std::move(a));
  a->call_soon([] {});
  a->close();
}

void bad_owner_through_function() {
  auto a = new_event_loop();
  a->close();
  a = pass(std::move(a));
  a->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: 'call_soon' schedules on loop 'a', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:12: note: loop 'a' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:6: note: loop 'a' is closed here
}

void take(std::unique_ptr<EventLoop> l) { l->close(); }

void good_moved_away_then_new() {
  auto a = new_event_loop();
  take(std::move(a));
  if (!a)
    a = new_event_loop();
  a->call_soon([] {});
  a->close();
}

void good_conditional_ownership() {
  EventLoop outer;
  std::unique_ptr<EventLoop> own;
  EventLoop *l = &outer;
  if (choose()) {
    own = new_event_loop();
    l = own.get();
  }
  l->call_soon([] {});
  if (own)
    own->close();
  outer.call_soon([] {});
  outer.close();
}

template <class T> struct Box {
  T *p;
  explicit Box(T *p) : p(p) {}
  Box(Box &&o) noexcept : p(o.p) { o.p = nullptr; }
  Box &operator=(Box &&o) noexcept {
    std::swap(p, o.p);
    return *this;
  }
  ~Box() { delete p; }
  T *operator->() const { return p; }
  T &operator*() const { return *p; }
  void reset(T *n) {
    delete p;
    p = n;
  }
};

void good_own_smart_pointer() {
  Box<EventLoop> b(new EventLoop);
  b->close();
  b.reset(new EventLoop);
  b->call_soon([] {});
  b->close();
}

void good_own_smart_pointer_move() {
  Box<EventLoop> b(new EventLoop);
  b->close();
  b = Box<EventLoop>(new EventLoop);
  b->call_soon([] {});
  b->close();
}

void bad_own_smart_pointer() {
  Box<EventLoop> b(new EventLoop);
  b->close();
  b->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: 'call_soon' schedules on loop 'b', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:24: note: loop 'b' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:6: note: loop 'b' is closed here
}

void good_weak_pointer() {
  auto s = std::make_shared<EventLoop>();
  std::weak_ptr<EventLoop> w = s;
  s->close();
  s = std::make_shared<EventLoop>();
  w = s;
  if (auto l = w.lock())
    l->call_soon([] {});
  s->close();
}

void good_custom_deleter() {
  auto shut = [](EventLoop *l) {
    l->close();
    delete l;
  };
  std::unique_ptr<EventLoop, decltype(shut)> l(new EventLoop, shut);
  l->call_soon([] {});
}

void good_shared_deleter_noop() {
  EventLoop loop;
  {
    std::shared_ptr<EventLoop> p(&loop, [](EventLoop *) {});
    p->call_soon([] {});
  }
  loop.call_soon([] {});
  loop.close();
}

void good_release_keeps() {
  EventLoop *raw;
  {
    auto l = new_event_loop();
    raw = l.release();
  }
  raw->call_soon([] {});
  raw->close();
  delete raw;
}

void good_two_shared() {
  auto a = std::make_shared<EventLoop>();
  auto b = a;
  a.reset();
  b->call_soon([] {});
  b->close();
}

void good_shared_captured() {
  auto a = std::make_shared<EventLoop>();
  std::function<void()> f = [a] { a->call_soon([] {}); };
  auto *raw = a.get();
  a.reset();
  raw->call_soon([] {});
  f();
  raw->close();
}

void good_shared_init_capture() {
  auto a = std::make_shared<EventLoop>();
  auto *raw = a.get();
  auto f = [b = std::move(a)] { b->call_soon([] {}); };
  f();
  raw->call_soon([] {});
  raw->close();
}

struct Node {
  std::shared_ptr<EventLoop> l;
};

void good_shared_in_vector() {
  std::vector<std::shared_ptr<EventLoop>> v;
  auto a = std::make_shared<EventLoop>();
  auto *raw = a.get();
  v.push_back(a);
  a.reset();
  raw->call_soon([] {});
  raw->close();
}

void good_moved_into_vector() {
  std::vector<std::unique_ptr<EventLoop>> v;
  auto a = new_event_loop();
  auto *raw = a.get();
  v.push_back(std::move(a));
  raw->call_soon([] {});
  raw->close();
}

struct Reg {
  static std::shared_ptr<EventLoop> &get() {
    static std::shared_ptr<EventLoop> l = std::make_shared<EventLoop>();
    return l;
  }
};

void good_static_shared_copy() {
  {
    auto l = Reg::get();
    l->call_soon([] {});
  }
  Reg::get()->call_soon([] {});
  Reg::get()->close();
  Reg::get() = std::make_shared<EventLoop>();
  Reg::get()->call_soon([] {});
  Reg::get()->close();
}

void good_ternary_ref() {
  EventLoop a, b;
  bool x = choose();
  EventLoop &l = x ? a : b;
  EventLoop &o = x ? b : a;
  l.close();
  o.call_soon([] {});
  o.close();
}

std::unique_ptr<EventLoop> possible_loop() {
  return choose() ? new_event_loop() : nullptr;
}

void good_if_init() {
  if (auto l = possible_loop()) {
    l->call_soon([] {});
    l->close();
  }
}

struct Alias {
  EventLoop &l;
};

void good_aggregate_ref() {
  EventLoop a, b;
  Alias x{a}, y{b};
  x.l.close();
  y.l.call_soon([] {});
  y.l.close();
}

void bad_aggregate_ref() {
  EventLoop a;
  Alias x{a};
  x.l.close();
  a.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'call_soon' schedules on loop 'a', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'a' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:7: note: loop 'l' is closed here
}

struct Shared : std::enable_shared_from_this<Shared> {
  EventLoop loop;
  void later() {
    auto self = shared_from_this();
    loop.call_soon([self] {});
  }
  ~Shared() { loop.close(); }
};

void good_shared_from_this() {
  auto s = std::make_shared<Shared>();
  s->later();
  s->loop.run_until_complete(sleep(std::chrono::milliseconds(1)));
  s->later();
  s->loop.run_until_complete(sleep(std::chrono::milliseconds(1)));
}
