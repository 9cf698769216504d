// RUN: %check_scenarios %s eventloop-unclosed-loop
//
// Loops that several own: who copies an owner leaves the original as it was.

#include <refloop/refloop.h>

#include <memory>
#include <optional>
#include <vector>

using namespace refloop;

struct Service {
  std::shared_ptr<EventLoop> loop;
  explicit Service(std::shared_ptr<EventLoop> given) : loop(std::move(given)) {}
};
struct Pair {
  std::shared_ptr<EventLoop> one, other;
  Pair(std::shared_ptr<EventLoop> one, const std::shared_ptr<EventLoop> &other)
      : one(one), other(other) {}
};

void good_copied_into_a_unique_object() {
  auto loop = std::make_shared<EventLoop>();
  auto service = std::make_unique<Service>(loop);
  loop->close();
}

void good_copied_into_a_shared_object() {
  auto loop = std::make_shared<EventLoop>();
  auto service = std::make_shared<Service>(loop);
  service->loop->close();
}

void good_copied_twice() {
  auto loop = std::make_shared<EventLoop>();
  auto pair = std::make_unique<Pair>(loop, loop);
  loop->close();
}

void good_copied_into_an_optional() {
  auto loop = std::make_shared<EventLoop>();
  std::optional<Service> service;
  service.emplace(loop);
  loop->close();
}

void good_copied_into_a_container() {
  auto loop = std::make_shared<EventLoop>();
  std::vector<std::shared_ptr<EventLoop>> loops;
  loops.push_back(loop);
  loop->close();
}

void good_object_with_a_copy_goes_into_a_container() {
  auto loop = std::make_shared<EventLoop>();
  std::vector<std::unique_ptr<Service>> services;
  services.push_back(std::make_unique<Service>(loop));
  loop->close();
}

void good_moved_into_an_object() {
  auto loop = std::make_shared<EventLoop>();
  auto service = std::make_unique<Service>(std::move(loop));
  service->loop->close();
}

void good_behind_a_base() {
  struct Base {
    virtual ~Base() = default;
  };
  struct Derived : Base {
    std::shared_ptr<EventLoop> loop;
    explicit Derived(std::shared_ptr<EventLoop> given) : loop(given) {}
  };
  auto loop = std::make_shared<EventLoop>();
  std::unique_ptr<Base> service = std::make_unique<Derived>(loop);
  loop->close();
}

void bad_copied_and_never_closed() {
  auto loop = std::make_shared<EventLoop>();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: loop 'loop' is destroyed here
  auto service = std::make_unique<Service>(loop);
}

void bad_moved_and_never_closed() {
  auto service = std::make_unique<Service>(std::make_shared<EventLoop>());
  // CHECK-MESSAGES: :[[@LINE-1]]:44: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:44: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-80]]:8: note: loop 'loop' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+1]]:1: note: called from here
}

void bad_the_other_is_closed() {
  auto loop = std::make_shared<EventLoop>();
  auto pair = std::make_unique<Pair>(loop, std::make_shared<EventLoop>());
  // CHECK-MESSAGES: :[[@LINE-1]]:44: warning: loop 'other' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:44: note: loop 'other' is created here
  // CHECK-MESSAGES: :[[@LINE-85]]:8: note: loop 'other' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+2]]:1: note: called from here
  pair->one->close();
}

void bad_copied_into_an_optional_and_never_closed() {
  auto loop = std::make_shared<EventLoop>();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: loop 'loop' is never closed: unclosed event loop [eventloop-unclosed-loop]
  // CHECK-MESSAGES: :[[@LINE-2]]:15: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: loop 'loop' is destroyed here
  std::optional<Service> service;
  service.emplace(loop);
}
