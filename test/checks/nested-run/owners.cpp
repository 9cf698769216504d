// RUN: %check_scenarios %s eventloop-nested-run
//
// Who has the loop: references, pointers, owners, members, a guard. Moved,
// replaced and reset loops.

#include <refloop/refloop.h>

#include <memory>
#include <optional>
#include <utility>

using namespace refloop;

static Task<> save() { co_return; }

static Task<> through_a_pointer(EventLoop *loop) {
  loop->run_until_complete(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is run here
  co_return;
}

void bad_pointer() {
  EventLoop loop;
  loop.run_until_complete(through_a_pointer(&loop));
  loop.close();
}

static Task<> through_an_owner(std::unique_ptr<EventLoop> &loop) {
  loop->run_until_complete(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+6]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:9: note: loop 'loop' is run here
  co_return;
}

void bad_unique_ptr() {
  auto loop = new_event_loop();
  loop->run_until_complete(through_an_owner(loop));
  loop->close();
}

static Task<> through_a_shared_owner(std::shared_ptr<EventLoop> loop) {
  loop->run_until_complete(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+6]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:9: note: loop 'loop' is run here
  co_return;
}

void bad_shared_ptr() {
  auto loop = std::make_shared<EventLoop>();
  loop->run_until_complete(through_a_shared_owner(loop));
  loop->close();
}

void good_shared_ptr_outside() {
  auto loop = std::make_shared<EventLoop>();
  auto same = loop;
  loop->run_until_complete(save());
  same->run_until_complete(save());
  loop->close();
}

static Task<> through_an_optional(std::optional<EventLoop> &loop) {
  loop->run_until_complete(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+7]]:8: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+7]]:9: note: loop 'loop' is run here
  co_return;
}

void bad_optional() {
  std::optional<EventLoop> loop;
  loop.emplace();
  loop->run_until_complete(through_an_optional(loop));
  loop->close();
}

void bad_moved_owner() {
  auto loop = new_event_loop();
  auto owner = std::move(loop);
  owner->run_until_complete(through_a_pointer(owner.get()));
  owner->close();
}

void bad_two_names() {
  EventLoop loop;
  EventLoop &same = loop;
  loop.call_soon([&same] { same.run_until_complete(save()); });
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'run_until_complete' runs loop 'same', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:8: note: loop 'same' is run here
  loop.call_soon([&] { loop.stop(); });
  same.run_forever();
  loop.close();
}

static Task<> awaits() { co_await save(); }

void good_fresh_loop_after_the_first() {
  auto loop = new_event_loop();
  loop->run_until_complete(awaits());
  loop->close();
  loop = new_event_loop();
  loop->run_until_complete(awaits());
  loop->close();
}

class Service {
public:
  void start() { loop.run_until_complete(serve()); }
  void stop() { loop.close(); }

private:
  Task<> serve() {
    flush();
    co_return;
  }
  void flush() { loop.run_until_complete(save()); }
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE-12]]:7: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:11: note: called from here
  // CHECK-MESSAGES: :[[@LINE-12]]:23: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE-8]]:5: note: called from here
  // CHECK-MESSAGES: :[[@LINE+6]]:11: note: called from here
  EventLoop loop;
};

void bad_member_across_methods() {
  Service service;
  service.start();
  service.stop();
}

class GoodService {
public:
  void start() { loop.run_until_complete(serve()); }
  void stop() {
    flush();
    loop.close();
  }

private:
  Task<> serve() { co_await save(); }
  void flush() { loop.run_until_complete(save()); }
  EventLoop loop;
};

void good_member_across_methods() {
  GoodService service;
  service.start();
  service.stop();
}

class Connection {
public:
  explicit Connection(EventLoop &loop) : loop(loop) {
    loop.run_until_complete(save());
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
    // CHECK-MESSAGES: :[[@LINE+15]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+15]]:8: note: loop 'loop' is run here
    // CHECK-MESSAGES: :[[@LINE+8]]:14: note: called from here
  }

private:
  EventLoop &loop;
};

static Task<> connects(EventLoop &loop) {
  Connection connection(loop);
  co_return;
}

void bad_constructor_runs() {
  EventLoop loop;
  loop.run_until_complete(connects(loop));
  loop.close();
}

class OuterConnection {
public:
  explicit OuterConnection(EventLoop &loop) : loop(loop) {
    loop.run_until_complete(save());
  }
  ~OuterConnection() { loop.run_until_complete(save()); }

private:
  EventLoop &loop;
};

void good_constructor_and_destructor_outside() {
  EventLoop loop;
  {
    OuterConnection connection(loop);
    loop.run_until_complete(awaits());
  }
  loop.close();
}

class Lock {
public:
  explicit Lock(EventLoop &loop) : loop(loop) {}
  ~Lock() noexcept(false) { loop.run_until_complete(save()); }
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+14]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+14]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+9]]:1: note: called from here

private:
  EventLoop &loop;
};

static Task<> locks(EventLoop &loop) {
  Lock lock(loop);
  co_await save();
}

void bad_guard_in_a_coroutine() {
  EventLoop loop;
  loop.run_until_complete(locks(loop));
  loop.close();
}

class Application {
public:
  Application() : loop(new_event_loop()) {}
  ~Application() { loop->close(); }
  void go() {
    loop->call_soon([this] { tick(); });
    loop->call_soon([this] { loop->stop(); });
    loop->run_forever();
  }

private:
  void tick() { loop->run_until_complete(save()); }
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE-11]]:24: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+8]]:15: note: called from here
  // CHECK-MESSAGES: :[[@LINE-8]]:11: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE-11]]:30: note: called from here
  // CHECK-MESSAGES: :[[@LINE+6]]:15: note: called from here
  std::unique_ptr<EventLoop> loop;
};

void bad_owner_class_with_a_callback() {
  Application application;
  application.go();
}

class GoodApplication {
public:
  GoodApplication() : loop(new_event_loop()) {}
  ~GoodApplication() { loop->close(); }
  void go() {
    loop->call_soon([this] { tick(); });
    loop->call_soon([this] { loop->stop(); });
    loop->run_forever();
    loop->run_until_complete(ticking);
  }

private:
  void tick() { ticking = loop->create_task(save()); }
  std::unique_ptr<EventLoop> loop;
  TaskHandle<> ticking;
};

void good_owner_class_with_a_callback() {
  GoodApplication application;
  application.go();
}
