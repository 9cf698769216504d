// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Exceptions, scope guards, moves of users' classes, and the order in which
// members, bases and locals end.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <thread>

using namespace refloop;
using refloop::testing::choose;

void good_throwing_close_helper() {
  EventLoop loop;
  try {
    if (choose())
      throw std::runtime_error("x");
    loop.call_soon([] {});
    loop.close();
  } catch (const std::exception &) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_throw_int_not_std() {
  EventLoop loop;
  try {
    try {
      throw 42;
    } catch (const std::exception &) {
      loop.close();
    }
  } catch (int) {
  }
  loop.call_soon([] {});
  loop.close();
}

void good_exception_thrown_again() {
  EventLoop loop;
  try {
    try {
      throw std::logic_error("x");
    } catch (...) {
      throw;
    }
  } catch (const std::runtime_error &) {
    loop.close();
  } catch (const std::logic_error &) {
  }
  loop.call_soon([] {});
  loop.close();
}

static void throw_again() { throw; }

// What is thrown again in a function that the handler calls may be anything to
// the analysis, so both handlers.
void fp_exception_thrown_again_elsewhere() {
  EventLoop loop;
  try {
    try {
      throw std::logic_error("x");
    } catch (...) {
      throw_again();
    }
  } catch (const std::runtime_error &) {
    loop.close();
  } catch (const std::logic_error &) {
  }
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-13]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
  loop.close();
}

void good_handler_within_a_handler() {
  EventLoop loop;
  try {
    try {
      throw std::logic_error("x");
    } catch (...) {
      try {
        throw std::runtime_error("y");
      } catch (const std::runtime_error &) {
      }
      throw;
    }
  } catch (const std::runtime_error &) {
    loop.close();
  } catch (const std::logic_error &) {
  }
  loop.call_soon([] {});
  loop.close();
}

void bad_thrown_again_by_a_handler_within() {
  EventLoop loop;
  try {
    try {
      throw std::logic_error("x");
    } catch (...) {
      try {
        throw std::runtime_error("y");
      } catch (...) {
        throw;
      }
    }
  } catch (const std::runtime_error &) {
    loop.close();
  }
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-16]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
}

struct ScopeExit {
  std::function<void()> f;
  ~ScopeExit() { f(); }
};

void good_scope_exit() {
  EventLoop loop;
  ScopeExit g{[&] { loop.close(); }};
  loop.call_soon([] {});
}

template <class F> struct Guard {
  F f;
  bool active = true;
  explicit Guard(F f) : f(std::move(f)) {}
  Guard(Guard &&o) : f(std::move(o.f)), active(o.active) { o.active = false; }
  ~Guard() {
    if (active)
      f();
  }
  void dismiss() { active = false; }
};

void good_guard_dismissed() {
  EventLoop loop;
  {
    Guard g([&] { loop.close(); });
    g.dismiss();
  }
  loop.call_soon([] {});
  loop.close();
}

template <class F> Guard<F> make_guard(F f) { return Guard<F>(std::move(f)); }

void good_guard_moved() {
  EventLoop loop;
  auto g = make_guard([&] { loop.close(); });
  auto h = std::move(g);
  loop.call_soon([] {});
}

void bad_guard_ran() {
  EventLoop loop;
  {
    Guard g([&] { loop.close(); });
  }
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:24: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-33]]:7: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: called from here
}

struct FnTry {
  EventLoop &l;
  FnTry(EventLoop &l, bool fail) try : l(l) {
    if (fail)
      throw std::runtime_error("x");
  } catch (...) {
    l.close();
  }
};

void good_function_try_block() {
  EventLoop loop;
  try {
    FnTry t(loop, false);
    loop.call_soon([] {});
  } catch (...) {
    return;
  }
  loop.call_soon([] {});
  loop.close();
}

