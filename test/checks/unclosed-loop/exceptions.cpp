// RUN: %check_scenarios %s eventloop-unclosed-loop
//
// Exceptions that pass a close by, handlers that do or do not close.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>
#include <stdexcept>

using namespace refloop;
using refloop::testing::choose;

Task<> work() { co_return; }
Task<> failing() {
  throw std::runtime_error("failed");
  co_return;
}

[[noreturn]] void fail() { throw std::runtime_error("failed"); }
void fail_sometimes() {
  if (choose())
    fail();
}

void bad_throw_passes_the_close_by() {
  try {
    EventLoop loop;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
    // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+1]]:5: note: loop 'loop' is destroyed here
    fail();
    loop.close();
  } catch (const std::runtime_error &) {
  }
}

void maybe_throw_passes_the_close_by() {
  try {
    EventLoop loop;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
    // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+1]]:5: note: loop 'loop' is destroyed here
    fail_sometimes();
    loop.close();
  } catch (const std::runtime_error &) {
  }
}

void good_closed_before_the_throw() {
  try {
    EventLoop loop;
    loop.close();
    fail();
  } catch (const std::runtime_error &) {
  }
}

void good_closed_behind_the_handler() {
  EventLoop loop;
  try {
    fail_sometimes();
  } catch (const std::runtime_error &) {
  }
  loop.close();
}

void good_closed_in_handler_and_out_of_it() {
  EventLoop loop;
  try {
    fail_sometimes();
    loop.close();
  } catch (const std::runtime_error &) {
    loop.close();
  }
}

void maybe_handler_forgets() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:1: note: loop 'loop' is destroyed here
  try {
    fail_sometimes();
    loop.close();
  } catch (const std::runtime_error &) {
  }
}

void maybe_only_the_handler_closes() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:1: note: loop 'loop' is destroyed here
  try {
    fail_sometimes();
  } catch (const std::runtime_error &) {
    loop.close();
  }
}

void bad_wrong_handler_closes() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:1: note: loop 'loop' is destroyed here
  try {
    fail();
  } catch (const std::logic_error &) {
    loop.close();
  } catch (const std::runtime_error &) {
  }
}

void good_right_handler_closes() {
  EventLoop loop;
  try {
    fail();
  } catch (const std::logic_error &) {
  } catch (const std::exception &) {
    loop.close();
  }
}

void good_close_and_rethrow() {
  try {
    EventLoop loop;
    try {
      fail();
    } catch (...) {
      loop.close();
      throw;
    }
  } catch (const std::runtime_error &) {
  }
}

void bad_rethrow_without_close() {
  try {
    EventLoop loop;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
    // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+4]]:7: note: loop 'loop' is destroyed here
    try {
      fail();
    } catch (const std::runtime_error &) {
      throw;
    }
    loop.close();
  } catch (...) {
  }
}

void bad_rethrown_as_another() {
  try {
    EventLoop loop;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
    // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+4]]:7: note: loop 'loop' is destroyed here
    try {
      fail();
    } catch (const std::runtime_error &) {
      throw std::logic_error("no");
    }
    loop.close();
  } catch (...) {
  }
}

void bad_failing_task_passes_the_close_by() {
  try {
    EventLoop loop;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
    // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+1]]:10: note: loop 'loop' is destroyed here
    loop.run_until_complete(failing());
    loop.close();
  } catch (const std::runtime_error &) {
  }
}

void good_failing_task_is_caught_first() {
  EventLoop loop;
  try {
    loop.run_until_complete(failing());
  } catch (const std::runtime_error &) {
  }
  loop.close();
}

class LoopCloser {
public:
  explicit LoopCloser(EventLoop &loop) : loop(loop) {}
  ~LoopCloser() { loop.close(); }

private:
  EventLoop &loop;
};

void good_guard_survives_the_throw() {
  try {
    EventLoop loop;
    LoopCloser closer(loop);
    fail();
  } catch (const std::runtime_error &) {
  }
}

