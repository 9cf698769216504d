//===- asan_reports.cpp - What AddressSanitizer finds ---------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "asan_reports.h"

#include "refloop/detail/activity.h"
#include "refloop/detail/violation.h"

#include <string>
#include <string_view>

// Of AddressSanitizer's interface; absent from programs without it.
extern "C" [[gnu::weak]] void
__asan_set_error_report_callback(void (*)(const char *));

namespace refloop::detail {
namespace {

constexpr std::string_view uses_of_the_dead[] = {
    "heap-use-after-free", "stack-use-after-scope", "stack-use-after-return"};

/// Called by the thread that went wrong, with the whole report, before the
/// process ends.
void on_report(const char *report) {
  const Activity *activity = Activity::current();
  if (!activity)
    return;
  const std::string_view text = report;
  for (const std::string_view kind : uses_of_the_dead)
    if (text.find("AddressSanitizer: " + std::string(kind)) != text.npos)
      report_violation(
          check::dangling_capture, activity->ordered(),
          activity->description() +
              " uses what has ended: AddressSanitizer: " + std::string(kind));
}

} // namespace

void watch_asan() {
  if (__asan_set_error_report_callback)
    __asan_set_error_report_callback(on_report);
}

} // namespace refloop::detail
