//===- executor.h - Threads for jobs that block -----------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `ThreadPoolExecutor`: concurrent.futures, as far as asyncio uses it.
// Submitting through a loop is event_loop.h's.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_EXECUTOR_H
#define REFLOOP_EXECUTOR_H

#include "refloop/detail/activity.h"
#include "refloop/detail/executor_state.h"
#include "refloop/detail/lifetime.h"

#include <future>
#include <memory>
#include <source_location>
#include <type_traits>
#include <utility>

namespace refloop {

class ThreadPoolExecutor;
namespace detail {
template <> struct Noun<ThreadPoolExecutor> {
  static constexpr const char *text = "pool";
};
} // namespace detail

/// A pool of threads; mirrors concurrent.futures.ThreadPoolExecutor. Threads
/// are started when there is work. Neither copyable nor movable.
class ThreadPoolExecutor final {
public:
  using Location = std::source_location;

  /// At most \p workers threads.
  /// \throws std::invalid_argument `max_workers must be greater than 0`
  explicit ThreadPoolExecutor(int workers,
                              Location where = Location::current());
  ThreadPoolExecutor(const ThreadPoolExecutor &) = delete;
  ThreadPoolExecutor &operator=(const ThreadPoolExecutor &) = delete;
  /// Waits for all jobs, as leaving Python's `with` block does.
  ~ThreadPoolExecutor();

  /// Runs \p job on one of the threads; the future has what it returns or
  /// throws. Any thread may call it. After shutdown(), this is a violation,
  /// `eventloop-submit-after-shutdown`.
  /// \throws RuntimeError `cannot schedule new futures after shutdown`
  template <class F>
  std::future<std::invoke_result_t<std::decay_t<F> &>>
  submit(F &&job, Location where = Location::current()) {
    using R = std::invoke_result_t<std::decay_t<F> &>;
    const auto task =
        std::make_shared<std::packaged_task<R()>>(std::forward<F>(job));
    std::future<R> result = task->get_future();
    const auto ordered = std::make_shared<const detail::Where>(where);
    post(
        [task, ordered] {
          static const std::string nameless;
          const detail::Activity activity(detail::Activity::Kind::job, *ordered,
                                          nameless);
          (*task)();
        },
        where);
    return result;
  }

  /// Takes no jobs from now on; the threads end when they have done all that
  /// were submitted. With \p wait, returns after that. A second time is no
  /// error.
  /// \throws RuntimeError `cannot join current thread` in one of its own jobs
  void shutdown(bool wait = true, Location where = Location::current());

  /// For the runtime.
  const detail::ExecutorPointer &state() const {
    lifetime_.check();
    return state_;
  }

private:
  void post(detail::ExecutorState::Job job, Location where);

  [[no_unique_address]] detail::Lifetime<ThreadPoolExecutor> lifetime_;
  detail::ExecutorPointer state_;
};

} // namespace refloop

#endif // REFLOOP_EXECUTOR_H
