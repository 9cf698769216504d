// RUN: %check_scenarios %s eventloop-dangling-capture
// SANITIZE
//
// Objects that schedule what uses them, and may be gone when it runs.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>

using namespace refloop;
using refloop::testing::choose;
using namespace std::chrono_literals;

static volatile int sink = 0;

static void use(int value) { sink = value; }

/// Schedules its own method.
class Counter {
public:
  explicit Counter(EventLoop &loop) : Loop(loop) {}
  void start() {
    Loop.call_soon([this] { use(Count); });
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules what refers to 'counter', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+13]]:3: note: 'counter' ends here
  }

private:
  EventLoop &Loop;
  int Count = 42;
};

void bad_object_of_an_inner_block() {
  EventLoop loop;
  {
    Counter counter(loop);
    counter.start();
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

/// Schedules its own method, and is used well.
class LongLived {
public:
  explicit LongLived(EventLoop &loop) : Loop(loop) {}
  void start() {
    Loop.call_soon([this] { use(Count); });
  }

private:
  EventLoop &Loop;
  int Count = 42;
};

void good_object_of_the_function() {
  EventLoop loop;
  LongLived counter(loop);
  counter.start();
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

/// Schedules its own method; an owner has it.
class Owned {
public:
  explicit Owned(EventLoop &loop) : Loop(loop) {}
  void start() {
    Loop.call_later(1ms, [this] { use(Count); });
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_later' schedules what refers to an object, which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+12]]:9: note: it ends here
  }

private:
  EventLoop &Loop;
  int Count = 42;
};

void bad_owner_is_reset() {
  EventLoop loop;
  auto owned = std::make_unique<Owned>(loop);
  owned->start();
  owned.reset();
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

/// Schedules its own method; an owner has it until it has run.
class OwnedLonger {
public:
  explicit OwnedLonger(EventLoop &loop) : Loop(loop) {}
  void start() {
    Loop.call_later(1ms, [this] { use(Count); });
  }

private:
  EventLoop &Loop;
  int Count = 42;
};

void good_owner_lives_on() {
  EventLoop loop;
  auto owned = std::make_unique<OwnedLonger>(loop);
  owned->start();
  loop.run_until_complete(sleep(5ms));
  owned.reset();
  loop.close();
}

/// Keeps itself alive until its callback has run.
class Session : public std::enable_shared_from_this<Session> {
public:
  explicit Session(EventLoop &loop) : Loop(loop) {}
  void start() {
    Loop.call_soon([self = shared_from_this()] { use(self->Count); });
  }
  void start_with_this_too() {
    Loop.call_soon([this, self = shared_from_this()] { use(Count); });
  }
  void start_weakly() {
    Loop.call_soon([weak = weak_from_this()] {
      if (auto self = weak.lock())
        use(self->Count);
    });
  }

private:
  EventLoop &Loop;
  int Count = 42;
};

void good_shared_from_this() {
  EventLoop loop;
  {
    auto session = std::make_shared<Session>(loop);
    session->start();
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_shared_from_this_beside_this() {
  EventLoop loop;
  {
    auto session = std::make_shared<Session>(loop);
    session->start_with_this_too();
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_weak_from_this() {
  EventLoop loop;
  {
    auto session = std::make_shared<Session>(loop);
    session->start_weakly();
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_shared_pointer_is_captured() {
  EventLoop loop;
  {
    auto count = std::make_shared<int>(42);
    loop.call_soon([count] { use(*count); });
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void bad_shared_pointer_is_captured_by_reference() {
  EventLoop loop;
  {
    auto count = std::make_shared<int>(42);
    loop.call_soon([&count] { use(*count); });
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'count' ends here
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_unique_pointer_is_moved_in() {
  EventLoop loop;
  {
    auto count = std::make_unique<int>(42);
    loop.call_soon([count = std::move(count)] { use(*count); });
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

// An owner of a number has no object that is followed.
void fn_raw_pointer_of_an_owner() {
  EventLoop loop;
  {
    auto counter = std::make_unique<int>(42);
    int *raw = counter.get();
    loop.call_soon([raw] { use(*raw); });
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_weak_pointer() {
  EventLoop loop;
  {
    auto count = std::make_shared<int>(42);
    loop.call_soon([weak = std::weak_ptr<int>(count)] {
      if (auto strong = weak.lock())
        use(*strong);
    });
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

/// Cancels what it scheduled when it ends.
class Timer {
public:
  explicit Timer(EventLoop &loop) {
    Handle = loop.call_later(1ms, [this] { use(Count); });
  }
  ~Timer() { Handle.cancel(); }

private:
  TimerHandle Handle;
  int Count = 42;
};

void good_destructor_cancels() {
  EventLoop loop;
  {
    Timer timer(loop);
  }
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

/// Has a task of its own, which nobody stops.
class Poller {
public:
  explicit Poller(EventLoop &loop) : Loop(loop) {}
  void start() { Loop.create_task(poll()).detach(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'create_task' schedules what refers to 'poller', which is gone when it runs [eventloop-dangling-capture]
  // CHECK-MESSAGES: :[[@LINE+16]]:3: note: 'poller' ends here

private:
  Task<> poll() {
    co_await sleep(1ms);
    use(Count);
  }
  EventLoop &Loop;
  int Count = 42;
};

void bad_method_is_a_task() {
  EventLoop loop;
  {
    Poller poller(loop);
    poller.start();
  }
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

/// Has a task of its own, and lives as long.
class Waiter {
public:
  explicit Waiter(EventLoop &loop) : Loop(loop) {}
  Task<> serve() {
    auto task = Loop.create_task(poll());
    co_await task;
  }

private:
  Task<> poll() {
    co_await sleep(1ms);
    use(Count);
  }
  EventLoop &Loop;
  int Count = 42;
};

void good_method_is_awaited() {
  EventLoop loop;
  {
    Waiter waiter(loop);
    loop.run_until_complete(waiter.serve());
  }
  loop.close();
}

namespace {
struct PostsAtItsEnd {
  EventLoop &loop;
  explicit PostsAtItsEnd(EventLoop &loop) : loop(loop) {}
  ~PostsAtItsEnd() {
    int count = 42;
    loop.call_soon([&count] { use(count); });
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules what refers to 'count', which may be gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'count' ends here
  }
};
} // namespace

// The owner calls the destructor where nobody sees it: it is judged as it is
// called here, and the loop is not run in each run of the program.
void maybe_destructor_of_what_is_owned() {
  EventLoop loop;
  bool runs = choose();
  {
    std::unique_ptr<PostsAtItsEnd> owned = std::make_unique<PostsAtItsEnd>(loop);
  }
  if (runs)
    loop.run_until_complete(sleep(1ms));
  loop.close();
}
