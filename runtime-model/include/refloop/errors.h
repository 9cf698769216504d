//===- errors.h - What refloop's calls throw --------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The exceptions, named as Python names them. `what()` is asyncio's own text.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_ERRORS_H
#define REFLOOP_ERRORS_H

#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace refloop {

/// A call in a state that does not allow it: `Event loop is closed`.
struct RuntimeError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Thrown into a task that was cancelled. Derives from std::exception directly,
/// as asyncio.CancelledError from BaseException, so that a handler of
/// RuntimeError does not swallow it.
struct CancelledError : std::exception {
  CancelledError() = default;
  explicit CancelledError(std::string message) : message_(std::move(message)) {}
  /// The text given to `cancel()`; empty without one, as in Python.
  const char *what() const noexcept override { return message_.c_str(); }

private:
  std::string message_;
};

/// Thrown into a generator at its `co_yield` by `aclose()`, as Python's. Not
/// derived from RuntimeError, as Python's is not from Exception.
struct GeneratorExit : std::exception {
  const char *what() const noexcept override { return ""; }
};

/// A `wait_for` or `with_timeout` that took too long; its text is empty, as
/// Python's.
struct TimeoutError : RuntimeError {
  TimeoutError() : RuntimeError("") {}
  using RuntimeError::RuntimeError;
};

/// A result asked for before it is there, or set twice.
struct InvalidStateError : RuntimeError {
  using RuntimeError::RuntimeError;
};

/// All that went wrong in a task group.
struct ExceptionGroup : std::exception {
  ExceptionGroup(std::string message,
                 std::vector<std::exception_ptr> exceptions);
  /// `unhandled errors in a TaskGroup (2 sub-exceptions)`.
  const char *what() const noexcept override { return text_.c_str(); }
  /// The text without the count.
  const std::string &message() const noexcept { return message_; }
  /// In the order in which the tasks failed.
  const std::vector<std::exception_ptr> &exceptions() const noexcept {
    return exceptions_;
  }

private:
  std::string message_;
  std::string text_;
  std::vector<std::exception_ptr> exceptions_;
};

namespace detail {
/// Whether \p error holds a CancelledError.
bool is_cancelled_error(const std::exception_ptr &error);
/// Lives as long as what a violation threw, wherever that is kept: the error
/// has one, and its copies share it.
class ThrownByViolation {
public:
  ThrownByViolation();

private:
  std::shared_ptr<const void> alive_;
};
/// What a violation throws where it is the session's, as aiohttp's.
struct BlamedError : RuntimeError {
  using RuntimeError::RuntimeError;

private:
  ThrownByViolation thrown_;
};
/// What any other violation throws. A task that ends with it was blamed
/// already.
struct ViolationError : BlamedError {
  using BlamedError::BlamedError;
};
/// Whether \p error holds a ViolationError.
bool is_violation(const std::exception_ptr &error);
/// `what()` of what \p error holds; "unknown exception" of other types.
std::string text_of(const std::exception_ptr &error);
} // namespace detail

} // namespace refloop

#endif // REFLOOP_ERRORS_H
