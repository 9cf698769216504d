// RUN: %check_scenarios %s eventloop-unclosed-loop
//
// Globals, function statics, exit handlers, the current loop, and loops that
// code elsewhere keeps.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <cstdlib>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

using namespace refloop;
using refloop::testing::choose;

Task<> work() { co_return; }

std::unique_ptr<EventLoop> closed_global;

void good_global_is_closed() {
  closed_global = new_event_loop();
  closed_global->close();
}

std::unique_ptr<EventLoop> open_global;

// Code elsewhere may close a loop that a global has.
void fn_global_is_left_open() {
  open_global = new_event_loop();
  open_global->run_until_complete(work());
}

std::unique_ptr<EventLoop> global_closed_at_exit;

void good_closed_by_an_exit_handler() {
  global_closed_at_exit = new_event_loop();
  std::atexit([] { global_closed_at_exit->close(); });
}

std::unique_ptr<EventLoop> global_kept_at_exit;

// Code elsewhere may close a loop that a global has.
void fn_exit_handler_only_stops() {
  global_kept_at_exit = new_event_loop();
  std::atexit([] { global_kept_at_exit->stop(); });
}

std::unique_ptr<EventLoop> global_reset_in_the_end;

void bad_global_is_reset() {
  global_reset_in_the_end = new_event_loop();
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: loop 'global_reset_in_the_end' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:29: note: loop 'global_reset_in_the_end' is created here
  // CHECK-MESSAGES: :[[@LINE+1]]:27: note: loop 'global_reset_in_the_end' is destroyed here
  global_reset_in_the_end.reset();
}

std::unique_ptr<EventLoop> global_closed_sometimes;

// Code elsewhere may close a loop that a global has.
void fn_global_is_closed_sometimes() {
  global_closed_sometimes = new_event_loop();
  if (choose())
    global_closed_sometimes->close();
}

EventLoop &shared_loop() {
  static EventLoop loop;
  return loop;
}

void good_static_is_closed() {
  shared_loop().run_until_complete(work());
  shared_loop().close();
}

static EventLoop &forgotten_static() {
  static EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:20: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE-4]]:20: note: loop 'loop' is destroyed here
  return loop;
}

void bad_static_is_forgotten() {
  forgotten_static().run_until_complete(work());
}

EventLoop &offered_static() {
  static EventLoop loop;
  return loop;
}

// Code that is not in sight may ask for the loop, and close it.
void fn_static_that_others_may_close() {
  offered_static().run_until_complete(work());
}

static EventLoop &static_of_two() {
  static EventLoop loop;
  return loop;
}

// Two functions use it: who calls them, and in what order, is not in sight.
void fn_static_of_two_is_left_open_by_one() {
  static_of_two().run_until_complete(work());
}

void good_static_of_two_is_closed_by_the_other() {
  static_of_two().run_until_complete(work());
  static_of_two().close();
}

EventLoop &static_closed_at_exit() {
  static EventLoop loop;
  static bool registered = (std::atexit([] { loop.close(); }), true);
  (void)registered;
  return loop;
}

void good_static_is_closed_at_exit() {
  static_closed_at_exit().run_until_complete(work());
}

class GlobalOwner {
public:
  ~GlobalOwner() {
    if (loop)
      loop->close();
  }
  EventLoop &get() {
    if (!loop)
      loop = new_event_loop();
    return *loop;
  }

private:
  std::unique_ptr<EventLoop> loop;
};

GlobalOwner global_owner;

void good_owner_in_a_global_closes() {
  global_owner.get().run_until_complete(work());
}

class ForgetfulGlobal {
public:
  EventLoop &get() {
    if (!loop)
      loop = new_event_loop();
    return *loop;
  }

private:
  std::unique_ptr<EventLoop> loop;
};

ForgetfulGlobal forgetful_global;

// Code elsewhere may close a loop that a global has.
void fn_owner_in_a_global_forgets() {
  forgetful_global.get().run_until_complete(work());
}

// Code elsewhere may have closed it by now.
struct Registry {
  virtual ~Registry() = default;
  virtual void add(EventLoop &loop) = 0;
};

struct ClosingRegistry : Registry {
  void add(EventLoop &loop) override { loop.close(); }
};

Registry &registry() {
  static ClosingRegistry instance;
  return instance;
}

void good_unknown_registry_closes() {
  EventLoop loop;
  registry().add(loop);
}

void good_handed_to_a_virtual_function() {
  EventLoop loop;
  std::unique_ptr<Registry> mine = std::make_unique<ClosingRegistry>();
  mine->add(loop);
}

std::vector<std::function<void()>> cleanups;

void run_cleanups() {
  for (auto &cleanup : cleanups)
    cleanup();
}

void good_cleanup_is_registered() {
  EventLoop loop;
  cleanups.push_back([&loop] { loop.close(); });
  run_cleanups();
}

std::vector<EventLoop *> known_loops;

void good_pointer_in_a_registry() {
  EventLoop loop;
  known_loops.push_back(&loop);
  for (EventLoop *known : known_loops)
    known->close();
}

void good_current_loop_is_closed() {
  EventLoop loop;
  set_event_loop(&loop);
  get_event_loop().run_until_complete(work());
  get_event_loop().close();
  set_event_loop(nullptr);
}

void bad_current_loop_is_forgotten() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: loop 'loop' is destroyed here
  set_event_loop(&loop);
  get_event_loop().run_until_complete(work());
  set_event_loop(nullptr);
}

void bad_another_is_current_now() {
  EventLoop first;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'first' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'first' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:1: note: loop 'first' is destroyed here
  EventLoop second;
  set_event_loop(&first);
  set_event_loop(&second);
  get_event_loop().close();
  set_event_loop(nullptr);
}

void close_current() { get_event_loop().close(); }

void good_helper_closes_the_current_one() {
  EventLoop loop;
  set_event_loop(&loop);
  close_current();
  set_event_loop(nullptr);
}

// Nobody points to it any more: it may be in hands that are not seen.
void fn_leaked() {
  auto *loop = new EventLoop;
  loop->run_until_complete(work());
}

void good_leaked_but_closed() {
  auto *loop = new EventLoop;
  loop->close();
}

EventLoop *raw_global;

// Code elsewhere may close a loop that a global points to.
void fn_raw_global_is_never_closed() {
  raw_global = new EventLoop;
  raw_global->run_until_complete(work());
}

EventLoop *raw_global_closed_at_exit;

void good_raw_global_is_closed_at_exit() {
  raw_global_closed_at_exit = new EventLoop;
  std::atexit([] {
    raw_global_closed_at_exit->close();
    delete raw_global_closed_at_exit;
  });
}

// Nobody points to it any more: it may be in hands that are not seen.
void fn_released_and_leaked() {
  auto owner = new_event_loop();
  owner.release();
}

// What std::exit() does to statics is not followed.
void fn_exit_in_the_middle() {
  static EventLoop loop;
  std::exit(0);
  loop.close();
}

void good_exit_behind_the_close() {
  static EventLoop loop;
  loop.close();
  std::exit(0);
}
