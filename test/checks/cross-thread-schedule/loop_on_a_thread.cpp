// RUN: %check_scenarios %s eventloop-cross-thread-schedule
//
// The loop runs on a thread that was started for it. Who uses it from here
// waits until it runs, so that all runs come to the same.

#include <refloop/refloop.h>

#include <chrono>
#include <future>
#include <thread>

using namespace refloop;
using namespace std::chrono_literals;

static void refused(RuntimeError &) {}

/// Lets a thread say that its loop runs.
class Started {
public:
  void tell() { Told.set_value(); }
  void wait() { Told.get_future().wait(); }

private:
  std::promise<void> Told;
};

void bad_call_from_the_thread_that_started_it() {
  EventLoop loop;
  Started started;
  loop.call_soon([&started] { started.tell(); });
  std::thread runner([&loop] { loop.run_forever(); });
  started.wait();
  try {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
    // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:15: note: the other thread is given its work here
  } catch (RuntimeError &error) {
    refused(error);
  }
  loop.call_soon_threadsafe([&loop] { loop.stop(); });
  runner.join();
  loop.close();
}

void good_threadsafe_call_from_the_thread_that_started_it() {
  EventLoop loop;
  Started started;
  loop.call_soon([&started] { started.tell(); });
  std::thread runner([&loop] { loop.run_forever(); });
  started.wait();
  loop.call_soon_threadsafe([] {});
  loop.call_soon_threadsafe([&loop] { loop.stop(); });
  runner.join();
  loop.close();
}

void bad_timer_from_the_thread_that_started_it() {
  EventLoop loop;
  Started started;
  loop.call_soon([&started] { started.tell(); });
  std::jthread runner([&loop] { loop.run_forever(); });
  started.wait();
  try {
    loop.call_later(1ms, [] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_later' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
    // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:16: note: the other thread is given its work here
  } catch (RuntimeError &error) {
    refused(error);
  }
  loop.call_soon_threadsafe([&loop] { loop.stop(); });
  runner.join();
  loop.close();
}

void bad_task_from_the_thread_that_started_it() {
  auto step = []() -> Task<> { co_return; };
  EventLoop loop;
  Started started;
  loop.call_soon([&started] { started.tell(); });
  std::thread runner([&loop] { loop.run_forever(); });
  started.wait();
  try {
    loop.create_task(step()).detach();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'create_task' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
    // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:15: note: the other thread is given its work here
  } catch (RuntimeError &error) {
    refused(error);
  }
  loop.call_soon_threadsafe([&loop] { loop.stop(); });
  runner.join();
  loop.close();
}

void good_call_after_the_join() {
  EventLoop loop;
  Started started;
  loop.call_soon([&started] { started.tell(); });
  std::thread runner([&loop] { loop.run_forever(); });
  started.wait();
  loop.call_soon_threadsafe([&loop] { loop.stop(); });
  runner.join();
  loop.call_soon([&loop] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void good_calls_before_the_thread_starts() {
  EventLoop loop;
  loop.call_soon([] {});
  loop.call_later(1ms, [&loop] { loop.stop(); });
  std::thread runner([&loop] { loop.run_forever(); });
  runner.join();
  loop.close();
}

void good_callback_of_the_loop_schedules() {
  EventLoop loop;
  loop.call_soon([&loop] { loop.call_soon([&loop] { loop.stop(); }); });
  std::thread runner([&loop] { loop.run_forever(); });
  runner.join();
  loop.close();
}

void good_loop_is_made_used_and_run_on_its_thread() {
  std::thread runner([] {
    EventLoop loop;
    loop.call_soon([&loop] { loop.stop(); });
    loop.run_forever();
    loop.close();
  });
  runner.join();
}

void good_jthread_has_ended() {
  EventLoop loop;
  {
    loop.call_soon([&loop] { loop.stop(); });
    std::jthread runner([&loop] { loop.run_forever(); });
  }
  loop.call_soon([&loop] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

void good_two_loops_each_on_its_thread() {
  EventLoop here;
  EventLoop there;
  Started started;
  there.call_soon([&started] { started.tell(); });
  std::thread runner([&there] { there.run_forever(); });
  started.wait();
  here.call_soon([&here] { here.stop(); });
  here.run_forever();
  there.call_soon_threadsafe([&there] { there.stop(); });
  runner.join();
  there.close();
  here.close();
}

void bad_callback_of_one_loop_uses_the_other() {
  EventLoop here;
  EventLoop there;
  Started started;
  there.call_soon([&started] { started.tell(); });
  std::thread runner([&there] { there.run_forever(); });
  started.wait();
  here.call_soon([&here, &there] {
    try {
      there.call_soon([] {});
      // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'call_soon' schedules on loop 'there', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
      // CHECK-MESSAGES: :[[@LINE-9]]:13: note: loop 'there' is created here
      // CHECK-MESSAGES: :[[@LINE-7]]:15: note: the other thread is given its work here
      // CHECK-MESSAGES: :[[@LINE+6]]:8: note: called from here
    } catch (RuntimeError &error) {
      refused(error);
    }
    here.stop();
  });
  here.run_forever();
  there.call_soon_threadsafe([&there] { there.stop(); });
  runner.join();
  there.close();
  here.close();
}

void good_callback_of_one_loop_wakes_the_other() {
  EventLoop here;
  EventLoop there;
  Started started;
  there.call_soon([&started] { started.tell(); });
  std::thread runner([&there] { there.run_forever(); });
  started.wait();
  here.call_soon([&here, &there] {
    there.call_soon_threadsafe([&there] { there.stop(); });
    here.stop();
  });
  here.run_forever();
  runner.join();
  there.close();
  here.close();
}

void bad_coroutine_runs_on_the_thread() {
  auto serve = [](Started &started, Future<> &end) -> Task<> {
    started.tell();
    co_await end;
  };
  EventLoop loop;
  Started started;
  auto end = loop.create_future();
  std::thread runner([&] { loop.run_until_complete(serve(started, end)); });
  started.wait();
  try {
    loop.call_soon([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules on loop 'loop', which is running on another thread: RuntimeError 'Non-thread-safe operation invoked on an event loop other than the current one' [eventloop-cross-thread-schedule]
    // CHECK-MESSAGES: :[[@LINE-8]]:13: note: loop 'loop' is created here
    // CHECK-MESSAGES: :[[@LINE-6]]:15: note: the other thread is given its work here
  } catch (RuntimeError &error) {
    refused(error);
  }
  loop.call_soon_threadsafe([&end] { end.set_result(); });
  runner.join();
  loop.close();
}

void good_coroutine_on_the_thread_is_ended_threadsafe() {
  auto serve = [](Started &started, Future<> &end) -> Task<> {
    started.tell();
    co_await end;
  };
  EventLoop loop;
  Started started;
  auto end = loop.create_future();
  std::thread runner([&] { loop.run_until_complete(serve(started, end)); });
  started.wait();
  loop.call_soon_threadsafe([&end] { end.set_result(); });
  runner.join();
  loop.close();
}
