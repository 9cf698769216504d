// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Closes and uses that hang together through flags, relations, fields, getters
// and switches; the limits of that are named.

#include <refloop/refloop.h>
#include <refloop/testing.h>

using namespace refloop;
using refloop::testing::choose;

void good_negated_copy_of_a_flag() {
  EventLoop loop;
  const bool quit = choose();
  const bool stay = !quit;
  if (quit)
    loop.close();
  if (stay)
    loop.call_soon([] {});
  loop.close();
}

void good_copy_of_a_flag() {
  EventLoop loop;
  bool a = choose();
  bool b = a;
  if (a)
    loop.close();
  if (!b)
    loop.call_soon([] {});
  loop.close();
}

void good_flag_set_with_close() {
  EventLoop loop;
  bool open = true;
  if (choose()) {
    loop.close();
    open = false;
  }
  if (open)
    loop.call_soon([] {});
  loop.close();
}

// Comparisons of two variables are not correlated: here the last round.
void fp_last_round_closes() {
  EventLoop loop;
  const int n = choose() ? 3 : 2;
  for (int i = 0; i < n; ++i) {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-5]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+2]]:12: note: loop 'loop' is closed here
    if (i == n - 1)
      loop.close();
  }
}

void good_same_relation_of_two_variables() {
  EventLoop loop;
  int a = choose() ? 1 : 2, b = choose() ? 1 : 2;
  if (a == b)
    loop.close();
  if (a != b)
    loop.call_soon([] {});
  loop.close();
}

struct Config {
  bool oneshot = false;
  int mode = 0;
  bool is_oneshot() const { return oneshot; }
};

void good_struct_field() {
  EventLoop loop;
  Config c;
  c.oneshot = choose();
  if (c.oneshot)
    loop.close();
  if (!c.oneshot)
    loop.call_soon([] {});
  loop.close();
}

void good_getter_asked_twice() {
  EventLoop loop;
  Config c;
  c.oneshot = choose();
  if (c.is_oneshot())
    loop.close();
  if (!c.is_oneshot())
    loop.call_soon([] {});
  loop.close();
}

void run_with_field(const Config *c) {
  EventLoop loop;
  loop.call_soon([] {});
  if (c->mode == 2)
    loop.close();
  if (c->mode != 2)
    loop.call_soon([] {});
  loop.close();
}

void good_field_of_parameter() {
  Config c;
  c.mode = choose() ? 2 : 0;
  run_with_field(&c);
}

void good_short_circuit() {
  EventLoop loop;
  bool a = choose(), b = choose();
  if (a && b)
    loop.close();
  if (!a || !b)
    loop.call_soon([] {});
  loop.close();
}

void good_conjunction_stored_and_repeated() {
  EventLoop loop;
  bool a = choose(), b = choose();
  bool both = a && b;
  if (both)
    loop.close();
  if (!(a && b))
    loop.call_soon([] {});
  loop.close();
}

void good_ternary_expression() {
  EventLoop loop;
  bool a = choose();
  a ? loop.close() : (void)loop.call_soon([] {});
  if (!a)
    loop.call_soon([] {});
  loop.close();
}

void good_switch_fallthrough() {
  EventLoop loop;
  int s = choose() ? 1 : choose() ? 2 : 3;
  switch (s) {
  case 1:
    loop.call_soon([] {});
    [[fallthrough]];
  case 2:
    loop.call_soon([] {});
    break;
  default:
    loop.close();
  }
  if (s == 1 || s == 2)
    loop.call_soon([] {});
  loop.close();
}

enum class St { Run, Stop };

void good_state_machine() {
  EventLoop loop;
  St st = St::Run;
  for (int i = 0; i < 3; ++i) {
    switch (st) {
    case St::Run:
      loop.call_soon([] {});
      if (choose()) {
        loop.close();
        st = St::Stop;
      }
      break;
    case St::Stop:
      break;
    }
  }
  if (st == St::Run)
    loop.close();
}

void good_goto_cleanup() {
  EventLoop loop;
  if (choose())
    goto out;
  loop.call_soon([] {});
  if (choose())
    goto out;
  loop.call_soon([] {});
out:
  loop.close();
}

void good_goto_retry() {
  auto loop = new_event_loop();
  int n = 0;
again:
  loop->call_soon([] {});
  loop->close();
  if (++n < 3) {
    loop = new_event_loop();
    goto again;
  }
}
