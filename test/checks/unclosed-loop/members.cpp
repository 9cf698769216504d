// RUN: %check_scenarios %s eventloop-unclosed-loop
//
// Loops that are members, what constructors, destructors and methods do with
// them, scope guards and base classes.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <functional>
#include <memory>
#include <utility>

using namespace refloop;
using refloop::testing::choose;

Task<> work() { co_return; }
Task<> talk(ClientSession &session) {
  (void)session.closed();
  co_return;
}

class ClosingOwner {
public:
  ~ClosingOwner() { loop.close(); }
  void use() { loop.run_until_complete(work()); }

private:
  EventLoop loop;
};

void good_destructor_closes() {
  ClosingOwner owner;
  owner.use();
}

class ForgetfulOwner {
public:
  ForgetfulOwner() : loop() {}
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:22: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+11]]:18: note: called from here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+11]]:1: note: called from here
  ~ForgetfulOwner() {}
  void use() { loop.run_until_complete(work()); }

private:
  EventLoop loop;
};

void bad_destructor_forgets() {
  ForgetfulOwner owner;
  owner.use();
}

class StoppedByHand {
public:
  StoppedByHand() : loop(new_event_loop()) {}
  void start() { loop->run_until_complete(work()); }
  void stop() { loop->close(); }
  bool is_stopped() const { return loop->is_closed(); }

private:
  std::unique_ptr<EventLoop> loop;
};

void good_stopped_by_hand() {
  StoppedByHand owner;
  owner.start();
  owner.stop();
}

void good_stopped_if_it_is_not() {
  StoppedByHand owner;
  if (choose())
    owner.stop();
  if (!owner.is_stopped())
    owner.stop();
}

class NeverStopped {
public:
  NeverStopped() : loop(new_event_loop()) {}
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:25: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+11]]:16: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:7: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+11]]:1: note: called from here
  void start() { loop->run_until_complete(work()); }
  void stop() { loop->close(); }

private:
  std::unique_ptr<EventLoop> loop;
};

void bad_nobody_stops_it() {
  NeverStopped owner;
  owner.start();
}

class SometimesStopped {
public:
  SometimesStopped() : loop(new_event_loop()) {}
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:29: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:20: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:7: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+11]]:1: note: called from here
  void stop() { loop->close(); }

private:
  std::unique_ptr<EventLoop> loop;
};

void maybe_stopped() {
  SometimesStopped owner;
  if (choose())
    owner.stop();
}

class MadeLate {
public:
  void start() { loop = new_event_loop(); }
  void stop() {
    if (loop)
      loop->close();
    loop.reset();
  }
  ~MadeLate() { stop(); }

private:
  std::unique_ptr<EventLoop> loop;
};

void good_made_late_and_stopped() {
  MadeLate owner;
  owner.start();
}

void good_never_made() { MadeLate owner; }

class Restarted {
public:
  void start() { loop = new_event_loop(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:25: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+11]]:9: note: called from here
  // CHECK-MESSAGES: :[[@LINE-4]]:23: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+10]]:9: note: called from here
  void stop() { loop->close(); }

private:
  std::unique_ptr<EventLoop> loop;
};

void bad_started_twice() {
  Restarted owner;
  owner.start();
  owner.start();
  owner.stop();
}

class StartedAgain {
public:
  void start() { loop = new_event_loop(); }
  void stop() { loop->close(); }

private:
  std::unique_ptr<EventLoop> loop;
};

void good_stopped_and_started_again() {
  StartedAgain owner;
  owner.start();
  owner.stop();
  owner.start();
  owner.stop();
}

class WithFlag {
public:
  explicit WithFlag(bool closes) : closes(closes), loop(new_event_loop()) {}
  // CHECK-MESSAGES: :[[@LINE-1]]:57: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:57: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+13]]:36: note: called from here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+11]]:50: note: called from here
  ~WithFlag() {
    if (closes)
      loop->close();
  }

private:
  bool closes;
  std::unique_ptr<EventLoop> loop;
};

void bad_flag_says_no() { WithFlag owner(false); }

class WithOtherFlag {
public:
  explicit WithOtherFlag(bool closes)
      : closes(closes), loop(new_event_loop()) {}
  ~WithOtherFlag() {
    if (closes)
      loop->close();
  }

private:
  bool closes;
  std::unique_ptr<EventLoop> loop;
};

void good_flag_says_yes() { WithOtherFlag owner(true); }

class ClosesItsReference {
public:
  explicit ClosesItsReference(EventLoop &loop) : loop(loop) {}
  ~ClosesItsReference() { loop.close(); }

private:
  EventLoop &loop;
};

void good_scope_guard() {
  EventLoop loop;
  ClosesItsReference guard(loop);
  loop.run_until_complete(work());
}

void good_scope_guard_and_early_return() {
  EventLoop loop;
  ClosesItsReference guard(loop);
  if (choose())
    return;
  loop.run_until_complete(work());
}

void maybe_guard_comes_too_late() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' may be never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:5: note: loop 'loop' is destroyed here
  if (choose())
    return;
  ClosesItsReference guard(loop);
}

void bad_guard_of_another() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  EventLoop other;
  ClosesItsReference guard(other);
}

class AtEndOfScope {
public:
  explicit AtEndOfScope(std::function<void()> action)
      : action(std::move(action)) {}
  ~AtEndOfScope() {
    if (action)
      action();
  }
  void dismiss() { action = nullptr; }

private:
  std::function<void()> action;
};

void good_guard_with_a_function() {
  EventLoop loop;
  AtEndOfScope guard([&] { loop.close(); });
  loop.run_until_complete(work());
}

void bad_guard_is_dismissed() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  AtEndOfScope guard([&] { loop.close(); });
  guard.dismiss();
}

template <class F> struct Finally {
  F action;
  ~Finally() { action(); }
};
template <class F> Finally(F) -> Finally<F>;

void good_guard_with_a_lambda() {
  EventLoop loop;
  Finally guard{[&] { loop.close(); }};
  loop.run_until_complete(work());
}

void bad_guard_does_something_else() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  Finally guard{[&] { loop.stop(); }};
  loop.call_soon([] {});
}

class BaseWithLoop {
public:
  ~BaseWithLoop() { loop.close(); }

protected:
  EventLoop loop;
};

class DerivedUser : public BaseWithLoop {
public:
  void use() { loop.run_until_complete(work()); }
};

void good_base_closes() {
  DerivedUser user;
  user.use();
}

// A loop, and a session on it.
class Client {
public:
  Client() : loop(), session(loop) {}
  ~Client() {
    loop.run_until_complete(session.close());
    loop.close();
  }

private:
  EventLoop loop;
  ClientSession session;
};

void good_client_closes_both() { Client client; }

class HalfClient {
public:
  HalfClient() : loop(), session(loop) {}
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:18: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+10]]:57: note: called from here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+8]]:65: note: called from here
  ~HalfClient() { loop.run_until_complete(session.close()); }

private:
  EventLoop loop;
  ClientSession session;
};

void bad_client_closes_its_session_alone() { HalfClient client; }

void bad_with_session_closes_no_loop() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  loop.run_until_complete(with_session(loop, talk));
}

void good_with_session_and_close() {
  EventLoop loop;
  loop.run_until_complete(with_session(loop, talk));
  loop.close();
}
