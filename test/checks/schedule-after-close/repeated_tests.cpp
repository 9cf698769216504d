// RUN: %check_scenarios %s eventloop-schedule-after-close
//
// Tests that come again have the answer that they had: of owners, strings,
// containers, iterators, relations and fields, until those are changed.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

using namespace refloop;
using refloop::testing::choose;

static std::unique_ptr<int> owned_or_none() {
  return choose() ? std::make_unique<int>(1) : nullptr;
}
static std::optional<int> number_or_none() {
  return choose() ? std::optional(1) : std::nullopt;
}
static std::string name_or_none() { return choose() ? "" : "name"; }

void good_owner_is_there_or_not() {
  EventLoop loop;
  auto owned = owned_or_none();
  if (!owned)
    loop.close();
  if (owned) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_optional_asked_in_two_ways() {
  EventLoop loop;
  const auto number = number_or_none();
  if (number)
    loop.close();
  if (!number.has_value()) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_shared_owner_compared_with_null() {
  EventLoop loop;
  std::shared_ptr<int> shared = owned_or_none();
  if (shared == nullptr)
    loop.close();
  if (shared) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_function_is_set() {
  EventLoop loop;
  std::function<void()> f;
  if (choose())
    f = [] {};
  if (f)
    loop.close();
  if (!f) {
    loop.call_soon([] {});
    loop.close();
  }
}

static void close_if_empty(EventLoop &loop, const std::string &name,
                           const std::vector<int> &list) {
  if (name.empty() || list.size() == 0)
    loop.close();
  if (list.size() > 0 && !name.empty()) {
    loop.call_soon([] {});
    loop.close();
  }
}

void good_string_and_list_by_reference() {
  EventLoop loop;
  close_if_empty(loop, name_or_none(), {1, 2});
}

void good_iterator_at_the_end() {
  EventLoop loop;
  std::map<int, int> map;
  if (choose())
    map[1] = 2;
  auto it = map.find(1);
  if (it == map.end())
    loop.close();
  if (it != map.end()) {
    loop.call_soon([] {});
    loop.close();
  }
}

static void close_if_less(EventLoop &loop, int a, int b, double x) {
  if (a < b)
    loop.close();
  if (a >= b && x < 2)
    loop.call_soon([] {});
  if (!(b > a))
    loop.close();
}

void good_relations_turned_around() {
  EventLoop loop;
  close_if_less(loop, choose() ? 1 : 3, 2, choose() ? 1.5 : 2.5);
}

void good_alternative_of_a_variant() {
  EventLoop loop;
  std::variant<int, bool> either;
  if (choose())
    either = true;
  if (std::holds_alternative<int>(either))
    loop.close();
  if (!std::holds_alternative<int>(either)) {
    loop.call_soon([] {});
    loop.close();
  }
}

static bool both(bool a, bool b) { return a && b; }

void good_function_that_is_one_expression() {
  EventLoop loop;
  const bool a = choose(), b = choose();
  if (both(a, b))
    loop.close();
  if (!both(a, b)) {
    loop.call_soon([] {});
    loop.close();
  }
}

namespace {
struct Service {
  EventLoop loop;
  std::unique_ptr<int> owned;
  std::string name;
  bool a = false, b = false;

  void close_unless_owned() {
    if (!owned)
      loop.close();
    if (owned) {
      loop.call_soon([] {});
      loop.close();
    }
  }
  void close_if_both() {
    if (a && b && name.empty())
      loop.close();
    if (!(a && b) || !name.empty()) {
      loop.call_soon([] {});
      loop.close();
    }
  }
  void set() { b = true; }
  void close_if_both_are_set() {
    if (!(a && b))
      loop.close();
    set();
    if (a && b)
      loop.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
      // CHECK-MESSAGES: :[[@LINE-30]]:8: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE+36]]:11: note: called from here
      // CHECK-MESSAGES: :[[@LINE-7]]:12: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE+36]]:11: note: called from here
    loop.close();
  }
  void use_unless_owned() {
    if (!owned)
      loop.close();
    owned = std::make_unique<int>(1);
    if (owned)
      loop.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'call_soon' schedules on loop 'loop', which is closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
      // CHECK-MESSAGES: :[[@LINE-43]]:8: note: loop 'loop' is created here
      // CHECK-MESSAGES: :[[@LINE+29]]:11: note: called from here
      // CHECK-MESSAGES: :[[@LINE-7]]:12: note: loop 'loop' is closed here
      // CHECK-MESSAGES: :[[@LINE+28]]:11: note: called from here
    loop.close();
  }
};
} // namespace

void good_owner_in_a_field() {
  Service service;
  service.owned = owned_or_none();
  service.close_unless_owned();
}

void good_fields_together() {
  Service service;
  service.a = choose();
  service.b = choose();
  service.name = name_or_none();
  service.close_if_both();
}

void bad_method_changes_a_field() {
  Service service;
  service.a = choose();
  service.close_if_both_are_set();
}

void bad_field_is_written() {
  Service service;
  service.use_unless_owned();
}

void good_field_is_set_by_a_callback() {
  Service service;
  service.a = true;
  if (!(service.a && service.b))
    service.loop.call_soon([&] {
      service.b = true;
      service.loop.stop();
    });
  else
    service.loop.close();
  if (!service.loop.is_closed())
    service.loop.run_forever();
  if (service.a && service.b)
    service.loop.close();
}

static void close_when_stopped(EventLoop &loop, std::stop_token token,
                               std::stop_source &source) {
  if (!token.stop_requested() && choose())
    source.request_stop();
  if (token.stop_requested())
    loop.close();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'call_soon' schedules on loop 'loop', which may be closed: RuntimeError 'Event loop is closed' [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:10: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+6]]:3: note: called from here
}

void maybe_token_is_stopped_by_its_source() {
  EventLoop loop;
  std::stop_source source;
  close_when_stopped(loop, source.get_token(), source);
  loop.close();
}

void good_text_is_none_of_two() {
  EventLoop loop;
  const std::string_view mode = choose() ? "run" : choose() ? "serve" : "none";
  if (mode == "run" || mode == "serve") {
    loop.call_soon([] {});
    loop.close();
  }
  if (mode != "run" && mode != "serve")
    loop.close();
}
