//===- http_client.cpp - One HTTP connection ------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "http_client.h"

#include "refloop/errors.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>

namespace refloop::detail {
namespace {

enum class Direction : std::uint8_t { read, write };

/// Watches a file for as long as it lives, also when the wait is cancelled.
class Watch {
public:
  Watch(LoopState &loop, int file, Direction direction, HandlePointer callback)
      : loop_(loop), file_(file), direction_(direction) {
    if (direction == Direction::read)
      loop.add_reader(file, std::move(callback));
    else
      loop.add_writer(file, std::move(callback));
  }
  ~Watch() {
    if (direction_ == Direction::read)
      loop_.remove_reader(file_);
    else
      loop_.remove_writer(file_);
  }
  Watch(const Watch &) = delete;
  Watch &operator=(const Watch &) = delete;

private:
  LoopState &loop_;
  int file_;
  Direction direction_;
};

/// Waits until \p file can be read or written without blocking.
Task<> ready(LoopPointer loop, int file, Direction direction) {
  const Awaited<void> future = make_future<void>(loop);
  const auto callback = [state = future.state] {
    if (!state->done())
      state->set_finished({});
  };
  const Watch watch(*loop, file, direction, make_handle(callback, {}));
  co_await FutureAwaiter<void>(future, {});
}

[[noreturn]] void disconnected() { throw RuntimeError("Server disconnected"); }

/// What the head of an answer says about its body.
struct Head {
  std::optional<std::size_t> length; ///< none: until the connection ends
  bool keeps_alive = true;
};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char &c : lower)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

void read_field(std::string_view line, Head &head) {
  const std::size_t colon = line.find(':');
  if (colon == line.npos)
    return;
  const std::string name = lower_case(line.substr(0, colon));
  std::string_view value = line.substr(colon + 1);
  value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
  if (name == "content-length") {
    std::size_t length = 0;
    if (std::from_chars(value.data(), value.data() + value.size(), length).ec ==
        std::errc())
      head.length = length;
  } else if (name == "connection") {
    head.keeps_alive = lower_case(value) != "close";
  } else if (name == "transfer-encoding") {
    throw RuntimeError("cannot read an answer in transfer encoding '" +
                       std::string(value) + "'");
  }
}

/// Reads the status line and the fields, without the empty line behind them.
Head parse_head(std::string_view text) {
  if (!text.starts_with("HTTP/1."))
    throw RuntimeError("the answer is no HTTP/1");
  Head head;
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n");
    read_field(text.substr(0, end), head);
    text = end == text.npos ? std::string_view() : text.substr(end + 2);
  }
  return head;
}

[[noreturn]] void cannot_connect(const Url &url, int error) {
  throw RuntimeError("Cannot connect to host " + url.endpoint() + " [" +
                     std::strerror(error) + ']');
}

sockaddr_in address_of(const Url &url) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(url.port);
  const std::string host = url.host == "localhost" ? "127.0.0.1" : url.host;
  if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1 ||
      ntohl(address.sin_addr.s_addr) >> 24 != IN_LOOPBACKNET)
    throw RuntimeError("Cannot connect to host " + url.endpoint() +
                       " [not on this machine]");
  return address;
}

} // namespace

Url parse_url(const std::string &text) {
  static constexpr std::string_view scheme = "http://";
  const auto invalid = [&text] {
    throw RuntimeError("Invalid URL: '" + text + "'");
  };
  // A control character or space would end the request's first line early.
  if (!text.starts_with(scheme) ||
      std::any_of(text.begin(), text.end(),
                  [](unsigned char c) { return c <= ' ' || c == 0x7f; }))
    invalid();
  Url url;
  std::string_view rest = std::string_view(text).substr(scheme.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  if (slash != rest.size())
    url.path = rest.substr(slash);
  rest = rest.substr(0, slash);
  if (const std::size_t colon = rest.find(':'); colon != rest.npos) {
    const std::string_view digits = rest.substr(colon + 1);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
    if (error != std::errc() || end != digits.data() + digits.size())
      invalid();
    rest = rest.substr(0, colon);
  }
  url.host = rest;
  if (url.host.empty())
    invalid();
  return url;
}

Connection &Connection::operator=(Connection &&other) noexcept {
  std::swap(file_, other.file_);
  std::swap(endpoint_, other.endpoint_);
  std::swap(loop_, other.loop_);
  std::swap(keeps_alive_, other.keeps_alive_);
  return *this;
}

Connection::~Connection() {
  if (file_ >= 0)
    ::close(file_);
}

Task<Connection> Connection::open(LoopPointer loop, Url url) {
  const sockaddr_in address = address_of(url);
  const int file =
      ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (file < 0)
    cannot_connect(url, errno);
  Connection connection(file, url.endpoint(), loop);
  const int on = 1;
  ::setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(file, reinterpret_cast<const sockaddr *>(&address),
                sizeof address) != 0) {
    if (errno != EINPROGRESS)
      cannot_connect(url, errno);
    co_await ready(loop, file, Direction::write);
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(file, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error)
      cannot_connect(url, error);
  }
  co_return connection;
}

Task<> Connection::send_all(std::string text) {
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t size =
        ::send(file_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (size >= 0)
      sent += static_cast<std::size_t>(size);
    else if (errno == EAGAIN || errno == EWOULDBLOCK)
      co_await ready(loop_, file_, Direction::write);
    else if (errno != EINTR)
      disconnected();
  }
}

Task<bool> Connection::receive(std::string &text) {
  char buffer[4096];
  for (;;) {
    const ssize_t size = ::recv(file_, buffer, sizeof buffer, 0);
    if (size > 0) {
      text.append(buffer, static_cast<std::size_t>(size));
      co_return true;
    }
    if (size == 0)
      co_return false;
    if (errno == EAGAIN || errno == EWOULDBLOCK)
      co_await ready(loop_, file_, Direction::read);
    else if (errno != EINTR)
      co_return false;
  }
}

Task<std::string> Connection::get(const Url &url) {
  keeps_alive_ = false; // not before the whole answer is here
  co_await send_all("GET " + url.path + " HTTP/1.1\r\nHost: " + url.endpoint() +
                    "\r\nAccept: */*\r\n\r\n");
  std::string text;
  std::size_t end = text.npos;
  while ((end = text.find("\r\n\r\n")) == text.npos)
    if (!co_await receive(text))
      disconnected();
  const Head head = parse_head(std::string_view(text).substr(0, end));
  std::string body = text.substr(end + 4);
  while (!head.length || body.size() < *head.length) {
    if (co_await receive(body))
      continue;
    if (head.length)
      disconnected();
    co_return body;
  }
  keeps_alive_ = head.keeps_alive && body.size() == *head.length;
  body.resize(*head.length);
  co_return body;
}

Task<> Connection::say_goodbye() {
  ::shutdown(file_, SHUT_WR);
  std::string ignored;
  while (co_await receive(ignored))
    ignored.clear();
}

void Connection::hang_up() const noexcept { ::shutdown(file_, SHUT_RDWR); }

bool Connection::is_idle() const noexcept {
  char byte = 0;
  const ssize_t size = ::recv(file_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

} // namespace refloop::detail
