//===- future_state.h - The state behind futures and tasks ------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A result that is not there yet, who waits for it, and who asked for it not to
// come. Mirrors asyncio.futures.Future; TaskState adds what asyncio.Task adds.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_FUTURE_STATE_H
#define REFLOOP_DETAIL_FUTURE_STATE_H

#include "refloop/detail/loop_state.h"
#include "refloop/errors.h"

#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <type_traits>
#include <vector>

namespace refloop::detail {

class FutureState;
using FuturePointer = std::shared_ptr<FutureState>;

class FutureState : public std::enable_shared_from_this<FutureState> {
public:
  using DoneCallback = std::function<void(FutureState &)>;

  explicit FutureState(LoopPointer loop);
  virtual ~FutureState() = default;
  FutureState(const FutureState &) = delete;
  FutureState &operator=(const FutureState &) = delete;

  bool done() const noexcept { return status_ != Status::pending; }
  bool cancelled() const noexcept { return status_ == Status::cancelled; }

  /// Asks for its end; false if it is done. A future is cancelled at once.
  virtual bool cancel(const Where &where);
  /// Ends it; the value is in its box already.
  /// \throws InvalidStateError `invalid state` if it is done
  void set_finished(const Where &where);
  /// Ends it with \p error, which is not null.
  void set_exception(std::exception_ptr error, const Where &where);

  /// Calls \p callback from the loop once this is done. Returns a key.
  std::uint64_t add_done_callback(DoneCallback callback, const Where &where);
  void remove_done_callback(std::uint64_t key);
  /// It will never be done: nobody is called back.
  void forget_callbacks() { callbacks_.clear(); }

  /// Whether somebody waits for it.
  bool is_awaited() const noexcept { return !callbacks_.empty(); }

  /// Throws what result() of asyncio throws; returns if there is a value.
  void check_result();
  /// The exception it ended with, or null. Throws as check_result() if it is
  /// pending or cancelled.
  std::exception_ptr exception();
  /// The same without throwing: a CancelledError if it was cancelled.
  std::exception_ptr outcome() noexcept;

  /// Somebody waits for it, or said that nobody has to.
  virtual void mark_handled() noexcept {}
  /// Throws, after a report, if the loop runs on another thread.
  void check_thread(const Where &where) const { loop_->check_thread(where); }

  const LoopPointer &loop() const noexcept { return loop_; }
  std::uint64_t id() const noexcept { return id_; }

protected:
  /// What the end of a task does beyond calling back.
  virtual void on_done() {}
  void end_cancelled(const Where &where);
  void end_with(std::exception_ptr error, const Where &where);
  void end_finished(const Where &where);
  bool retrieved() const noexcept { return retrieved_; }
  const std::exception_ptr &error() const noexcept { return error_; }

private:
  enum class Status : std::uint8_t { pending, cancelled, finished };
  struct Callback {
    std::uint64_t key;
    DoneCallback call;
    std::source_location added;
  };

  void schedule_callbacks(const Where &where);
  void post_callback(Callback callback, const Where &where);
  void check_pending() const;

  LoopPointer loop_;
  std::uint64_t id_;
  std::atomic<Status> status_ = Status::pending;
  bool retrieved_ = false;
  std::uint64_t next_key_ = 0;
  std::exception_ptr error_;
  std::vector<Callback> callbacks_;
};

/// Where the value of a future or task is kept.
template <class T> struct Box {
  std::optional<T> value;
  /// A copy; the value itself where it cannot be copied.
  T get() {
    if constexpr (std::is_copy_constructible_v<T>)
      return *value;
    else
      return std::move(*value);
  }
};
template <> struct Box<void> {
  void get() {}
};

/// A future or task together with the place of its value.
template <class T> struct Awaited {
  FuturePointer state;
  Box<T> *box = nullptr;

  /// \throws as FutureState::check_result
  T result() const {
    state->check_result();
    return box->get();
  }
};

/// A future without a value, or one whose value does not matter here.
inline Awaited<void> signal(FuturePointer future) {
  static Box<void> nothing;
  return {std::move(future), &nothing};
}

template <class T> class FutureCell final : public FutureState {
public:
  using FutureState::FutureState;
  Box<T> box;
};

template <class T> Awaited<T> make_future(LoopPointer loop) {
  auto cell = std::make_shared<FutureCell<T>>(std::move(loop));
  Box<T> *box = &cell->box;
  return {std::move(cell), box};
}

} // namespace refloop::detail

#endif // REFLOOP_DETAIL_FUTURE_STATE_H
