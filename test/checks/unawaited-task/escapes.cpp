// RUN: %check_scenarios %s eventloop-unawaited-task
//
// Coroutines and handles that go where the analysis cannot follow: it says
// nothing then, rightly or not.

#include <refloop/refloop.h>

#include <any>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

using namespace refloop;
using namespace std::chrono_literals;

Task<> work() { co_await sleep(1ms); }
Task<> step() { co_return; }

void finish(Task<> task) { run(std::move(task)); }
void forget(Task<>) {}
Task<> await_handle(TaskHandle<> handle) { co_await handle; }
Task<> look(TaskHandle<> &handle) { co_await handle; }

// Nobody can know what these point to.
void (*volatile unknown_for_task)(Task<>) = finish;
void (*volatile unknown_that_forgets)(Task<>) = forget;
Task<> (*volatile unknown_for_handle)(TaskHandle<>) = await_handle;
Task<> (*volatile unknown_for_reference)(TaskHandle<> &) = look;
Task<> (*volatile unknown_maker)() = work;

void good_coroutine_goes_to_unknown_code() { unknown_for_task(work()); }

Task<> gives_the_handle() { co_await unknown_for_handle(create_task(work())); }
void good_handle_goes_to_unknown_code() { run(gives_the_handle()); }

Task<> gives_a_reference() {
  auto handle = create_task(work());
  co_await unknown_for_reference(handle);
}
void good_handle_seen_by_unknown_code() { run(gives_a_reference()); }

// What is done behind a pointer to a function is not known.
void fn_unknown_code_forgets_it() { unknown_that_forgets(work()); }

// What a pointer to a function yields is not known to be a fresh coroutine.
void fn_made_by_unknown_code() {
  unknown_maker();
}

void good_made_by_unknown_code_and_run() { run(unknown_maker()); }

/// What it does with its tasks, another file knows.
struct Sink {
  virtual ~Sink() = default;
  virtual void take(Task<> task) = 0;
  virtual void keep(TaskHandle<> handle) = 0;
};
struct RunningSink : Sink {
  void take(Task<> task) override { run(std::move(task)); }
  void keep(TaskHandle<> handle) override { handle.detach(); }
};
void good_virtual_function_takes_it() {
  std::unique_ptr<Sink> sink = std::make_unique<RunningSink>();
  sink->take(work());
}
Task<> keeps_in_a_sink(Sink &sink) {
  sink.keep(create_task(work()));
  co_await sleep(5ms);
}
void good_virtual_function_keeps_it() {
  RunningSink sink;
  run(keeps_in_a_sink(sink));
}

std::vector<TaskHandle<>> all;
Task<> keeps_in_a_global() {
  all.push_back(create_task(work()));
  co_await sleep(5ms);
}
Task<> awaits_the_global() {
  co_await keeps_in_a_global();
  for (auto &handle : all)
    co_await handle;
  all.clear();
}
void good_kept_in_a_global() { run(awaits_the_global()); }

Task<> captured_in_a_callback() {
  auto handle = std::make_shared<TaskHandle<>>(create_task(work()));
  get_running_loop().call_later(2ms, [handle] { handle->detach(); });
  co_await sleep(5ms);
}
void good_captured_in_a_callback() { run(captured_in_a_callback()); }

struct Node {
  TaskHandle<> handle;
  std::shared_ptr<Node> next;
};
Task<> links() {
  auto head = std::make_shared<Node>();
  head->next = std::make_shared<Node>();
  head->next->handle = create_task(work());
  for (auto node = head; node; node = node->next)
    if (node->handle)
      co_await node->handle;
}
void good_in_a_linked_list() { run(links()); }

// Elements of nodes behind shared pointers are not told apart.
Task<> links_and_forgets() {
  auto head = std::make_shared<Node>();
  head->next = std::make_shared<Node>();
  head->next->handle = create_task(work());
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the task of 'work' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-20]]:8: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE-21]]:8: note: called from here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: called from here
  // CHECK-MESSAGES: :[[@LINE+3]]:31: note: called from here
  co_return;
}
void bad_in_a_linked_list() { run(links_and_forgets()); }

TaskHandle<> &slot() {
  static TaskHandle<> kept;
  return kept;
}
Task<> keeps_in_a_slot() {
  slot() = create_task(work());
  co_await slot();
}
void good_behind_a_getter() { run(keeps_in_a_slot()); }
