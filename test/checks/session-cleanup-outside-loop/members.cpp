// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// Sessions and loops that are members: made by constructors, closed by methods
// and destructors, in both orders of declaration.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>
#include <optional>

using namespace refloop;
using refloop::testing::choose;

class StopsLoopFirst {
public:
  StopsLoopFirst() : session(loop) {}
  void stop_loop() { loop.close(); }
  void stop_session() { loop.run_until_complete(session.close()); }
  // CHECK-MESSAGES: :[[@LINE-1]]:57: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+12]]:18: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:22: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE-6]]:27: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+10]]:11: note: called from here
  // CHECK-MESSAGES: :[[@LINE+10]]:11: note: called from here

private:
  EventLoop loop;
  ClientSession session;
};

void bad_methods_in_the_wrong_order() {
  StopsLoopFirst service;
  service.stop_loop();
  service.stop_session();
}

class StopsBothBackwards {
public:
  StopsBothBackwards() : session(loop) {}
  void stop() {
    loop.close();
    loop.run_until_complete(session.close());
    // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
    // CHECK-MESSAGES: :[[@LINE-5]]:3: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+12]]:22: note: called from here
    // CHECK-MESSAGES: :[[@LINE-7]]:26: note: session 'session' is made here
    // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
    // CHECK-MESSAGES: :[[@LINE+10]]:11: note: called from here
  }

private:
  EventLoop loop;
  ClientSession session;
};

void bad_method_closes_both_in_the_wrong_order() {
  StopsBothBackwards service;
  service.stop();
}

class ForgetsItsSession {
public:
  ForgetsItsSession() : session(loop) {}
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+11]]:64: note: called from here
  // CHECK-MESSAGES: :[[@LINE+3]]:31: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+8]]:73: note: called from here
  ~ForgetsItsSession() { loop.close(); }

private:
  EventLoop loop;
  ClientSession session;
};

void bad_destructor_closes_the_loop_only() { ForgetsItsSession service; }

class DestroysBackwards {
public:
  DestroysBackwards() : session(loop) {}
  ~DestroysBackwards() {
    loop.close();
    try {
      loop.run_until_complete(session.close());
      // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
      // CHECK-MESSAGES: :[[@LINE-6]]:3: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE+13]]:69: note: called from here
      // CHECK-MESSAGES: :[[@LINE-8]]:25: note: session 'session' is made here
      // CHECK-MESSAGES: :[[@LINE-7]]:10: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE+10]]:78: note: called from here
    } catch (const RuntimeError &) {
    }
  }

private:
  EventLoop loop;
  ClientSession session;
};

void bad_destructor_closes_in_the_wrong_order() { DestroysBackwards service; }

class SessionBeforeLoop {
public:
  SessionBeforeLoop() { session.emplace(loop); }
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:3: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+11]]:70: note: called from here
  // CHECK-MESSAGES: :[[@LINE-6]]:7: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE-7]]:7: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+8]]:79: note: called from here

private:
  std::optional<ClientSession> session;
  EventLoop loop;
};

// ALSO: eventloop-unclosed-loop
void bad_session_member_before_the_loop_member() { SessionBeforeLoop service; }

class OwnerBeforeLoop {
public:
  OwnerBeforeLoop()
      : loop(new_event_loop()),
        session(std::make_unique<ClientSession>(*loop)) {}
        // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
        // CHECK-MESSAGES: :[[@LINE-3]]:14: note: loop 'loop' is created here
        // CHECK-MESSAGES: :[[@LINE+11]]:48: note: called from here
        // CHECK-MESSAGES: :[[@LINE+3]]:30: note: loop 'loop' is closed here
        // CHECK-MESSAGES: :[[@LINE+2]]:3: note: session 'session' is destroyed here
        // CHECK-MESSAGES: :[[@LINE+8]]:57: note: called from here
  ~OwnerBeforeLoop() { loop->close(); }

private:
  std::unique_ptr<EventLoop> loop;
  std::unique_ptr<ClientSession> session;
};

void bad_owners_as_members() { OwnerBeforeLoop service; }

class Borrower {
public:
  explicit Borrower(EventLoop &loop) : loop(loop), session(loop) {}
  ~Borrower() {
    try {
      loop.run_until_complete(session.close());
      // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
      // CHECK-MESSAGES: :[[@LINE+14]]:13: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-6]]:52: note: session 'session' is made here
      // CHECK-MESSAGES: :[[@LINE+14]]:8: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE+14]]:1: note: called from here
    } catch (const RuntimeError &) {
    }
  }

private:
  EventLoop &loop;
  ClientSession session;
};

void bad_destructor_closes_the_session_after_the_loop() {
  EventLoop loop;
  Borrower borrower(loop);
  loop.close();
}

class Fetcher {
public:
  explicit Fetcher(EventLoop &loop) : session(loop) {}
  // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE+8]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+9]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-6]]:7: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+8]]:1: note: called from here
  ClientSession session;
};

void bad_field_of_a_local() {
  EventLoop loop;
  Fetcher fetcher(loop);
  loop.close();
}

class Outer {
public:
  explicit Outer(EventLoop &loop) : loop(loop), inner(loop) {}
  void finish() { loop.run_until_complete(inner.session.close()); }
  // CHECK-MESSAGES: :[[@LINE-1]]:57: warning: session 'session' is closed on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE+15]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:39: note: session 'session' is made here
  // CHECK-MESSAGES: :[[@LINE+15]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+15]]:9: note: called from here

private:
  struct Inner {
    explicit Inner(EventLoop &loop) : session(loop) {}
    ClientSession session;
  };
  EventLoop &loop;
  Inner inner;
};

