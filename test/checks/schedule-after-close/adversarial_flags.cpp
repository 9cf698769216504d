// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Flow through breaks, gotos, results, out-parameters, counters, masks, members
// and exits that keeps a close and a use apart.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

void good_break_after_close() {
  EventLoop loop;
  for (int i = 0; i < 2; ++i) {
    loop.call_soon([] {});
    if (choose()) {
      loop.close();
      break;
    }
    if (choose()) {
      loop.close();
      return;
    }
  }
  loop.close();
}

void good_do_while_flag() {
  EventLoop loop;
  bool done = false;
  do {
    loop.call_soon([] {});
    if (choose()) {
      loop.close();
      done = true;
    } else {
      done = true;
    }
  } while (!done);
  loop.close();
}

void good_pointer_as_flag() {
  EventLoop loop;
  EventLoop *active = &loop;
  if (choose()) {
    active->close();
    active = nullptr;
  }
  if (active)
    active->call_soon([] {});
  loop.close();
}

void good_exit() {
  EventLoop loop;
  loop.close();
  if (!loop.is_closed()) {
    loop.call_soon([] {});
    std::abort();
  }
}

[[noreturn]] void die() { std::_Exit(0); }

void good_noreturn() {
  EventLoop loop;
  if (loop.is_closed()) {
    loop.close();
    die();
  }
  loop.call_soon([] {});
  loop.close();
}

bool shut_if(EventLoop &l, bool c) {
  if (c) {
    l.close();
    return true;
  }
  return false;
}

void good_result_says_closed() {
  EventLoop loop;
  if (shut_if(loop, choose()))
    return;
  loop.call_soon([] {});
  loop.close();
}

bool shut_status(EventLoop &l) {
  bool did = false;
  if (choose()) {
    l.close();
    did = true;
  }
  return did;
}

void good_result_stored() {
  EventLoop loop;
  bool closed = shut_status(loop);
  loop.is_running();
  if (!closed)
    loop.call_soon([] {});
  loop.close();
}

bool try_shut(EventLoop &l, int &err) {
  if (choose()) {
    err = 1;
    return false;
  }
  l.close();
  err = 0;
  return true;
}

void good_out_parameter() {
  EventLoop loop;
  int err = 0;
  try_shut(loop, err);
  if (err)
    loop.call_soon([] {});
  loop.close();
}

void good_int_counter() {
  EventLoop loop;
  int left = 3;
  while (left > 0) {
    loop.call_soon([] {});
    --left;
    if (left == 0)
      loop.close();
  }
}

void good_third_round_closes() {
  EventLoop loop;
  for (int i = 0; i < 3; i++) {
    loop.call_soon([] {});
    if (i == 2)
      loop.close();
  }
}

void good_bit_of_a_mask() {
  EventLoop loop;
  unsigned flags = choose() ? 1u : 0u;
  if (flags & 1u)
    loop.close();
  if (!(flags & 1u))
    loop.call_soon([] {});
  loop.close();
}

void good_container_asked_twice() {
  EventLoop loop;
  std::vector<int> v(choose() ? 1 : 0);
  if (v.empty())
    loop.close();
  if (!v.empty())
    loop.call_soon([] {});
  loop.close();
}

void good_flag_through_pointer() {
  EventLoop loop;
  bool b = false;
  bool *p = &b;
  *p = true;
  loop.close();
  if (b)
    return;
  loop.call_soon([] {});
}

void good_flag_captured() {
  EventLoop loop;
  bool b = false;
  auto f = [&b] { b = true; };
  f();
  loop.close();
  if (b)
    return;
  loop.call_soon([] {});
}

void good_flag_in_callback() {
  EventLoop loop;
  bool b = false;
  loop.call_soon([&] {
    b = true;
    loop.stop();
  });
  loop.run_forever();
  loop.close();
  if (b)
    return;
  loop.call_soon([] {});
}

struct Conn {
  EventLoop loop;
  bool closed = false;
  void close() {
    if (closed)
      return;
    closed = true;
    loop.close();
  }
  void send() {
    if (closed)
      return;
    loop.call_soon([] {});
  }
  ~Conn() { close(); }
};

void good_member_flag() {
  Conn c;
  c.send();
  c.close();
  c.send();
}

void good_member_flag_maybe() {
  Conn c;
  if (choose())
    c.close();
  c.send();
}

void good_while_not_closed() {
  EventLoop loop;
  while (!loop.is_closed()) {
    loop.call_soon([] {});
    if (choose())
      loop.close();
    if (!loop.is_closed())
      loop.close();
  }
}

void good_is_closed_stored() {
  EventLoop loop;
  if (choose())
    loop.close();
  const bool closed = loop.is_closed();
  if (!closed)
    loop.call_soon([] {});
  loop.close();
}

bool usable(const EventLoop &l) { return !l.is_closed(); }

void use_if_usable(EventLoop &l) {
  if (usable(l))
    l.call_soon([] {});
}

void good_guard_in_helper() {
  EventLoop loop;
  if (choose())
    loop.close();
  use_if_usable(loop);
  loop.close();
}

void close_unless_closed(EventLoop *l) {
  if (!l || l->is_closed())
    return;
  l->call_soon([] {});
  l->close();
}

void good_guard_with_or() {
  EventLoop loop;
  close_unless_closed(&loop);
  close_unless_closed(&loop);
  close_unless_closed(nullptr);
}

void good_negative_literal_switch() {
  EventLoop loop;
  int r = choose() ? -1 : 0;
  switch (r) {
  case -1:
    loop.close();
    break;
  case 0:
    loop.call_soon([] {});
    break;
  }
  if (r >= 0)
    loop.call_soon([] {});
  loop.close();
}