void bad_guard_comes_behind_the_throw() {
  try {
    EventLoop loop;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
    // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+1]]:5: note: loop 'loop' is destroyed here
    fail();
    LoopCloser closer(loop);
  } catch (const std::runtime_error &) {
  }
}

void throwing_user(EventLoop &loop) {
  loop.run_until_complete(work());
  fail();
}
void user_two_up(EventLoop &loop) { throwing_user(loop); }

void bad_helper_throws_two_levels_down() {
  try {
    auto loop = new_event_loop();
    // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
    // CHECK-MESSAGES: :[[@LINE-2]]:17: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+1]]:5: note: loop 'loop' is destroyed here
    user_two_up(*loop);
    loop->close();
  } catch (const std::runtime_error &) {
  }
}

void good_helper_throws_and_all_is_closed() {
  auto loop = new_event_loop();
  try {
    user_two_up(*loop);
  } catch (const std::runtime_error &) {
  }
  loop->close();
}

class Service {
public:
  Service() : loop(new_event_loop()) { fail(); }
  ~Service() { loop->close(); }

private:
  std::unique_ptr<EventLoop> loop;
};

// Members that a constructor leaves behind when it throws are not followed.
void fn_constructor_throws_so_no_destructor_runs() {
  try {
    Service service;
  } catch (const std::runtime_error &) {
  }
}

class CarefulService {
public:
  CarefulService() : loop(new_event_loop()) {
    try {
      fail();
    } catch (...) {
      loop->close();
      throw;
    }
  }
  ~CarefulService() { loop->close(); }

private:
  std::unique_ptr<EventLoop> loop;
};

void good_constructor_closes_before_it_throws() {
  try {
    CarefulService service;
  } catch (const std::runtime_error &) {
  }
}

class DelegatingService {
public:
  DelegatingService() : loop(new_event_loop()) {}
  explicit DelegatingService(int) : DelegatingService() { fail(); }
  ~DelegatingService() { loop->close(); }

private:
  std::unique_ptr<EventLoop> loop;
};

void good_delegating_constructor_has_its_destructor_run() {
  try {
    DelegatingService service(1);
  } catch (const std::runtime_error &) {
  }
}

void use_after_close(EventLoop &loop) {
  try {
    loop.run_until_complete(work());
  } catch (const RuntimeError &) {
  }
}

void good_noexcept_user() {
  EventLoop loop;
  use_after_close(loop);
  loop.close();
}

// The class of what a violation throws is known: the handler takes it, and
// whatever happens behind happens on each path.
// ALSO: eventloop-schedule-after-close
void bad_unclosed_behind_a_violation_that_is_caught() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:1: note: loop 'loop' is destroyed here
  EventLoop closed;
  closed.close();
  try {
    if (choose())
      closed.run_until_complete(work());
  } catch (const RuntimeError &) {
  }
}

// ALSO: eventloop-schedule-after-close
void good_closed_by_the_handler_of_a_violation() {
  EventLoop loop;
  EventLoop closed;
  closed.close();
  try {
    closed.run_until_complete(work());
  } catch (const RuntimeError &) {
    loop.close();
  }
}

// It is not of the class that the inner handler takes.
// ALSO: eventloop-schedule-after-close
void good_closed_by_the_outer_handler_of_a_violation() {
  EventLoop loop;
  EventLoop closed;
  closed.close();
  try {
    try {
      closed.run_until_complete(work());
    } catch (const TimeoutError &) {
    }
  } catch (const RuntimeError &) {
    loop.close();
  }
}

static std::unique_ptr<EventLoop> &renew(std::unique_ptr<EventLoop> &loop) {
  loop = new_event_loop();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: a loop is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:10: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:5: note: called from here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the loop is destroyed here
  // CHECK-MESSAGES: :[[@LINE+8]]:5: note: called from here
  return loop;
}

// The second one takes the place of the first, which nobody closed.
void bad_made_again_by_a_helper() {
  std::unique_ptr<EventLoop> loop;
  for (int i = 0; i < 2; ++i)
    renew(loop);
  loop->call_soon([] {});
  loop->close();
}
