// RUN: %check_scenarios %s eventloop-unclosed-loop
//
// Loops that are reached through what a map, an array or a list of functions
// returns: who closes them need not name them.

#include <refloop/refloop.h>

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using namespace refloop;

struct Service {
  std::shared_ptr<EventLoop> loop;
};
struct Step {
  std::string name;
  std::function<void()> run;
};

void good_pointer_in_a_map() {
  EventLoop loop;
  std::map<int, EventLoop *> loops;
  loops[1] = &loop;
  for (auto &[name, each] : loops)
    each->close();
}

void good_owner_in_a_map() {
  auto loop = std::make_shared<EventLoop>();
  std::map<int, std::shared_ptr<EventLoop>> loops;
  loops[1] = loop;
  for (auto &[name, each] : loops)
    each->close();
}

void good_owner_in_a_vector_in_a_map() {
  auto loop = std::make_shared<EventLoop>();
  std::map<int, std::vector<std::shared_ptr<EventLoop>>> loops;
  loops[1].push_back(loop);
  for (auto &[name, several] : loops)
    for (auto &each : several)
      each->close();
}

void good_object_with_an_owner_in_a_map() {
  auto loop = std::make_shared<EventLoop>();
  std::map<int, Service> services;
  services[1] = Service{loop};
  services[2].loop = loop;
  services[1].loop->close();
}

void good_owners_in_an_array() {
  auto loop = std::make_shared<EventLoop>();
  std::shared_ptr<EventLoop> loops[2] = {loop, nullptr};
  for (auto &each : loops)
    if (each)
      each->close();
}

void good_objects_in_an_array() {
  auto loop = std::make_shared<EventLoop>();
  Service services[] = {{loop}, {nullptr}};
  for (auto &each : services)
    if (each.loop)
      each.loop->close();
}

void good_owners_in_a_standard_array() {
  auto loop = std::make_shared<EventLoop>();
  std::array<std::shared_ptr<EventLoop>, 1> loops{loop};
  loops[0]->close();
}

void good_element_overwritten() {
  auto loop = std::make_shared<EventLoop>();
  std::vector<std::shared_ptr<EventLoop>> loops(1);
  loops.front() = loop;
  for (auto &each : loops)
    each->close();
}

void good_list_of_owners() {
  auto loop = std::make_shared<EventLoop>();
  std::vector<std::shared_ptr<EventLoop>> loops{loop};
  for (auto &each : loops)
    each->close();
}

void good_references_in_a_list() {
  EventLoop loop;
  std::vector<std::reference_wrapper<EventLoop>> loops{loop};
  for (EventLoop &each : loops)
    each.close();
}

void good_pair_and_tuple() {
  EventLoop first, second;
  std::pair<EventLoop *, int> pair{&first, 1};
  std::tuple<EventLoop &> tuple{second};
  pair.first->close();
  std::get<0>(tuple).close();
}

void good_closed_by_a_function_in_a_map() {
  EventLoop loop;
  std::map<std::string, std::function<void()>> commands;
  commands["close"] = [&] { loop.close(); };
  commands["close"]();
}

void good_closed_by_a_function_in_an_array() {
  EventLoop loop;
  Step steps[] = {{"close", [&] { loop.close(); }}};
  for (auto &step : steps)
    step.run();
}

void good_closed_by_a_function_in_an_object() {
  EventLoop loop;
  auto step = std::make_unique<Step>();
  step->run = [&] { loop.close(); };
  step->run();
}

struct Closer {
  void operator()(EventLoop *loop) const {
    loop->close();
    delete loop;
  }
};

void good_deleters_in_a_vector() {
  std::vector<std::unique_ptr<EventLoop, Closer>> loops;
  loops.emplace_back(new EventLoop);
  loops.push_back(std::unique_ptr<EventLoop, Closer>(new EventLoop));
}

void good_shared_with_a_deleter_in_a_vector() {
  std::vector<std::shared_ptr<EventLoop>> loops;
  loops.emplace_back(new EventLoop, Closer());
}

// Its deleter is called, though there is nothing to delete.
void good_guard_that_owns_nothing() {
  EventLoop loop;
  std::shared_ptr<void> guard(nullptr, [&](void *) { loop.close(); });
}

struct Listener {
  virtual ~Listener() = default;
  virtual void stopped() = 0;
};
struct ClosesTheLoop : Listener {
  EventLoop &loop;
  explicit ClosesTheLoop(EventLoop &loop) : loop(loop) {}
  void stopped() override { loop.close(); }
};
struct Server {
  Listener *listeners[2] = {};
  int count = 0;
  void add(Listener &listener) { listeners[count++] = &listener; }
  void stop() {
    for (int i = 0; i < count; ++i)
      listeners[i]->stopped();
  }
};

void good_closed_by_a_listener() {
  EventLoop loop;
  ClosesTheLoop closes(loop);
  Server server;
  server.add(closes);
  server.stop();
}

struct Steps {
  std::vector<std::function<void(EventLoop &)>> steps;
  Steps &then(std::function<void(EventLoop &)> step) {
    steps.push_back(std::move(step));
    return *this;
  }
  void runOn(EventLoop &loop) {
    for (auto &step : steps)
      step(loop);
  }
};

void good_closed_by_a_step() {
  EventLoop loop;
  Steps()
      .then([](EventLoop &given) { given.call_soon([] {}); })
      .then([](EventLoop &given) { given.close(); })
      .runOn(loop);
}

struct Callback {
  void (*call)(void *);
  void *argument;
};
static void closeIt(void *loop) { static_cast<EventLoop *>(loop)->close(); }
static void lookAtIt(void *loop) {
  (void)static_cast<EventLoop *>(loop)->is_closed();
}

void good_closed_by_a_function_of_c() {
  EventLoop loop;
  Callback callback{closeIt, &loop};
  callback.call(callback.argument);
}

void bad_not_closed_by_a_function_of_c() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  Callback callback{lookAtIt, &loop};
  callback.call(callback.argument);
}

void good_closed_by_a_function_in_a_vector() {
  EventLoop loop;
  std::vector<std::pair<void (*)(void *), void *>> callbacks;
  callbacks.emplace_back(closeIt, &loop);
  for (auto &[call, argument] : callbacks)
    call(argument);
}

void good_closed_by_an_element_that_is_assigned() {
  EventLoop loop;
  Callback callbacks[2];
  callbacks[0] = {closeIt, &loop};
  callbacks[0].call(callbacks[0].argument);
}

struct Settings {
  bool closes = true;
};

void good_closed_as_the_settings_say() {
  EventLoop loop;
  Settings settings;
  if (settings.closes)
    loop.close();
}

void bad_not_closed_as_the_settings_say() {
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: loop 'loop' is destroyed here
  auto settings = std::make_unique<Settings>();
  if (!settings->closes)
    loop.close();
}

void bad_the_other_one_is_stored() {
  EventLoop stored, loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:21: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+5]]:1: note: loop 'loop' is destroyed here
  std::map<int, EventLoop *> loops;
  loops[1] = &stored;
  for (auto &[name, each] : loops)
    each->close();
}

void bad_what_is_stored_does_not_reach_it() {
  auto stored = std::make_shared<EventLoop>();
  EventLoop loop;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  Service services[] = {{stored}};
  services[0].loop->close();
}
