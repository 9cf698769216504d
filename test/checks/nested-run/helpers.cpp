// RUN: %check_scenarios %s eventloop-nested-run
//
// The run stands in a helper: two and three calls down, in a recursion, a
// template, a macro, a method. The same helpers are right outside of a run.

#include <refloop/refloop.h>

#include <memory>

using namespace refloop;

static Task<> save() { co_return; }
static Task<int> answer() { co_return 42; }

static void flush_1(EventLoop &loop) { loop.run_until_complete(save()); }
// CHECK-MESSAGES: :[[@LINE-1]]:45: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
// CHECK-MESSAGES: :[[@LINE+10]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+10]]:8: note: loop 'loop' is run here
// CHECK-MESSAGES: :[[@LINE+3]]:3: note: called from here

static Task<> serve_1(EventLoop &loop) {
  flush_1(loop);
  co_return;
}

void bad_helper() {
  EventLoop loop;
  loop.run_until_complete(serve_1(loop));
  loop.close();
}

static void flush_2c(EventLoop &loop) { loop.run_until_complete(save()); }
// CHECK-MESSAGES: :[[@LINE-1]]:46: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
// CHECK-MESSAGES: :[[@LINE+14]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+14]]:8: note: loop 'loop' is run here
// CHECK-MESSAGES: :[[@LINE+3]]:41: note: called from here
// CHECK-MESSAGES: :[[@LINE+3]]:41: note: called from here
// CHECK-MESSAGES: :[[@LINE+5]]:3: note: called from here
static void flush_2b(EventLoop &loop) { flush_2c(loop); }
static void flush_2a(EventLoop &loop) { flush_2b(loop); }

static Task<> serve_2(EventLoop &loop) {
  flush_2a(loop);
  co_return;
}

void bad_three_calls_down() {
  EventLoop loop;
  loop.run_until_complete(serve_2(loop));
  loop.close();
}

static void flush_3b() { run(save()); }
// CHECK-MESSAGES: :[[@LINE-1]]:26: warning: 'run' is called while loop 'loop' runs: RuntimeError 'refloop::run() cannot be called from a running event loop' [eventloop-nested-run]
// CHECK-MESSAGES: :[[@LINE+7]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+9]]:8: note: loop 'loop' is run here
// CHECK-MESSAGES: :[[@LINE+2]]:26: note: called from here
// CHECK-MESSAGES: :[[@LINE+5]]:23: note: called from here
static void flush_3a() { flush_3b(); }

void bad_two_calls_below_a_callback() {
  EventLoop loop;
  loop.call_soon([] { flush_3a(); });
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

static void flush_twice(EventLoop &loop) {
  loop.run_until_complete(save());
  loop.run_until_complete(save());
}

static Task<> serve_without_helper() { co_await save(); }

void good_helper_outside_of_the_run() {
  EventLoop loop;
  flush_twice(loop);
  loop.run_until_complete(serve_without_helper());
  flush_twice(loop);
  loop.close();
}

static void flush_4(EventLoop &loop) { loop.run_until_complete(save()); }
// CHECK-MESSAGES: :[[@LINE-1]]:45: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
// CHECK-MESSAGES: :[[@LINE+11]]:13: note: loop 'loop' is created here
// CHECK-MESSAGES: :[[@LINE+12]]:8: note: loop 'loop' is run here
// CHECK-MESSAGES: :[[@LINE+3]]:3: note: called from here

static Task<> serve_4(EventLoop &loop) {
  flush_4(loop);
  co_return;
}

// Right before the run, wrong within it: each run of the program comes to both.
void bad_helper_of_both() {
  EventLoop loop;
  flush_4(loop);
  loop.run_until_complete(serve_4(loop));
  loop.close();
}

static void flush_deep(EventLoop &loop, int depth) {
  if (depth > 0)
    flush_deep(loop, depth - 1);
  else
    loop.run_until_complete(save());
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
    // CHECK-MESSAGES: :[[@LINE+12]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE+12]]:8: note: loop 'loop' is run here
    // CHECK-MESSAGES: :[[@LINE-6]]:5: note: called from here
    // CHECK-MESSAGES: :[[@LINE+4]]:3: note: called from here
}

static Task<> serve_recursively(EventLoop &loop) {
  flush_deep(loop, 3);
  co_return;
}

void bad_recursion() {
  EventLoop loop;
  loop.run_until_complete(serve_recursively(loop));
  loop.close();
}

static void flush_deep_outside(EventLoop &loop, int depth) {
  if (depth > 0)
    flush_deep_outside(loop, depth - 1);
  else
    loop.run_until_complete(save());
}

void good_recursion_outside_of_a_run() {
  EventLoop loop;
  flush_deep_outside(loop, 3);
  loop.close();
}

template <class Loop> static void flush_any(Loop &loop) {
  loop.run_until_complete(save());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+11]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+11]]:8: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: called from here
}

static Task<> serve_with_template(EventLoop &loop) {
  flush_any(loop);
  co_return;
}

void bad_template() {
  EventLoop loop;
  loop.run_until_complete(serve_with_template(loop));
  loop.close();
}

template <class T> static T wait_for_value(Task<T> task) {
  return run(std::move(task));
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'run' is called while a loop runs: RuntimeError 'refloop::run() cannot be called from a running event loop' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+6]]:38: note: the loop is run here
  // CHECK-MESSAGES: :[[@LINE+3]]:36: note: called from here
}

static Task<int> ask() { co_return wait_for_value(answer()); }

void bad_template_that_calls_run() { run(ask()); }

template <class T> static T value_of(Task<T> task) { return run(std::move(task)); }

void good_template_that_calls_run() { int result = value_of(answer()); }

#define FLUSH(loop) (loop).run_until_complete(save())

static Task<> serve_with_macro(EventLoop &loop) {
  FLUSH(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE-5]]:28: note: expanded from macro 'FLUSH'
  // CHECK-MESSAGES: :[[@LINE+6]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is run here
  co_return;
}

void bad_macro() {
  EventLoop loop;
  loop.run_until_complete(serve_with_macro(loop));
  loop.close();
}

void good_macro_outside_of_a_run() {
  EventLoop loop;
  FLUSH(loop);
  FLUSH(loop);
  loop.close();
}

// A facade that hides the loop from its users, who then call it from a task.
class Store {
public:
  explicit Store(EventLoop &loop) : loop(loop) {}
  int get() { return loop.run_until_complete(answer()); }
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'run_until_complete' runs loop 'loop', which is running: RuntimeError 'This event loop is already running' [eventloop-nested-run]
  // CHECK-MESSAGES: :[[@LINE+11]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+12]]:21: note: loop 'loop' is run here
  // CHECK-MESSAGES: :[[@LINE+6]]:54: note: called from here

private:
  EventLoop &loop;
};

static Task<int> use(Store &store) { co_return store.get(); }

void bad_facade_called_from_a_task() {
  EventLoop loop;
  Store store(loop);
  int result = loop.run_until_complete(use(store));
  loop.close();
}

class AsyncStore {
public:
  explicit AsyncStore(EventLoop &loop) : loop(loop) {}
  Task<int> get_async() { return answer(); }
  int get() { return loop.run_until_complete(get_async()); }

private:
  EventLoop &loop;
};

static Task<int> use_async(AsyncStore &store) {
  co_return co_await store.get_async();
}

void good_facade_with_both_ways() {
  EventLoop loop;
  AsyncStore store(loop);
  int one = store.get();
  int other = loop.run_until_complete(use_async(store));
  loop.close();
}
