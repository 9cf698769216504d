//===- sanitizer_options.cpp - What sanitizers are told -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Options of ThreadSanitizer that the tests need; each with its reason.
//
//===----------------------------------------------------------------------===//

// A handler that `raise()` called interrupted nothing; ThreadSanitizer cannot
// know that, and takes the report of a violation in it for unsafe. And the fork
// of a death test has no threads of its parent that it could join.
extern "C" const char *__tsan_default_options() {
  return "report_signal_unsafe=0:report_thread_leaks=0";
}

// The count of an exception's owners is kept within libstdc++.so, where
// ThreadSanitizer does not see it: the last owner's delete looks like a race.
extern "C" const char *__tsan_default_suppressions() {
  return "race:std::__exception_ptr::exception_ptr::_M_release\n";
}
