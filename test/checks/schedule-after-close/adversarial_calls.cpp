// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Callbacks that are stored, replaced or never called, recursion, virtual calls
// and static polymorphism in programs that are mostly right.

#include <refloop/refloop.h>

#include <functional>
#include <memory>

using namespace refloop;

void good_nested_lambda() {
  EventLoop loop;
  auto outer = [&] {
    auto inner = [&] { loop.call_soon([] {}); };
    inner();
    return inner;
  };
  auto in = outer();
  in();
  loop.close();
}

struct Hooks {
  std::function<void()> on_close;
  void fire() {
    if (on_close)
      on_close();
  }
};

void good_stored_callback_replaced() {
  EventLoop loop;
  Hooks h;
  h.on_close = [&] { loop.close(); };
  h.on_close = [&] { loop.call_soon([] {}); };
  h.fire();
  loop.call_soon([] {});
  loop.close();
}

void bad_stored_callback_closes() {
  EventLoop loop;
  Hooks h;
  h.on_close = [&] { loop.close(); };
  h.fire();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:27: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-23]]:7: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:5: note: called from here
}

void good_stored_callback_cleared() {
  EventLoop loop;
  std::function<void()> f = [&] { loop.close(); };
  f = nullptr;
  if (f)
    f();
  loop.call_soon([] {});
  loop.close();
}

void good_lambda_never_called() {
  EventLoop loop;
  auto f = [&] { loop.close(); };
  (void)f;
  loop.call_soon([] {});
  loop.close();
}

void good_callback_not_run_yet() {
  EventLoop loop;
  loop.call_soon([&] { loop.stop(); });
  loop.call_soon([] {});
  loop.run_forever();
  loop.call_soon([] {});
  loop.close();
}

void rec(EventLoop &l, int n) {
  if (n == 0) {
    l.close();
    return;
  }
  l.call_soon([] {});
  rec(l, n - 1);
}

void good_recursion() {
  EventLoop loop;
  rec(loop, 3);
}

void odd(EventLoop &l, int n);

void even(EventLoop &l, int n) {
  if (n == 0)
    return l.close();
  l.call_soon([] {});
  odd(l, n - 1);
}

void odd(EventLoop &l, int n) {
  if (n == 0)
    return l.close();
  l.call_soon([] {});
  even(l, n - 1);
}

void good_mutual_recursion() {
  EventLoop loop;
  even(loop, 4);
}

void rec_new(int n) {
  if (n == 0)
    return;
  EventLoop l;
  l.call_soon([] {});
  rec_new(n - 1);
  l.call_soon([] {});
  l.close();
}

void good_recursion_with_own_loop() { rec_new(3); }

EventLoop *rec_pass(EventLoop *l, int n) {
  if (n == 0)
    return l;
  return rec_pass(l, n - 1);
}

void good_recursion_identity() {
  EventLoop a, b;
  rec_pass(&a, 2)->close();
  rec_pass(&b, 2)->call_soon([] {});
  b.close();
}

template <class D> struct Crtp {
  void go() { static_cast<D *>(this)->work(); }
};

struct Impl : Crtp<Impl> {
  EventLoop loop;
  void work() {
    loop.call_soon([] {});
  }
  ~Impl() { loop.close(); }
};

void good_crtp() {
  Impl i;
  i.go();
  i.go();
}

struct ImplBad : Crtp<ImplBad> {
  EventLoop loop;
  void work() {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+8]]:11: note: called from here
    // CHECK-MESSAGES: :[[@LINE+8]]:10: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE-25]]:39: note: called from here
    // CHECK-MESSAGES: :[[@LINE+7]]:5: note: called from here
  }
};

void bad_crtp() {
  ImplBad i;
  i.loop.close();
  i.go();
}

struct Base {
  EventLoop loop;
  Base() { start(); }
  virtual ~Base() { loop.close(); }
  void start() {
    loop.call_soon([] {});
  }
  virtual void tick() { loop.close(); }
};

struct Derived : Base {
  void tick() override {
    loop.call_soon([] {});
  }
};

void drive(Base &b) {
  b.tick();
  b.start();
}

void good_virtual_in_base() {
  Derived d;
  drive(d);
  d.start();
}

void good_virtual_known_type() {
  Derived d;
  d.tick();
  d.tick();
}

void good_virtual_from_base_method_via_ptr() {
  std::unique_ptr<Base> b = std::make_unique<Derived>();
  b->tick();
  b->start();
}

struct Template0 {
  EventLoop loop;
  virtual ~Template0() { loop.close(); }
  void run() {
    before();
    loop.call_soon([] {});
  }
  virtual void before() { loop.close(); }
};

struct Template1 : Template0 {
  void before() override {}
};

void good_template_method() {
  Template1 t;
  t.run();
}

void good_bind() {
  EventLoop loop;
  auto f = std::bind([](EventLoop &l) { l.close(); }, std::ref(loop));
  loop.call_soon([] {});
  f();
}
