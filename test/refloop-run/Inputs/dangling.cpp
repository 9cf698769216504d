// Built with -fsanitize=address: tasks, callbacks and jobs that use what has
// ended. The argument says which.
#include <refloop/refloop.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

using namespace refloop;
using namespace std::chrono_literals;

static Task<> adds_later(int &sum) {
  co_await sleep(1ms);
  ++sum;
}

static TaskHandle<> spawn_over_a_local(EventLoop &loop) {
  int sum = 0;
  return loop.create_task(adds_later(sum)); // blamed
}

static void task_outlives_a_local() {
  EventLoop loop;
  auto task = spawn_over_a_local(loop);
  loop.run_until_complete(task);
  loop.close();
}

static void callback_outlives_its_owner() {
  EventLoop loop;
  auto text = std::make_unique<std::string>("a text that is on the heap for sure");
  loop.call_soon([&text = *text] { text += "!"; }); // blamed
  text.reset();
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

static void closure_dies_before_its_coroutine() {
  EventLoop loop;
  int value = 7;
  auto task = loop.create_task([value]() -> Task<int> { // blamed
    co_await sleep(1ms);
    co_return value;
  }());
  loop.run_until_complete(task);
  loop.close();
}

static void job_outlives_a_local() {
  EventLoop loop;
  Future<> job;
  {
    auto number = std::make_unique<int>(1);
    const std::function<void()> increments = [&number = *number] { ++number; };
    number.reset();
    job = loop.run_in_executor(increments); // blamed
  }
  loop.run_until_complete(job);
  loop.close();
}

static void nobody_ordered_it() {
  auto number = std::make_unique<int>(1);
  int &dangling = *number;
  number.reset();
  EventLoop loop;
  loop.close();
  ++dangling;
}

static void overflow_is_something_else() {
  EventLoop loop;
  auto numbers = std::make_unique<int[]>(2);
  loop.call_soon([&, index = 2] { ++numbers[static_cast<unsigned>(index)]; });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

static void sound() {
  EventLoop loop;
  int sum = 0;
  auto task = loop.create_task(adds_later(sum));
  loop.run_until_complete(task);
  loop.close();
}

int main(int argc, char **argv) {
  const std::string name = argc > 1 ? argv[1] : "";
  if (name == "task")
    task_outlives_a_local();
  else if (name == "callback")
    callback_outlives_its_owner();
  else if (name == "closure")
    closure_dies_before_its_coroutine();
  else if (name == "job")
    job_outlives_a_local();
  else if (name == "nobody")
    nobody_ordered_it();
  else if (name == "overflow")
    overflow_is_something_else();
  else
    sound();
}