void good_string_compared_twice() {
  EventLoop loop;
  std::string s = choose() ? "quit" : "go";
  if (s == "quit")
    loop.close();
  if (s != "quit")
    loop.call_soon([] {});
  loop.close();
}

template <bool Close> void close_or_post(EventLoop &l) {
  if constexpr (Close)
    l.close();
  else
    l.call_soon([] {});
}

void good_if_constexpr() {
  EventLoop loop;
  close_or_post<false>(loop);
  loop.call_soon([] {});
  close_or_post<true>(loop);
}

void good_static_flag() {
  EventLoop loop;
  static bool once = false;
  if (!once) {
    once = true;
    loop.call_soon([] {});
    loop.close();
  }
  if (!once)
    loop.call_soon([] {});
  loop.close();
}

void maybe_real() {
  EventLoop loop;
  int a = choose() ? 1 : 2, b = 1;
  if (a == b)
    loop.close();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:10: note: loop 'loop' is closed here
  loop.close();
}

void good_else_if_chain() {
  EventLoop loop;
  int k = choose() ? 1 : choose() ? 2 : 3;
  if (k == 1)
    loop.close();
  else if (k == 2)
    loop.call_soon([] {});
  if (k > 1)
    loop.call_soon([] {});
  loop.close();
}

void good_assigned_in_condition() {
  EventLoop loop;
  bool c;
  if ((c = choose()))
    loop.close();
  if (!c)
    loop.call_soon([] {});
  loop.close();
}

void good_comma_and_xor() {
  EventLoop loop;
  bool a = choose(), b = true;
  bool c = a ^ b;
  if (!c)
    loop.close();
  if (c)
    loop.call_soon([] {});
  loop.close();
}

void good_int_holds_bool() {
  EventLoop loop;
  int rc = 0;
  if (choose()) {
    rc = -1;
    loop.close();
  }
  if (rc < 0)
    return;
  loop.call_soon([] {});
  loop.close();
}

void good_optional_of_bool_ptr() {
  EventLoop loop;
  std::unique_ptr<int> err;
  if (choose()) {
    loop.close();
    err = std::make_unique<int>(3);
  }
  if (!err)
    loop.call_soon([] {});
  loop.close();
}

void good_unsigned_minus_one() {
  auto loop = new_event_loop();
  unsigned timeout = -1;
  loop->close();
  if (timeout > 0)
    loop = new_event_loop();
  loop->call_soon([] {});
  loop->close();
}

void good_truth_of_two() {
  auto loop = new_event_loop();
  bool b = 2;
  loop->close();
  if (b == true)
    loop = new_event_loop();
  loop->call_soon([] {});
  loop->close();
}

void good_truncated_number() {
  auto loop = new_event_loop();
  unsigned char c = 256 + choose();
  unsigned char d = 256;
  loop->close();
  if (d == 0)
    loop = new_event_loop();
  (void)c;
  loop->call_soon([] {});
  loop->close();
}

// Enumerations as C has them, which are promoted to `int` where they are asked.
struct ServiceWithStates {
  enum State { Open, Closed };
  EventLoop loop;
  State state = Open;
  void post() {
    if (state == Closed)
      return;
    loop.call_soon([] {});
  }
  void close() {
    switch (state) {
    case Open:
      loop.close();
      break;
    case Closed:
      return;
    }
    state = Closed;
  }
};

void good_states_of_an_unscoped_enumeration() {
  ServiceWithStates service;
  service.post();
  service.close();
  service.post();
  service.close();
}

enum Flags { None = 0, IsClosed = 1 << 3, IsIdle = -1 };

void good_unscoped_enumeration_with_a_negative_value() {
  EventLoop loop;
  Flags flags = choose() ? IsClosed : IsIdle;
  if (flags == IsClosed)
    loop.close();
  if (flags != IsClosed) {
    loop.call_soon([] {});
    loop.close();
  }
}

void bad_wrong_state_of_an_unscoped_enumeration() {
  EventLoop loop;
  ServiceWithStates::State state = ServiceWithStates::Open;
  if (state == ServiceWithStates::Open)
    loop.close();
  if (state != ServiceWithStates::Closed)
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-7]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
}

static std::optional<int> runUnlessClosed(EventLoop &loop) {
  if (loop.is_closed())
    return std::nullopt;
  loop.run_until_complete(sleep(1ms));
  return 1;
}

void good_nothing_was_returned() {
  EventLoop loop;
  loop.close();
  if (auto result = runUnlessClosed(loop))
    loop.call_soon([] {});
}

void bad_nothing_is_not_asked_for() {
  EventLoop loop;
  loop.close();
  auto result = runUnlessClosed(loop);
  if (!result)
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:8: note: loop 'loop' is closed here
}

static const int state_open = 1, state_closed = 2;

void good_states_are_constants() {
  EventLoop loop;
  int state = state_open;
  if (choose()) {
    loop.close();
    state = state_closed;
  }
  if (state == state_open) {
    loop.call_soon([] {});
    loop.close();
  }
}

void bad_wrong_constant() {
  EventLoop loop;
  int state = state_open;
  loop.close();
  if (state != state_closed)
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-6]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}

struct ServiceWithBits {
  EventLoop loop;
  unsigned bits = 1;
  void post() {
    if (bits & 1)
      loop.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
      // CHECK-MESSAGES: :[[@LINE-7]]:8: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE+14]]:19: note: called from here
      // CHECK-MESSAGES: :[[@LINE+6]]:10: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE+13]]:11: note: called from here
      // CHECK-MESSAGES: :[[@LINE+13]]:11: note: called from here
  }
  void close() {
    bits &= ~1u;
    loop.close();
  }
};

// What is written to bits is not followed; nor is what is written to texts,
// floating numbers and variants.
void fp_state_is_a_bit() {
  ServiceWithBits service;
  service.close();
  service.post();
}
