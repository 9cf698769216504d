// RUN: %check_scenarios %s eventloop-dangling-capture
// SANITIZE
//
// Callbacks that refer to variables of the function that schedules them.

#include <refloop/refloop.h>

#include <string>

using namespace refloop;
using namespace std::chrono_literals;

static volatile int sink = 0;

static void use(int value) { sink = value; }

void bad_variable_of_an_inner_block() {
  EventLoop loop;
  {
    int count = 42;
    loop.call_soon([&count] { use(count); });
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'count' ends here
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_copy_of_a_variable_of_an_inner_block() {
  EventLoop loop;
  {
    int count = 42;
    loop.call_soon([count] { use(count); });
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_variable_of_the_function() {
  EventLoop loop;
  int count = 42;
  loop.call_soon([&count] { use(count); });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_loop_ran_in_the_block() {
  EventLoop loop;
  {
    int count = 42;
    loop.call_soon([&count] { use(count); });
    loop.run_until_complete(sleep(1ms));
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_loop_never_runs_again() {
  EventLoop loop;
  {
    int count = 42;
    loop.call_soon([&count] { use(count); });
  }
  loop.close();
}

void bad_default_capture() {
  EventLoop loop;
  {
    int count = 42;
    loop.call_soon([&] { use(count); });
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'count' ends here
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_default_capture_by_value() {
  EventLoop loop;
  {
    int count = 42;
    loop.call_soon([=] { use(count); });
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void bad_timer() {
  EventLoop loop;
  {
    int count = 42;
    loop.call_later(1ms, [&count] { use(count); });
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_later' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'count' ends here
  }
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_timer_is_cancelled_in_time() {
  EventLoop loop;
  {
    int count = 42;
    auto timer = loop.call_later(1ms, [&count] { use(count); });
    timer.cancel();
  }
  loop.run_until_complete(sleep(5ms));
  loop.close();
}

void good_callback_is_cancelled_in_time() {
  EventLoop loop;
  {
    int count = 42;
    Handle handle = loop.call_soon([&count] { use(count); });
    handle.cancel();
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void bad_string() {
  EventLoop loop;
  {
    std::string name = "a name that is too long for the object itself";
    loop.call_soon([&name] { use(name.size()); });
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules what refers to 'name', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'name' ends here
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_string_is_moved_in() {
  EventLoop loop;
  {
    std::string name = "a name that is too long for the object itself";
    loop.call_soon([name = std::move(name)] { use(name.size()); });
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void bad_pointer_to_a_variable() {
  EventLoop loop;
  {
    int count = 42;
    int *pointer = &count;
    loop.call_soon([pointer] { use(*pointer); });
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'count' ends here
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_static_variable() {
  EventLoop loop;
  {
    static int count = 42;
    loop.call_soon([] { use(count); });
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void bad_second_of_two() {
  EventLoop loop;
  int first = 1;
  {
    int second = 2;
    loop.call_soon([&first] { use(first); });
    loop.call_soon([&second] { use(second); });
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules what refers to 'second', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'second' ends here
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_callback_does_not_use_it() {
  EventLoop loop;
  {
    int count = 42;
    use(count);
    loop.call_soon([] { use(1); });
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_reference_to_what_lives_on() {
  EventLoop loop;
  int count = 42;
  {
    int &same = count;
    loop.call_soon([&same] { use(same); });
  }
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void bad_callback_schedules_another() {
  EventLoop loop;
  loop.call_soon([&loop] {
    int count = 42;
    loop.call_soon([&count] { use(count); });
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'call_soon' schedules what refers to 'count', which is gone when it runs [eventloop-dangling-capture]
    // CHECK-MESSAGES: :[[@LINE+1]]:3: note: 'count' ends here
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}

void good_callback_schedules_another_with_a_copy() {
  EventLoop loop;
  loop.call_soon([&loop] {
    int count = 42;
    loop.call_soon([count] { use(count); });
  });
  loop.run_until_complete(sleep(1ms));
  loop.close();
}
