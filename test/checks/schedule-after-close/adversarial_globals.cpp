// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Singletons, global pointers, the current loop, lazily renewed loops, generic
// lambdas, macros and operands that are never evaluated.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

using namespace refloop;
using refloop::testing::choose;

void good_singleton() {
  struct S {
    EventLoop loop;
    static S &get() {
      static S s;
      return s;
    }
    ~S() { loop.close(); }
  };
  S::get().loop.call_soon([] {});
  S::get().loop.call_soon([] {});
}

EventLoop *g_loop;

void use_global() {
  g_loop->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'call_soon' schedules on loop 'g_loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE+16]]:13: note: loop 'a' is created here
  // CHECK-MESSAGES: :[[@LINE+17]]:5: note: loop 'a' is closed here
  // CHECK-MESSAGES: :[[@LINE+17]]:3: note: called from here
}

void good_global_pointer() {
  EventLoop a, b;
  g_loop = &a;
  use_global();
  a.close();
  g_loop = &b;
  use_global();
  b.close();
}

void bad_global_pointer() {
  EventLoop a;
  g_loop = &a;
  a.close();
  use_global();
}

void good_set_event_loop_again() {
  EventLoop a, b;
  set_event_loop(&a);
  get_event_loop().close();
  set_event_loop(&b);
  get_event_loop().call_soon([] {});
  b.close();
  set_event_loop(nullptr);
}

void swap_loops(EventLoop *&a, EventLoop *&b) { std::swap(a, b); }

void good_swap_pointers() {
  EventLoop x, y;
  EventLoop *a = &x, *b = &y;
  a->close();
  swap_loops(a, b);
  a->call_soon([] {});
  a->close();
}

void good_std_swap_pointers() {
  EventLoop x, y;
  EventLoop *a = &x, *b = &y;
  a->close();
  std::swap(a, b);
  a->call_soon([] {});
  a->close();
}

void good_return_in_lambda() {
  EventLoop loop;
  auto f = [&](bool q) {
    if (q) {
      loop.close();
      return true;
    }
    return false;
  };
  if (f(choose()))
    return;
  loop.call_soon([] {});
  loop.close();
}

void good_generic_lambda() {
  EventLoop a, b;
  auto shut = [](auto &l) { l.close(); };
  auto post = [](auto &l) { l.call_soon([] {}); };
  shut(a);
  post(b);
  shut(b);
}

void good_variadic() {
  EventLoop a, b, c;
  auto each = [](auto f, auto &...ls) { (f(ls), ...); };
  each(
      [](EventLoop &l) {
        l.call_soon([] {});
        l.close();
      },
      a, b, c);
}

template <class... L> void close_all(L &...l) { (l.close(), ...); }

void good_fold() {
  EventLoop a, b, c;
  a.call_soon([] {});
  close_all(a, b);
  c.call_soon([] {});
  c.close();
}

void each_loop(const std::vector<EventLoop *> &v,
               const std::function<void(EventLoop &)> &f) {
  for (auto *l : v)
    f(*l);
}

void good_each() {
  EventLoop a, b;
  each_loop({&a, &b}, [](EventLoop &l) {
    l.call_soon([] {});
    l.close();
  });
}

void good_for_each() {
  std::vector<EventLoop> v(3);
  std::for_each(v.begin(), v.end(), [](EventLoop &l) {
    l.call_soon([] {});
    l.close();
  });
}

struct Pool {
  std::vector<std::unique_ptr<EventLoop>> loops;
  EventLoop *current = nullptr;
  EventLoop &next() {
    if (!current || current->is_closed()) {
      loops.push_back(new_event_loop());
      current = loops.back().get();
    }
    return *current;
  }
};

void good_pool_renews() {
  Pool p;
  p.next().call_soon([] {});
  p.next().close();
  p.next().call_soon([] {});
  p.next().close();
}

struct Lazy {
  std::unique_ptr<EventLoop> l;
  EventLoop &get() {
    if (!l)
      l = new_event_loop();
    return *l;
  }
  void close() {
    if (l) {
      l->close();
      l.reset();
    }
  }
  ~Lazy() { close(); }
};

void good_lazy_renews() {
  Lazy z;
  z.get().call_soon([] {});
  z.close();
  z.get().call_soon([] {});
  z.close();
  z.close();
}

void bad_lazy_reference_kept() {
  Lazy z;
  EventLoop &l = z.get();
  l.close();
  z.get().call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'call_soon' schedules on loop 'z', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-27]]:11: note: loop 'z' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:20: note: called from here
  // CHECK-MESSAGES: :[[@LINE-5]]:5: note: loop 'l' is closed here
}

#define CLOSE(l)                                                               \
  do {                                                                         \
    (l).close();                                                               \
  } while (0)
#define POST(l) (l).call_soon([] {})
void good_macros() {
  EventLoop loop;
  POST(loop);
  CLOSE(loop);
}

void bad_macros() {
  EventLoop loop;
  CLOSE(loop);
  POST(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-12]]:21: note: expanded from macro 'POST'
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-17]]:9: note: expanded from macro 'CLOSE'
}

void good_retry_loop() {
  for (int attempt = 0; attempt < 3; ++attempt) {
    auto loop = new_event_loop();
    try {
      loop->call_soon([] {});
      if (attempt == 1)
        throw std::runtime_error("again");
      loop->close();
      break;
    } catch (const std::exception &) {
      loop->close();
    }
  }
}

void good_noexcept_helper() {
  EventLoop loop;
  auto f = [&]() noexcept { loop.call_soon([] {}); };
  f();
  loop.close();
}

void good_assert_like() {
  EventLoop loop;
  (loop.is_closed() ? std::abort() : (void)0);
  loop.call_soon([] {});
  loop.close();
}

void good_sizeof_not_evaluated() {
  EventLoop loop;
  (void)sizeof((loop.close(), 0));
  (void) noexcept(loop.close());
  using T = decltype(loop.close());
  static_assert(std::is_void_v<T>);
  loop.call_soon([] {});
  loop.close();
}

void good_c_cast() {
  EventLoop loop;
  const EventLoop &c = loop;
  ((EventLoop &)c).call_soon([] {});
  void *v = &loop;
  ((EventLoop *)v)->call_soon([] {});
  ((EventLoop *)v)->close();
}
