//===- errors.cpp - Texts of refloop's exceptions -------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/errors.h"

namespace refloop {

ExceptionGroup::ExceptionGroup(std::string message,
                               std::vector<std::exception_ptr> exceptions)
    : message_(std::move(message)), exceptions_(std::move(exceptions)) {
  const std::size_t count = exceptions_.size();
  text_ = message_ + " (" + std::to_string(count) + " sub-exception" +
          (count == 1 ? ")" : "s)");
}

namespace {

template <class E> bool holds(const std::exception_ptr &error) {
  if (!error)
    return false;
  try {
    std::rethrow_exception(error);
  } catch (const E &) {
    return true;
  } catch (...) {
    return false;
  }
}

} // namespace

bool detail::is_cancelled_error(const std::exception_ptr &error) {
  return holds<CancelledError>(error);
}

bool detail::is_violation(const std::exception_ptr &error) {
  return holds<ViolationError>(error);
}

std::string detail::text_of(const std::exception_ptr &error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception &e) {
    return e.what();
  } catch (...) {
    return "unknown exception";
  }
}

} // namespace refloop
