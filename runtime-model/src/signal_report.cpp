//===- signal_report.cpp - Reports from within a signal -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "signal_report.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace refloop::detail {
namespace {

/// A text on the stack; what does not fit is cut off.
class Text {
public:
  Text &operator<<(std::string_view part) {
    for (const char c : part)
      if (size_ < buffer_.size())
        buffer_[size_++] = c;
    return *this;
  }
  Text &operator<<(unsigned long number) {
    std::array<char, 20> digits;
    std::size_t first = digits.size();
    do
      digits[--first] = static_cast<char>('0' + number % 10);
    while (number /= 10);
    return *this << std::string_view(digits.data() + first,
                                     digits.size() - first);
  }
  /// As a JSON string, with its quotes.
  Text &quoted(std::string_view part) {
    *this << "\"";
    for (const char &c : part) {
      if (c == '"' || c == '\\')
        *this << "\\";
      *this << (static_cast<unsigned char>(c) < 0x20 ? " "
                                                     : std::string_view(&c, 1));
    }
    return *this << "\"";
  }
  void write_to(int file) const {
    if (::write(file, buffer_.data(), size_) < 0)
      return; // there is nobody left to tell
  }
  std::string_view view() const { return {buffer_.data(), size_}; }

private:
  std::array<char, 2048> buffer_;
  std::size_t size_ = 0;
};

void append_to(const char *variable, const Text &line) {
  const char *path = std::getenv(variable); // reads what nobody writes now
  if (!path || !*path)
    return;
  const int file =
      ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0)
    return;
  line.write_to(file);
  ::close(file);
}

Text json_of(std::string_view check, const std::source_location &where,
             std::string_view message) {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  Text json;
  json << "{\"check\":";
  json.quoted(check) << ",\"file\":";
  json.quoted(where.file_name())
      << ",\"line\":" << static_cast<unsigned long>(where.line())
      << ",\"column\":" << static_cast<unsigned long>(where.column())
      << ",\"message\":";
  json.quoted(message) << ",\"notes\":[],\"thread\":\""
                       << static_cast<unsigned long>(::syscall(SYS_gettid))
                       << "\",\"time\":"
                       << static_cast<unsigned long>(now.tv_sec) << "."
                       << static_cast<unsigned long>(now.tv_nsec / 100000000)
                       << "}";
  return json;
}

} // namespace

void report_from_handler(std::string_view check,
                         const std::source_location &where,
                         std::string_view message) noexcept {
  Text text;
  text << where.file_name() << ":" << static_cast<unsigned long>(where.line())
       << ": violation: " << message << " [" << check << "]\n";
  text.write_to(STDERR_FILENO);
  const Text json = json_of(check, where, message);
  Text line;
  line << json.view() << "\n";
  append_to("REFLOOP_REPORT", line);
  Text logged;
  logged << "{\"violation\":" << json.view() << "}\n";
  append_to("REFLOOP_RUN_LOG", logged);
  const char *policy = std::getenv("REFLOOP_ON_VIOLATION");
  if (policy && !std::strcmp(policy, "abort"))
    std::abort();
  if (policy && !std::strcmp(policy, "exit"))
    ::_exit(70);
}

} // namespace refloop::detail
