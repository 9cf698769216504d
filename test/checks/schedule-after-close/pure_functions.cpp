// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// What a pure function, a method that only asks, or a lambda answers, it
// answers again, until what it reads is changed.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <atomic>
#include <vector>

using namespace refloop;
using refloop::testing::choose;

constexpr int Limit = 2;

static int number() { return choose() ? 1 : choose() ? 2 : 5; }

struct Options {
  bool once = choose();
  bool dry = choose();
};
enum class Level { Low, High };

static bool either(bool a, bool b) {
  if (a)
    return true;
  return b;
}
static bool ends(const Options &o) {
  if (o.once)
    return true;
  return o.dry;
}
static bool ends_deeper(const Options &o) { return either(ends(o), o.dry); }
static Level level_of(const Options &o) {
  if (o.once)
    return Level::High;
  return Level::Low;
}
static bool is_known(int mode) {
  switch (mode) {
  case 1:
  case 2:
    return true;
  default:
    return mode > Limit;
  }
}
static bool any_above(const std::vector<int> &all) {
  for (int one : all)
    if (one > Limit)
      return true;
  return false;
}
static bool is_even(int n) {
  int half = n;
  half /= 2;
  return half * 2 == n;
}
template <class T> static bool both(const T &a, const T &b) {
  if (!a)
    return false;
  return static_cast<bool>(b);
}

void good_function_of_two_statements() {
  EventLoop loop;
  const bool a = choose(), b = choose();
  if (either(a, b))
    loop.close();
  if (!either(a, b)) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_function_of_an_object() {
  EventLoop loop;
  const Options options;
  if (ends(options))
    loop.close();
  if (!ends(options)) {
    loop.call_soon([] {});
    loop.close();
  }
}

static void run_with(const Options &options) {
  EventLoop loop;
  if (ends_deeper(options))
    loop.close();
  if (!ends_deeper(options)) {
    loop.call_soon([] {});
    loop.close();
  }
}
void good_function_that_asks_another() { run_with(Options()); }

void good_enumerator_of_a_function() {
  EventLoop loop;
  const Options options;
  if (level_of(options) == Level::High)
    loop.close();
  if (level_of(options) != Level::High) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_function_with_a_switch() {
  EventLoop loop;
  const int mode = number();
  if (!is_known(mode))
    loop.close();
  if (is_known(mode)) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_function_with_a_loop() {
  EventLoop loop;
  std::vector<int> numbers(1, number());
  if (any_above(numbers))
    loop.close();
  if (!any_above(numbers)) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_function_that_changes_its_own_variable() {
  EventLoop loop;
  const int n = number();
  if (is_even(n))
    loop.close();
  if (!is_even(n)) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_function_template() {
  EventLoop loop;
  const bool a = choose(), b = choose();
  if (!both(a, b))
    loop.close();
  if (both(a, b)) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_lambda_that_refers_to_variables() {
  EventLoop loop;
  const bool a = choose();
  bool b = choose();
  auto ends_now = [&] { return a && b; };
  if (ends_now())
    loop.close();
  if (!ends_now()) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_lambda_of_two_statements() {
  EventLoop loop;
  bool a = choose(), b = choose();
  auto ends_now = [=](bool c) {
    if (a)
      return b;
    return c;
  };
  if (ends_now(a))
    loop.close();
  if (!ends_now(a)) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_variable_that_a_lambda_only_reads() {
  EventLoop loop;
  bool a = choose(), b = choose();
  auto log = [&] { return a || b; };
  if (a && b)
    loop.close();
  log();
  if (!(a && b)) {
    loop.call_soon([] {});
    loop.close();
  }
}

class Service {
public:
  void run() {
    EventLoop loop;
    if (ends())
      loop.close();
    if (!ends()) {
      loop.call_soon([] {});
      loop.close();
    }
  }
  void run_with_lambda() {
    EventLoop loop;
    auto ends_now = [this] { return once && dry; };
    if (ends_now())
      loop.close();
    if (!ends_now()) {
      loop.call_soon([] {});
      loop.close();
    }
  }
  void change() {
    EventLoop loop;
    if (ends())
      loop.close();
    once = dry = choose();
    if (!ends())
      loop.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
      // CHECK-MESSAGES: :[[@LINE-7]]:15: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-6]]:12: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE+35]]:51: note: called from here
    if (!loop.is_closed())
      loop.close();
  }
  void wait() {
    EventLoop loop;
    if (is_over())
      loop.close();
    over = choose();
    if (!is_over())
      loop.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
      // CHECK-MESSAGES: :[[@LINE-7]]:15: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE-6]]:12: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE+23]]:39: note: called from here
    if (!loop.is_closed())
      loop.close();
  }

private:
  bool ends() const {
    if (once)
      return true;
    return dry;
  }
  bool is_over() const { return over.load(); }
  bool once = choose();
  bool dry = choose();
  std::atomic<bool> over = choose();
};

void good_method_that_only_asks() { Service().run(); }

void good_lambda_that_refers_to_fields() { Service().run_with_lambda(); }

void maybe_field_changed_in_between() { Service().change(); }

void maybe_atomic_field() { Service().wait(); }

void maybe_variable_changed_in_between() {
  EventLoop loop;
  bool a = choose();
  auto ends_now = [&] { return a; };
  if (ends_now())
    loop.close();
  a = choose();
  if (!ends_now())
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
  if (!loop.is_closed())
    loop.close();
}

void maybe_variable_that_a_lambda_changes() {
  EventLoop loop;
  bool a = choose(), b = choose();
  auto turn = [&] { a = choose(); };
  if (either(a, b))
    loop.close();
  turn();
  if (!either(a, b))
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:10: note: loop 'loop' is closed here
  if (!loop.is_closed())
    loop.close();
}

static int asked = 0;
static bool is_second_time(bool b) {
  ++asked;
  return b && asked > 1;
}
void maybe_function_that_counts() {
  EventLoop loop;
  const bool b = choose();
  asked = 0;
  if (is_second_time(b))
    loop.call_soon([] {});
  if (choose())
    loop.close();
  if (is_second_time(b))
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-10]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:10: note: loop 'loop' is closed here
  if (!loop.is_closed())
    loop.close();
}

static bool is_over(const EventLoop &loop, bool b) {
  if (b)
    return loop.is_closed();
  return false;
}
void bad_function_that_asks_the_loop() {
  EventLoop loop;
  const bool b = choose();
  if (is_over(loop, b))
    return;
  loop.close();
  if (!is_over(loop, false))
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
    // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-5]]:8: note: loop 'loop' is closed here
}
