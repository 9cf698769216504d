//===- refloop_names.h - The reference loop, declarations alone -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The names of the reference loop that the generated files use. Not its
// headers, whose parsing takes a hundred times what is measured and is the
// same for every size.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_BENCH_REFLOOP_NAMES_H
#define EVENTLOOP_BENCH_REFLOOP_NAMES_H

#include <coroutine>

namespace refloop {

template <class T = void> struct Task {
  struct promise_type {
    Task get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
  Task(Task &&) noexcept;
  ~Task();
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};

template <class T = void> struct TaskHandle {
  TaskHandle(TaskHandle &&) noexcept;
  ~TaskHandle();
  void cancel();
};

struct Handle {
  void cancel();
};

class EventLoop {
public:
  EventLoop();
  EventLoop(const EventLoop &) = delete;
  ~EventLoop();
  void run_forever();
  template <class T> void run_until_complete(Task<T>);
  void stop();
  void close();
  bool is_closed() const;
  template <class F> Handle call_soon(F &&);
  TaskHandle<> create_task(Task<>);
};

class ClientSession {
public:
  explicit ClientSession(EventLoop &);
  ClientSession(const ClientSession &) = delete;
  ~ClientSession();
  Task<> get(const char *);
  Task<> close();
};

namespace testing {
bool choose();
} // namespace testing

} // namespace refloop

#endif // EVENTLOOP_BENCH_REFLOOP_NAMES_H
