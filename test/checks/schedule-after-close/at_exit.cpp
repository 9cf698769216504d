// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// What runs when the program ends: atexit handlers, and statics that are
// destroyed in the opposite order of their construction.

#include <refloop/refloop.h>

#include <cstdlib>
#include <memory>

using namespace refloop;

/// Closes its loop at its end.
class Closer {
public:
  explicit Closer(EventLoop &loop) : loop(loop) {}
  ~Closer() { loop.close(); }

private:
  EventLoop &loop;
};

class Poster {
public:
  explicit Poster(EventLoop &loop) : loop(loop) {}
  ~Poster() {
    try {
      loop.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
      // CHECK-MESSAGES: :[[@LINE+12]]:20: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE+13]]:8: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE+11]]:17: note: called from here
    } catch (const RuntimeError &) {
    }
  }

private:
  EventLoop &loop;
};

void bad_static_posts_at_its_end() {
  static EventLoop loop;
  static Poster poster(loop);
  loop.close();
}

class LatePoster {
public:
  explicit LatePoster(EventLoop &loop) : loop(loop) {}
  ~LatePoster() {
    try {
      loop.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
      // CHECK-MESSAGES: :[[@LINE+13]]:20: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-38]]:20: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE+13]]:17: note: called from here
      // CHECK-MESSAGES: :[[@LINE+11]]:21: note: called from here
    } catch (const RuntimeError &) {
    }
  }

private:
  EventLoop &loop;
};

void bad_static_is_destroyed_after_the_closer() {
  static EventLoop loop;
  static LatePoster poster(loop);
  static Closer closer(loop);
}

void bad_atexit_handler_posts() {
  static EventLoop loop;
  std::atexit([] {
    try {
      loop.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
      // CHECK-MESSAGES: :[[@LINE-5]]:20: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE+5]]:8: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE-6]]:15: note: called from here
    } catch (const RuntimeError &) {
    }
  });
  loop.close();
}

void bad_static_loop_is_used_again() {
  static EventLoop loop;
  loop.close();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:20: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}

std::unique_ptr<EventLoop> shared_loop;

void open_shared() { shared_loop = new_event_loop(); }
void close_shared() { shared_loop->close(); }
void post_shared() {
  shared_loop->call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'call_soon' schedules on loop 'shared_loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:36: note: loop 'shared_loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:36: note: loop 'shared_loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
}

void bad_global_is_closed_by_a_function() {
  open_shared();
  close_shared();
  post_shared();
}

class EarlyPoster {
public:
  explicit EarlyPoster(EventLoop &loop) : loop(loop) {}
  ~EarlyPoster() { loop.call_soon([] {}); }

private:
  EventLoop &loop;
};

void good_static_is_destroyed_before_the_closer() {
  static EventLoop loop;
  static Closer closer(loop);
  static EarlyPoster poster(loop);
}

void good_atexit_handler_closes() {
  static EventLoop loop;
  std::atexit([] { loop.close(); });
  loop.call_soon([] {});
}

void good_atexit_handlers_in_order() {
  static EventLoop loop;
  std::atexit([] { loop.close(); });
  std::atexit([] { loop.call_soon([] {}); });
}

std::unique_ptr<EventLoop> renewed_loop;

void good_global_is_renewed() {
  renewed_loop = new_event_loop();
  renewed_loop->close();
  renewed_loop = new_event_loop();
  renewed_loop->call_soon([] {});
  renewed_loop->close();
}
