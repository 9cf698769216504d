// REQUIRES: asio
// RUN: %check_scenarios %s eventloop-dangling-capture
// LIBRARY: asio
//
// Real Asio: objects that share themselves with their handlers, or have them ask
// a weak pointer first, and some that forget to.

#include "witness.h"

#include <asio.hpp>

#include <chrono>
#include <functional>
#include <memory>

using namespace std::chrono_literals;

struct Counter {
  int value = 0;
};

void good_weak_pointer_is_captured() {
  asio::io_context io;
  auto counter = std::make_shared<Counter>();
  asio::post(io, [weak = std::weak_ptr<Counter>(counter)] {
    if (auto strong = weak.lock())
      ++strong->value;
  });
  counter.reset();
  io.run();
}

// Keeps itself alive: the usual form of Asio's own examples.
class Session : public std::enable_shared_from_this<Session> {
public:
  explicit Session(asio::io_context &io) : timer(io, 1ms) {}
  void start() {
    auto self(shared_from_this());
    timer.async_wait([this, self](const asio::error_code &) { ++hits; });
  }

private:
  asio::steady_timer timer;
  int hits = 0;
};

void good_shared_from_this_beside_this() {
  asio::io_context io;
  std::make_shared<Session>(io)->start();
  io.run();
}

class InitCapture : public std::enable_shared_from_this<InitCapture> {
public:
  explicit InitCapture(asio::io_context &io) : timer(io, 1ms) {}
  void start() {
    timer.async_wait([this, self = shared_from_this()](const asio::error_code &) { ++hits; });
  }

private:
  asio::steady_timer timer;
  int hits = 0;
};

void good_shared_from_this_in_the_capture() {
  asio::io_context io;
  {
    auto session = std::make_shared<InitCapture>(io);
    session->start();
  }
  io.run();
}

class Watched : public std::enable_shared_from_this<Watched> {
public:
  explicit Watched(asio::io_context &io) : io(io) {}
  void start() {
    asio::post(io, [this, weak = weak_from_this()] {
      if (auto self = weak.lock())
        ++hits;
    });
  }

private:
  asio::io_context &io;
  int hits = 0;
};

void good_weak_from_this_beside_this() {
  asio::io_context io;
  {
    auto watched = std::make_shared<Watched>(io);
    watched->start();
  }
  io.run();
}

class Expiring : public std::enable_shared_from_this<Expiring> {
public:
  explicit Expiring(asio::io_context &io) : io(io) {}
  void start() {
    asio::post(io, [this, weak = weak_from_this()] {
      if (weak.expired())
        return;
      ++hits;
    });
  }

private:
  asio::io_context &io;
  int hits = 0;
};

void good_expired_is_asked() {
  asio::io_context io;
  {
    auto expiring = std::make_shared<Expiring>(io);
    expiring->start();
  }
  io.run();
}

class Bound : public std::enable_shared_from_this<Bound> {
public:
  explicit Bound(asio::io_context &io) : io(io) {}
  void start() { asio::post(io, std::bind(&Bound::tick, shared_from_this())); }

private:
  void tick() { ++hits; }
  asio::io_context &io;
  int hits = 0;
};

void good_bound_with_shared_from_this() {
  asio::io_context io;
  {
    auto bound = std::make_shared<Bound>(io);
    bound->start();
  }
  io.run();
}

class Chain : public std::enable_shared_from_this<Chain> {
public:
  explicit Chain(asio::io_context &io) : timer(io) {}
  void next() {
    timer.expires_after(1ms);
    timer.async_wait([self = shared_from_this()](const asio::error_code &) {
      if (++self->hits < 3)
        self->next();
    });
  }

private:
  asio::steady_timer timer;
  int hits = 0;
};

void good_chain_of_handlers_keeps_itself() {
  asio::io_context io;
  std::make_shared<Chain>(io)->next();
  io.run();
}

class Expecting : public std::enable_shared_from_this<Expecting> {
public:
  explicit Expecting(asio::io_context &io) : timer(io, 1ms) {}
  void start() {
    timer.async_wait([this, weak = weak_from_this()](const asio::error_code &) {
      if (auto self = weak.lock())
        ++hits;
    });
  }

private:
  asio::steady_timer timer;
  int hits = 0;
};

void good_weak_from_this_beside_a_timer() {
  asio::io_context io;
  {
    auto expecting = std::make_shared<Expecting>(io);
    expecting->start();
  }
  io.run();
}

class Dropped : public std::enable_shared_from_this<Dropped> {
public:
  explicit Dropped(asio::io_context &io) : timer(io, 1ms) {}
  void start() {
    witness::scheduled_on_next_line();
    timer.async_wait([this](const asio::error_code &) { ++hits; });
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'async_wait' schedules what refers to an object, which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+13]]:3: note: it ends here
  }

private:
  asio::steady_timer timer;
  int hits = 0;
};

void bad_could_share_itself_and_does_not() {
  asio::io_context io;
  {
    auto dropped = std::make_shared<Dropped>(io);
    dropped->start();
  }
  io.run();
}

class Forgetful : public std::enable_shared_from_this<Forgetful> {
public:
  explicit Forgetful(asio::io_context &io) : io(io) {}
  void start() {
    witness::scheduled_on_next_line();
    asio::post(io, std::bind(&Forgetful::tick, this));
  }

private:
  void tick() { ++hits; }
  asio::io_context &io;
  int hits = 0;
};

// What an owner's object captures of itself in a method is not followed.
void fn_bound_with_this() {
  asio::io_context io;
  {
    auto forgetful = std::make_shared<Forgetful>(io);
    forgetful->start();
  }
  io.run();
}
