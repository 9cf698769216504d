//===- loopback_server.cpp - A web server for tests -----------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Callbacks only, no tasks: those of the program under test keep their numbers.
// For the same reason its calls carry no source_location: they are not the
// program's, and must not show among the lines that it reached.
//
//===----------------------------------------------------------------------===//

#include "refloop/loopback_server.h"

#include "refloop/event_loop.h"

#include <arpa/inet.h>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <map>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace refloop::testing {
namespace {

constexpr std::size_t longest_head = 65536;

/// The path of a GET request's head; empty if it is something else.
std::string_view path_of(std::string_view head) {
  static constexpr std::string_view method = "GET ";
  if (!head.starts_with(method))
    return {};
  head.remove_prefix(method.size());
  return head.substr(0, head.find(' '));
}

/// Of `/delay/MS`, else none.
std::chrono::milliseconds delay_of(std::string_view path) {
  static constexpr std::string_view prefix = "/delay/";
  unsigned milliseconds = 0;
  if (path.starts_with(prefix))
    std::from_chars(path.data() + prefix.size(), path.data() + path.size(),
                    milliseconds);
  return std::chrono::milliseconds(milliseconds);
}

std::string answer_to(std::string_view path) {
  const bool good = !path.empty();
  const std::string body =
      good ? "Hello from " + std::string(path) : std::string("GET only");
  return (good ? "HTTP/1.1 200 OK\r\n"
               : "HTTP/1.1 405 Method Not Allowed\r\n") +
         std::string("Content-Type: text/plain\r\nContent-Length: ") +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

[[noreturn]] void fail(const char *what, int file) {
  const int error = errno;
  if (file >= 0)
    ::close(file);
  throw std::system_error(error, std::generic_category(), what);
}

/// A socket that listens on a port that the system chooses.
int listen_on_loopback(std::uint16_t &port) {
  const int file =
      ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (file < 0)
    fail("LoopbackServer: socket", file);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto *general = reinterpret_cast<sockaddr *>(&address);
  if (::bind(file, general, size) != 0 || ::listen(file, 64) != 0 ||
      ::getsockname(file, general, &size) != 0)
    fail("LoopbackServer: listen", file);
  port = ntohs(address.sin_port);
  return file;
}

} // namespace

/// All of the server; but for what is atomic, its own thread's.
class LoopbackServer::Listener {
public:
  Listener() : loop_(nowhere), file_(listen_on_loopback(port_)) {
    state().add_reader(file_,
                       detail::make_handle([this] { accept(); }, nowhere));
    thread_ = std::thread([this] { loop_.run_forever(nowhere); });
  }

  ~Listener() {
    loop_.call_soon_threadsafe([this] { loop_.stop(nowhere); }, nowhere);
    thread_.join();
    for (const auto &[file, client] : clients_)
      ::close(file);
    ::close(file_);
    loop_.close(nowhere);
  }

  Listener(const Listener &) = delete;
  Listener &operator=(const Listener &) = delete;

  std::uint16_t port_ = 0;
  std::atomic<unsigned> accepted_ = 0;
  std::atomic<unsigned> open_ = 0;

private:
  static constexpr std::source_location nowhere{};

  /// Of the requests on a connection, one at a time is answered.
  struct Client {
    std::string unread;
    std::string unsent;
    TimerHandle delayed;
    bool answering = false;
  };

  detail::LoopState &state() { return *loop_.state(); }

  void accept() {
    const int file =
        ::accept4(file_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (file < 0)
      return; // it was gone before we came
    const int on = 1;
    ::setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    clients_.try_emplace(file);
    ++accepted_;
    ++open_;
    state().add_reader(
        file, detail::make_handle([this, file] { read(file); }, nowhere));
  }

  void read(int file) {
    char buffer[4096];
    const ssize_t size = ::recv(file, buffer, sizeof buffer, 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
      return;
    if (size <= 0) {
      drop(file);
      return;
    }
    Client &client = clients_.at(file);
    client.unread.append(buffer, static_cast<std::size_t>(size));
    serve(file, client);
  }

  /// Answers the next request, if all of it is here. GET has no body.
  void serve(int file, Client &client) {
    if (client.answering)
      return;
    const std::size_t end = client.unread.find("\r\n\r\n");
    if (end == std::string::npos) {
      if (client.unread.size() > longest_head)
        drop(file);
      return;
    }
    const std::string path(
        path_of(std::string_view(client.unread).substr(0, end)));
    client.unread.erase(0, end + 4);
    client.unsent = answer_to(path);
    client.answering = true;
    const auto delay = delay_of(path);
    if (delay.count() == 0)
      write(file);
    else
      client.delayed =
          loop_.call_later(delay, [this, file] { write(file); }, nowhere);
  }

  void write(int file) {
    Client &client = clients_.at(file);
    while (!client.unsent.empty()) {
      const ssize_t size = ::send(file, client.unsent.data(),
                                  client.unsent.size(), MSG_NOSIGNAL);
      if (size >= 0) {
        client.unsent.erase(0, static_cast<std::size_t>(size));
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        state().add_writer(
            file, detail::make_handle([this, file] { write(file); }, nowhere));
        return;
      } else if (errno != EINTR) {
        drop(file);
        return;
      }
    }
    state().remove_writer(file);
    client.answering = false;
    serve(file, client);
  }

  void drop(int file) {
    clients_.at(file).delayed.cancel();
    state().remove_reader(file);
    state().remove_writer(file);
    clients_.erase(file);
    --open_; // before the client can see that it is closed
    ::close(file);
  }

  EventLoop loop_;
  int file_;
  std::map<int, Client> clients_;
  std::thread thread_;
};

LoopbackServer::LoopbackServer() : listener_(std::make_unique<Listener>()) {}
LoopbackServer::~LoopbackServer() = default;

std::uint16_t LoopbackServer::port() const noexcept { return listener_->port_; }

std::string LoopbackServer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port()) + std::string(path);
}

unsigned LoopbackServer::accepted() const noexcept {
  return listener_->accepted_;
}
unsigned LoopbackServer::connections() const noexcept {
  return listener_->open_;
}

} // namespace refloop::testing
