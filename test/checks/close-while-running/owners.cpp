// RUN: %check_scenarios %s eventloop-close-while-running
//
// Who closes the loop: pointers, owners, members, destructors, guards. What is
// destroyed after the run may close; what a callback destroys must not.

#include <refloop/refloop.h>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

using namespace refloop;
using namespace std::chrono_literals;

static Task<> save() { co_return; }

void bad_pointer() {
  EventLoop loop;
  EventLoop *same = &loop;
  loop.call_soon([same] { same->close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'same' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void bad_unique_ptr() {
  auto loop = new_event_loop();
  loop->call_soon([&] { loop->close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-3]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:9: note: loop 'loop' is run here
  loop->call_soon([&] { loop->stop(); });
  loop->run_forever();
  loop->close();
}

void good_unique_ptr() {
  auto loop = new_event_loop();
  loop->call_soon([&] { loop->stop(); });
  loop->run_forever();
  loop->close();
}

void bad_shared_ptr() {
  auto loop = std::make_shared<EventLoop>();
  loop->call_soon([loop] { loop->close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-3]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:9: note: loop 'loop' is run here
  loop->call_soon([same = loop.get()] { same->stop(); });
  loop->run_forever();
  loop->close();
}

void bad_optional() {
  std::optional<EventLoop> loop;
  loop.emplace();
  loop->call_soon([&] { loop->close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-3]]:8: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:9: note: loop 'loop' is run here
  loop->call_soon([&] { loop->stop(); });
  loop->run_forever();
  loop->close();
}

void bad_moved_owner() {
  auto loop = new_event_loop();
  auto owner = std::move(loop);
  owner->call_soon([&] { owner->close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'owner' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-4]]:15: note: loop 'owner' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:10: note: loop 'owner' is run here
  owner->call_soon([&] { owner->stop(); });
  owner->run_forever();
  owner->close();
}

void good_former_loop_is_closed_by_the_next() {
  auto loop = new_event_loop();
  loop->run_until_complete(save());
  auto former = std::exchange(loop, new_event_loop());
  loop->call_soon([&] { former->close(); });
  loop->call_soon([&] { loop->stop(); });
  loop->run_forever();
  loop->close();
}

class Service {
public:
  void run() {
    loop.call_soon([this] { shut_down(); });
    loop.call_soon([this] { loop.stop(); });
    loop.run_forever();
    loop.close();
  }

private:
  void shut_down() { loop.close(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-12]]:7: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:11: note: called from here
  // CHECK-MESSAGES: :[[@LINE-9]]:10: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE-12]]:29: note: called from here
  // CHECK-MESSAGES: :[[@LINE+6]]:11: note: called from here
  EventLoop loop;
};

void bad_member_across_methods() {
  Service service;
  service.run();
}

class GoodService {
public:
  void run() {
    loop.call_soon([this] { shut_down(); });
    loop.run_forever();
    loop.close();
  }

private:
  void shut_down() { loop.stop(); }
  EventLoop loop;
};

void good_member_across_methods() {
  GoodService service;
  service.run();
}

class Owner {
public:
  Owner() : loop(new_event_loop()) {}
  ~Owner() { loop->close(); }
  void run() {
    loop->call_soon([this] { finish(); });
    loop->run_forever();
  }

private:
  void finish() { loop->stop(); }
  std::unique_ptr<EventLoop> loop;
};

void good_destructor_closes() {
  Owner owner;
  owner.run();
}

class HastyOwner {
public:
  HastyOwner() : loop(new_event_loop()) {}
  ~HastyOwner() { loop->close(); }
  void run() {
    loop->call_soon([this] { finish(); });
    loop->call_soon([this] { loop->stop(); });
    loop->run_forever();
  }

private:
  void finish() { loop->close(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-11]]:23: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:14: note: called from here
  // CHECK-MESSAGES: :[[@LINE-8]]:11: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE-11]]:30: note: called from here
  // CHECK-MESSAGES: :[[@LINE+6]]:9: note: called from here
  std::unique_ptr<EventLoop> loop;
};

void bad_owner_closes_too_early() {
  HastyOwner owner;
  owner.run();
}

class Guard {
public:
  explicit Guard(EventLoop &loop) : loop(loop) {}
  ~Guard() { loop.close(); }

private:
  EventLoop &loop;
};

void good_guard_around_the_run() {
  EventLoop loop;
  Guard guard(loop);
  loop.run_until_complete(save());
}

class InnerGuard {
public:
  explicit InnerGuard(EventLoop &loop) : loop(loop) {}
  ~InnerGuard() noexcept(false) { loop.close(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:40: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+14]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+14]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+9]]:1: note: called from here

private:
  EventLoop &loop;
};

static Task<> guarded(EventLoop &loop) {
  InnerGuard guard(loop);
  co_await save();
}

void bad_guard_in_a_coroutine() {
  EventLoop loop;
  loop.run_until_complete(guarded(loop));
  loop.close();
}

class Once {
public:
  explicit Once(std::function<void()> last) : last(std::move(last)) {}
  ~Once() {
    if (last)
      last();
  }
  Once(Once &&) = default;

private:
  std::function<void()> last;
};

void good_scope_function_after_the_run() {
  EventLoop loop;
  Once closing([&] { loop.close(); });
  loop.run_until_complete(save());
}

struct Connection {
  EventLoop &loop;
  explicit Connection(EventLoop &loop) : loop(loop) { loop.close(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:60: warning: loop 'loop' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE+11]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+11]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+4]]:14: note: called from here
};

static Task<> connects(EventLoop &loop) {
  Connection connection(loop);
  co_return;
}

void bad_constructor() {
  EventLoop loop;
  loop.run_until_complete(connects(loop));
  loop.close();
}

void bad_two_names() {
  EventLoop loop;
  EventLoop &same = loop;
  loop.call_soon([&same] { same.close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: loop 'same' is closed while it runs: RuntimeError 'Cannot close a running event loop' [eventloop-close-while-running]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'loop' is run here
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void good_two_loops_side_by_side() {
  EventLoop first;
  EventLoop second;
  first.run_until_complete(save());
  second.call_soon([&] { first.close(); });
  second.call_soon([&] { second.stop(); });
  second.run_forever();
  second.close();
}

class Registry {
public:
  static Registry &instance() {
    static Registry registry;
    return registry;
  }
  EventLoop *loop = nullptr;
};

// What a member of a static holds may be anything by the time a callback runs.
void fn_through_a_singleton() {
  EventLoop loop;
  Registry::instance().loop = &loop;
  loop.call_soon([] { Registry::instance().loop->close(); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}