void good_catch_specific_order() {
  EventLoop loop;
  try {
    throw std::out_of_range("a");
  } catch (const std::runtime_error &) {
    loop.close();
  } catch (const std::logic_error &) {
  }
  loop.call_soon([] {});
  loop.close();
}

void thrower(EventLoop &l, int n) {
  if (n > 2)
    throw std::invalid_argument("n");
  l.close();
}

void good_thrown_before_close() {
  EventLoop loop;
  try {
    thrower(loop, 3);
  } catch (const std::invalid_argument &) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_thread_joined() {
  EventLoop loop;
  std::thread t([&] { loop.call_soon_threadsafe([&] { loop.stop(); }); });
  loop.run_forever();
  t.join();
  loop.call_soon([] {});
  loop.close();
}

void good_map_of_callbacks() {
  EventLoop loop;
  std::map<int, std::function<void()>> m;
  m[0] = [&] { loop.close(); };
  m[1] = [&] { loop.call_soon([] {}); };
  m[1]();
  m[1]();
  loop.call_soon([] {});
  m[0]();
}

using Op = void (*)(EventLoop &);

void op_close(EventLoop &l) { l.close(); }

void op_post(EventLoop &l) {
  l.call_soon([] {});
}

void good_table_of_functions() {
  EventLoop loop;
  static constexpr Op ops[] = {op_post, op_close};
  ops[0](loop);
  ops[0](loop);
  ops[1](loop);
}

void good_conditional_function() {
  EventLoop loop;
  bool c = choose();
  Op op = c ? op_close : op_post;
  op(loop);
  if (!c)
    loop.call_soon([] {});
  loop.close();
}

struct MemFn {
  EventLoop loop;
  void a() {
    loop.call_soon([] {});
  }
  void b() { loop.close(); }
};

void good_member_pointer() {
  MemFn m;
  void (MemFn::*p)() = &MemFn::a;
  (m.*p)();
  (m.*p)();
  p = &MemFn::b;
  (m.*p)();
}

void close_early(bool close = false) {
  EventLoop loop;
  if (close)
    loop.close();
  if (!close)
    loop.call_soon([] {});
  loop.close();
}

void good_default_argument() { close_early(); }

struct Member {
  std::unique_ptr<EventLoop> loop;
  Member() : loop(new_event_loop()) {}
  Member(Member &&) = default;
  ~Member() {
    if (loop)
      loop->close();
  }
  EventLoop &get() { return *loop; }
};

Member make_member() {
  Member m;
  m.get().call_soon([] {});
  return m;
}

void good_moved_member() {
  Member m = make_member();
  m.get().call_soon([] {});
  Member n = std::move(m);
  n.get().call_soon([] {});
}

void good_member_temp() {
  make_member().get().call_soon([] {});
  make_member().get().call_soon([] {});
}

struct Base2 {
  EventLoop *l;
  explicit Base2(EventLoop *l) : l(l) {}
  ~Base2() { l->close(); }
};

struct Derived2 : Base2 {
  using Base2::Base2;
  ~Derived2() {
    l->call_soon([] {});
  }
};

void good_base_dtor_after_derived() {
  EventLoop loop;
  {
    Derived2 d(&loop);
  }
}

struct Order {
  EventLoop loop;
  struct User {
    EventLoop &l;
    ~User() {
      l.call_soon([] {});
      l.close();
    }
  } user{loop};
};

void good_member_order() { Order o; }

struct Closer {
  EventLoop &l;
  ~Closer() { l.close(); }
};

struct Poster {
  EventLoop &l;
  ~Poster() {
    l.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'call_soon' schedules on loop 'l', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE+13]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-9]]:17: note: loop 'l' is closed here
    // CHECK-MESSAGES: :[[@LINE+14]]:1: note: called from here
  }
};

void good_dtor_order() {
  EventLoop loop;
  Closer c{loop};
  Poster p{loop};
}

void bad_dtor_order() {
  EventLoop loop;
  Poster p{loop};
  Closer c{loop};
}
