//===- http_client.h - One HTTP connection -------------------- -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// GET over one TCP connection, awaiting the loop wherever it would block.
// Keeping connections, and whose they are, is session.cpp's.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_SRC_HTTP_CLIENT_H
#define REFLOOP_SRC_HTTP_CLIENT_H

#include "refloop/task.h"

#include <cstdint>
#include <string>
#include <utility>

namespace refloop::detail {

/// Where a URL points to.
struct Url {
  std::string host; ///< as it was written
  std::uint16_t port = 80;
  std::string path = "/";

  std::string endpoint() const { return host + ':' + std::to_string(port); }
};

/// \throws RuntimeError if \p text is no `http://HOST[:PORT][/PATH]`
Url parse_url(const std::string &text);

/// An open connection; closes its socket when it goes.
class Connection {
public:
  Connection() = default;
  Connection(Connection &&other) noexcept
      : file_(std::exchange(other.file_, -1)),
        endpoint_(std::move(other.endpoint_)), loop_(std::move(other.loop_)) {}
  Connection &operator=(Connection &&other) noexcept;
  ~Connection();

  /// Connects to this machine; other hosts are out of reach.
  /// \throws RuntimeError `Cannot connect to host …`
  static Task<Connection> open(LoopPointer loop, Url url);

  /// Sends a request and reads the whole answer; returns the body. Afterwards
  /// keeps_alive() says whether it can be used again.
  /// \throws RuntimeError `Server disconnected`
  Task<std::string> get(const Url &url);

  /// Says that no more will come and waits until the other side says so, too.
  Task<> say_goodbye();

  /// Ends what it is waiting for: the other side seems to have hung up.
  void hang_up() const noexcept;

  bool keeps_alive() const noexcept { return keeps_alive_; }
  /// Whether the other side has neither closed it nor sent what nobody asked
  /// for.
  bool is_idle() const noexcept;
  const std::string &endpoint() const noexcept { return endpoint_; }
  int file() const noexcept { return file_; }

private:
  Connection(int file, std::string endpoint, LoopPointer loop)
      : file_(file), endpoint_(std::move(endpoint)), loop_(std::move(loop)) {}

  Task<> send_all(std::string text);
  /// Appends what comes next to \p text; false at the end of the stream.
  Task<bool> receive(std::string &text);

  int file_ = -1;
  std::string endpoint_;
  LoopPointer loop_;
  bool keeps_alive_ = false;
};

} // namespace refloop::detail

#endif // REFLOOP_SRC_HTTP_CLIENT_H
