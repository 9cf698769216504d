//===- selector.cpp - Waits for files -------------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/selector.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace refloop::detail {

Selector::Selector() {
  epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  event_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = event_;
  if (epoll_ < 0 || event_ < 0 ||
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, event_, &event) != 0) {
    const int error = errno;
    ::close(epoll_);
    ::close(event_);
    throw std::system_error(error, std::generic_category(), "event loop");
  }
}

Selector::~Selector() {
  ::close(event_);
  ::close(epoll_);
}

void Selector::watch(int file, bool writable, HandlePointer callback) {
  const auto at = files_.find(file);
  if (at == files_.end() && !callback)
    return;
  Watched &watched = files_[file];
  HandlePointer &slot = writable ? watched.write : watched.read;
  if (slot)
    slot->cancel(); // it may be in the ready queue already
  slot = std::move(callback);
  update(file, at == files_.end());
}

void Selector::update(int file, bool added) {
  const Watched &watched = files_[file];
  epoll_event event{};
  event.events =
      (watched.read ? EPOLLIN : 0u) | (watched.write ? EPOLLOUT : 0u);
  event.data.fd = file;
  if (event.events == 0) {
    // Fails, harmlessly, if the file was closed before it was unwatched.
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, file, nullptr);
    files_.erase(file);
    return;
  }
  if (::epoll_ctl(epoll_, added ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, file,
                  &event) != 0) {
    const int error = errno;
    if (added)
      files_.erase(file);
    throw std::system_error(error, std::generic_category(),
                            "cannot watch file");
  }
}

std::vector<HandlePointer>
Selector::wait(std::optional<std::chrono::nanoseconds> timeout) {
  int milliseconds = -1;
  if (timeout) // rounded up: a timer must be due when the wait is over
    milliseconds = static_cast<int>(std::clamp<std::int64_t>(
        std::chrono::ceil<std::chrono::milliseconds>(*timeout).count(), 0,
        24 * 3600 * 1000));
  std::array<epoll_event, 64> events;
  const int count =
      ::epoll_wait(epoll_, events.data(), events.size(), milliseconds);
  std::vector<HandlePointer> ready;
  if (count <= 0)
    return ready;
  std::sort(events.begin(), events.begin() + count,
            [](const epoll_event &a, const epoll_event &b) {
              return a.data.fd < b.data.fd;
            });
  for (int i = 0; i < count; ++i) {
    const epoll_event &event = events[static_cast<std::size_t>(i)];
    if (event.data.fd == event_) {
      std::uint64_t value = 0;
      while (::read(event_, &value, sizeof value) < 0 && errno == EINTR)
        ;
      continue;
    }
    const auto at = files_.find(event.data.fd);
    if (at == files_.end())
      continue;
    // Errors and hang-ups are told to both: their next call will see them.
    const Watched &watched = at->second;
    if (watched.read && (event.events & ~unsigned{EPOLLOUT}))
      ready.push_back(watched.read);
    if (watched.write && (event.events & ~unsigned{EPOLLIN}))
      ready.push_back(watched.write);
  }
  return ready;
}

void Selector::wake() noexcept {
  const std::uint64_t one = 1;
  while (::write(event_, &one, sizeof one) < 0 && errno == EINTR)
    ;
}

} // namespace refloop::detail
