// RUN: %check_scenarios %s eventloop-unclosed-session
//
// Sessions that are members, what constructors, destructors and methods do with
// them, and scope guards.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>

using namespace refloop;
using refloop::testing::choose;

class Client {
public:
  explicit Client(EventLoop &loop) : session(loop) {}
  Task<> stop() { co_await session.close(); }
  bool is_stopped() const { return session.closed(); }

private:
  ClientSession session;
};

Task<> stopped(Client &client) { co_await client.stop(); }

void good_stopped() {
  EventLoop loop;
  Client client(loop);
  loop.run_until_complete(client.stop());
  loop.close();
}

void good_stopped_by_a_coroutine() {
  EventLoop loop;
  Client client(loop);
  loop.run_until_complete(stopped(client));
  loop.close();
}

class NeverStopped {
public:
  explicit NeverStopped(EventLoop &loop) : session(loop) {}
  // CHECK-MESSAGES: :[[@LINE-1]]:44: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+10]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:7: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+11]]:3: note: called from here
  Task<> stop() { co_await session.close(); }

private:
  ClientSession session;
};

void bad_nobody_stops_it() {
  EventLoop loop;
  {
    NeverStopped client(loop);
  }
  loop.close();
}

class StoppedSometimes {
public:
  explicit StoppedSometimes(EventLoop &loop) : session(loop) {}
  // CHECK-MESSAGES: :[[@LINE-1]]:48: warning: session 'session' may be never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+10]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-5]]:7: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+13]]:3: note: called from here
  Task<> stop() { co_await session.close(); }

private:
  ClientSession session;
};

void maybe_stopped() {
  EventLoop loop;
  {
    StoppedSometimes client(loop);
    if (choose())
      loop.run_until_complete(client.stop());
  }
  loop.close();
}

class ClosesInDestructor {
public:
  explicit ClosesInDestructor(EventLoop &loop) : loop(loop), session(loop) {}
  ~ClosesInDestructor() { loop.run_until_complete(session.close()); }

private:
  EventLoop &loop;
  ClientSession session;
};

void good_destructor_closes() {
  EventLoop loop;
  {
    ClosesInDestructor client(loop);
  }
  loop.close();
}

class Connection {
public:
  explicit Connection(EventLoop &loop) : loop(loop) {}
  void open() { session = std::make_unique<ClientSession>(loop); }
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+16]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-3]]:25: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+2]]:22: note: called from here
  // CHECK-MESSAGES: :[[@LINE+16]]:14: note: called from here
  void reconnect() { open(); }
  void shut() {
    loop.run_until_complete(session->close());
    session.reset();
  }

private:
  EventLoop &loop;
  std::unique_ptr<ClientSession> session;
};

void bad_reconnect_drops_the_old_one() {
  EventLoop loop;
  Connection connection(loop);
  connection.open();
  connection.reconnect();
  connection.shut();
  loop.close();
}

class CarefulConnection {
public:
  explicit CarefulConnection(EventLoop &loop) : loop(loop) {}
  void open() { session = std::make_unique<ClientSession>(loop); }
  void reconnect() {
    shut();
    open();
  }
  void shut() {
    if (session)
      loop.run_until_complete(session->close());
    session.reset();
  }

private:
  EventLoop &loop;
  std::unique_ptr<ClientSession> session;
};

void good_reconnect_closes_the_old_one() {
  EventLoop loop;
  CarefulConnection connection(loop);
  connection.open();
  connection.reconnect();
  connection.shut();
  loop.close();
}

class CloseAtEndOfScope {
public:
  CloseAtEndOfScope(EventLoop &loop, ClientSession &session)
      : loop(loop), session(session) {}
  ~CloseAtEndOfScope() { loop.run_until_complete(session.close()); }

private:
  EventLoop &loop;
  ClientSession &session;
};

void good_scope_guard() {
  EventLoop loop;
  {
    ClientSession session(loop);
    CloseAtEndOfScope guard(loop, session);
  }
  loop.close();
}

void maybe_guard_comes_too_late() {
  EventLoop loop;
  for (int i = 0; i < 1; ++i) {
    ClientSession session(loop);
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: session 'session' may be never closed: Unclosed client session [eventloop-unclosed-session]
    // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:7: note: session 'session' is destroyed here
    if (choose())
      break;
    CloseAtEndOfScope guard(loop, session);
  }
  loop.close();
}
