// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Flags and counters behind functions of the standard library: std::atomic,
// std::exchange, and increments whose value is asked.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <atomic>
#include <memory>
#include <utility>

using namespace refloop;
using refloop::testing::choose;

class AtomicFlag {
public:
  void post() {
    if (running.load())
      loop.call_soon([] {});
  }
  void post_too() {
    if (running)
      loop.call_soon([] {});
  }
  void close() {
    if (!running.exchange(false))
      return;
    loop.close();
  }

private:
  EventLoop loop;
  std::atomic<bool> running{true};
};

void good_atomic_flag() {
  AtomicFlag flag;
  flag.post();
  flag.close();
  flag.post();
  flag.post_too();
  flag.close();
}

void bad_atomic_flag_is_set_again() {
  std::atomic<bool> running{true};
  EventLoop loop;
  running = false;
  loop.close();
  running.store(true);
  if (running)
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:8: note: loop 'loop' is closed here
}

class CompareExchange {
public:
  ~CompareExchange() { close(); }
  void post() {
    if (!closed)
      loop.call_soon([] {});
  }
  void close() {
    bool expected = false;
    if (closed.compare_exchange_strong(expected, true))
      loop.close();
  }

private:
  EventLoop loop;
  std::atomic<bool> closed{false};
};

void good_compare_exchange() {
  CompareExchange flag;
  flag.post();
  flag.close();
  flag.post();
}

class Exchange {
public:
  ~Exchange() { close(); }
  void post() {
    if (!closed)
      loop.call_soon([] {});
  }
  void close() {
    if (!std::exchange(closed, true))
      loop.close();
  }

private:
  EventLoop loop;
  bool closed = false;
};

void good_exchange() {
  Exchange flag;
  flag.post();
  flag.close();
  flag.post();
}

void bad_exchanged_back() {
  bool closed = false;
  EventLoop loop;
  if (!std::exchange(closed, true))
    loop.close();
  if (std::exchange(closed, false))
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
}

void good_pointer_is_exchanged() {
  EventLoop loop;
  EventLoop *open = &loop;
  if (EventLoop *closing = std::exchange(open, nullptr))
    closing->close();
  if (open)
    open->call_soon([] {});
}

class Counted {
public:
  void acquire() {
    if (users++ == 0)
      loop = new_event_loop();
  }
  void release() {
    if (users-- == 1)
      loop->close();
  }
  void post() {
    if (users > 0)
      loop->call_soon([] {});
  }

private:
  int users = 0;
  std::unique_ptr<EventLoop> loop;
};

void good_counted() {
  Counted counted;
  counted.acquire();
  counted.acquire();
  counted.post();
  counted.release();
  counted.post();
  counted.release();
  counted.post();
}

void bad_counted_down_too_late() {
  int users = 1;
  EventLoop loop;
  if (users-- == 1)
    loop.close();
  if (users++ == 0)
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
}

void maybe_flag_of_somebody_else() {
  std::atomic<bool> closed{choose()};
  EventLoop loop;
  if (closed)
    loop.close();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:10: note: loop 'loop' is closed here
  loop.close();
}
