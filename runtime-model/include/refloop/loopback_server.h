//===- loopback_server.h - A web server for tests ------------- -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A server to talk to, so that sessions in tests open real connections.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_LOOPBACK_SERVER_H
#define REFLOOP_LOOPBACK_SERVER_H

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace refloop::testing {

/// An HTTP/1.1 server on 127.0.0.1, on a thread and a loop of its own, from its
/// construction to its destruction. It keeps connections alive, answers each
/// GET with `Hello from PATH`, one of `/delay/MS` after MS milliseconds, and
/// closes a connection when the client does.
class LoopbackServer {
public:
  /// \throws std::system_error if it cannot listen
  LoopbackServer();
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer &) = delete;
  LoopbackServer &operator=(const LoopbackServer &) = delete;

  /// The port that the system chose.
  std::uint16_t port() const noexcept;
  /// `http://127.0.0.1:PORT` and \p path, which begins with a slash.
  std::string url(std::string_view path = "/") const;

  /// Connections accepted so far.
  unsigned accepted() const noexcept;
  /// Connections that are open now.
  unsigned connections() const noexcept;

private:
  class Listener;
  std::unique_ptr<Listener> listener_;
};

} // namespace refloop::testing

#endif // REFLOOP_LOOPBACK_SERVER_H