void bad_session_in_a_member_of_a_member() {
  EventLoop loop;
  Outer outer(loop);
  loop.close();
  outer.finish();
}

class OpensLazily {
public:
  explicit OpensLazily(EventLoop &loop) : loop(loop) {}
  void open() { session = std::make_unique<ClientSession>(loop); }
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE+11]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+13]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-7]]:7: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+12]]:1: note: called from here

private:
  EventLoop &loop;
  std::unique_ptr<ClientSession> session;
};

void bad_opened_by_a_method_and_forgotten() {
  EventLoop loop;
  OpensLazily service(loop);
  service.open();
  loop.close();
}

class OpensPerhaps {
public:
  explicit OpensPerhaps(EventLoop &loop) : loop(loop) {}
  void open() { session = std::make_unique<ClientSession>(loop); }
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: session 'session' may outlive loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE+15]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+19]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE-7]]:7: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+18]]:1: note: called from here
  void close() {
    if (session)
      loop.run_until_complete(session->close());
  }

private:
  EventLoop &loop;
  std::unique_ptr<ClientSession> session;
};

void maybe_method_that_closes_is_called_on_one_path() {
  EventLoop loop;
  OpensPerhaps service(loop);
  service.open();
  if (choose())
    service.close();
  loop.close();
}

class Base {
protected:
  EventLoop loop;
};

class Derived : Base {
public:
  Derived() : session(loop) {}
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-9]]:7: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-3]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+10]]:37: note: called from here
  // CHECK-MESSAGES: :[[@LINE+3]]:21: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+7]]:46: note: called from here
  ~Derived() { loop.close(); }

private:
  ClientSession session;
};

void bad_loop_in_a_base() { Derived service; }

class InOrder {
public:
  InOrder() : session(loop) {}
  ~InOrder() {
    loop.run_until_complete(session.close());
    loop.close();
  }

private:
  EventLoop loop;
  ClientSession session;
};

void good_destructor_closes_in_order() {
  InOrder first;
  InOrder second;
}

class StopsInOrder {
public:
  StopsInOrder() : session(loop) {}
  void stop_session() { loop.run_until_complete(session.close()); }
  void stop_loop() { loop.close(); }

private:
  EventLoop loop;
  ClientSession session;
};

void good_methods_in_order() {
  StopsInOrder service;
  service.stop_session();
  service.stop_loop();
}

class StopsOnce {
public:
  StopsOnce() : session(loop) {}
  void stop() {
    if (stopped)
      return;
    stopped = true;
    loop.run_until_complete(session.close());
    loop.close();
  }
  ~StopsOnce() { stop(); }

private:
  EventLoop loop;
  ClientSession session;
  bool stopped = false;
};

void good_stopped_by_a_method_or_the_destructor() {
  StopsOnce service;
  if (choose())
    service.stop();
}

class LoopLast {
public:
  LoopLast() { session.emplace(loop); }
  ~LoopLast() {
    loop.run_until_complete(session->close());
    loop.close();
  }

private:
  std::optional<ClientSession> session;
  EventLoop loop;
};

void good_session_before_the_loop_closed_in_order() { LoopLast service; }

class CarefulBorrower {
public:
  explicit CarefulBorrower(EventLoop &loop) : loop(loop), session(loop) {}
  ~CarefulBorrower() { loop.run_until_complete(session.close()); }

private:
  EventLoop &loop;
  ClientSession session;
};

void good_borrower_ends_in_an_inner_scope() {
  EventLoop loop;
  {
    CarefulBorrower borrower(loop);
  }
  loop.close();
}

class LoopOwner {
public:
  ~LoopOwner() { loop.close(); }
  EventLoop loop;
};

void good_borrower_is_declared_after_the_owner_of_its_loop() {
  LoopOwner owner;
  CarefulBorrower borrower(owner.loop);
}

class Service {
public:
  Service() : client(owner.loop) {}

private:
  LoopOwner owner;
  CarefulBorrower client;
};

void good_members_end_in_order() { Service service; }

class Base2 {
public:
  ~Base2() { loop.close(); }

protected:
  EventLoop loop;
};

class Derived2 : Base2 {
public:
  Derived2() : session(loop) {}
  ~Derived2() { loop.run_until_complete(session.close()); }

private:
  ClientSession session;
};

void good_base_closes_the_loop_last() { Derived2 service; }

class NeverOpens {
public:
  explicit NeverOpens(EventLoop &loop) : loop(loop) {}
  void open() { session = std::make_unique<ClientSession>(loop); }
  void close() {
    if (!session)
      return;
    loop.run_until_complete(session->close());
    session.reset();
  }
  ~NeverOpens() { close(); }

private:
  EventLoop &loop;
  std::unique_ptr<ClientSession> session;
};

void good_service_is_closed_twice_before_the_loop() {
  EventLoop loop;
  NeverOpens service(loop);
  service.open();
  service.close();
  loop.close();
}

void good_session_was_never_opened() {
  EventLoop loop;
  NeverOpens service(loop);
  loop.close();
}

void good_loop_of_the_other_object() {
  StopsInOrder first;
  StopsInOrder second;
  first.stop_session();
  first.stop_loop();
  second.stop_session();
  second.stop_loop();
}
