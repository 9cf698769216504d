//===- signals.cpp - Scenarios: signal handlers of loops ------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Twin: signals.py.
//
//===----------------------------------------------------------------------===//

#include "coroutines.h"

#include <csignal>
#include <initializer_list>
#include <thread>

namespace conformance {
namespace {

using namespace refloop;

constexpr int one = SIGUSR1, other = SIGUSR2;

/// A loop for a scope.
struct NewLoop {
  EventLoop loop;
  ~NewLoop() { loop.close(); }
};

/// Whether \p signal has its default action.
bool is_default(int signal) {
  struct sigaction action{};
  ::sigaction(signal, nullptr, &action);
  return action.sa_handler == SIG_DFL;
}

void raise_all(std::initializer_list<int> signals) {
  for (const int signal : signals)
    std::raise(signal);
}

/// Logs each turn of the loop, as often as it is told.
void count_turns(const Log &log, EventLoop &loop, int turns) {
  if (turns == 0) {
    loop.stop();
    return;
  }
  log("turn");
  loop.call_soon([&log, &loop, turns] { count_turns(log, loop, turns - 1); });
}

void handler_runs_two_turns_later(const Log &log) {
  NewLoop scope;
  EventLoop &loop = scope.loop;
  loop.add_signal_handler(one, [&] { log("handled"); });
  loop.call_soon([&] {
    std::raise(one);
    log("raised");
  });
  loop.call_soon([&] { count_turns(log, loop, 5); });
  loop.run_forever();
}

void signal_before_the_run(const Log &log) {
  NewLoop scope;
  EventLoop &loop = scope.loop;
  loop.add_signal_handler(one, [&] {
    log("handled");
    loop.stop();
  });
  std::raise(one);
  log("raised");
  loop.run_forever();
}

void a_signal_that_comes_thrice(const Log &log) {
  NewLoop scope;
  EventLoop &loop = scope.loop;
  loop.add_signal_handler(one, [&] { log("handled"); });
  loop.add_signal_handler(other, [&] { loop.stop(); });
  raise_all({one, one, one, other});
  loop.run_forever();
}

void signals_are_handled_in_their_order(const Log &log) {
  NewLoop scope;
  EventLoop &loop = scope.loop;
  loop.add_signal_handler(one, [&] { log("one"); });
  loop.add_signal_handler(other, [&] { log("other"); });
  raise_all({other, one, other});
  loop.call_soon([&] { count_turns(log, loop, 3); });
  loop.run_forever();
}

void later_handlers_replace_earlier_ones(const Log &log) {
  NewLoop scope;
  EventLoop &loop = scope.loop;
  loop.add_signal_handler(one, [&] { log("first"); });
  loop.add_signal_handler(one, [&] {
    log("second");
    loop.stop();
  });
  std::raise(one);
  loop.run_forever();
}

void handler_that_is_replaced_after_the_signal(const Log &log) {
  NewLoop scope;
  EventLoop &loop = scope.loop;
  loop.add_signal_handler(one, [&] { log("first"); });
  std::raise(one);
  loop.add_signal_handler(one, [&] {
    log("second");
    loop.stop();
  });
  loop.run_forever();
}

void handlers_are_removed_once(const Log &log) {
  NewLoop scope;
  EventLoop &loop = scope.loop;
  loop.add_signal_handler(one, [&] { log("handled"); });
  const bool first = loop.remove_signal_handler(one);
  log(first, loop.remove_signal_handler(one));
  log(loop.remove_signal_handler(other));
  log(is_default(one));
}

void handler_that_is_removed_after_the_signal(const Log &log) {
  NewLoop scope;
  EventLoop &loop = scope.loop;
  loop.add_signal_handler(one, [&] { log("handled"); });
  std::raise(one);
  log(loop.remove_signal_handler(one));
  loop.call_soon([&] { count_turns(log, loop, 3); });
  loop.run_forever();
}

void handler_that_removes_itself(const Log &log) {
  NewLoop scope;
  EventLoop &loop = scope.loop;
  loop.add_signal_handler(
      one, [&] { log("handled", loop.remove_signal_handler(one)); });
  raise_all({one, one});
  loop.call_soon([&] { count_turns(log, loop, 4); });
  loop.run_forever();
}

void close_removes_handlers(const Log &log) {
  {
    NewLoop scope;
    scope.loop.add_signal_handler(one, [&] { log("handled"); });
    log(is_default(one));
  }
  log(is_default(one));
}

void numbers_that_are_no_signals(const Log &log) {
  NewLoop scope;
  EventLoop &loop = scope.loop;
  attempt(log, "add", [&] { loop.add_signal_handler(4711, [] {}); });
  attempt(log, "remove", [&] { loop.remove_signal_handler(0); });
  attempt(log, "of the library", [&] { loop.add_signal_handler(32, [] {}); });
}

void signals_that_cannot_be_caught(const Log &log) {
  NewLoop scope;
  EventLoop &loop = scope.loop;
  attempt(log, "kill", [&] { loop.add_signal_handler(SIGKILL, [] {}); });
  attempt(log, "stop", [&] { loop.add_signal_handler(SIGSTOP, [] {}); });
  log(loop.remove_signal_handler(SIGKILL));
}

void handler_on_a_closed_loop(const Log &log) {
  EventLoop loop;
  loop.close();
  attempt(log, "add", [&] { loop.add_signal_handler(one, [] {}); });
  log(loop.remove_signal_handler(one));
}

void handler_from_another_thread(const Log &log) {
  NewLoop scope;
  std::thread([&] {
    attempt(log, "add", [&] { scope.loop.add_signal_handler(one, [] {}); });
  }).join();
}

void handler_that_fails(const Log &log) {
  NewLoop scope;
  EventLoop &loop = scope.loop;
  loop.add_signal_handler(one, [] { throw ValueError("handler"); });
  loop.add_signal_handler(other, [&] {
    log("goes on");
    loop.stop();
  });
  raise_all({one, other});
  loop.run_forever();
}

void handler_that_closes_its_loop(const Log &log) {
  NewLoop scope;
  EventLoop &loop = scope.loop;
  loop.add_signal_handler(one, [&] {
    attempt(log, "close", [&] { loop.close(); });
    loop.stop();
  });
  std::raise(one);
  loop.run_forever();
  log(loop.is_closed());
}

void handler_is_no_task(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    Future<> done = loop.create_future();
    TaskHandle<> kept;
    auto work = [&]() -> Task<> {
      log("task", static_cast<bool>(current_task()));
      done.set_result();
      co_return;
    };
    loop.add_signal_handler(one, [&] {
      log("handler", static_cast<bool>(current_task()));
      kept = loop.create_task(work());
    });
    std::raise(one);
    co_await done;
    co_await kept;
  };
  drive(main());
}

void handler_cancels_a_task(const Log &log) {
  auto main = [&]() -> Task<> {
    EventLoop &loop = get_running_loop();
    loop.add_signal_handler(one, [task = current_task()] { task.cancel(); });
    std::raise(one);
    try {
      co_await loop.create_future();
    } catch (const CancelledError &) {
      log("cancelled");
    }
  };
  drive(main());
}

constexpr Scenario scenarios[] = {
    {"handler_runs_two_turns_later", handler_runs_two_turns_later},
    {"signal_before_the_run", signal_before_the_run},
    {"a_signal_that_comes_thrice", a_signal_that_comes_thrice},
    {"signals_are_handled_in_their_order", signals_are_handled_in_their_order},
    {"later_handlers_replace_earlier_ones",
     later_handlers_replace_earlier_ones},
    {"handler_that_is_replaced_after_the_signal",
     handler_that_is_replaced_after_the_signal},
    {"handlers_are_removed_once", handlers_are_removed_once},
    {"handler_that_is_removed_after_the_signal",
     handler_that_is_removed_after_the_signal},
    {"handler_that_removes_itself", handler_that_removes_itself},
    {"close_removes_handlers", close_removes_handlers},
    {"numbers_that_are_no_signals", numbers_that_are_no_signals},
    {"signals_that_cannot_be_caught", signals_that_cannot_be_caught},
    {"handler_on_a_closed_loop", handler_on_a_closed_loop},
    {"handler_from_another_thread", handler_from_another_thread},
    {"handler_that_fails", handler_that_fails},
    {"handler_that_closes_its_loop", handler_that_closes_its_loop},
    {"handler_is_no_task", handler_is_no_task},
    {"handler_cancels_a_task", handler_cancels_a_task},
};

} // namespace

Topic signals() { return scenarios; }

} // namespace conformance
