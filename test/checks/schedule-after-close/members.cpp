// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Loops that are members, and objects whose constructors, methods and
// destructors use a loop; the order in which objects are destroyed.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>

using namespace refloop;
using refloop::testing::choose;

class Service {
public:
  void post() {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-5]]:7: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+12]]:11: note: called from here
    // CHECK-MESSAGES: :[[@LINE+4]]:22: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+11]]:11: note: called from here
    // CHECK-MESSAGES: :[[@LINE+11]]:11: note: called from here
  }
  void stop() { loop.close(); }

private:
  EventLoop loop;
};

void bad_method_after_the_closing_method() {
  Service service;
  service.stop();
  service.post();
}

class BornClosed {
public:
  BornClosed() { loop.close(); }
  void post() {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:23: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+9]]:14: note: called from here
    // CHECK-MESSAGES: :[[@LINE+9]]:11: note: called from here
  }

private:
  EventLoop loop;
};

void bad_constructor_closes() {
  BornClosed service;
  service.post();
}

class Borrower {
public:
  explicit Borrower(EventLoop &loop) : loop(loop) {}
  void post() {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE+10]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+11]]:8: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+11]]:12: note: called from here
  }

private:
  EventLoop &loop;
};

void bad_object_that_borrows_the_loop() {
  EventLoop loop;
  Borrower borrower(loop);
  loop.close();
  borrower.post();
}

struct Holder {
  EventLoop loop;
  EventLoop *self = &loop;
};

void bad_field_of_a_local() {
  Holder holder;
  holder.loop.close();
  holder.loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-10]]:8: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:10: note: called from here
  // CHECK-MESSAGES: :[[@LINE-5]]:15: note: loop 'loop' is closed here
}

/// Closes its loop when it goes out of scope.
class Closer {
public:
  explicit Closer(EventLoop &loop) : loop(loop) {}
  ~Closer() { loop.close(); }

private:
  EventLoop &loop;
};

void bad_guard_has_closed_at_the_end_of_its_scope() {
  EventLoop loop;
  {
    Closer closer(loop);
    loop.call_soon([] {});
  }
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-15]]:20: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
}

void bad_temporary_guard_closes_at_once() {
  EventLoop loop;
  Closer{loop};
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-25]]:20: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-5]]:14: note: called from here
}

/// Says farewell when it goes out of scope.
class Farewell {
public:
  explicit Farewell(EventLoop &loop) : loop(loop) {}
  ~Farewell() {
    try {
      loop.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
      // CHECK-MESSAGES: :[[@LINE+12]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE+13]]:8: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE+13]]:1: note: called from here
    } catch (const RuntimeError &) {
    }
  }

private:
  EventLoop &loop;
};

void bad_destructor_posts_after_the_close() {
  EventLoop loop;
  Farewell farewell(loop);
  loop.close();
}

class LateFarewell {
public:
  explicit LateFarewell(EventLoop &loop) : loop(loop) {}
  ~LateFarewell() {
    try {
      loop.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
      // CHECK-MESSAGES: :[[@LINE+12]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-62]]:20: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE+13]]:1: note: called from here
    } catch (const RuntimeError &) {
    }
  }

private:
  EventLoop &loop;
};

void bad_guard_is_destroyed_before_the_farewell() {
  EventLoop loop;
  LateFarewell farewell(loop);
  Closer closer(loop);
}

class EarlyFarewell {
public:
  explicit EarlyFarewell(EventLoop &loop) : loop(loop) {}
  ~EarlyFarewell() { loop.call_soon([] {}); }

private:
  EventLoop &loop;
};

void good_farewell_is_destroyed_before_the_guard() {
  EventLoop loop;
  Closer closer(loop);
  EarlyFarewell farewell(loop);
}

class Careless {
public:
  void fail() {
    if (choose())
      loop.close();
  }
  void post() {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-9]]:7: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+12]]:12: note: called from here
    // CHECK-MESSAGES: :[[@LINE-7]]:12: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+11]]:11: note: called from here
    // CHECK-MESSAGES: :[[@LINE+11]]:11: note: called from here
  }
  ~Careless() { loop.close(); }

private:
  EventLoop loop;
};

void maybe_method_closes_on_one_path() {
  Careless service;
  service.fail();
  service.post();
}

class Careful {
public:
  void post() {
    if (!stopped)
      loop.call_soon([] {});
  }
  void stop() {
    loop.close();
    stopped = true;
  }

private:
  EventLoop loop;
  bool stopped = false;
};

void good_flag_is_kept_beside_the_loop() {
  Careful service;
  service.post();
  service.stop();
  service.post();
}

class Renewing {
public:
  void renew() {
    loop->close();
    loop = new_event_loop();
  }
  void post() { loop->call_soon([] {}); }
  ~Renewing() { loop->close(); }

private:
  std::unique_ptr<EventLoop> loop = new_event_loop();
};

void good_method_renews_the_loop() {
  Renewing service;
  service.renew();
  service.post();
}

class Plain {
public:
  void post() { loop.call_soon([] {}); }
  void stop() { loop.close(); }

private:
  EventLoop loop;
};

void good_methods_in_order() {
  Plain service;
  service.post();
  service.stop();
}

void good_closing_method_of_another_object() {
  Plain first;
  Plain second;
  first.stop();
  second.post();
  second.stop();
}

struct Pair {
  EventLoop first;
  EventLoop second;
};

void good_the_other_field() {
  Pair pair;
  pair.first.close();
  pair.second.call_soon([] {});
  pair.second.close();
}
